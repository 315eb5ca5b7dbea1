package io.jadis.store.memory;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryCheck;
import java.util.function.LongConsumer;

/**
 * Native memory for the data set. Blocks up to 8 KiB come from slabs ({@link SlabHeap}), larger ones from the C
 * allocator; what they take is counted exactly. Used by the executor thread alone; allocates nothing on the Java heap.
 *
 * <p>Addresses are aligned to 8 bytes, and a block whose size is a power of two up to 8 KiB to that size or 64,
 * whichever is less. A block is as long as was asked for: what {@link #usableSize} adds counts as used memory, but may
 * be written only after a {@link #reallocate} to that length, which costs next to nothing.
 *
 * <p>In checked mode ({@link MemoryCheck}) each block stands alone between guards, every reallocation moves, and
 * {@link #close} fails on blocks that are still live.
 */
public final class Allocator implements AutoCloseable {
    /** Blocks up to this size come from slabs. */
    public static final int SLAB_BLOCK_BYTES_MAX = SizeClasses.BLOCK_BYTES_MAX;

    /** From this usable size on {@link #freeInBackground} leaves the work to another thread. */
    private static final long BACKGROUND_BYTES_MIN = 64 << 10;

    /** Up to this size the C allocator may zero a block itself, within some 200 µs. */
    private static final int OWN_PAGES_BYTES_MIN = 2 << 20;

    /** What the C library holds of so much, used or freed, it walks through in half a millisecond. */
    private static final long CHEAP_PURGE_BYTES_MAX = 16 << 20;

    private final CheckedHeap checked;
    private final SlabHeap slabs;
    private final LongConsumer exhausted;
    private final BackgroundPages background = new BackgroundPages();
    private long usedBytes, peakBytes, largeBytes, liveBlockCount;
    /** Of the large blocks those that share the C library's heap, and the most that they have taken. */
    private long heapBytes, heapPeakBytes;

    /** As {@link #Allocator(LongConsumer)} where it is an {@link OutOfMemoryError} and nothing else. */
    public Allocator() {
        this(bytes -> { });
    }

    /**
     * Reserves address space, not memory.
     *
     * @param exhausted is told of a block that is needed and that the system has no memory for: whoever asks for it may
     *     be in the middle of a change, so that it is better to end the process; should this return, an {@link
     *     OutOfMemoryError} follows
     * @throws OutOfMemoryError if not even address space is to be had
     */
    public Allocator(LongConsumer exhausted) {
        this(MemoryCheck.ENABLED, exhausted);
    }

    Allocator(boolean checkedMode) {
        this(checkedMode, bytes -> { });
    }

    Allocator(boolean checkedMode, LongConsumer exhausted) {
        this.exhausted = exhausted;
        checked = checkedMode ? new CheckedHeap() : null;
        slabs = checkedMode ? null : new SlabHeap();
        if (!checkedMode) LibC.setOwnPagesFrom(OWN_PAGES_BYTES_MIN);
    }

    Allocator(SlabHeap slabs) {
        exhausted = bytes -> { };
        checked = null;
        this.slabs = slabs;
    }

    /**
     * A block with undefined content.
     *
     * @throws OutOfMemoryError if the system has no memory; nothing has changed then
     */
    public long allocate(long bytes) {
        long block = tryAllocate(bytes);
        return block != 0 ? block : fail(bytes);
    }

    /** As {@link #allocate} for who can do without: 0 if the system has no memory. */
    public long tryAllocate(long bytes) {
        if (checked != null) return counted(checked.allocate(bytes, false), roundUp(bytes));
        if (bytes <= SLAB_BLOCK_BYTES_MAX) {
            int sizeClass = SizeClasses.of(bytes);
            long block = slabs.allocate(sizeClass);
            if (block != 0) return counted(block, SizeClasses.bytes(sizeClass));
        }
        return large(bytes <= SLAB_BLOCK_BYTES_MAX ? allocateOutsideSlabs(bytes) : LibC.malloc(bytes));
    }

    /** A block of zero bytes; the pages of a large one get their memory when they are first touched. */
    public long allocateZeroed(long bytes) {
        long block = tryAllocateZeroed(bytes);
        return block != 0 ? block : fail(bytes);
    }

    /** As {@link #allocateZeroed} for who can do without: 0 if the system has no memory. */
    public long tryAllocateZeroed(long bytes) {
        if (checked != null) return counted(checked.allocate(bytes, true), roundUp(bytes));
        if (bytes > SLAB_BLOCK_BYTES_MAX) return large(LibC.calloc(bytes));
        long block = tryAllocate(bytes);
        if (block != 0) Memory.fill(block, bytes, (byte) 0);
        return block;
    }

    /**
     * The whole of a large block will be written soon, in no order: another thread has the system put memory behind its
     * pages meanwhile. {@link LibC#populate} says what that saves.
     */
    public void populate(long address, long bytes) {
        if (checked == null && bytes >= OWN_PAGES_BYTES_MIN) background.populate(address, bytes);
    }

    /**
     * Changes a block's length; its content is kept up to the lesser of both lengths.
     *
     * @return its address from now on; the old one is void if it differs
     * @throws OutOfMemoryError if the system has no memory; the block is unchanged then
     */
    public long reallocate(long address, long bytes) {
        if (checked != null) return move(address, checked.bytesOf(address), bytes);
        if (slabs.contains(address)) {
            int sizeClass = slabs.classOf(address);
            if (bytes <= SLAB_BLOCK_BYTES_MAX && SizeClasses.of(bytes) == sizeClass) return address;
            return move(address, SizeClasses.bytes(sizeClass), bytes);
        }
        long oldBytes = LibC.usableSize(address);
        if (bytes <= SLAB_BLOCK_BYTES_MAX) return move(address, oldBytes, bytes);
        long moved = LibC.realloc(address, bytes);
        if (moved == 0) return fail(bytes);
        long newBytes = LibC.usableSize(moved);
        countLarge(-1, oldBytes);
        countLarge(1, newBytes);
        use(newBytes - oldBytes);
        return moved;
    }

    private long move(long address, long oldBytes, long bytes) {
        long moved = allocate(bytes);
        Memory.copy(address, moved, Math.min(oldBytes, bytes));
        free(address);
        return moved;
    }

    /** Ends a block's life. */
    public void free(long address) {
        if (checked != null) {
            usedBytes -= roundUp(checked.free(address));
        } else if (slabs.contains(address)) {
            usedBytes -= SizeClasses.bytes(slabs.classOf(address));
            slabs.free(address);
        } else {
            uncountLarge(LibC.usableSize(address));
            LibC.free(address);
        }
        liveBlockCount--;
    }

    /** Like {@link #free}, but the system's share of the work for a large block is done by another thread. */
    public void freeInBackground(long address) {
        if (checked != null || slabs.contains(address)) {
            free(address);
            return;
        }
        long bytes = LibC.usableSize(address);
        if (bytes < BACKGROUND_BYTES_MIN || !background.free(address)) {
            free(address);
            return;
        }
        liveBlockCount--;
        uncountLarge(bytes);
    }

    /** The bytes that a block takes, at least its length. */
    public long usableSize(long address) {
        if (checked != null) return roundUp(checked.bytesOf(address));
        return slabs.contains(address) ? SizeClasses.bytes(slabs.classOf(address)) : LibC.usableSize(address);
    }

    /** The sum of the usable sizes of all live blocks. */
    public long usedBytes() {
        return usedBytes;
    }

    /** The highest {@link #usedBytes} so far. */
    public long peakBytes() {
        return peakBytes;
    }

    public long liveBlockCount() {
        return liveBlockCount;
    }

    /** Bytes that chunks of slabs and large blocks take together, free blocks included: active in the words of INFO. */
    public long activeBytes() {
        return checked != null ? usedBytes : slabs.activeBytes() + largeBytes;
    }

    /** Bytes of the pages behind the blocks, as far as we can know. Walks all chunks: some 10 µs per GiB. */
    public long residentBytes() {
        return checked != null ? usedBytes : slabs.residentBytes() + largeBytes;
    }

    /** Bytes of slabs that no block uses: what fragmentation costs. */
    public long unusedSlabBytes() {
        return checked != null ? 0 : slabs.residentBytes() - (usedBytes - largeBytes);
    }

    /**
     * Gives back to the system what is kept of freed memory: empty slabs now, and what the C library has, which is much
     * after the JIT's work, on another thread. That may hold up a large block's allocation meanwhile.
     */
    public void purge() {
        if (checked != null) return;
        slabs.purge();
        background.purge();
    }

    /**
     * Gives back what the C library has if nobody can notice: not once its heap has held large blocks in numbers.
     *
     * @return whether it does
     */
    public boolean purgeIfCheap() {
        return checked == null && heapPeakBytes <= CHEAP_PURGE_BYTES_MAX && background.purge();
    }

    /**
     * Gives the slabs back to the system.
     *
     * @throws io.jadis.protocol.memory.MemoryFault in checked mode, if blocks are still live
     */
    @Override
    public void close() {
        background.close();
        if (checked != null) checked.close();
        else slabs.close();
    }

    /** What a block of this length takes; for large ones what glibc would give. */
    static long roundUp(long bytes) {
        return bytes <= SLAB_BLOCK_BYTES_MAX ? SizeClasses.bytes(SizeClasses.of(bytes)) : (bytes + 8 + 15 & -16) - 8;
    }

    /** When the slabs' address space is exhausted; keeps their promise of alignment. */
    private static long allocateOutsideSlabs(long bytes) {
        return LibC.alignedAlloc(64, bytes + 63 & -64);
    }

    private long large(long address) {
        if (address == 0) return 0;
        long usable = LibC.usableSize(address);
        countLarge(1, usable);
        return counted(address, usable);
    }

    private void uncountLarge(long bytes) {
        usedBytes -= bytes;
        countLarge(-1, bytes);
    }

    private void countLarge(int sign, long bytes) {
        largeBytes += sign * bytes;
        if (bytes >= OWN_PAGES_BYTES_MIN) return;
        heapBytes += sign * bytes;
        if (heapBytes > heapPeakBytes) heapPeakBytes = heapBytes;
    }

    private long counted(long address, long bytes) {
        if (address == 0) return 0;
        liveBlockCount++;
        use(bytes);
        return address;
    }

    private void use(long bytes) {
        usedBytes += bytes;
        if (usedBytes > peakBytes) peakBytes = usedBytes;
    }

    private long fail(long bytes) {
        exhausted.accept(bytes);
        throw new OutOfMemoryError("native memory, bytes=" + bytes);
    }
}
