package io.jadis.store.bitmap;

import io.jadis.protocol.memory.Memory;

/**
 * Integers of 1 to 64 bits at any bit of a string, highest bit first; unsigned ones have 63 at most, as replies can't
 * hold more.
 */
public final class BitField {
    private BitField() {}

    /** Bytes at {@code length} and beyond are zero. */
    static long read(long address, long length, long bit, int width, boolean signed) {
        long first = bit >>> 3;
        int shift = (int) (bit & 7);
        long high = 0;
        for (int i = 0; i < 8; i++) high = high << 8 | byteAt(address, length, first + i);
        // The field may reach into a ninth byte.
        long bits = shift == 0 ? high : high << shift | byteAt(address, length, first + 8) >>> (8 - shift);
        return signed ? bits >> (Long.SIZE - width) : bits >>> (Long.SIZE - width);
    }

    private static int byteAt(long address, long length, long index) {
        return index < length ? Memory.getUnsignedByte(address + index) : 0;
    }

    /** The string must reach to the field's end. */
    static void write(long address, long bit, int width, long value) {
        long left = width;
        long last = bit + width - 1;
        long rest = value;
        for (long at = address + (last >>> 3); left > 0; at--) {
            int behind = left == width ? (int) (7 - (last & 7)) : 0;
            int taken = (int) Math.min(8 - behind, left);
            int mask = (1 << taken) - 1 << behind;
            Memory.putByte(at, (byte) (Memory.getByte(at) & ~mask | (int) (rest << behind) & mask));
            rest >>>= taken;
            left -= taken;
        }
    }

    /** Where {@code value + by} lies: 1 above what the field can hold, -1 below, 0 inside. */
    public static int overflow(long value, long by, int width, boolean signed) {
        long max = max(width, signed), min = min(width, signed);
        if (!signed) {
            // Set to a number whose sign is not seen, it is a huge one.
            if (value < 0 || value > max || by > 0 && by > max - value) return 1;
            return by < -value ? -1 : 0;
        }
        // As in Redis the room to the maximum may overflow: a narrow field set to the least of all numbers is above.
        long up = max - value, down = min - value;
        boolean narrow = width < Long.SIZE;
        if (value > max || by > up && (narrow || value >= 0 && by > 0)) return 1;
        return value < min || by < down && (narrow || value < 0 && by < 0) ? -1 : 0;
    }

    /** The largest number of the field for an overflow of 1, the least for one of -1. */
    public static long limit(int overflow, int width, boolean signed) {
        return overflow > 0 ? max(width, signed) : min(width, signed);
    }

    /** The number that the lowest bits of another stand for. */
    public static long wrap(long number, int width, boolean signed) {
        int unused = Long.SIZE - width;
        return signed ? number << unused >> unused : number << unused >>> unused;
    }

    private static long max(int width, boolean signed) {
        return -1L >>> (Long.SIZE - width) >>> (signed ? 1 : 0);
    }

    private static long min(int width, boolean signed) {
        return signed ? -1L << (width - 1) : 0;
    }
}
