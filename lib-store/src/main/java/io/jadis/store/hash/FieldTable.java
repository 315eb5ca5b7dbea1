package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryVisitor;
import io.jadis.store.table.HashTable;
import java.util.random.RandomGenerator;

/**
 * The fields of a large hash: a hash table of {@link FieldEntry}s. Where fields expire, the {@link TimedHash} head that
 * belongs to the table comes along, else 0.
 */
final class FieldTable {
    final HashTable tables;
    final FieldHeap heap;

    private final Allocator allocator;
    private final EntryVisitor freeing;

    FieldTable(Allocator allocator) {
        this.allocator = allocator;
        tables = new HashTable(allocator, FieldEntry.LAYOUT);
        heap = new FieldHeap(allocator);
        freeing = allocator::freeInBackground;
    }

    /** When a field expires, or {@link Record#NO_EXPIRY}. */
    static long expiresAtMs(long head, long entry) {
        if (head == 0 || !FieldEntry.isTimed(entry)) return Record.NO_EXPIRY;
        return FieldHeap.expiresAtMs(head, FieldEntry.place(entry));
    }

    /** Adds a field that stays, unless it is there: whether it was not. */
    boolean addIfAbsent(long table, long field, long fieldLength, long value, long valueLength) {
        long hash = Memory.hash(field, fieldLength);
        if (tables.find(table, hash, field, fieldLength) != 0) return false;
        add(table, hash, field, fieldLength, value, valueLength);
        return true;
    }

    private void add(long table, long hash, long field, long fieldLength, long value, long valueLength) {
        long entry = allocator.allocate(FieldEntry.bytesFor(fieldLength, valueLength, false));
        FieldEntry.write(entry, field, fieldLength, value, valueLength, false);
        tables.insert(table, hash, entry);
    }

    /**
     * As {@link #addIfAbsent(long, long, long, long, long)}, a field that expires.
     *
     * @param expiresAtMs or {@link Record#NO_EXPIRY}
     */
    boolean addIfAbsent(long head, long table, long field, long fieldLength, long value, long valueLength,
            long expiresAtMs) {
        if (expiresAtMs == Record.NO_EXPIRY) return addIfAbsent(table, field, fieldLength, value, valueLength);
        long hash = Memory.hash(field, fieldLength);
        if (tables.find(table, hash, field, fieldLength) != 0) return false;
        long entry = allocator.allocate(FieldEntry.bytesFor(fieldLength, valueLength, true));
        FieldEntry.write(entry, field, fieldLength, value, valueLength, true);
        tables.insert(table, hash, entry);
        heap.add(head, entry, expiresAtMs);
        return true;
    }

    /**
     * Sets a field.
     *
     * @param keepExpiry whether a field that is there keeps its time to live
     * @return whether it is a new one
     */
    boolean set(long head, long table, long field, long fieldLength, long value, long valueLength, boolean keepExpiry) {
        long hash = Memory.hash(field, fieldLength);
        long slot = tables.findSlot(table, hash, field, fieldLength);
        if (slot == 0) {
            add(table, hash, field, fieldLength, value, valueLength);
            return true;
        }
        long entry = Memory.getLong(slot);
        tables.beforeEntryChange(table, entry);
        boolean timed = FieldEntry.isTimed(entry);
        if (timed && !keepExpiry) {
            heap.remove(head, entry);
            rebuild(slot, entry, value, valueLength, false);
        } else if (FieldEntry.suits(entry, valueLength)) {
            overwrite(head, slot, entry, value, valueLength);
        } else {
            long rebuilt = rebuild(slot, entry, value, valueLength, timed);
            if (timed) FieldHeap.moved(head, rebuilt);
        }
        return false;
    }

    /** In place, unless the value's length is another and the block is not the one for it. */
    private void overwrite(long head, long slot, long entry, long value, long valueLength) {
        long oldLength = FieldEntry.valueLength(entry);
        long written = entry;
        if (valueLength != oldLength) {
            written = allocator.reallocate(entry, FieldEntry.bytes(entry) - oldLength + valueLength);
            if (written != entry) {
                tables.replace(slot, written);
                if (FieldEntry.isTimed(written)) FieldHeap.moved(head, written);
            }
        }
        FieldEntry.writeValue(written, value, valueLength);
    }

    /** Another block with another head; a timed one has its former place, if it had one. */
    private long rebuild(long slot, long entry, long value, long valueLength, boolean timed) {
        long fieldLength = FieldEntry.fieldLength(entry);
        long rebuilt = allocator.allocate(FieldEntry.bytesFor(fieldLength, valueLength, timed));
        FieldEntry.write(rebuilt, FieldEntry.fieldAddress(entry), fieldLength, value, valueLength, timed);
        if (timed && FieldEntry.isTimed(entry)) FieldEntry.setPlace(rebuilt, FieldEntry.place(entry));
        tables.replace(slot, rebuilt);
        allocator.freeInBackground(entry);
        return rebuilt;
    }

    /** Gives a field that is there a time to live, or another one. */
    void setExpiry(long head, long table, long field, long fieldLength, long expiresAtMs) {
        long slot = tables.findSlot(table, Memory.hash(field, fieldLength), field, fieldLength);
        long entry = Memory.getLong(slot);
        tables.beforeEntryChange(table, entry);
        if (FieldEntry.isTimed(entry)) {
            heap.reschedule(head, entry, expiresAtMs);
        } else {
            long timed = rebuild(slot, entry, FieldEntry.valueAddress(entry), FieldEntry.valueLength(entry), true);
            heap.add(head, timed, expiresAtMs);
        }
    }

    /** Takes the time to live of a field that has one. */
    void removeExpiry(long head, long table, long field, long fieldLength) {
        long slot = tables.findSlot(table, Memory.hash(field, fieldLength), field, fieldLength);
        long entry = Memory.getLong(slot);
        tables.beforeEntryChange(table, entry);
        heap.remove(head, entry);
        rebuild(slot, entry, FieldEntry.valueAddress(entry), FieldEntry.valueLength(entry), false);
    }

    /** Removes a field: whether it was there. */
    boolean remove(long head, long table, long field, long fieldLength) {
        long entry = tables.remove(table, Memory.hash(field, fieldLength), field, fieldLength);
        if (entry == 0) return false;
        discard(head, entry);
        return true;
    }

    void removeEntry(long head, long table, long entry) {
        tables.removeEntry(table, FieldEntry.LAYOUT.hash(entry), entry);
        discard(head, entry);
    }

    private void discard(long head, long entry) {
        if (FieldEntry.isTimed(entry)) heap.remove(head, entry);
        allocator.freeInBackground(entry);
    }

    /** Copies all fields into a table that is empty. Those that expire are entered into the heap of its head. */
    void copyAll(long fromHead, long from, long toHead, long to) {
        tables.expandTo(to, tables.size(from));
        long cursor = 0;
        do {
            cursor = tables.scan(from, cursor, entry -> copy(fromHead, entry, toHead, to));
        } while (cursor != 0);
    }

    private void copy(long fromHead, long entry, long toHead, long to) {
        long bytes = FieldEntry.bytes(entry);
        long copy = allocator.allocate(bytes);
        Memory.copy(entry, copy, bytes);
        tables.insert(to, FieldEntry.LAYOUT.hash(copy), copy);
        if (FieldEntry.isTimed(copy)) heap.add(toHead, copy, expiresAtMs(fromHead, entry));
    }

    /**
     * Frees the entries of so many buckets of a table that nobody uses any more.
     *
     * @return true when the table is freed as well
     */
    boolean freeSome(long table, int buckets) {
        if (tables.size(table) > 0 && tables.drain(table, freeing, buckets)) return false;
        tables.destroy(table);
        return true;
    }

    /** Bytes of buckets and entries, these from a sample of so many; 0, and very many, looks at all. */
    long bytes(long table, int samples, RandomGenerator random) {
        return tables.bytes(table, samples, random, allocator::usableSize);
    }
}
