package io.jadis.repl;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * The latest bytes of the replication stream, in native blocks: for replicas that come back after a while, and as the
 * one output buffer of all replicas, each of which is a {@link Reader} somewhere in it. Executor thread only.
 *
 * <pre>
 *   head ─► block ─► block ─► block ─► tail
 *           ▲ firstOffset      ▲ reader    ▲ history.offset()
 * </pre>
 *
 * It holds at least {@code repl-backlog-size} bytes, if the stream had as many, plus what a reader still needs: who
 * lets readers lag decides how much memory that may be. Blocks leave at the head, whole, when no reader is in them.
 */
public final class Backlog implements AutoCloseable {
    public static final long SIZE_BYTES_MIN = 16 << 10;
    private static final int BLOCK_BYTES_MIN = 16 << 10;
    /** A larger backlog has larger blocks; it keeps to its size within one of them. */
    private static final int BLOCKS_PER_SIZE = 16;
    private static final int BLOCK_BYTES_MAX = 1 << 20;
    /** What is freed at most with each command, and by the cron: a reader that has gone may leave many blocks behind. */
    private static final int TRIMMED_BLOCKS_MAX = 64, CRON_BLOCKS_MAX = 1024;

    /** A piece of the stream: the bytes from {@code firstOffset} on. */
    private static final class Block {
        final long address;
        final int capacityBytes;
        long firstOffset;
        int usedBytes;
        int readersCount;
        Block next;

        Block(long address, int capacityBytes, long firstOffset) {
            this.address = address;
            this.capacityBytes = capacityBytes;
            this.firstOffset = firstOffset;
        }
    }

    private final Allocator allocator;
    private final ReplicationHistory history;
    private long sizeBytes;
    private Block head, tail;
    private long footprintBytes;
    private int readersCount;
    /** Counts the times it was opened: a reader of an earlier time is void. */
    private int openings;

    /** A closed one: nothing is kept until {@link #open}. */
    public Backlog(Allocator allocator, ReplicationHistory history, long sizeBytes) {
        this.allocator = allocator;
        this.history = history;
        this.sizeBytes = Math.max(sizeBytes, SIZE_BYTES_MIN);
    }

    /** {@code repl-backlog-size} */
    public void sizeBytes(long bytes) {
        sizeBytes = Math.max(bytes, SIZE_BYTES_MIN);
        if (isOpen()) trim(TRIMMED_BLOCKS_MAX);
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** Begins to keep what is appended; the next byte is the first one. */
    public void open() {
        assert !isOpen();
        openings++;
        tail = newBlock(BLOCK_BYTES_MIN);
        head = tail;
    }

    public boolean isOpen() {
        return head != null;
    }

    /** Gives up all bytes. Readers there are get nothing any more. */
    @Override
    public void close() {
        for (Block block = head; block != null; block = block.next) allocator.free(block.address);
        head = null;
        tail = null;
        footprintBytes = 0;
        readersCount = 0;
    }

    /** Begins anew, where the history is now. */
    public void reset() {
        close();
        open();
    }

    /** INFO's repl_backlog_first_byte_offset: the offset of the first byte that is kept, or that will be. */
    public long firstOffset() {
        return isOpen() ? head.firstOffset : 0;
    }

    /** INFO's repl_backlog_histlen: how many bytes are kept. */
    public long historyBytes() {
        return isOpen() ? history.offset() + 1 - head.firstOffset : 0;
    }

    /** Memory of all blocks: mem_total_replication_buffers. */
    public long footprintBytes() {
        return footprintBytes;
    }

    public int readersCount() {
        return readersCount;
    }

    /** All bytes are so much further on in the stream than it seemed; there are no readers yet. */
    public void shift(long bytes) {
        assert readersCount == 0;
        for (Block block = head; block != null; block = block.next) block.firstOffset += bytes;
    }

    /** Whether a reader could begin with the byte of this offset, which may be the next one that comes. */
    public boolean reaches(long offset) {
        return isOpen() && offset >= head.firstOffset && offset <= history.offset() + 1;
    }

    /** Adds bytes to the stream; the history advances. */
    public void append(long from, long length) {
        long at = from;
        long left = length;
        while (left > 0) {
            if (isOpen() && tail.usedBytes == tail.capacityBytes) addBlock(left);
            int part = isOpen() ? (int) Math.min(left, tail.capacityBytes - tail.usedBytes)
                    : (int) Math.min(left, 1 << 30);
            if (isOpen()) {
                Memory.copy(at, tail.address + tail.usedBytes, part);
                tail.usedBytes += part;
            }
            history.advance(part);
            at += part;
            left -= part;
        }
        if (head != tail) trim(TRIMMED_BLOCKS_MAX);
    }

    private void addBlock(long wantedBytes) {
        long limit = Math.clamp(sizeBytes / BLOCKS_PER_SIZE, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX);
        tail.next = newBlock((int) Math.clamp(wantedBytes, BLOCK_BYTES_MIN, limit));
        tail = tail.next;
    }

    private Block newBlock(int bytes) {
        long address = allocator.allocate(bytes);
        footprintBytes += allocator.usableSize(address);
        return new Block(address, bytes, history.offset() + 1);
    }

    /** For the cron: frees much of what is too much and not being read, within a millisecond. */
    public void trim() {
        trim(CRON_BLOCKS_MAX);
    }

    private void trim(int blocksMax) {
        for (int freed = 0; freed < blocksMax && head != tail && head.readersCount == 0; freed++) {
            if (historyBytes() - head.usedBytes < sizeBytes) return;
            footprintBytes -= allocator.usableSize(head.address);
            allocator.freeInBackground(head.address);
            head = head.next;
        }
    }

    /** A reader whose first byte will be that of the offset, which {@link #reaches} must have found. */
    public Reader readerFrom(long offset) {
        assert reaches(offset) : "offset=" + offset;
        Block block = head;
        while (block != tail && offset >= block.next.firstOffset) block = block.next;
        return new Reader(block, (int) (offset - block.firstOffset));
    }

    /** A place in the stream: what lies before it is free to go, as far as this reader is concerned. */
    public final class Reader implements AutoCloseable {
        private final int opening = openings;
        private Block block;
        private int position;

        private Reader(Block block, int position) {
            this.block = block;
            this.position = position;
            block.readersCount++;
            readersCount++;
        }

        private boolean isVoid() {
            return block == null || opening != openings || !isOpen();
        }

        /** Offset of the next byte to read. */
        public long offset() {
            return block.firstOffset + position;
        }

        /** Bytes there are for it. */
        public long pendingBytes() {
            return isVoid() ? 0 : history.offset() + 1 - offset();
        }

        /** How many of them lie together at {@link #address}; 0 if there are none. */
        public int readableBytes() {
            if (isVoid()) return 0;
            if (position == block.usedBytes && block.next != null) {
                // In the next one before it leaves this one, so that trimming ends there.
                Block next = block.next;
                next.readersCount++;
                leave();
                block = next;
                position = 0;
            }
            return block.usedBytes - position;
        }

        /** Where they lie, until the next call of whatever of the backlog. */
        public long address() {
            return block.address + position;
        }

        /** So many were read. */
        public void skip(int bytes) {
            assert bytes <= block.usedBytes - position;
            position += bytes;
        }

        private void leave() {
            block.readersCount--;
            if (block == head && block.readersCount == 0) trim(TRIMMED_BLOCKS_MAX);
        }

        @Override
        public void close() {
            if (!isVoid()) {
                readersCount--;
                leave();
            }
            block = null;
        }
    }
}
