package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;

/**
 * A listpack that nobody writes to, in fewer bytes: of each string only what differs from the string before it, of each
 * integer the difference to the integer before it where that is small, and no lengths to go backwards by. It is made
 * and undone about as fast as it is copied, and undone it is the same listpack byte for byte.
 *
 * <p>It is a sequence of elements, whose number the owner knows, without a header:
 *
 * <pre>
 *   ssssllll  [s ≥ 15: s - 15 as a number]  [l = 14: l - 14 as a number]  l bytes
 *                                      a string: the first s bytes of the string before, and these l; l up to 13, or 14
 *   dddd1111                           an integer: the integer before plus d - 8, d from 1 to 15
 *   00001111  element                  an integer as listpacks have it
 * </pre>
 *
 * Numbers are groups of seven bits, the lowest first, each byte but the last with its top bit set.
 */
public final class FoldedListpack {
    private static final int NIBBLE_MAX = 15, LONG_TAIL = 14, INTEGER = 15;
    private static final int DELTA_BIAS = 8;

    private FoldedListpack() {}

    /**
     * Folds a listpack.
     *
     * @return the length of what was written, or 0 if it would be longer than {@code toBytesMax}
     */
    public static int fold(long listpack, long to, int toBytesMax) {
        // What an entry's fixed parts take at most: control, two numbers or an integer.
        long out = to, outEnd = to + toBytesMax - 11;
        long lastAddress = 0, lastInteger = 0;
        int lastLength = 0;
        for (long entry = Listpack.first(listpack); entry != 0; entry = Listpack.next(entry)) {
            if (out > outEnd) return 0;
            if (Listpack.isInteger(entry)) {
                long value = Listpack.integer(entry);
                long delta = value - lastInteger + DELTA_BIAS;
                lastInteger = value;
                if (delta >= 1 && delta <= NIBBLE_MAX) {
                    Memory.putByte(out++, (byte) (delta << 4 | INTEGER));
                } else {
                    Memory.putByte(out++, (byte) INTEGER);
                    int bytes = Element.bytes(entry);
                    Memory.copy(entry, out, bytes);
                    out += bytes;
                }
                continue;
            }
            long address = Listpack.stringAddress(entry);
            int length = Listpack.stringLength(entry);
            int shared = commonPrefix(lastAddress, address, Math.min(lastLength, length));
            int tail = length - shared;
            if (tail > outEnd - out) return 0;
            Memory.putByte(out++, (byte) (Math.min(shared, NIBBLE_MAX) << 4 | Math.min(tail, LONG_TAIL)));
            if (shared >= NIBBLE_MAX) out = writeNumber(out, shared - NIBBLE_MAX);
            if (tail >= LONG_TAIL) out = writeNumber(out, tail - LONG_TAIL);
            Memory.copy(address + shared, out, tail);
            out += tail;
            lastAddress = address;
            lastLength = length;
        }
        return (int) (out - to);
    }

    /**
     * Undoes {@link #fold}.
     *
     * @param to where {@code bytes} bytes take the listpack
     */
    public static void unfold(long folded, int count, long to, int bytes) {
        Listpack.writeHeader(to, bytes, count);
        long at = folded, out = to + Listpack.HEADER_BYTES;
        long lastAddress = 0, lastInteger = 0;
        for (int i = 0; i < count; i++) {
            int control = Memory.getUnsignedByte(at++);
            int shared = control >> 4, tail = control & 0x0F;
            if (tail == INTEGER) {
                if (shared == 0) {
                    lastInteger = Listpack.integer(at);
                    at += Element.bytes(at);
                } else {
                    lastInteger += shared - DELTA_BIAS;
                }
                out = Element.writeIntegerEntry(out, lastInteger);
                continue;
            }
            if (shared == NIBBLE_MAX) {
                shared += (int) readNumber(at);
                at = afterNumber(at);
            }
            if (tail == LONG_TAIL) {
                tail += (int) readNumber(at);
                at = afterNumber(at);
            }
            int length = shared + tail;
            long address = Element.writeStringHead(out, length);
            Memory.copy(lastAddress, address, shared);
            Memory.copy(at, address + shared, tail);
            at += tail;
            long end = address + length;
            Backlength.write(end, end - out);
            out = end + Backlength.bytes(end - out);
            lastAddress = address;
        }
        Memory.putByte(out, (byte) Listpack.END);
        assert out + 1 == to + bytes : "bytes=" + (out + 1 - to) + ", expected " + bytes;
    }

    private static int commonPrefix(long a, long b, int lengthMax) {
        int length = 0;
        while (length + 8 <= lengthMax) {
            long difference = Memory.getLong(a + length) ^ Memory.getLong(b + length);
            if (difference != 0) return length + (Long.numberOfTrailingZeros(difference) >> 3);
            length += 8;
        }
        while (length < lengthMax && Memory.getByte(a + length) == Memory.getByte(b + length)) length++;
        return length;
    }

    private static long writeNumber(long to, int number) {
        int rest = number;
        while (rest > 0x7F) {
            Memory.putByte(to++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        Memory.putByte(to++, (byte) rest);
        return to;
    }

    private static long readNumber(long at) {
        long number = 0;
        for (int shift = 0;; shift += 7) {
            int group = Memory.getByte(at++);
            number |= (long) (group & 0x7F) << shift;
            if (group >= 0) return number;
        }
    }

    private static long afterNumber(long at) {
        while (Memory.getByte(at++) < 0) continue;
        return at;
    }
}
