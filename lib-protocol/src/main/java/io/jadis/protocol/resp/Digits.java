package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;

/** Decimal digits of 64-bit integers, written at an address. */
final class Digits {
    private Digits() {}

    /** How many bytes the number takes, a minus sign included. */
    static int count(long value) {
        if (value >= 0) {
            if (value < 10) return 1;
            if (value < 100) return 2;
            return countLong(value);
        }
        return value == Long.MIN_VALUE ? 20 : 1 + count(-value);
    }

    private static int countLong(long value) {
        int digits = 3;
        for (long power = 1000; digits < 19; power *= 10, digits++) {
            if (value < power) return digits;
        }
        return 19;
    }

    /** Writes the number's {@code digits} bytes, as {@link #count} gave them. */
    static void write(long value, long to, int digits) {
        long rest = value;
        if (rest < 0) Memory.putByte(to, (byte) '-');
        int first = rest < 0 ? 1 : 0;
        for (int at = digits - 1; at >= first; at--) {
            Memory.putByte(to + at, (byte) ('0' + Math.abs((int) (rest % 10))));
            rest /= 10;
        }
    }
}
