package io.jadis.store.bitmap;

import io.jadis.protocol.memory.Memory;

/**
 * Counting and finding bits in native memory, eight bytes at a time. Bit 0 is the highest of the first byte, so that
 * bits are in the order in which the bytes are written down.
 */
final class Bits {
    private static final int BYTE_MASK = 0xFF;

    private Bits() {}

    static boolean get(long address, long bit) {
        return (Memory.getByte(address + (bit >>> 3)) & 0x80 >>> (bit & 7)) != 0;
    }

    static void set(long address, long bit, boolean on) {
        long at = address + (bit >>> 3);
        int mask = 0x80 >>> (bit & 7);
        int value = Memory.getByte(at);
        Memory.putByte(at, (byte) (on ? value | mask : value & ~mask));
    }

    /** How many bits are set from {@code first} to {@code last}, both included. */
    static long count(long address, long first, long last) {
        long firstByte = first >>> 3, lastByte = last >>> 3;
        int before = Memory.getByte(address + firstByte) & ~(BYTE_MASK >>> (first & 7)) & BYTE_MASK;
        int behind = Memory.getByte(address + lastByte) & BYTE_MASK >>> 1 >>> (last & 7);
        return countBytes(address + firstByte, lastByte - firstByte + 1) - Integer.bitCount(before)
                - Integer.bitCount(behind);
    }

    private static long countBytes(long address, long length) {
        long at = address, end = address + length;
        long a = 0, b = 0, c = 0, d = 0;
        // Four sums, so that no addition waits for the one before.
        for (; at + 32 <= end; at += 32) {
            a += Long.bitCount(Memory.getLong(at));
            b += Long.bitCount(Memory.getLong(at + 8));
            c += Long.bitCount(Memory.getLong(at + 16));
            d += Long.bitCount(Memory.getLong(at + 24));
        }
        for (; at + 8 <= end; at += 8) a += Long.bitCount(Memory.getLong(at));
        for (; at < end; at++) b += Integer.bitCount(Memory.getUnsignedByte(at));
        return a + b + c + d;
    }

    /** The first bit of that value from {@code first} to {@code last}, both included, or -1. */
    static long find(long address, long first, long last, boolean on) {
        // What is looked for becomes a one.
        long flip = on ? 0 : -1L;
        long at = first >>> 3, lastByte = last >>> 3;
        int lastMask = BYTE_MASK << (7 - (last & 7)) & BYTE_MASK;
        int head = (int) (Memory.getByte(address + at) ^ flip) & BYTE_MASK >>> (first & 7);
        if (at == lastByte) return positionIn(at, head & lastMask);
        if (head != 0) return positionIn(at, head);
        at++;
        // What is not looked for is passed over four words at a time.
        for (; at + 32 <= lastByte; at += 32) {
            long words = Memory.getLong(address + at) ^ flip | Memory.getLong(address + at + 8) ^ flip
                    | Memory.getLong(address + at + 16) ^ flip | Memory.getLong(address + at + 24) ^ flip;
            if (words != 0) break;
        }
        for (; at + 8 <= lastByte; at += 8) {
            long word = Memory.getLong(address + at) ^ flip;
            if (word != 0) return (at << 3) + Long.numberOfLeadingZeros(Long.reverseBytes(word));
        }
        for (; at < lastByte; at++) {
            int value = (int) (Memory.getByte(address + at) ^ flip) & BYTE_MASK;
            if (value != 0) return positionIn(at, value);
        }
        return positionIn(at, (int) (Memory.getByte(address + at) ^ flip) & lastMask);
    }

    private static long positionIn(long byteIndex, int value) {
        return value == 0 ? -1 : (byteIndex << 3) + Integer.numberOfLeadingZeros(value) - 24;
    }
}
