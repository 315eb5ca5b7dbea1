package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;

/**
 * Compression in the format of liblzf, which Redis's RDB files and compressed list nodes have.
 *
 * <pre>
 *   000lllll bytes                     l + 1 bytes as they are
 *   lllooooo oooooooo                  l + 2 bytes, l from 1 to 6, from o + 1 bytes before here
 *   111ooooo llllllll oooooooo         l + 9 bytes, from o + 1 bytes before here; the copy may overlap itself
 * </pre>
 *
 * The executor's instance is reused; nothing is allocated on the heap after the first call.
 */
public final class Lzf {
    private static final int TABLE_BITS = 13;
    private static final int LITERALS_MAX = 32, MATCH_MAX = 264, OFFSET_MAX = 1 << 13;
    /** Odd, so that each of three bytes counts in the upper bits. */
    private static final int MULTIPLIER = 0x9E37_79B1;

    /**
     * Where three bytes were last seen, counted through all inputs and modulo 2<sup>32</sup>: a hint, which may come
     * from an earlier input and is believed when the bytes are there.
     */
    private int[] table;
    private int base;

    /**
     * Compresses.
     *
     * @return the length of what was written, or 0 if it would be longer than {@code toBytesMax}, or within 3 bytes of
     *     that
     */
    public long compress(long from, long length, long to, long toBytesMax) {
        if (length < 4) return 0;
        if (table == null) table = new int[1 << TABLE_BITS];
        int first = base;
        base += (int) length;
        long at = from, end = from + length, matchableEnd = end - 2;
        long out = to, outEnd = to + toBytesMax;
        long literals = at;
        while (at < matchableEnd) {
            int position = first + (int) (at - from);
            int slot = hash(at);
            int seen = table[slot];
            table[slot] = position;
            int distance = position - seen;
            long candidate = at - distance;
            if (distance <= 0 || distance > OFFSET_MAX || candidate < from || three(candidate) != three(at)) {
                at++;
                continue;
            }
            int matched = matchLength(candidate, at, (int) Math.min(MATCH_MAX, end - at));
            out = writeLiterals(literals, at, out, outEnd - 3);
            if (out == 0 || out + 3 > outEnd) return 0;
            int offset = distance - 1;
            int code = matched - 2;
            if (code < 7) {
                Memory.putByte(out++, (byte) (code << 5 | offset >> 8));
            } else {
                Memory.putByte(out++, (byte) (7 << 5 | offset >> 8));
                Memory.putByte(out++, (byte) (code - 7));
            }
            Memory.putByte(out++, (byte) offset);
            // Of what was matched, the last positions are enough to find the next match by.
            long next = at + matched;
            for (at = Math.max(at + 1, next - 2); at < next && at < matchableEnd; at++) {
                table[hash(at)] = first + (int) (at - from);
            }
            at = next;
            literals = next;
        }
        out = writeLiterals(literals, end, out, outEnd);
        return out == 0 ? 0 : out - to;
    }

    private static int three(long at) {
        return Memory.getShort(at) & 0xFFFF | Memory.getByte(at + 2) << 16;
    }

    private static int hash(long at) {
        return three(at) * MULTIPLIER >>> 32 - TABLE_BITS;
    }

    /** How many bytes are the same, at most so many; three are. */
    private static int matchLength(long a, long b, int lengthMax) {
        int length = 3;
        while (length + 8 <= lengthMax) {
            long difference = Memory.getLong(a + length) ^ Memory.getLong(b + length);
            if (difference != 0) return length + (Long.numberOfTrailingZeros(difference) >> 3);
            length += 8;
        }
        while (length < lengthMax && Memory.getByte(a + length) == Memory.getByte(b + length)) length++;
        return length;
    }

    private static long writeLiterals(long from, long to, long out, long outEnd) {
        while (from < to) {
            int run = (int) Math.min(LITERALS_MAX, to - from);
            if (out + 1 + run > outEnd) return 0;
            Memory.putByte(out, (byte) (run - 1));
            Memory.copy(from, out + 1, run);
            out += 1 + run;
            from += run;
        }
        return out;
    }

    /**
     * Decompresses.
     *
     * @return whether it was valid and gave exactly {@code toBytes} bytes
     */
    public static boolean decompress(long from, long length, long to, long toBytes) {
        long at = from, end = from + length;
        long out = to, outEnd = to + toBytes;
        while (at < end) {
            int control = Memory.getUnsignedByte(at++);
            if (control < LITERALS_MAX) {
                int run = control + 1;
                if (at + run > end || out + run > outEnd) return false;
                Memory.copy(at, out, run);
                at += run;
                out += run;
                continue;
            }
            int code = control >> 5;
            if (at + (code == 7 ? 2 : 1) > end) return false;
            if (code == 7) code += Memory.getUnsignedByte(at++);
            int offset = ((control & 0x1F) << 8 | Memory.getUnsignedByte(at++)) + 1;
            int run = code + 2;
            if (out - offset < to || out + run > outEnd) return false;
            copyMatch(out - offset, out, offset, run);
            out += run;
        }
        return out == outEnd;
    }

    /** Bytes may be read that this very copy has written: it repeats them. */
    private static void copyMatch(long from, long to, int offset, int length) {
        if (offset >= length) {
            Memory.copy(from, to, length);
            return;
        }
        if (offset == 1) {
            Memory.fill(to, length, Memory.getByte(from));
            return;
        }
        // What is there already doubles with each step.
        int done = 0;
        while (done < length) {
            int step = Math.min(offset + done, length - done);
            Memory.copy(from, to + done, step);
            done += step;
        }
    }
}
