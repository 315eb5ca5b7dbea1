package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;

/**
 * Builds a sorted set that has no key yet, element by element or from its compact form: what is loaded. One set at a
 * time, which is the caller's afterwards: {@link #encoding} and {@link #root}, or {@link #discard}.
 */
public final class SortedSetLoader {
    private final SortedSetValues values;
    private final PackedForm packed;
    private final IndexedForm indexed;
    private boolean isPacked;
    private long root;

    SortedSetLoader(SortedSetValues values, PackedForm packed, IndexedForm indexed) {
        this.values = values;
        this.packed = packed;
        this.indexed = indexed;
    }

    /** Begins an empty set that will have so many elements. */
    public void begin(long elements) {
        isPacked = false;
        root = indexed.create(elements);
    }

    /** Adds an element; false if its member is there. The score must be a number. */
    public boolean add(long memberAddress, long memberLength, double score) {
        long hash = Memory.hash(memberAddress, memberLength);
        if (indexed.find(root, hash, memberAddress, memberLength) != 0) return false;
        indexed.add(root, hash, score, memberAddress, memberLength);
        return true;
    }

    /** All elements are there: a set that is small enough becomes a listpack. */
    public void finish() {
        if (isPacked || !values.fitsListpack(root)) return;
        long listpack = values.pack(root);
        indexed.free(root);
        root = listpack;
        isPacked = true;
    }

    /** Whether a listpack has members and scores in turn. */
    public static boolean arePairs(long listpack) {
        if (Listpack.count(listpack) % 2 != 0) return false;
        for (long at = Listpack.first(listpack); at != 0; at = PackedForm.next(at)) {
            if (Double.isNaN(PackedForm.score(at))) return false;
        }
        return true;
    }

    /**
     * Makes a block with a listpack the set, which {@link #arePairs} has passed; one that is too long is indexed, and
     * the block freed. Of a member that it has twice the index has the first.
     *
     * @return false if there is such a one
     */
    public boolean adopt(long listpack) {
        isPacked = true;
        root = listpack;
        int size = PackedForm.size(listpack);
        if (size <= values.config().listpackEntriesMax()) return true;
        begin(size);
        long text = packed.scratch();
        boolean distinct = true;
        for (long at = Listpack.first(listpack); at != 0; at = PackedForm.next(at)) {
            boolean isNumber = Listpack.isInteger(at);
            if (isNumber) Decimal.write(Listpack.integer(at), text);
            distinct &= add(isNumber ? text : Listpack.stringAddress(at), Listpack.elementLength(at),
                    PackedForm.score(at));
        }
        packed.free(listpack);
        return distinct;
    }

    public int encoding() {
        return SortedSetValues.encoding(isPacked);
    }

    public long root() {
        return root;
    }

    public void discard() {
        if (isPacked) packed.free(root);
        else indexed.free(root);
    }
}
