package io.jadis.protocol.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QueryBufferTest {
    private static final int ANNOUNCED_BYTES = 100_000;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final RequestReader reader = new RequestReader(RequestLimits.ofBulkBytes(1 << 20));
    private final QueryBuffer query = new QueryBuffer(reader);

    @Test
    void roomForABigArgumentIsTakenWhenItsHeadIsRead() {
        receiveHead();
        reader.read(query.address(), query.limit());
        query.expectMissing();
        assertTrue(query.capacityBytes() > ANNOUNCED_BYTES);
        query.release();
    }

    @Test
    void nothingMovesWhileAReadIsUnderWay() {
        receiveHead();
        // As io_uring does: its read waits with the buffer while requests are held back.
        ByteBuf lent = query.lend(allocator);
        long address = query.address();
        long capacityBytes = query.capacityBytes();
        reader.read(address, query.limit());
        query.expectMissing();
        assertEquals(address, query.address());
        assertEquals(capacityBytes, query.capacityBytes());
        query.received(lent, allocator);
        query.lend(allocator).release();
        assertTrue(query.capacityBytes() > ANNOUNCED_BYTES);
        query.release();
    }

    private void receiveHead() {
        ByteBuf read = query.lend(allocator);
        read.writeBytes(("*2\r\n$3\r\nset\r\n$" + ANNOUNCED_BYTES + "\r\nabc").getBytes(StandardCharsets.US_ASCII));
        query.received(read, allocator);
    }
}
