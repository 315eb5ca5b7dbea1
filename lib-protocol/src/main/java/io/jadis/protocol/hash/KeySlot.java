package io.jadis.protocol.hash;

import io.jadis.protocol.memory.Memory;

/**
 * The cluster's hash slots. A key's slot is the CRC-16 of the key, or of its hash tag where it has one: what stands
 * between the first <code>{</code> and the first <code>}</code> behind it, unless that is nothing.
 */
public final class KeySlot {
    /** How many slots there are. */
    public static final int COUNT = 16384;

    private KeySlot() {}

    /** The slot, 0 to 16383, of a key in native memory. */
    public static int of(long address, int length) {
        int open = 0;
        while (open < length && Memory.getByte(address + open) != '{') open++;
        int close = open + 1;
        while (close < length && Memory.getByte(address + close) != '}') close++;
        boolean hasTag = close < length && close > open + 1;
        int crc = hasTag ? Crc16.of(address + open + 1, close - open - 1) : Crc16.of(address, length);
        return crc & COUNT - 1;
    }

    /** The slot, 0 to 16383, of a key on the heap. */
    public static int of(byte[] key) {
        int open = 0;
        while (open < key.length && key[open] != '{') open++;
        int close = open + 1;
        while (close < key.length && key[close] != '}') close++;
        boolean hasTag = close < key.length && close > open + 1;
        int crc = hasTag ? Crc16.of(key, open + 1, close - open - 1) : Crc16.of(key, 0, key.length);
        return crc & COUNT - 1;
    }
}
