package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * Blocks with names, in the order of their names: the groups of a stream, the consumers of a group. An array of
 * addresses that is searched by halves; a new name moves those behind it, which are 8 bytes each, and there are few. A
 * NameList object exists per kind of block; a list is {@link #BYTES} bytes inside a block of its owner:
 *
 * <pre>
 *   0 array:64 (0: empty) | 8 count:32 | 12 capacity:32
 * </pre>
 *
 * A block begins with the length of its name, 64 bits; the name is at its end.
 */
final class NameList {
    static final int BYTES = 16;

    private static final int COUNT_OFFSET = 8, CAPACITY_OFFSET = 12, FIRST_CAPACITY = 2;

    private final Allocator allocator;
    private final int nameOffset;

    NameList(Allocator allocator, int nameOffset) {
        this.allocator = allocator;
        this.nameOffset = nameOffset;
    }

    static void init(long list) {
        Memory.fill(list, BYTES, (byte) 0);
    }

    static int count(long list) {
        return Memory.getInt(list + COUNT_OFFSET);
    }

    static long at(long list, int index) {
        return Memory.getLong(Memory.getLong(list) + 8L * index);
    }

    static long nameLength(long block) {
        return Memory.getLong(block);
    }

    long nameAddress(long block) {
        return block + nameOffset;
    }

    /** A block with this name and otherwise undefined content. */
    long newBlock(long address, long length) {
        long block = allocator.allocate(nameOffset + length);
        Memory.putLong(block, length);
        Memory.copy(address, block + nameOffset, length);
        return block;
    }

    /** The block with this name, or 0. */
    long find(long list, long address, long length) {
        int index = floor(list, address, length);
        if (index < 0) return 0;
        long block = at(list, index);
        return compare(block, address, length) == 0 ? block : 0;
    }

    /** Adds a block; its name must be new. */
    void add(long list, long block) {
        int index = floor(list, nameAddress(block), nameLength(block)) + 1;
        int count = count(list);
        if (count == Memory.getInt(list + CAPACITY_OFFSET)) enlarge(list, count);
        long place = Memory.getLong(list) + 8L * index;
        Memory.copy(place, place + 8, 8L * (count - index));
        Memory.putLong(place, block);
        Memory.putInt(list + COUNT_OFFSET, count + 1);
    }

    /** Takes a block, which must be there, out of the list. */
    void remove(long list, long block) {
        int index = floor(list, nameAddress(block), nameLength(block));
        assert at(list, index) == block : "block=" + block;
        int last = count(list) - 1;
        long place = Memory.getLong(list) + 8L * index;
        Memory.copy(place + 8, place, 8L * (last - index));
        Memory.putInt(list + COUNT_OFFSET, last);
        if (last == 0) clear(list);
    }

    /** Frees the list, but no block. */
    void clear(long list) {
        if (Memory.getLong(list) != 0) allocator.free(Memory.getLong(list));
        init(list);
    }

    long bytes(long list) {
        return Memory.getLong(list) == 0 ? 0 : allocator.usableSize(Memory.getLong(list));
    }

    private void enlarge(long list, int count) {
        int capacity = Math.max(FIRST_CAPACITY, 2 * count);
        long array = Memory.getLong(list);
        array = array == 0 ? allocator.allocate(8L * capacity) : allocator.reallocate(array, 8L * capacity);
        Memory.putLong(list, array);
        Memory.putInt(list + CAPACITY_OFFSET, capacity);
    }

    /** The index of the last block whose name is not above this one, or -1. */
    private int floor(long list, long address, long length) {
        int low = 0, high = count(list);
        while (low < high) {
            int middle = low + high >>> 1;
            if (compare(at(list, middle), address, length) <= 0) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private int compare(long block, long address, long length) {
        return Memory.compare(nameAddress(block), nameLength(block), address, length);
    }
}
