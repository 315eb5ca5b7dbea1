package io.jadis.server.tracking;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryLayout;

/**
 * A key with a number whose meaning is the owner's: one block.
 * <pre>
 *    0 number:8
 *    8 length:8
 *   16 key
 * </pre>
 */
final class KeyEntries implements EntryLayout {
    private static final int LENGTH_OFFSET = 8, KEY_OFFSET = 16;

    private final Allocator allocator;

    KeyEntries(Allocator allocator) {
        this.allocator = allocator;
    }

    long create(long keyAddress, long keyLength, long number) {
        long entry = allocator.allocate(KEY_OFFSET + keyLength);
        Memory.putLong(entry, number);
        Memory.putLong(entry + LENGTH_OFFSET, keyLength);
        Memory.copy(keyAddress, entry + KEY_OFFSET, keyLength);
        return entry;
    }

    void free(long entry) {
        allocator.free(entry);
    }

    static long number(long entry) {
        return Memory.getLong(entry);
    }

    static void number(long entry, long number) {
        Memory.putLong(entry, number);
    }

    @Override
    public long keyAddress(long entry) {
        return entry + KEY_OFFSET;
    }

    @Override
    public long keyLength(long entry) {
        return Memory.getLong(entry + LENGTH_OFFSET);
    }
}
