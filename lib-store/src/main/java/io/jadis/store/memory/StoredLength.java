package io.jadis.store.memory;

import io.jadis.protocol.memory.Memory;

/**
 * The length of a long string where it is stored: 40 bits, up to a TiB. Reading it takes eight bytes, so at least three
 * must follow, which the string does.
 */
public final class StoredLength {
    public static final int BYTES = 5;

    /** No string is longer. */
    public static final long MAX = (1L << 40) - 1;

    private StoredLength() {}

    public static long get(long address) {
        return Memory.getLong(address) & MAX;
    }

    public static void put(long address, long length) {
        assert (length & MAX) == length : "length=" + length;
        Memory.putInt(address, (int) length);
        Memory.putByte(address + 4, (byte) (length >>> 32));
    }
}
