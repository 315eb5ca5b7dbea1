package io.jadis.server.tracking;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.client.Client;
import io.jadis.store.table.HashTable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** A prefix that clients listen to in broadcasting mode, and the keys that have changed since they were last told. */
final class Prefix {
    /** What it takes on the Java heap besides the bytes where one client alone has it. */
    static final int ENTRY_BYTES = 400;

    private final byte[] bytes;
    private final KeyEntries entries;
    private final HashTable tables;
    private final Set<Client> clients = new LinkedHashSet<>();
    /** Of {@link KeyEntries} whose number is the id of the client that changed the key last, 0 for none; 0 for none. */
    private long changed;

    Prefix(byte[] bytes, KeyEntries entries, HashTable tables) {
        this.bytes = bytes;
        this.entries = entries;
        this.tables = tables;
    }

    /** Whether there are keys that begin with both. */
    static boolean overlap(byte[] one, byte[] other) {
        int length = Math.min(one.length, other.length);
        return Arrays.equals(one, 0, length, other, 0, length);
    }

    byte[] bytes() {
        return bytes;
    }

    Set<Client> clients() {
        return clients;
    }

    boolean matches(long keyAddress, long keyLength) {
        return keyLength >= bytes.length && Memory.equal(keyAddress, bytes.length, bytes);
    }

    boolean hasChanges() {
        return changed != 0;
    }

    /** @param authorId the client that changed the key, or 0 */
    void changed(long keyAddress, long keyLength, long authorId) {
        if (changed == 0) changed = tables.create();
        long hash = Memory.hash(keyAddress, keyLength);
        long entry = tables.find(changed, hash, keyAddress, keyLength);
        if (entry != 0) KeyEntries.number(entry, authorId);
        else tables.insert(changed, hash, entries.create(keyAddress, keyLength, authorId));
    }

    /**
     * Walks the changed keys.
     *
     * @param exceptAuthorId leaves out what this client changed last, 0 for nothing
     * @param visitor shown each key, or null
     * @return how many there are
     */
    long eachChanged(long exceptAuthorId, KeyVisitor visitor) {
        HashTable.Cursor cursor = new HashTable.Cursor();
        long count = 0;
        cursor.open(tables, changed);
        for (long entry; (entry = cursor.next()) != 0; ) {
            if (exceptAuthorId != 0 && KeyEntries.number(entry) == exceptAuthorId) continue;
            count++;
            if (visitor != null) visitor.visit(entries.keyAddress(entry), entries.keyLength(entry));
        }
        cursor.close();
        return count;
    }

    void forgetChanges() {
        if (changed == 0) return;
        while (tables.size(changed) > 0 && tables.drain(changed, entries::free, 16)) { }
        tables.destroy(changed);
        changed = 0;
    }

    /** Is shown keys, valid until it returns. */
    @FunctionalInterface
    interface KeyVisitor {
        void visit(long keyAddress, long keyLength);
    }
}
