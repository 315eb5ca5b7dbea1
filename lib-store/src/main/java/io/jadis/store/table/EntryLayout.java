package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;

/** Where a kind of entry keeps its key. Called on every lookup: implementations are final and do nothing but loads. */
public interface EntryLayout {
    long keyAddress(long entry);

    long keyLength(long entry);

    /** Whether the entry's key is exactly these bytes. */
    default boolean hasKey(long entry, long keyAddress, long keyLength) {
        return keyLength(entry) == keyLength && Memory.equal(keyAddress(entry), keyAddress, keyLength);
    }

    /** The hash under which the table holds the entry. */
    default long hash(long entry) {
        return Memory.hash(keyAddress(entry), keyLength(entry));
    }
}
