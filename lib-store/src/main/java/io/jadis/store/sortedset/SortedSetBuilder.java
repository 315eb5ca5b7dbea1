package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;

/**
 * A sorted set in the making: members come in any order, their scores may change, and {@link #finish} brings them into
 * order. Then it is walked over, stored or both; {@link #store} or {@link #discard} ends it.
 */
public final class SortedSetBuilder {
    private final SortedSetValues values;
    private final IndexedForm form;
    private final long root;

    SortedSetBuilder(SortedSetValues values, long sizeHint) {
        this.values = values;
        form = values.indexed();
        root = form.create(sizeHint);
    }

    /** The element with this member, or 0. */
    public long find(long memberAddress, long memberLength) {
        return form.find(root, memberAddress, memberLength);
    }

    public double score(long element) {
        return ScoredMember.score(element);
    }

    public void setScore(long element, double score) {
        ScoredMember.setScore(element, score);
    }

    /** Adds a member unless it is here, as it may be if the source is a listpack that nobody has looked through. */
    public void add(long memberAddress, long memberLength, double score) {
        long hash = Memory.hash(memberAddress, memberLength);
        if (form.find(root, hash, memberAddress, memberLength) != 0) return;
        form.addUnordered(root, hash, score, memberAddress, memberLength);
    }

    /** Takes a member away again, if it is here. */
    public void remove(long memberAddress, long memberLength) {
        form.removeUnordered(root, memberAddress, memberLength);
    }

    /** Members so far. */
    public long size() {
        return form.unorderedSize(root);
    }

    /** All members are here and have their scores. */
    public void finish() {
        form.orderAll(root);
    }

    /** A walk in ascending order over what is finished; as {@link SortedSetValues#open(long)}. */
    public SortedSetCursor open() {
        return values.walk(root);
    }

    /**
     * Puts what is finished, and not empty, in the place of whatever the key holds.
     *
     * @return the record
     */
    public long store(Database database, long nowMs, long keyAddress, long keyLength) {
        return values.store(database, nowMs, keyAddress, keyLength, root);
    }

    public void discard() {
        form.free(root);
    }
}
