package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * Distinct integers in ascending order, byte for byte Redis's intset. An intset is an address:
 * <pre>
 *   0 width:4          bytes of a value: 2, 4 or 8, as the widest so far needed; never less again
 *   4 count:4
 *   8 value:width × count
 * </pre>
 * Writers return the intset's address from then on; the old one is void if it differs. An index is a place in the
 * order, from 0.
 */
public final class Intset {
    /** Longest intset that {@link #insert} makes. */
    public static final int COUNT_MAX = 1 << 30;

    static final long HEADER_BYTES = 8;
    static final int SHORT_BYTES = 2, INT_BYTES = 4, LONG_BYTES = 8;
    private static final long COUNT_OFFSET = 4;

    private final Allocator allocator;

    public Intset(Allocator allocator) {
        this.allocator = allocator;
    }

    // ---- reading

    public static int count(long intset) {
        return Memory.getInt(intset + COUNT_OFFSET);
    }

    /** Bytes of the whole intset. */
    public static long bytes(long intset) {
        return bytes(width(intset), count(intset));
    }

    /** The value at an index below {@link #count}. */
    public static long at(long intset, int index) {
        assert index >= 0 && index < count(intset) : "index=" + index + " count=" + count(intset);
        return get(intset, width(intset), index);
    }

    /** The index of a value, or where it isn't there, the index that it would have, its bits inverted. */
    public static int find(long intset, long value) {
        int width = width(intset);
        int low = 0, high = count(intset) - 1;
        // Values often come in ascending order.
        if (high >= 0 && value > get(intset, width, high)) return ~(high + 1);
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = get(intset, width, middle);
            if (there < value) low = middle + 1;
            else if (there > value) high = middle - 1;
            else return middle;
        }
        return ~low;
    }

    // ---- writing

    /** An empty intset. */
    public long create() {
        long intset = allocator.allocate(HEADER_BYTES);
        Memory.putInt(intset, SHORT_BYTES);
        Memory.putInt(intset + COUNT_OFFSET, 0);
        return intset;
    }

    /** Adds a value that {@link #find} has not found, at the index that it gave (not inverted). */
    public long insert(long intset, int index, long value) {
        int oldWidth = width(intset), width = Math.max(oldWidth, widthOf(value)), count = count(intset);
        assert count < COUNT_MAX;
        long grown = allocator.reallocate(intset, bytes(width, count + 1));
        if (width > oldWidth) {
            // A value too wide for the others is less than all of them, or greater.
            assert index == 0 || index == count;
            widen(grown, oldWidth, width, count, index == 0 ? 1 : 0);
        } else {
            long place = grown + bytes(width, index);
            Memory.copy(place, place + width, (long) (count - index) * width);
        }
        put(grown, width, index, value);
        Memory.putInt(grown + COUNT_OFFSET, count + 1);
        return grown;
    }

    /** From the last to the first, as each goes where the next one has been. */
    private static void widen(long intset, int oldWidth, int width, int count, int shift) {
        Memory.putInt(intset, width);
        for (int i = count - 1; i >= 0; i--) put(intset, width, i + shift, get(intset, oldWidth, i));
    }

    /** Takes out the value at an index. */
    public long remove(long intset, int index) {
        int width = width(intset), count = count(intset);
        assert index >= 0 && index < count : "index=" + index + " count=" + count;
        long place = intset + bytes(width, index);
        Memory.copy(place + width, place, (long) (count - 1 - index) * width);
        return truncate(intset, count - 1);
    }

    /** Puts a value in another's place, between the same neighbours; it must not be wider than the widest. */
    public static void set(long intset, int index, long value) {
        assert widthOf(value) <= width(intset);
        put(intset, width(intset), index, value);
    }

    /** Takes out all values from an index on. */
    public long truncate(long intset, int count) {
        Memory.putInt(intset + COUNT_OFFSET, count);
        return allocator.reallocate(intset, bytes(width(intset), count));
    }

    /** A copy of its own. */
    public long copy(long intset) {
        long bytes = bytes(intset);
        long copy = allocator.allocate(bytes);
        Memory.copy(intset, copy, bytes);
        return copy;
    }

    private static int width(long intset) {
        return Memory.getInt(intset);
    }

    private static long bytes(int width, int count) {
        return HEADER_BYTES + (long) width * count;
    }

    private static int widthOf(long value) {
        if (value == (short) value) return SHORT_BYTES;
        return value == (int) value ? INT_BYTES : LONG_BYTES;
    }

    private static long get(long intset, int width, int index) {
        long place = intset + bytes(width, index);
        return switch (width) {
            case SHORT_BYTES -> Memory.getShort(place);
            case INT_BYTES -> Memory.getInt(place);
            default -> Memory.getLong(place);
        };
    }

    private static void put(long intset, int width, int index, long value) {
        long place = intset + bytes(width, index);
        switch (width) {
            case SHORT_BYTES -> Memory.putShort(place, (short) value);
            case INT_BYTES -> Memory.putInt(place, (int) value);
            default -> Memory.putLong(place, value);
        }
    }
}
