package io.jadis.protocol.server;

import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The received bytes of one connection that are not worked off yet. The transport reads straight into its free end: it
 * is lent for each read and comes back with the bytes in it, so that nothing is copied but the head of a request that
 * the last read has cut. The memory is kept while the connection is busy and given back by {@link #trim}.
 *
 * <p>While a read is under way the transport knows the buffer's address and its end, so neither may change then: the
 * second reference that the transport holds says so. Everything that moves bytes is done in {@link #lend}, {@link
 * #trim} and {@link #expectMissing}. Belongs to the thread that owns the connection's input at that moment.
 */
final class QueryBuffer {
    /** Room for a read when nothing is known of what will come: a pipeline of some hundred requests. */
    static final int READ_BYTES = 16 * 1024;
    /** Room for a read after one that took all the room it had: there is more to come. */
    private static final int BUSY_READ_BYTES = 64 * 1024;
    /** An argument from here on gets room for just itself: what follows it is not read into its buffer. */
    private static final int BIG_ARGUMENT_BYTES = 32 * 1024;
    /** A buffer doubles up to here and then grows by this much. */
    private static final int GROWTH_MAX_BYTES = 16 * 1024 * 1024;
    private static final int CAPACITY_MAX_BYTES = Integer.MAX_VALUE - 64;

    private final RequestReader reader;
    private ByteBuf bytes;
    private int peakBytes;
    private boolean readsWait;
    private boolean filledUp;

    QueryBuffer(RequestReader reader) {
        this.reader = reader;
    }

    /** The transport keeps what it was lent until bytes come, so {@link #trim} may be too late: lend nothing large. */
    void readsWait() {
        readsWait = true;
    }

    /** Whether it holds nothing, not even room. */
    boolean isNull() {
        return bytes == null;
    }

    long address() {
        return bytes.memoryAddress();
    }

    /** The end of what has been received, from the buffer's start. */
    int limit() {
        return bytes.writerIndex();
    }

    /** Received and not worked off; a batch counts as a whole until all of it is done. */
    int unreadBytes() {
        ByteBuf buffer = bytes;
        if (buffer == null) return 0;
        return Math.max(0, buffer.writerIndex() - (reader.isInBatch() ? 0 : reader.consumed()));
    }

    int capacityBytes() {
        ByteBuf buffer = bytes;
        return buffer == null ? 0 : buffer.capacity();
    }

    /** The buffer with room for the next read at its end; who reads releases it, or passes it to {@link #received}. */
    ByteBuf lend(ByteBufAllocator allocator) {
        if (bytes != null && !reader.isInBatch()) {
            dropConsumed();
            if (readsWait && limit() == 0 && bytes.capacity() > READ_BYTES && reader.bytesMissing(0) == 0) release();
        }
        if (bytes == null) bytes = allocator.directBuffer(filledUp ? BUSY_READ_BYTES : READ_BYTES);
        if (!makeRoomForBigArgument()) {
            int room = filledUp ? BUSY_READ_BYTES : READ_BYTES;
            if (bytes.writableBytes() < room / 2) makeRoom(Math.max(room,
                    Math.min(bytes.capacity(), GROWTH_MAX_BYTES)));
        }
        // Whoever gets it sees as readable just what that read brings.
        bytes.readerIndex(bytes.writerIndex());
        return bytes.retain();
    }

    /**
     * After requests were read: room for what has been announced is taken at once, so that it counts from now on. Where
     * a read is under way already, as after a pause, it comes with the next one.
     */
    void expectMissing() {
        if (bytes == null || bytes.refCnt() > 1 || reader.isInBatch()) return;
        if (reader.bytesMissing(limit()) < BIG_ARGUMENT_BYTES) return;
        dropConsumed();
        makeRoomForBigArgument();
    }

    private boolean makeRoomForBigArgument() {
        long missing = reader.bytesMissing(limit());
        // The very end of a big argument still has its room.
        if (missing > 0 && missing <= bytes.writableBytes() && bytes.capacity() > BIG_ARGUMENT_BYTES) return true;
        if (missing < BIG_ARGUMENT_BYTES) return false;
        // What a client just announces may not cost more than it has sent already, or a bounded amount.
        int step = Math.max(GROWTH_MAX_BYTES, bytes.capacity());
        if (missing <= step) makeRoom(missing);
        else if (bytes.writableBytes() < READ_BYTES) makeRoom(step);
        return true;
    }

    private void dropConsumed() {
        int consumed = reader.consumed();
        if (consumed == 0) return;
        bytes.readerIndex(consumed).discardReadBytes();
        reader.shifted(consumed);
    }

    private void makeRoom(long room) {
        long needed = limit() + room;
        if (needed > bytes.capacity()) bytes.capacity((int) Math.min(needed, CAPACITY_MAX_BYTES));
    }

    /** Takes in what a read has brought, be it into the buffer that was lent or into another. Releases it. */
    void received(ByteBuf read, ByteBufAllocator allocator) {
        if (read != bytes) append(read, allocator);
        read.release();
        peakBytes = Math.max(peakBytes, limit());
        // The room of a big argument is filled by that, which says nothing of what comes next.
        filledUp = limit() == bytes.capacity() && bytes.capacity() <= BUSY_READ_BYTES;
    }

    private void append(ByteBuf read, ByteBufAllocator allocator) {
        int length = read.readableBytes();
        if (bytes == null) bytes = allocator.directBuffer(Math.max(READ_BYTES, length));
        else if (!reader.isInBatch()) dropConsumed();
        if (bytes.writableBytes() < length) makeRoom(Math.max(length, Math.min(bytes.capacity(), GROWTH_MAX_BYTES)));
        bytes.writeBytes(read);
    }

    /**
     * After a batch, where there are many connections: a buffer of the usual size that is all worked off goes back to
     * the pool at once, so that thousands that speak now and then share a few. A larger one is left to {@link #trim}.
     */
    void settle() {
        if (bytes == null || bytes.refCnt() > 1 || reader.isInBatch() || bytes.capacity() > BUSY_READ_BYTES) return;
        if (reader.consumed() < limit() || reader.bytesMissing(limit()) > 0) return;
        dropConsumed();
        release();
    }

    /** To be called now and then: gives back what an idle connection has no use for, or a busy one has outgrown. */
    void trim(boolean idle, ByteBufAllocator allocator) {
        if (bytes == null || bytes.refCnt() > 1 || reader.isInBatch()) return;
        dropConsumed();
        int unread = limit();
        int expected = (int) Math.min(unread + reader.bytesMissing(unread), CAPACITY_MAX_BYTES);
        peakBytes = Math.max(peakBytes, expected);
        if (idle) {
            if (unread == 0) release();
            else if (bytes.capacity() > Math.max(unread, READ_BYTES)) move(unread, allocator);
            reader.trim();
        } else if (bytes.capacity() > 2 * READ_BYTES && peakBytes < bytes.capacity() / 2) {
            move(Math.max(READ_BYTES, peakBytes), allocator);
        }
        peakBytes = expected;
    }

    private void move(int capacity, ByteBufAllocator allocator) {
        ByteBuf smaller = allocator.directBuffer(Math.max(capacity, limit()));
        smaller.writeBytes(bytes, 0, limit());
        bytes.release();
        bytes = smaller;
    }

    /** Gives the memory back; what was not worked off is lost. */
    void release() {
        if (bytes == null) return;
        bytes.release();
        bytes = null;
        peakBytes = 0;
    }
}
