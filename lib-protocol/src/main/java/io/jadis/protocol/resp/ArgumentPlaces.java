package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;
import java.util.Arrays;

/**
 * Where the arguments of requests lie in a buffer that may move: a sequence of offsets and lengths, 8 bytes each, since
 * a request may have millions. Each argument stands behind the line with its length, {@code $length\r\n}, or is short:
 * shorter than 16 MB.
 */
public final class ArgumentPlaces {
    /** {@code $}, the digits of {@link RequestLimits#BULK_BYTES_MAX}, a line end. */
    static final int LENGTH_LINE_BYTES_MAX = 1 + 12 + 2;

    private static final int CAPACITY_INITIAL = 16;
    private static final int LENGTH_BITS = 24;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** Of each offset:40 | length:24. A length that doesn't fit is all ones: then it is read again from its line. */
    private long[] places = new long[CAPACITY_INITIAL];
    private int count;

    public int count() {
        return count;
    }

    /** How many there is room for. */
    int capacity() {
        return places.length;
    }

    /** @param length one of {@link #LENGTH_MASK} or more stands in the line in front of the argument, too */
    public void add(long offset, long length) {
        if (count == places.length) places = Arrays.copyOf(places, count * 2);
        places[count++] = offset << LENGTH_BITS | Math.min(length, LENGTH_MASK);
    }

    public long offset(int index) {
        return places[index] >>> LENGTH_BITS;
    }

    /** @param base where the buffer begins now */
    public long length(int index, long base) {
        int length = (int) places[index] & LENGTH_MASK;
        return length < LENGTH_MASK ? length : longLength(base + offset(index));
    }

    /** Whether the line in front of the argument is still needed for its length. */
    boolean isLong(int index) {
        return ((int) places[index] & LENGTH_MASK) == LENGTH_MASK;
    }

    /** The number before the {@code \r\n} before an argument, which was checked when it was read. */
    private static long longLength(long argument) {
        long length = 0, unit = 1;
        for (long at = argument - 3; Memory.getByte(at) != '$'; at--) {
            length += unit * (Memory.getByte(at) - '0');
            unit *= 10;
        }
        return length;
    }

    /** The buffer's content has moved so many bytes towards its base. */
    public void shift(long bytes) {
        for (int i = 0; i < count; i++) places[i] -= bytes << LENGTH_BITS;
    }

    public void clear() {
        count = 0;
    }

    /** Forgets the first ones. An array that is larger than {@code keptMax} is given back unless it is needed. */
    void drop(int first, int keptMax) {
        int left = count - first;
        if (places.length > keptMax && left < keptMax / 4) {
            places = Arrays.copyOfRange(places, first, first + keptMax / 4);
        } else if (first > 0 && left > 0) {
            System.arraycopy(places, first, places, 0, left);
        }
        count = left;
    }

    /** Gives back what more arguments once needed. */
    void trim() {
        boolean needsMore = count > CAPACITY_INITIAL;
        if (!needsMore && places.length > CAPACITY_INITIAL) places = Arrays.copyOf(places, CAPACITY_INITIAL);
    }
}
