package io.jadis.protocol.hash;

import io.jadis.protocol.memory.Memory;

/**
 * CRC-16/XMODEM: polynomial 0x1021, most significant bit first, initial value 0, nothing reflected or inverted. The
 * cluster specification names it.
 */
public final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;
    private static final char[] TABLE = new char[256];

    static {
        for (int i = 0; i < 256; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            TABLE[i] = (char) crc;
        }
    }

    private Crc16() {}

    /** The checksum of a range of native memory, 0 to 65535. */
    public static int of(long address, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) crc = step(crc, Memory.getByte(address + i));
        return crc;
    }

    /** The checksum of a part of an array, 0 to 65535. */
    public static int of(byte[] bytes, int offset, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) crc = step(crc, bytes[offset + i]);
        return crc;
    }

    private static int step(int crc, byte b) {
        return crc << 8 & 0xFFFF ^ TABLE[(crc >>> 8 ^ b) & 0xFF];
    }
}
