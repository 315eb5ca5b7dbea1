package io.jadis.protocol.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Makes the transport read straight into a connection's query buffer, once per turn of the loop, so that no client can
 * keep the others waiting; twice where the first read has brought the head of a big argument, whose rest is mostly in
 * the socket by then. A channel that isn't a client's yet gets buffers of its own.
 */
final class ConnectionReads implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {
    private static final int FOREIGN_READ_BYTES = 64 * 1024;

    /** Null while the channel has another use. */
    private Connection connection;
    private int attemptedBytes, lastBytes;
    /** The turn's second read is under way, or has been. */
    private boolean readsOn;

    ConnectionReads(Connection connection) {
        this.connection = connection;
    }

    ConnectionReads() {}

    /** The channel is this connection's from now on. */
    void serve(Connection connection) {
        this.connection = connection;
    }

    /** The channel asks once. */
    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        return connection == null ? allocator.directBuffer(FOREIGN_READ_BYTES) : connection.bufferForRead(allocator);
    }

    @Override
    public int guess() {
        return QueryBuffer.READ_BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {
        readsOn = false;
    }

    @Override
    public void incMessagesRead(int count) {}

    @Override
    public void lastBytesRead(int bytes) {
        lastBytes = bytes;
    }

    @Override
    public int lastBytesRead() {
        return lastBytes;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attemptedBytes = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attemptedBytes;
    }

    @Override
    public boolean continueReading() {
        if (readsOn || connection == null || lastBytes < attemptedBytes) return false;
        readsOn = connection.awaitsBigArgument();
        return readsOn;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
        return continueReading();
    }

    @Override
    public void readComplete() {}
}
