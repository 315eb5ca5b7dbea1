package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;

/** The simplest entries, for tests: a length and a key. Holds one scratch block for the keys of calls. */
final class KeyEntries implements EntryLayout, AutoCloseable {
    private static final int SCRATCH_BYTES = 64;

    final HashTable tables;
    private final Allocator allocator;
    private final long scratch;

    KeyEntries(Allocator allocator) {
        this.allocator = allocator;
        tables = new HashTable(allocator, this);
        scratch = allocator.allocate(SCRATCH_BYTES);
    }

    @Override
    public long keyAddress(long entry) {
        return entry + 4;
    }

    @Override
    public long keyLength(long entry) {
        return Memory.getInt(entry);
    }

    String key(long entry) {
        return new String(Memory.toArray(keyAddress(entry), keyLength(entry)), StandardCharsets.UTF_8);
    }

    long create(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        long entry = allocator.allocate(4 + bytes.length);
        Memory.putInt(entry, bytes.length);
        Memory.copyIn(bytes, 0, keyAddress(entry), bytes.length);
        return entry;
    }

    private int toScratch(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        Memory.copyIn(bytes, 0, scratch, bytes.length);
        return bytes.length;
    }

    long find(long table, String key) {
        return tables.find(table, scratch, toScratch(key));
    }

    long findSlot(long table, String key) {
        int length = toScratch(key);
        return tables.findSlot(table, Memory.hash(scratch, length), scratch, length);
    }

    long insert(long table, String key) {
        long entry = create(key);
        tables.insert(table, hash(entry), entry);
        return entry;
    }

    /** Removes and frees. */
    boolean remove(long table, String key) {
        int length = toScratch(key);
        long entry = tables.remove(table, Memory.hash(scratch, length), scratch, length);
        if (entry != 0) allocator.free(entry);
        return entry != 0;
    }

    /** Moves the entry, as a reallocation would. */
    void move(long table, String key) {
        long old = find(table, key);
        long hash = hash(old);
        tables.replaceEntry(table, hash, old, allocator.reallocate(old, 4 + keyLength(old)));
    }

    /** Frees the entries and the table. */
    void destroy(long table) {
        while (tables.drain(table, allocator::free, 100)) {
            // the next slice
        }
        tables.destroy(table);
    }

    @Override
    public void close() {
        allocator.free(scratch);
    }
}
