package io.jadis.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyBufferTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ReplyChunks chunks = new ReplyChunks(allocator);
    private final ReplyBuffer reply = new ReplyBuffer(chunks);

    @AfterEach
    void nothingIsLeft() {
        reply.release();
        chunks.close();
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    /** All that was written, taken chunk by chunk. */
    private String taken() {
        long pending = reply.pendingBytes();
        StringBuilder text = new StringBuilder();
        for (ByteBuf chunk; (chunk = reply.takeChunk()) != null; chunk.release()) {
            text.append(chunk.toString(StandardCharsets.ISO_8859_1));
        }
        assertEquals(pending, text.length());
        assertEquals(0, reply.pendingBytes());
        assertEquals(0, reply.footprintBytes());
        return text.toString();
    }

    /** A client that doesn't read may let them pile up. */
    @Test
    void shortRepliesOfUnknownLengthShareAChunk() {
        for (int i = 0; i < 10_000; i++) {
            Object mark = reply.openAggregate();
            if (i % 2 == 0) reply.integer(i % 10);
            reply.closeArray(mark, 1 - i % 2);
        }
        assertTrue(reply.footprintBytes() < 2 * reply.pendingBytes() + ReplyBuffer.CHUNK_BYTES_MAX,
                () -> reply.footprintBytes() + " bytes for " + reply.pendingBytes());
        assertTrue(taken().startsWith("*1\r\n:0\r\n*0\r\n*1\r\n:2\r\n*0\r\n"));
    }

    /** A command may go on for long before it hears that nobody reads. */
    @Test
    void whatNobodyGetsTakesNoRoom() {
        reply.discard(true);
        reply.bulk(new byte[1 << 20]);
        reply.raw(new byte[1 << 20]);
        assertEquals(0, reply.footprintBytes());
        reply.discard(false);
        reply.integer(1);
        assertEquals(":1\r\n", taken());
    }

    @Test
    void piecesThatRoomWasMadeForShareAChunk() {
        for (int i = 0; i < 10; i++) {
            reply.makeRoom(20_100);
            reply.push(2);
            reply.bulk("short");
            reply.bulk(new byte[20_000]);
        }
        assertEquals(9, reply.sealedChunkCount());
        assertTrue(reply.footprintBytes() <= 10 * 20_100, () -> "footprint=" + reply.footprintBytes());
        reply.discard(true);
        reply.makeRoom(1 << 20);
        assertEquals(9, reply.sealedChunkCount());
        assertTrue(taken().startsWith("*2\r\n$5\r\nshort\r\n$20000\r\n"));
    }

    @Test
    void bulkOfUnknownTextStandsBeforeWhatWasWrittenSince() {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocate(16).address();
            Memory.copyIn("3-14".getBytes(StandardCharsets.ISO_8859_1), 0, text, 4);
            reply.array(2);
            Object mark = reply.openBulk(16);
            reply.integer(7);
            reply.closeBulk(mark, text, 4);
            assertEquals("*2\r\n$4\r\n3-14\r\n:7\r\n", taken());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void headersStandBeforeTheirElementsHoweverLong(long seed) {
        Random random = new Random(seed);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            expected.append(written(random, 3));
            if (random.nextInt(10) == 0) {
                assertEquals(expected.toString(), taken(), () -> "seed=" + seed);
                expected.setLength(0);
            }
        }
        assertEquals(expected.toString(), taken(), () -> "seed=" + seed);
        assertNull(reply.takeChunk());
    }

    /** Writes something and gives it as RESP. */
    private String written(Random random, int depthMax) {
        if (depthMax == 0 || random.nextInt(3) == 0) {
            byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(40_000) : random.nextInt(20)];
            for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) ('a' + random.nextInt(26));
            reply.bulk(bytes);
            return "$" + bytes.length + "\r\n" + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n";
        }
        int count = random.nextInt(5);
        Object mark = reply.openAggregate();
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < count; i++) elements.append(written(random, depthMax - 1));
        reply.closeArray(mark, count);
        return "*" + count + "\r\n" + elements;
    }

    @Test
    void whatIsAbandonedWhileAnAggregateIsOpenStaysSo() {
        Object outer = reply.openAggregate(), inner = reply.openAggregate();
        reply.integer(1);
        reply.abandon();
        reply.closeArray(inner, 1);
        reply.closeArray(outer, 1);
        assertEquals("", taken());
    }
}
