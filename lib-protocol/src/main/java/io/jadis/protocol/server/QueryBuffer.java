package io.jadis.protocol.server;

import io.jadis.protocol.memory.GrowingBlock;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The received bytes of one connection that are not worked off yet. The transport reads straight into its free end: it
 * is lent for each read and comes back with the bytes in it, so that nothing is copied but the head of a request that
 * the last read has cut. The memory is kept while the connection is busy and given back by {@link #trim}.
 *
 * <p>A request of many megabytes is collected in a block that grows without being copied; what is read into the
 * transport's buffer is appended to it then.
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
    /** Room for a read while a large request comes. */
    private static final int LARGE_READ_BYTES = 128 * 1024;
    /** An argument from here on gets room for just itself: what follows it is not read into its buffer. */
    private static final int BIG_ARGUMENT_BYTES = 32 * 1024;
    /** A buffer doubles up to here and then grows by this much. */
    private static final int GROWTH_MAX_BYTES = 16 * 1024 * 1024;
    /** A larger buffer is a block of its own. */
    private static final int SMALL_MAX_BYTES = GrowingBlock.BYTES_MIN;

    private final RequestReader reader;
    private ByteBuf bytes;
    /** Null, or what has been received, up to {@code largeLimit}: then {@link #bytes} is null. */
    private GrowingBlock large;
    private long largeLimit;
    private long peakBytes;
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
        return bytes == null && !isLarge();
    }

    private boolean isLarge() {
        return large != null;
    }

    long address() {
        return isLarge() ? large.address() : bytes.memoryAddress();
    }

    /** The end of what has been received, from the buffer's start. */
    long limit() {
        return isLarge() ? largeLimit : bytes.writerIndex();
    }

    /** Received and not worked off; a batch counts as a whole until all of it is done. */
    long unreadBytes() {
        if (isLarge()) return Math.max(0, largeLimit - (reader.isInBatch() ? 0 : reader.consumed()));
        ByteBuf buffer = bytes;
        if (buffer == null) return 0;
        return Math.max(0, buffer.writerIndex() - (reader.isInBatch() ? 0 : reader.consumed()));
    }

    /** Received behind the last argument that is whole: what has a limit. */
    long unparsedBytes() {
        return limit() - reader.position();
    }

    long capacityBytes() {
        ByteBuf small = bytes;
        GrowingBlock block = large;
        return block != null ? block.capacity() : small == null ? 0 : small.capacity();
    }

    /** The buffer for the next read, with room at its end; who reads releases it, or passes it to {@link #received}. */
    ByteBuf lend(ByteBufAllocator allocator) {
        if (!isNull() && !reader.isInBatch()) {
            dropConsumed();
            if (isLarge()) leaveLarge(allocator);
            else if (readsWait && isUnused() && bytes.capacity() > READ_BYTES) release();
        }
        if (isNull()) bytes = allocator.directBuffer(filledUp ? BUSY_READ_BYTES : READ_BYTES);
        if (!makeRoomForBigArgument() && !isLarge()) {
            int room = filledUp ? BUSY_READ_BYTES : READ_BYTES;
            if (bytes.writableBytes() < room / 2) makeRoom(Math.max(room,
                    Math.min(bytes.capacity(), GROWTH_MAX_BYTES)));
        }
        if (isLarge()) return allocator.directBuffer(LARGE_READ_BYTES);
        // Whoever gets it sees as readable just what that read brings.
        bytes.readerIndex(bytes.writerIndex());
        return bytes.retain();
    }

    /**
     * After requests were read: room for what has been announced is taken at once, so that it counts from now on. Where
     * a read is under way already, as after a pause, it comes with the next one.
     */
    void expectMissing() {
        if (isNull() || isLent() || reader.isInBatch()) return;
        if (awaitsBigArgument()) {
            dropConsumed();
            makeRoomForBigArgument();
        } else if (isLarge() && reader.consumed() == largeLimit) {
            dropConsumed();
            releaseLarge();
        }
    }

    /** Whether much of an argument is still to come. */
    boolean awaitsBigArgument() {
        return !isNull() && !reader.isInBatch() && reader.bytesMissing(limit()) >= BIG_ARGUMENT_BYTES;
    }

    /** Whether nothing is here and nothing large is announced. */
    private boolean isUnused() {
        return limit() == 0 && reader.bytesMissing(0) == 0;
    }

    private boolean isLent() {
        return bytes != null && bytes.refCnt() > 1;
    }

    private boolean makeRoomForBigArgument() {
        long missing = reader.bytesMissing(limit());
        long capacity = capacityBytes(), room = capacity - limit();
        // The very end of a big argument still has its room.
        if (missing > 0 && missing <= room && capacity > BIG_ARGUMENT_BYTES) return true;
        if (missing < BIG_ARGUMENT_BYTES) return false;
        // What a client just announces may not cost more than it has sent already, or a bounded amount.
        long step = Math.max(GROWTH_MAX_BYTES, capacity);
        if (missing <= step) makeRoom(missing);
        else if (room < READ_BYTES) makeRoom(step);
        return true;
    }

    private void dropConsumed() {
        long consumed = reader.consumed();
        if (consumed == 0) return;
        if (isLarge()) {
            largeLimit -= consumed;
            Memory.copy(large.address() + consumed, large.address(), largeLimit);
        } else {
            bytes.readerIndex((int) consumed).discardReadBytes();
        }
        reader.shifted(consumed);
    }

    private void makeRoom(long room) {
        long needed = limit() + room;
        if (needed <= capacityBytes()) return;
        if (isLarge()) large.grow(needed);
        else if (needed <= SMALL_MAX_BYTES) bytes.capacity((int) needed);
        else enterLarge(needed);
    }

    private void enterLarge(long capacity) {
        GrowingBlock block = new GrowingBlock();
        block.grow(capacity);
        largeLimit = bytes.writerIndex();
        Memory.copy(bytes.memoryAddress(), block.address(), largeLimit);
        large = block;
        bytes.release();
        bytes = null;
    }

    /** Goes back to a small buffer if what is here, and what is announced, fits well. */
    private void leaveLarge(ByteBufAllocator allocator) {
        long expected = largeLimit + reader.bytesMissing(largeLimit);
        if (expected > SMALL_MAX_BYTES / 2) return;
        ByteBuf small = allocator.directBuffer((int) Math.max(expected, READ_BYTES));
        Memory.copy(large.address(), small.memoryAddress(), largeLimit);
        bytes = small.writerIndex((int) largeLimit);
        releaseLarge();
    }

    /** Takes in what a read has brought, be it into the buffer that was lent or into another. Releases it. */
    void received(ByteBuf read, ByteBufAllocator allocator) {
        if (read != bytes) append(read, allocator);
        read.release();
        peakBytes = Math.max(peakBytes, limit());
        // The room of a big argument is filled by that, which says nothing of what comes next.
        filledUp = !isLarge() && limit() == bytes.capacity() && bytes.capacity() <= BUSY_READ_BYTES;
    }

    private void append(ByteBuf read, ByteBufAllocator allocator) {
        int length = read.readableBytes();
        if (isNull()) bytes = allocator.directBuffer(Math.max(READ_BYTES, length));
        else if (!reader.isInBatch()) dropConsumed();
        if (capacityBytes() - limit() < length) makeRoom(Math.max(length, Math.min(capacityBytes(), GROWTH_MAX_BYTES)));
        if (isLarge()) {
            Memory.copy(read.memoryAddress() + read.readerIndex(), large.address() + largeLimit, length);
            largeLimit += length;
        } else {
            bytes.writeBytes(read);
        }
    }

    /**
     * After a batch, where there are many connections: a buffer of the usual size that is all worked off goes back to
     * the pool at once, so that thousands that speak now and then share a few. A larger one is left to {@link #trim}.
     */
    void settle() {
        if (bytes == null || isLent() || reader.isInBatch() || bytes.capacity() > BUSY_READ_BYTES) return;
        if (reader.consumed() < limit() || reader.bytesMissing(limit()) > 0) return;
        dropConsumed();
        release();
    }

    /** To be called now and then: gives back what an idle connection has no use for, or a busy one has outgrown. */
    void trim(boolean idle, ByteBufAllocator allocator) {
        if (isNull() || isLent() || reader.isInBatch()) return;
        dropConsumed();
        if (isLarge()) leaveLarge(allocator);
        if (isLarge()) return;
        int unread = bytes.writerIndex();
        long expected = unread + reader.bytesMissing(unread);
        peakBytes = Math.max(peakBytes, expected);
        if (idle) {
            if (unread == 0) release();
            else if (bytes.capacity() > Math.max(unread, READ_BYTES)) move(unread, allocator);
            reader.trim();
        } else if (bytes.capacity() > 2 * READ_BYTES && peakBytes < bytes.capacity() / 2) {
            move((int) Math.max(READ_BYTES, peakBytes), allocator);
        }
        peakBytes = expected;
    }

    private void move(int capacity, ByteBufAllocator allocator) {
        int unread = bytes.writerIndex();
        ByteBuf smaller = allocator.directBuffer(Math.max(capacity, unread));
        smaller.writeBytes(bytes, 0, unread);
        bytes.release();
        bytes = smaller;
    }

    private void releaseLarge() {
        large.close();
        large = null;
    }

    /** Gives the memory back; what was not worked off is lost. */
    void release() {
        if (isLarge()) releaseLarge();
        if (bytes == null) return;
        bytes.release();
        bytes = null;
        peakBytes = 0;
    }
}
