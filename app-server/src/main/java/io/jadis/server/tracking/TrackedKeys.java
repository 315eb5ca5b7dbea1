package io.jadis.server.tracking;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Intset;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryVisitor;
import io.jadis.store.table.HashTable;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The keys that clients have read, each with the ids of those clients, outside the Java heap: a hash table of
 * {@link KeyEntries} whose number is the address of an {@link Intset}. Ids of clients that are gone stay until their
 * key goes, as taking them out would mean a look at every key.
 */
final class TrackedKeys implements AutoCloseable {
    /** A table with no more keys is freed at once, others in slices. */
    private static final int FREED_AT_ONCE_MAX = 1_000;
    private static final long SLICE_NS = 500_000;
    private static final int BUCKETS_PER_STEP = 16;

    private final KeyEntries entries;
    private final HashTable tables;
    private final Intset intsets;
    private final Allocator allocator;
    private final RandomGenerator random;
    private final Executor later;
    private final EntryVisitor freeing = this::free;
    private final Runnable slice = this::freeSlice;
    /** Tables that were given up and are still to be freed. */
    private final ArrayDeque<Long> remains = new ArrayDeque<>();
    /** 0 while it has never been needed, or not since it was given up. */
    private long table;
    private long itemCount;

    /** @param later runs a task in a later turn of the executor */
    TrackedKeys(Allocator allocator, RandomGenerator random, Executor later) {
        this.allocator = allocator;
        this.random = random;
        this.later = later;
        entries = new KeyEntries(allocator);
        tables = new HashTable(allocator, entries);
        intsets = new Intset(allocator);
    }

    long keyCount() {
        return table == 0 ? 0 : tables.size(table);
    }

    /** The ids of all keys together. */
    long itemCount() {
        return itemCount;
    }

    /** This client may have the key. */
    void add(long keyAddress, long keyLength, long clientId) {
        if (table == 0) table = tables.create();
        long hash = Memory.hash(keyAddress, keyLength);
        long entry = tables.find(table, hash, keyAddress, keyLength);
        if (entry == 0) {
            entry = entries.create(keyAddress, keyLength, intsets.create());
            tables.insert(table, hash, entry);
        }
        long ids = KeyEntries.number(entry);
        int index = Intset.find(ids, clientId);
        if (index >= 0) return;
        KeyEntries.number(entry, intsets.insert(ids, ~index, clientId));
        itemCount++;
    }

    /** Takes a key out. @return its entry, which the caller has to {@link #free}, or 0 if it wasn't there */
    long take(long keyAddress, long keyLength) {
        if (table == 0) return 0;
        long entry = tables.remove(table, Memory.hash(keyAddress, keyLength), keyAddress, keyLength);
        if (entry != 0) itemCount -= idCount(entry);
        return entry;
    }

    /** As {@link #take}, of any key; 0 if there is none. */
    long takeRandom() {
        long entry = table == 0 ? 0 : tables.randomEntry(table, random);
        return entry == 0 ? 0 : take(keyAddress(entry), keyLength(entry));
    }

    long keyAddress(long entry) {
        return entries.keyAddress(entry);
    }

    long keyLength(long entry) {
        return entries.keyLength(entry);
    }

    static int idCount(long entry) {
        return Intset.count(KeyEntries.number(entry));
    }

    static long id(long entry, int index) {
        return Intset.at(KeyEntries.number(entry), index);
    }

    /** Ends the life of an entry that is in no table. */
    void free(long entry) {
        allocator.free(KeyEntries.number(entry));
        entries.free(entry);
    }

    /** Forgets all keys. Their memory comes back now, or soon where there are many. */
    void clear() {
        if (table == 0) return;
        long given = table;
        table = 0;
        itemCount = 0;
        if (tables.size(given) <= FREED_AT_ONCE_MAX) {
            freeTable(given);
            return;
        }
        if (remains.isEmpty()) later.execute(slice);
        remains.add(given);
    }

    private void freeSlice() {
        long deadlineNs = System.nanoTime() + SLICE_NS;
        while (!remains.isEmpty()) {
            long first = remains.peek();
            if (tables.size(first) == 0 || !tables.drain(first, freeing, BUCKETS_PER_STEP)) {
                tables.destroy(first);
                remains.remove();
            }
            if (System.nanoTime() - deadlineNs > 0) break;
        }
        if (!remains.isEmpty()) later.execute(slice);
    }

    private void freeTable(long given) {
        while (tables.size(given) > 0 && tables.drain(given, freeing, BUCKETS_PER_STEP)) { }
        tables.destroy(given);
    }

    /** Frees everything. */
    @Override
    public void close() {
        if (table != 0) remains.add(table);
        table = 0;
        itemCount = 0;
        while (!remains.isEmpty()) freeTable(remains.remove());
    }
}
