package io.jadis.protocol.hash;

import io.jadis.protocol.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64 with the polynomial of Jones, 0xAD93D23594C935A9, reflected, initial value 0, not inverted: the checksum at
 * the end of RDB files and DUMP payloads. Incremental: what {@code update} returns is the checksum so far.
 *
 * <p>Sixteen bytes per step by tables ("slicing"): table k tells what a byte does to the checksum when k zero bytes
 * follow it, so the sixteen look-ups of a step don't wait for each other.
 */
public final class Crc64 {
    private static final long REFLECTED_POLYNOMIAL = Long.reverse(0xAD93_D235_94C9_35A9L);
    private static final int STEP_BYTES = 16;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Table k at k * 256. */
    private static final long[] TABLES = new long[STEP_BYTES * 256];

    static {
        for (int i = 0; i < 256; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ ((crc & 1) != 0 ? REFLECTED_POLYNOMIAL : 0);
            TABLES[i] = crc;
        }
        for (int i = 256; i < TABLES.length; i++) {
            long before = TABLES[i - 256];
            TABLES[i] = before >>> 8 ^ TABLES[(int) before & 0xFF];
        }
    }

    private Crc64() {}

    /** Continues {@code crc} (at first 0) over a range of native memory. */
    public static long update(long crc, long address, long length) {
        long at = address, end = address + length;
        for (; end - at >= STEP_BYTES; at += STEP_BYTES) crc = step(crc ^ Memory.getLong(at), Memory.getLong(at + 8));
        for (; at < end; at++) crc = step(crc, Memory.getByte(at));
        return crc;
    }

    /** Continues {@code crc} (at first 0) over a part of an array. */
    public static long update(long crc, byte[] bytes, int offset, int length) {
        int at = offset, end = offset + length;
        for (; end - at >= STEP_BYTES; at += STEP_BYTES) {
            crc = step(crc ^ (long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8));
        }
        for (; at < end; at++) crc = step(crc, bytes[at]);
        return crc;
    }

    private static long step(long crc, byte b) {
        return crc >>> 8 ^ TABLES[(int) (crc ^ b) & 0xFF];
    }

    private static long step(long a, long b) {
        long[] t = TABLES;
        return t[15 << 8 | (int) a & 0xFF] ^ t[14 << 8 | (int) (a >>> 8) & 0xFF]
                ^ t[13 << 8 | (int) (a >>> 16) & 0xFF] ^ t[12 << 8 | (int) (a >>> 24) & 0xFF]
                ^ t[11 << 8 | (int) (a >>> 32) & 0xFF] ^ t[10 << 8 | (int) (a >>> 40) & 0xFF]
                ^ t[9 << 8 | (int) (a >>> 48) & 0xFF] ^ t[8 << 8 | (int) (a >>> 56)]
                ^ t[7 << 8 | (int) b & 0xFF] ^ t[6 << 8 | (int) (b >>> 8) & 0xFF]
                ^ t[5 << 8 | (int) (b >>> 16) & 0xFF] ^ t[4 << 8 | (int) (b >>> 24) & 0xFF]
                ^ t[3 << 8 | (int) (b >>> 32) & 0xFF] ^ t[2 << 8 | (int) (b >>> 40) & 0xFF]
                ^ t[1 << 8 | (int) (b >>> 48) & 0xFF] ^ t[(int) (b >>> 56)];
    }
}
