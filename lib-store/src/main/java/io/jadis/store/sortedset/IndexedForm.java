package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryVisitor;
import io.jadis.store.table.HashTable;

/**
 * A sorted set of any size, which OBJECT ENCODING calls a skiplist: a table that finds an element by its member, and an
 * {@link OrderIndex} that has the same elements in their order. The root is a block:
 * <pre>
 *   0 table:8      0 once its elements are being freed
 *   8 index:40
 * </pre>
 */
final class IndexedForm {
    private static final long TABLE = 0, INDEX = 8;
    private static final int BYTES = 8 + OrderIndex.BYTES;

    private final Allocator allocator;
    private final HashTable tables;
    private final OrderIndex order;
    private final EntryVisitor freeing;
    /** The one that {@link #freeing} takes elements out of. */
    private long shrinking;
    private final EntryVisitor shrinkingVisitor;

    IndexedForm(Allocator allocator) {
        this.allocator = allocator;
        tables = new HashTable(allocator, ScoredMember.LAYOUT);
        order = new OrderIndex(allocator);
        freeing = allocator::free;
        shrinkingVisitor = this::dropFromTable;
    }

    long create(long sizeHint) {
        long root = allocator.allocate(BYTES);
        Memory.putLong(root + TABLE, tables.create());
        OrderIndex.init(root + INDEX);
        if (sizeHint > 0) tables.expandTo(table(root), sizeHint);
        return root;
    }

    static long size(long root) {
        return OrderIndex.size(root + INDEX);
    }

    // ---- elements

    /** The element with this member, or 0. */
    long find(long root, long memberAddress, long memberLength) {
        return tables.find(table(root), memberAddress, memberLength);
    }

    long find(long root, long hash, long memberAddress, long memberLength) {
        return tables.find(table(root), hash, memberAddress, memberLength);
    }

    /** Adds an element whose member isn't here. */
    void add(long root, long hash, double score, long memberAddress, long memberLength) {
        long entry = ScoredMember.create(allocator, score, memberAddress, memberLength);
        tables.insert(table(root), hash, entry);
        order.insert(root + INDEX, entry);
    }

    void setScore(long root, long entry, double score) {
        tables.beforeEntryChange(table(root), entry);
        order.setScore(root + INDEX, entry, score);
    }

    /** Returns whether the member was here. */
    boolean remove(long root, long memberAddress, long memberLength) {
        long hash = Memory.hash(memberAddress, memberLength);
        long entry = tables.remove(table(root), hash, memberAddress, memberLength);
        if (entry == 0) return false;
        order.remove(root + INDEX, entry);
        allocator.free(entry);
        return true;
    }

    /** Removes the elements of these ranks. */
    void removeRange(long root, long fromRank, long number) {
        shrinking = table(root);
        for (long left = number; left > 0; ) {
            left -= order.removeRun(root + INDEX, fromRank, left, shrinkingVisitor);
        }
    }

    private void dropFromTable(long entry) {
        tables.removeEntry(shrinking, ScoredMember.LAYOUT.hash(entry), entry);
        allocator.free(entry);
    }

    // ---- order

    long rank(long root, Bound bound) {
        return order.rank(root + INDEX, bound);
    }

    long rank(long root, long entry) {
        return order.rank(root + INDEX, entry);
    }

    /** Goes to the element of a rank; {@link #leaf} and {@link #slot} are its place until the next call for any set. */
    void seek(long root, long rank) {
        order.seek(root + INDEX, rank);
    }

    long leaf() {
        return order.leaf();
    }

    int slot() {
        return order.slot();
    }

    // ---- the table's order

    long scan(long root, long cursor, EntryVisitor visitor) {
        return tables.scan(table(root), cursor, visitor);
    }

    HashTable tables() {
        return tables;
    }

    static long table(long root) {
        return Memory.getLong(root + TABLE);
    }

    // ---- building: members first, their order once all are there

    /** Adds an element to the table alone: its score may be changed in place until {@link #orderAll}. */
    long addUnordered(long root, long hash, double score, long memberAddress, long memberLength) {
        long entry = ScoredMember.create(allocator, score, memberAddress, memberLength);
        tables.insert(table(root), hash, entry);
        return entry;
    }

    /** Takes an element that was added so away again. Returns whether it was there. */
    boolean removeUnordered(long root, long memberAddress, long memberLength) {
        long hash = Memory.hash(memberAddress, memberLength);
        long entry = tables.remove(table(root), hash, memberAddress, memberLength);
        if (entry != 0) allocator.free(entry);
        return entry != 0;
    }

    /** How many elements the table has. */
    long unorderedSize(long root) {
        return tables.size(table(root));
    }

    /** Brings what {@link #addUnordered} added into order. */
    void orderAll(long root) {
        HashTable.Cursor cursor = new HashTable.Cursor();
        cursor.open(tables, table(root));
        for (long entry; (entry = cursor.next()) != 0; ) order.insert(root + INDEX, entry);
        cursor.close();
    }

    // ---- as a payload

    static long freeEffort(long root) {
        return size(root) + OrderIndex.nodes(root + INDEX);
    }

    /** Frees about so many blocks. Returns whether nothing is left. */
    boolean freeSome(long root, int steps) {
        long table = table(root);
        if (!order.freeSome(root + INDEX, steps)) return false;
        if (tables.size(table) > 0 && tables.drain(table, freeing, steps)) return false;
        tables.destroy(table);
        allocator.free(root);
        return true;
    }

    void free(long root) {
        while (!freeSome(root, Integer.MAX_VALUE)) continue;
    }

    long copy(long root) {
        long copy = create(size(root));
        long left = size(root);
        if (left == 0) return copy;
        order.seek(root + INDEX, 0);
        for (long leaf = order.leaf(); leaf != 0; leaf = IndexNode.next(leaf)) {
            for (int slot = 0, count = IndexNode.count(leaf); slot < count; slot++) {
                long entry = IndexNode.entry(leaf, slot);
                add(copy, ScoredMember.LAYOUT.hash(entry), ScoredMember.score(entry), ScoredMember.address(entry),
                        ScoredMember.length(entry));
            }
        }
        return copy;
    }

    long memoryBytes(long root, int samples) {
        long bytes = allocator.usableSize(root) + OrderIndex.bytes(root + INDEX) + tables.bucketBytes(table(root));
        long size = size(root);
        if (size == 0) return bytes;
        boolean all = samples == 0 || samples >= size;
        return bytes + (all ? entryBytes(root, size) : Math.round(averageBytes(root, samples) * size));
    }

    private long entryBytes(long root, long size) {
        long bytes = 0, left = size;
        order.seek(root + INDEX, 0);
        for (long leaf = order.leaf(); left > 0; leaf = IndexNode.next(leaf)) {
            int count = IndexNode.count(leaf);
            for (int slot = 0; slot < count; slot++) bytes += allocator.usableSize(IndexNode.entry(leaf, slot));
            left -= count;
        }
        return bytes;
    }

    /** Of elements from all over the set: those at its ends may not be like the others. */
    private double averageBytes(long root, int samples) {
        long size = size(root), bytes = 0;
        for (int i = 0; i < samples; i++) {
            order.seek(root + INDEX, (2L * i + 1) * size / (2L * samples));
            bytes += allocator.usableSize(IndexNode.entry(order.leaf(), order.slot()));
        }
        return (double) bytes / samples;
    }
}
