package io.jadis.protocol.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Where the reply buffers of one thread get their chunks. Most replies have gone before the next one is written, so the
 * chunk that was given back last is kept: the allocator takes as long for two calls as a hundredth of a short command.
 */
public final class ReplyChunks implements AutoCloseable {
    private final ByteBufAllocator allocator;
    private ByteBuf spare;

    public ReplyChunks(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty chunk of exactly so many bytes, the caller's until it is released or given back. */
    ByteBuf take(int capacityBytes) {
        ByteBuf chunk = spare;
        if (chunk == null || chunk.capacity() != capacityBytes) {
            return allocator.directBuffer(capacityBytes, capacityBytes);
        }
        spare = null;
        return chunk.clear();
    }

    /** The chunk has been sent, and nobody else knows it. */
    public void giveBack(ByteBuf chunk) {
        if (chunk.capacity() > ReplyBuffer.CHUNK_BYTES_MAX) {
            chunk.release();
            return;
        }
        close();
        spare = chunk;
    }

    /** Releases what is kept. */
    @Override
    public void close() {
        if (spare != null) spare.release();
        spare = null;
    }
}
