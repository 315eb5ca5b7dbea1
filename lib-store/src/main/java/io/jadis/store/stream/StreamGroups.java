package io.jadis.store.stream;

import io.jadis.store.memory.Allocator;

/**
 * The consumer groups of streams: groups, their consumers, and what was delivered and is not acknowledged. Groups,
 * consumers and pending entries are addresses: those of groups and consumers stay valid until they are removed, those
 * of pending entries until anything is added to what is pending in the group or removed from it.
 */
public final class StreamGroups {
    /** An {@link #entriesRead} that nobody knows, and a {@link #lag} likewise. */
    public static final long UNKNOWN = -1, UNKNOWN_LAG = Long.MIN_VALUE;

    private final Allocator allocator;
    private final IdTree ofGroups, ofConsumers, keptOfGroups, keptOfConsumers;
    private final NameList groups, consumers;
    private final IdCursor cursor;

    StreamGroups(Allocator allocator) {
        this.allocator = allocator;
        ofGroups = new IdTree(allocator, Group.PENDING_VALUE_BYTES);
        ofConsumers = new IdTree(allocator, 0);
        keptOfGroups = TreeSweep.keptTrees(allocator, Group.PENDING_VALUE_BYTES);
        keptOfConsumers = TreeSweep.keptTrees(allocator, 0);
        groups = new NameList(allocator, Group.NAME);
        consumers = new NameList(allocator, Consumer.NAME);
        cursor = new IdCursor(ofConsumers);
    }

    /** A new cursor over pending entries. */
    public PendingCursor pendingCursor() {
        return new PendingCursor(ofGroups, ofConsumers);
    }

    /** Of what is pending in a group; null if nothing is. */
    TreeSweep sweepOfGroup(long group) {
        if (IdTree.count(Group.pending(group)) == 0) return null;
        return new TreeSweep(allocator, ofGroups, keptOfGroups, Group.PENDING_VALUE_BYTES, null);
    }

    /** Of what is pending with a consumer; null if nothing is. */
    TreeSweep sweepOfConsumer(long consumer) {
        if (IdTree.count(Consumer.pending(consumer)) == 0) return null;
        return new TreeSweep(allocator, ofConsumers, keptOfConsumers, 0, null);
    }

    // ---- groups

    public int count(long stream) {
        return NameList.count(StreamRoot.groups(stream));
    }

    /** A group by its place in the order of names. */
    public long at(long stream, int index) {
        return NameList.at(StreamRoot.groups(stream), index);
    }

    /** The group of a name, or 0. */
    public long find(long stream, long nameAddress, long nameLength) {
        return groups.find(StreamRoot.groups(stream), nameAddress, nameLength);
    }

    /** Creates a group; its name must be new. */
    public long create(long stream, long nameAddress, long nameLength, StreamId lastId, long entriesRead) {
        long group = groups.newBlock(nameAddress, nameLength);
        Group.init(group, lastId.ms(), lastId.seq(), entriesRead);
        groups.add(StreamRoot.groups(stream), group);
        return group;
    }

    /** Removes a group with all that is pending in it. */
    public void destroy(long stream, long group) {
        ofGroups.leaveToSweeps(Group.pending(group));
        for (int i = 0; i < consumerCount(group); i++) ofConsumers.leaveToSweeps(Consumer.pending(consumerAt(group,
                i)));
        groups.remove(StreamRoot.groups(stream), group);
        while (freeSome(group, Integer.MAX_VALUE) < 0) continue;
        allocator.free(group);
    }

    public long nameAddress(long group) {
        return groups.nameAddress(group);
    }

    public long nameLength(long group) {
        return NameList.nameLength(group);
    }

    /** Up to here the group has been served. */
    public void lastId(long group, StreamId into) {
        StreamRoot.readId(Group.lastId(group), into);
    }

    public void setLastId(long group, StreamId id) {
        StreamRoot.setId(Group.lastId(group), id.ms(), id.seq());
    }

    /** How many entries of the stream that was, or {@link #UNKNOWN}. */
    public long entriesRead(long group) {
        return Group.entriesRead(group);
    }

    public void setEntriesRead(long group, long entries) {
        Group.setEntriesRead(group, entries);
    }

    // ---- how far a group is

    /** The group is served this entry: where it is beyond what the group had, that moves on, and the answer is true. */
    public boolean served(long stream, long group, StreamId id) {
        long lastId = Group.lastId(group);
        if (StreamRoot.compareId(lastId, id.ms(), id.seq()) >= 0) return false;
        if (Group.entriesRead(group) != UNKNOWN && !hasDeletedFrom(stream, id.ms(), id.seq())) {
            Group.setEntriesRead(group, Group.entriesRead(group) + 1);
        } else if (StreamRoot.entriesAdded(stream) != 0) {
            Group.setEntriesRead(group, addedUpTo(stream, id.ms(), id.seq()));
        }
        StreamRoot.setId(lastId, id.ms(), id.seq());
        return true;
    }

    /**
     * How many entries the group has not been served yet, or {@link #UNKNOWN_LAG} where deleted ones prevent to know.
     */
    public long lag(long stream, long group) {
        long added = StreamRoot.entriesAdded(stream);
        if (added == 0) return 0;
        long lastId = Group.lastId(group);
        long ms = StreamRoot.ms(lastId), seq = StreamRoot.seq(lastId);
        if (Group.entriesRead(group) != UNKNOWN && !hasDeletedFrom(stream, ms, seq)) {
            return added - Group.entriesRead(group);
        }
        long read = addedUpTo(stream, ms, seq);
        return read == UNKNOWN ? UNKNOWN_LAG : added - read;
    }

    /** What {@link #entriesRead} is for a group that was served up to this id, or {@link #UNKNOWN}: for old files. */
    public static long entriesReadUpTo(long stream, StreamId id) {
        return addedUpTo(stream, id.ms(), id.seq());
    }

    /** Whether an entry that XDEL has removed may lie between an id and the end. */
    private static boolean hasDeletedFrom(long stream, long ms, long seq) {
        long maxDeletedId = StreamRoot.maxDeletedId(stream);
        if (StreamRoot.length(stream) == 0 || StreamRoot.isZero(maxDeletedId)) return false;
        if (StreamRoot.compareIds(StreamRoot.firstId(stream), maxDeletedId) > 0) return false;
        return StreamRoot.compareId(maxDeletedId, ms, seq) >= 0;
    }

    /**
     * How many entries were added up to an id since the stream began, as far as that can be told, else {@link
     * #UNKNOWN}.
     */
    private static long addedUpTo(long stream, long ms, long seq) {
        long added = StreamRoot.entriesAdded(stream), length = StreamRoot.length(stream);
        if (added == 0) return 0;
        int toLast = -StreamRoot.compareId(StreamRoot.lastId(stream), ms, seq);
        if (length == 0 && toLast <= 0) return added;
        if (toLast == 0) return added;
        if (toLast > 0) return UNKNOWN;
        long firstId = StreamRoot.firstId(stream), maxDeletedId = StreamRoot.maxDeletedId(stream);
        if (StreamRoot.isZero(maxDeletedId) || StreamRoot.compareIds(maxDeletedId, firstId) < 0) {
            int toFirst = -StreamRoot.compareId(firstId, ms, seq);
            if (toFirst < 0) return added - length;
            if (toFirst == 0) return added - length + 1;
        }
        return UNKNOWN;
    }

    // ---- consumers

    public int consumerCount(long group) {
        return NameList.count(Group.consumers(group));
    }

    /** A consumer by its place in the order of names. */
    public long consumerAt(long group, int index) {
        return NameList.at(Group.consumers(group), index);
    }

    /** The consumer of a name, or 0. */
    public long findConsumer(long group, long nameAddress, long nameLength) {
        return consumers.find(Group.consumers(group), nameAddress, nameLength);
    }

    /** Creates a consumer that has never got anything; its name must be new in the group. */
    public long createConsumer(long group, long nameAddress, long nameLength, long nowMs) {
        long consumer = consumers.newBlock(nameAddress, nameLength);
        Consumer.init(consumer, nowMs, -1);
        consumers.add(Group.consumers(group), consumer);
        return consumer;
    }

    /** Removes a consumer with all that is pending with it. */
    public void deleteConsumer(long group, long consumer) {
        long pending = Consumer.pending(consumer);
        if (cursor.first(pending)) {
            do ofGroups.remove(Group.pending(group), cursor.ms(), cursor.seq()); while (cursor.next());
        }
        ofConsumers.leaveToSweeps(pending);
        ofConsumers.clear(pending);
        consumers.remove(Group.consumers(group), consumer);
        allocator.free(consumer);
    }

    public long consumerNameAddress(long consumer) {
        return consumers.nameAddress(consumer);
    }

    public long consumerNameLength(long consumer) {
        return NameList.nameLength(consumer);
    }

    /** When it last asked for anything. */
    public long seenAtMs(long consumer) {
        return Consumer.seenAtMs(consumer);
    }

    public void setSeenAtMs(long consumer, long atMs) {
        Consumer.setSeenAtMs(consumer, atMs);
    }

    /** When it last got anything; -1: never. */
    public long activeAtMs(long consumer) {
        return Consumer.activeAtMs(consumer);
    }

    public void setActiveAtMs(long consumer, long atMs) {
        Consumer.setActiveAtMs(consumer, atMs);
    }

    // ---- pending entries

    public long pendingCount(long group) {
        return IdTree.count(Group.pending(group));
    }

    public long consumerPendingCount(long consumer) {
        return IdTree.count(Consumer.pending(consumer));
    }

    /** The pending entry of an id, or 0. */
    public long findPending(long group, StreamId id) {
        return ofGroups.find(Group.pending(group), id.ms(), id.seq());
    }

    /** Makes an id, which must not be pending in the group, pending with a consumer. Returns the pending entry. */
    public long addPending(long group, long consumer, StreamId id, long deliveredAtMs, long deliveries) {
        ofConsumers.insert(Consumer.pending(consumer), id.ms(), id.seq());
        long pending = ofGroups.insert(Group.pending(group), id.ms(), id.seq());
        Group.setDelivery(pending, deliveredAtMs, deliveries);
        Group.setConsumer(pending, consumer);
        return pending;
    }

    /** The id is not pending any more. */
    public void removePending(long group, StreamId id, long pending) {
        ofConsumers.remove(Consumer.pending(Group.consumer(pending)), id.ms(), id.seq());
        ofGroups.remove(Group.pending(group), id.ms(), id.seq());
    }

    /** Gives a pending entry to a consumer, its own one perhaps. */
    public void assign(long pending, StreamId id, long consumer) {
        long owner = Group.consumer(pending);
        if (owner == consumer) return;
        ofConsumers.remove(Consumer.pending(owner), id.ms(), id.seq());
        ofConsumers.insert(Consumer.pending(consumer), id.ms(), id.seq());
        Group.setConsumer(pending, consumer);
    }

    public long consumerOf(long pending) {
        return Group.consumer(pending);
    }

    public long deliveredAtMs(long pending) {
        return Group.deliveredAtMs(pending);
    }

    public long deliveries(long pending) {
        return Group.deliveries(pending);
    }

    /** @param id of the pending entry in the group */
    public void setDelivery(long group, StreamId id, long pending, long atMs, long deliveries) {
        ofGroups.beforeValueChange(Group.pending(group), id.ms(), id.seq());
        Group.setDelivery(pending, atMs, deliveries);
    }

    // ---- for the payload

    /** Gives another stream the same groups; it must have none. */
    void copyAll(long from, long to) {
        for (int i = 0; i < count(from); i++) {
            long group = at(from, i);
            long copy = groups.newBlock(nameAddress(group), nameLength(group));
            long lastId = Group.lastId(group);
            Group.init(copy, StreamRoot.ms(lastId), StreamRoot.seq(lastId), Group.entriesRead(group));
            groups.add(StreamRoot.groups(to), copy);
            copyPending(group, copy);
            for (int j = 0; j < consumerCount(group); j++) copyConsumer(consumerAt(group, j), copy);
        }
    }

    private void copyPending(long group, long copy) {
        IdCursor pending = new IdCursor(ofGroups);
        boolean there = pending.first(Group.pending(group));
        for (; there; there = pending.next()) {
            long value = ofGroups.insert(Group.pending(copy), pending.ms(), pending.seq());
            Group.setDelivery(value, Group.deliveredAtMs(pending.value()), Group.deliveries(pending.value()));
        }
    }

    private void copyConsumer(long consumer, long group) {
        long copy = consumers.newBlock(consumerNameAddress(consumer), consumerNameLength(consumer));
        Consumer.init(copy, seenAtMs(consumer), activeAtMs(consumer));
        consumers.add(Group.consumers(group), copy);
        boolean there = cursor.first(Consumer.pending(consumer));
        for (; there; there = cursor.next()) {
            ofConsumers.insert(Consumer.pending(copy), cursor.ms(), cursor.seq());
            Group.setConsumer(ofGroups.find(Group.pending(group), cursor.ms(), cursor.seq()), copy);
        }
    }

    /**
     * Frees parts of the last group of a stream, which must have one.
     *
     * @return the steps that are left, or -1 if they didn't do
     */
    int freeLast(long stream, int steps) {
        long list = StreamRoot.groups(stream);
        long group = NameList.at(list, NameList.count(list) - 1);
        int left = freeSome(group, steps);
        if (left < 0) return -1;
        groups.remove(list, group);
        allocator.free(group);
        return left;
    }

    private int freeSome(long group, int steps) {
        long pending = Group.pending(group), members = Group.consumers(group);
        while (IdTree.count(pending) > 0) {
            if (steps-- <= 0) return -1;
            ofGroups.dropLastLeaf(pending, null);
        }
        while (NameList.count(members) > 0) {
            long consumer = NameList.at(members, NameList.count(members) - 1);
            while (IdTree.count(Consumer.pending(consumer)) > 0) {
                if (steps-- <= 0) return -1;
                ofConsumers.dropLastLeaf(Consumer.pending(consumer), null);
            }
            if (steps-- <= 0) return -1;
            consumers.remove(members, consumer);
            allocator.free(consumer);
        }
        return Math.max(0, steps);
    }

    /** @param samples groups, and consumers of each of these, that stand for all; 0 looks at all */
    long bytes(long stream, int samples) {
        int count = count(stream), looked = samples == 0 ? count : Math.min(samples, count);
        long bytes = 0;
        for (int i = 0; i < looked; i++) bytes += groupBytes(at(stream, sampled(i, looked, count)), samples);
        return groups.bytes(StreamRoot.groups(stream)) + scaled(bytes, looked, count);
    }

    private long groupBytes(long group, int samples) {
        int count = consumerCount(group), looked = samples == 0 ? count : Math.min(samples, count);
        long bytes = 0;
        for (int i = 0; i < looked; i++) {
            long consumer = consumerAt(group, sampled(i, looked, count));
            bytes += allocator.usableSize(consumer) + ofConsumers.bytes(Consumer.pending(consumer));
        }
        return allocator.usableSize(group) + ofGroups.bytes(Group.pending(group))
                + consumers.bytes(Group.consumers(group)) + scaled(bytes, looked, count);
    }

    /** From all over the list. */
    private static int sampled(int i, int looked, int count) {
        return (int) ((2L * i + 1) * count / (2L * looked));
    }

    private static long scaled(long bytes, int looked, int count) {
        return looked == count ? bytes : Math.round((double) bytes / looked * count);
    }

    /** About how many blocks there are. */
    long blockCount(long stream) {
        long blocks = 0;
        for (int i = 0; i < count(stream); i++) {
            long group = at(stream, i);
            blocks += 1 + 2L * IdTree.nodeCount(Group.pending(group)) + consumerCount(group);
        }
        return blocks;
    }
}
