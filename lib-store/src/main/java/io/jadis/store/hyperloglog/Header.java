package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;

/**
 * The first bytes of a HyperLogLog.
 *
 * <pre>
 *   0  "HYLL"
 *   4  encoding: 0 dense, 1 sparse | 3 bytes of zero
 *   8  cardinality:64       as counted last; the highest bit is set when a register has changed since
 *  16  registers
 * </pre>
 */
final class Header {
    static final int BYTES = 16;
    static final int DENSE = 0, SPARSE = 1;

    private static final int MAGIC = 'H' | 'Y' << 8 | 'L' << 16 | 'L' << 24;
    private static final int ENCODING_OFFSET = 4, CARDINALITY_OFFSET = 8;

    private Header() {}

    /** Writes the header of a new, empty value of zero bytes. */
    static void write(long address, int encoding) {
        Memory.putInt(address, MAGIC);
        setEncoding(address, encoding);
    }

    static boolean isThere(long address, long length) {
        if (length < BYTES || Memory.getInt(address) != MAGIC) return false;
        int encoding = encoding(address);
        return encoding == SPARSE || encoding == DENSE && length == BYTES + DenseRegisters.BYTES;
    }

    static int encoding(long address) {
        return Memory.getUnsignedByte(address + ENCODING_OFFSET);
    }

    static void setEncoding(long address, int encoding) {
        Memory.putByte(address + ENCODING_OFFSET, (byte) encoding);
    }

    /** The cardinality as it was counted last, below 0 if that is out of date. */
    static long cardinality(long address) {
        return Memory.getLong(address + CARDINALITY_OFFSET);
    }

    static void setCardinality(long address, long cardinality) {
        Memory.putLong(address + CARDINALITY_OFFSET, cardinality);
    }

    static void outdateCardinality(long address) {
        setCardinality(address, cardinality(address) | Long.MIN_VALUE);
    }
}
