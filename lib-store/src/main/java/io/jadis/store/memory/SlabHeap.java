package io.jadis.store.memory;

import static io.jadis.store.memory.SizeClasses.CHUNK_BYTES;

import io.jadis.protocol.memory.Memory;
import java.util.Arrays;

/**
 * Small blocks without headers. One stretch of address space is reserved at the start and made usable from its low end
 * upwards; it is cut into chunks of 64 KiB, each holding blocks of one size class. Whether an address belongs here is
 * one range test, its chunk one shift.
 *
 * <p>A chunk's record lies in a dense array before the chunks, 32 bytes each, so that freeing touches no page but the
 * block's own:
 * <pre>
 *    0 free:8      first block of the list of freed ones, linked through their first 8 bytes; 0 = none
 *    8 bump:4      offset of the first block never handed out: pages beyond it are untouched
 *   12 used:2      live blocks
 *   14 lowMark:2   once used is less than this, the chunk belongs on another list
 *   16 class:1     17 list:1   18 whole:1   memory was put behind all of it at once   19 –:1
 *   20 next:4      24 previous:4   chunk numbers in its list, 0 = none; 28 –:4
 * </pre>
 * Each class allocates from its current chunk. The others that have room are listed by quarters of fullness, and the
 * fullest are refilled first, those that have waited longest before others: so sparse chunks get the time to become
 * empty. Empty chunks serve any class; beyond a reserve their memory goes back to the system. Chunk 0 is no memory, but
 * the full chunk that a class without chunks has as its current one.
 */
final class SlabHeap {
    private static final int CHUNK_SHIFT = 16, RECORD_SHIFT = 5, RECORD_BYTES = 1 << RECORD_SHIFT;
    private static final int FREE = 0, BUMP = 8, USED = 12, LOW_MARK = 14;
    private static final int CLASS = 16, LIST = 17, WHOLE = 18, NEXT = 20, PREVIOUS = 24;

    /** Values of a record's list: 0 to 3 are the quarters of fullness. */
    private static final byte QUARTERS = 4, CURRENT = 4, FULL = 5, EMPTY = 6, PURGED = 7;

    private static final long RESERVED_BYTES_MAX = 1L << 40, RESERVED_BYTES_MIN = 1L << 26;
    private static final long COMMIT_STEP_BYTES = 1 << 20, RECORDS_STEP_BYTES = 1 << 16;
    private static final int EMPTY_RESERVE_CHUNKS_MIN = 64;

    private final long reservation, reservationBytes;
    private final long records, recordsEnd;
    private final long chunks, chunksEnd;
    private long recordsCommittedEnd, chunksCommittedEnd;

    /** Records of the classes' current chunks. */
    private final long[] current = new long[SizeClasses.COUNT];
    /** Chunk numbers by class and quarter; 0 = none. */
    private final int[] heads = new int[SizeClasses.COUNT * QUARTERS], tails = new int[SizeClasses.COUNT * QUARTERS];
    private int chunksCarved = 1;
    private int emptyHead, emptyCount;
    private int purgedHead, purgedCount;

    SlabHeap() {
        this(RESERVED_BYTES_MAX);
    }

    /** @param bytesMax the most that all blocks together may take, a power of two; less if the system refuses */
    SlabHeap(long bytesMax) {
        long bytes = bytesMax;
        long address = LibC.reserve(reservationBytes(bytes));
        while (address == 0 && bytes > RESERVED_BYTES_MIN) {
            bytes >>= 1;
            address = LibC.reserve(reservationBytes(bytes));
        }
        if (address == 0) bytes = 0;
        reservation = address;
        reservationBytes = address == 0 ? 0 : reservationBytes(bytes);
        records = address;
        recordsEnd = records + (bytes >>> CHUNK_SHIFT << RECORD_SHIFT);
        recordsCommittedEnd = records;
        chunks = recordsEnd + CHUNK_BYTES - 1 & -CHUNK_BYTES;
        chunksEnd = chunks + bytes;
        chunksCommittedEnd = chunks;
        if (address == 0 || !commitRecords()) {
            throw new OutOfMemoryError("no address space for the data set, bytes=" + RESERVED_BYTES_MIN);
        }
        // Measured: huge pages save a tenth of a cache miss, but the first touch of one stalls for up to 4 ms under a
        // hypervisor, and the system could not take back a chunk of 64 KiB from inside one.
        LibC.advise(records, reservationBytes, LibC.MADV_NOHUGEPAGE);
        Memory.putInt(records + BUMP, CHUNK_BYTES);
        Memory.putByte(records + LIST, FULL);
        Arrays.fill(current, records);
    }

    private static long reservationBytes(long bytes) {
        return (bytes >>> CHUNK_SHIFT << RECORD_SHIFT) + CHUNK_BYTES + bytes;
    }

    boolean contains(long address) {
        return address >= chunks && address < chunksEnd;
    }

    /** A block of the class, its content undefined; 0 if no chunk is to be had. */
    long allocate(int sizeClass) {
        long record = current[sizeClass];
        long block = Memory.getLong(record + FREE);
        if (block != 0) {
            Memory.putLong(record + FREE, Memory.getLong(block));
        } else {
            int bump = Memory.getInt(record + BUMP);
            int end = bump + SizeClasses.bytes(sizeClass);
            if (end > CHUNK_BYTES) return allocateFromNextChunk(sizeClass);
            Memory.putInt(record + BUMP, end);
            block = chunkOf(record) + bump;
        }
        Memory.putShort(record + USED, (short) (Memory.getShort(record + USED) + 1));
        return block;
    }

    void free(long block) {
        long record = recordOf(block);
        assert (block - chunkOf(record)) % SizeClasses.bytes(Memory.getByte(record + CLASS)) == 0 : "block=" + block;
        Memory.putLong(block, Memory.getLong(record + FREE));
        Memory.putLong(record + FREE, block);
        int used = Memory.getShort(record + USED) - 1;
        Memory.putShort(record + USED, (short) used);
        if (used < Memory.getShort(record + LOW_MARK)) moveDown(record, used);
    }

    int classOf(long block) {
        return Memory.getByte(recordOf(block) + CLASS);
    }

    private long allocateFromNextChunk(int sizeClass) {
        int chunk = takeFullest(sizeClass);
        if (chunk == 0) chunk = takeEmpty(sizeClass);
        if (chunk == 0) return 0;
        long full = current[sizeClass];
        if (full != records) {
            Memory.putByte(full + LIST, FULL);
            Memory.putShort(full + LOW_MARK, (short) SizeClasses.blocksPerChunk(sizeClass));
        }
        long record = recordOf(chunk);
        Memory.putByte(record + LIST, CURRENT);
        Memory.putShort(record + LOW_MARK, (short) 0);
        current[sizeClass] = record;
        return allocate(sizeClass);
    }

    private int takeFullest(int sizeClass) {
        for (int quarter = QUARTERS - 1; quarter >= 0; quarter--) {
            int chunk = heads[sizeClass * QUARTERS + quarter];
            if (chunk != 0) {
                unlink(recordOf(chunk), sizeClass * QUARTERS + quarter);
                return chunk;
            }
        }
        return 0;
    }

    private int takeEmpty(int sizeClass) {
        int chunk;
        if (emptyHead != 0) {
            chunk = emptyHead;
            emptyHead = Memory.getInt(recordOf(chunk) + NEXT);
            emptyCount--;
        } else if (purgedHead != 0) {
            chunk = purgedHead;
            purgedHead = Memory.getInt(recordOf(chunk) + NEXT);
            purgedCount--;
        } else {
            chunk = carve();
            if (chunk == 0) return 0;
            populate(recordOf(chunk), sizeClass);
        }
        long record = recordOf(chunk);
        Memory.putLong(record + FREE, 0);
        Memory.putInt(record + BUMP, 0);
        Memory.putShort(record + USED, (short) 0);
        Memory.putByte(record + CLASS, (byte) sizeClass);
        return chunk;
    }

    /** A class that fills one chunk after the other needs all of the next one soon; of its first one perhaps a page. */
    private void populate(long record, int sizeClass) {
        boolean whole = current[sizeClass] != records;
        if (whole) LibC.populate(chunkOf(record), CHUNK_BYTES);
        Memory.putByte(record + WHOLE, (byte) (whole ? 1 : 0));
    }

    private int carve() {
        long record = records + ((long) chunksCarved << RECORD_SHIFT);
        long end = chunks + ((long) (chunksCarved + 1) << CHUNK_SHIFT);
        if (end > chunksEnd) return 0;
        if (record + RECORD_BYTES > recordsCommittedEnd && !commitRecords()) return 0;
        if (end > chunksCommittedEnd && !commitChunks()) return 0;
        return chunksCarved++;
    }

    private boolean commitChunks() {
        long bytes = Math.min(COMMIT_STEP_BYTES, chunksEnd - chunksCommittedEnd);
        if (!LibC.commit(chunksCommittedEnd, bytes)) return false;
        chunksCommittedEnd += bytes;
        return true;
    }

    private boolean commitRecords() {
        long bytes = Math.min(RECORDS_STEP_BYTES, recordsEnd - recordsCommittedEnd);
        if (!LibC.commit(recordsCommittedEnd, bytes)) return false;
        recordsCommittedEnd += bytes;
        return true;
    }

    /** A chunk has fallen below its mark: to the list of its quarter, or to the empty ones. */
    private void moveDown(long record, int used) {
        int sizeClass = Memory.getByte(record + CLASS);
        int list = Memory.getByte(record + LIST);
        if (list < QUARTERS) unlink(record, sizeClass * QUARTERS + list);
        if (used == 0) {
            release(record);
            return;
        }
        int capacity = SizeClasses.blocksPerChunk(sizeClass);
        int quarter = used * QUARTERS / capacity;
        Memory.putByte(record + LIST, (byte) quarter);
        Memory.putShort(record + LOW_MARK, (short) Math.max(1, (quarter * capacity + QUARTERS - 1) / QUARTERS));
        linkLast(record, sizeClass * QUARTERS + quarter);
    }

    private void release(long record) {
        int chunk = numberOf(record);
        if (emptyCount < Math.max(EMPTY_RESERVE_CHUNKS_MIN, chunksCarved - purgedCount >> 5)) {
            Memory.putByte(record + LIST, EMPTY);
            Memory.putInt(record + NEXT, emptyHead);
            emptyHead = chunk;
            emptyCount++;
        } else {
            purge(record, chunk);
        }
    }

    private void purge(long record, int chunk) {
        LibC.advise(chunkOf(record), CHUNK_BYTES, LibC.MADV_DONTNEED);
        Memory.putByte(record + LIST, PURGED);
        Memory.putInt(record + NEXT, purgedHead);
        purgedHead = chunk;
        purgedCount++;
    }

    /** Gives the memory of all empty chunks back to the system. */
    void purge() {
        while (emptyHead != 0) {
            int chunk = emptyHead;
            long record = recordOf(chunk);
            emptyHead = Memory.getInt(record + NEXT);
            emptyCount--;
            purge(record, chunk);
        }
    }

    private void linkLast(long record, int list) {
        int chunk = numberOf(record);
        int last = tails[list];
        Memory.putInt(record + NEXT, 0);
        Memory.putInt(record + PREVIOUS, last);
        if (last == 0) heads[list] = chunk;
        else Memory.putInt(recordOf(last) + NEXT, chunk);
        tails[list] = chunk;
    }

    private void unlink(long record, int list) {
        int next = Memory.getInt(record + NEXT), previous = Memory.getInt(record + PREVIOUS);
        if (previous == 0) heads[list] = next;
        else Memory.putInt(recordOf(previous) + NEXT, next);
        if (next == 0) tails[list] = previous;
        else Memory.putInt(recordOf(next) + PREVIOUS, previous);
    }

    private long recordOf(int chunk) {
        return records + ((long) chunk << RECORD_SHIFT);
    }

    private long recordOf(long block) {
        return records + (block - chunks >>> CHUNK_SHIFT << RECORD_SHIFT);
    }

    private int numberOf(long record) {
        return (int) (record - records >>> RECORD_SHIFT);
    }

    private long chunkOf(long record) {
        return chunks + (record - records << CHUNK_SHIFT - RECORD_SHIFT);
    }

    /** Bytes of chunks that hold blocks or wait for them, purged ones not counted. */
    long activeBytes() {
        return (long) (chunksCarved - 1 - purgedCount) << CHUNK_SHIFT;
    }

    /** Bytes of the pages that were touched and not purged; walks all chunk records. */
    long residentBytes() {
        long bytes = 0;
        for (int chunk = 1; chunk < chunksCarved; chunk++) {
            long record = recordOf(chunk);
            if (Memory.getByte(record + LIST) == PURGED) continue;
            bytes += Memory.getByte(record + WHOLE) != 0 ? CHUNK_BYTES : Memory.getInt(record + BUMP) + 4095 & -4096;
        }
        return bytes;
    }

    void close() {
        LibC.unmap(reservation, reservationBytes);
    }
}
