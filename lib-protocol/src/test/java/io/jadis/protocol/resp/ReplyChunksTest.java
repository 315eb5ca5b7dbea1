package io.jadis.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReplyChunksTest {
    private final ReplyChunks chunks = new ReplyChunks(new UnpooledByteBufAllocator(true));

    @Test
    void theLastOneThatWasGivenBackServesAgainEmpty() {
        ByteBuf first = chunks.take(1024).writerIndex(100);
        chunks.giveBack(first);
        ByteBuf second = chunks.take(1024);
        assertSame(first, second);
        assertEquals(0, second.readableBytes());
        assertNotSame(second, chunks.take(1024), "it serves one at a time");
    }

    @Test
    void anotherSizeIsNotKeptBesides() {
        ByteBuf small = chunks.take(1024), large = chunks.take(2048);
        chunks.giveBack(small);
        assertNotSame(small, chunks.take(2048));
        chunks.giveBack(large);
        assertEquals(0, small.refCnt());
        assertSame(large, chunks.take(2048));
    }

    @Test
    void whatOneLongReplyNeededIsNotKept() {
        ByteBuf huge = chunks.take(ReplyBuffer.CHUNK_BYTES_MAX + 1);
        chunks.giveBack(huge);
        assertEquals(0, huge.refCnt());
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        ByteBuf chunk = chunks.take(1024);
        chunks.giveBack(chunk);
        chunks.close();
        assertEquals(0, chunk.refCnt());
    }
}
