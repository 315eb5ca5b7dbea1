package io.jadis.store.stream;

/**
 * Walks what is pending in a group, or with one of its consumers, in the order of ids. While it walks, entries may
 * change hands within their group; where one is removed, {@link #from} goes on behind it. To be reused.
 */
public final class PendingCursor {
    private final IdTree ofGroups;
    private final IdCursor inGroup, inConsumer;
    private final StreamId id = new StreamId();
    private long tree, group;
    private IdCursor cursor;
    private boolean there;
    private long value;

    PendingCursor(IdTree ofGroups, IdTree ofConsumers) {
        this.ofGroups = ofGroups;
        inGroup = new IdCursor(ofGroups);
        inConsumer = new IdCursor(ofConsumers);
    }

    /** All that is pending in a group. */
    public PendingCursor ofGroup(long group) {
        this.group = group;
        tree = Group.pending(group);
        cursor = inGroup;
        return this;
    }

    /** What one consumer has to acknowledge. */
    public PendingCursor ofConsumer(long group, long consumer) {
        this.group = group;
        tree = Consumer.pending(consumer);
        cursor = inConsumer;
        return this;
    }

    /** Goes to the first entry whose id is not below this one. False if there is none. */
    public boolean from(long ms, long seq) {
        return at(cursor.ceiling(tree, ms, seq));
    }

    public boolean first() {
        return at(cursor.first(tree));
    }

    public boolean last() {
        return at(cursor.last(tree));
    }

    public boolean next() {
        return there && at(cursor.next());
    }

    private boolean at(boolean found) {
        there = found;
        if (!found) return false;
        id.set(cursor.ms(), cursor.seq());
        value = cursor == inGroup ? cursor.value() : ofGroups.find(Group.pending(group), id.ms(), id.seq());
        assert value != 0 : "id=" + id;
        return true;
    }

    /** Its id; the object is the cursor's. */
    public StreamId id() {
        return id;
    }

    /** The pending entry, for {@link StreamGroups}. */
    public long pending() {
        return value;
    }
}
