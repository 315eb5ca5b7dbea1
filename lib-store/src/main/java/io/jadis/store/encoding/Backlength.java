package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;

/**
 * The length at the end of a listpack's entry, by which the entry is found from behind: groups of seven bits, the
 * highest first, each byte but the first with its top bit set, so that reading backwards ends at the byte without it.
 */
final class Backlength {
    private Backlength() {}

    /** Bytes of the number itself. The limits are Redis's, each one short of what would fit. */
    static int bytes(long encodedBytes) {
        if (encodedBytes <= 127) return 1;
        if (encodedBytes < 16_383) return 2;
        if (encodedBytes < 2_097_151) return 3;
        return encodedBytes < 268_435_455 ? 4 : 5;
    }

    static void write(long address, long encodedBytes) {
        int bytes = bytes(encodedBytes);
        for (int i = bytes - 1; i > 0; i--) {
            Memory.putByte(address + i, (byte) (encodedBytes >> 7 * (bytes - 1 - i) & 0x7F | 0x80));
        }
        Memory.putByte(address, (byte) (encodedBytes >> 7 * (bytes - 1)));
    }

    /** The number that ends before this address. */
    static long readBefore(long address) {
        long value = 0;
        int shift = 0;
        for (long at = address - 1;; at--) {
            int group = Memory.getUnsignedByte(at);
            value |= (long) (group & 0x7F) << shift;
            if (group < 0x80) return value;
            shift += 7;
        }
    }

    /** Whether this number stands here; its bytes are known to lie inside. */
    static boolean isAt(long address, long encodedBytes) {
        int bytes = bytes(encodedBytes);
        if (Memory.getUnsignedByte(address) != encodedBytes >> 7 * (bytes - 1)) return false;
        for (int i = 1; i < bytes; i++) {
            int group = (int) (encodedBytes >> 7 * (bytes - 1 - i) & 0x7F | 0x80);
            if (Memory.getUnsignedByte(address + i) != group) return false;
        }
        return true;
    }
}
