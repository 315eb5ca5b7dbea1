package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.DoubleText;

/**
 * Numbers that SORT sorts by, as C's {@code strtod} reads them: up to a NUL, with spaces in front, nothing being 0. One
 * too small for all of a double's digits is none.
 */
final class SortNumber {
    private SortNumber() {}

    /** NaN for what is no number. */
    static double parse(long address, long length) {
        long end = 0;
        while (end < length && Memory.getByte(address + end) != 0) end++;
        if (end == 0) return 0;
        long start = 0;
        while (start < end && isSpace(Memory.getByte(address + start))) start++;
        double number = DoubleText.parse(address + start, end - start);
        return number != 0 && Math.abs(number) < Double.MIN_NORMAL ? Double.NaN : number;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
