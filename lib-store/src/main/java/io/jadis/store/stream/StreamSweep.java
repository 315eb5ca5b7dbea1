package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;

/**
 * A walk over all of a stream, as it was when it began: its figures, then its nodes, then group by group what is
 * pending in it and with each of its consumers. The figures, and what is known of groups and consumers, are copied at
 * the beginning; nodes and pending entries are kept one by one if they are about to change before the walk has come to
 * them. Reusable.
 */
public final class StreamSweep {
    /** What is pending in a group or with a consumer. There may be millions of them, most with nothing. */
    public static class Pending {
        /** Null where nothing is pending. */
        private final TreeSweep sweep;
        private final long count;
        private long name;
        private final long nameLength;

        Pending(TreeSweep sweep, long tree, long name, long nameLength) {
            this.sweep = sweep;
            this.name = name;
            this.nameLength = nameLength;
            count = IdTree.count(tree);
            if (sweep != null) sweep.open(tree);
        }

        public long nameAddress() {
            return name;
        }

        public long nameLength() {
            return nameLength;
        }

        /** How many ids. */
        public long count() {
            return count;
        }

        /** Goes to the next id; false at the end. */
        public boolean next() {
            if (sweep != null && sweep.next()) return true;
            close();
            return false;
        }

        /** The object is the sweep's. */
        public StreamId id() {
            return sweep.id();
        }

        /** Copies the name, and returns the address behind that. */
        private long watch(long nameAt) {
            Memory.copy(name, nameAt, nameLength);
            name = nameAt;
            if (sweep != null) sweep.watch();
            return nameAt + nameLength;
        }

        private long footprintBytes() {
            return sweep == null ? 0 : sweep.footprintBytes();
        }

        private void close() {
            if (sweep != null) sweep.close();
        }
    }

    /** A group as it was. */
    public static final class SweptGroup extends Pending {
        private final StreamId lastId = new StreamId();
        private final long entriesRead;
        private final SweptConsumer[] consumers;

        SweptGroup(TreeSweep sweep, long group, long name, long nameLength, int consumerCount) {
            super(sweep, Group.pending(group), name, nameLength);
            StreamRoot.readId(Group.lastId(group), lastId);
            entriesRead = Group.entriesRead(group);
            consumers = new SweptConsumer[consumerCount];
        }

        public StreamId lastId() {
            return lastId;
        }

        public long entriesRead() {
            return entriesRead;
        }

        public int consumerCount() {
            return consumers.length;
        }

        public SweptConsumer consumer(int index) {
            return consumers[index];
        }

        /** Of the id that the walk is at. */
        public long deliveredAtMs() {
            return Group.deliveredAtMs(super.sweep.value());
        }

        public long deliveries() {
            return Group.deliveries(super.sweep.value());
        }
    }

    /** A consumer as it was. */
    public static final class SweptConsumer extends Pending {
        private final long seenAtMs, activeAtMs;

        SweptConsumer(TreeSweep sweep, long consumer, long name, long nameLength) {
            super(sweep, Consumer.pending(consumer), name, nameLength);
            seenAtMs = Consumer.seenAtMs(consumer);
            activeAtMs = Consumer.activeAtMs(consumer);
        }

        public long seenAtMs() {
            return seenAtMs;
        }

        public long activeAtMs() {
            return activeAtMs;
        }
    }

    private static final SweptGroup[] NO_GROUPS = {};

    private final Keyspace keyspace;
    private final Allocator allocator;
    private final StreamGroups ofGroups;
    private final TreeSweep nodes;
    private final StreamId lastId = new StreamId(), firstId = new StreamId(), maxDeletedId = new StreamId();

    private long stream;
    private long nodeCount, length, entriesAdded;
    private SweptGroup[] groups = NO_GROUPS;
    /** A copy of all names, 0 if it doesn't watch. */
    private long names;
    private boolean watching;

    StreamSweep(Keyspace keyspace, IdTree trees, StreamNode nodes, StreamGroups groups) {
        this.keyspace = keyspace;
        this.allocator = keyspace.allocator();
        this.ofGroups = groups;
        this.nodes = new TreeSweep(allocator, trees, TreeSweep.keptTrees(allocator, Long.BYTES), Long.BYTES,
                new NodeValues(nodes));
    }

    private record NodeValues(StreamNode nodes) implements TreeSweep.Values {
        @Override
        public long copy(long value) {
            long copy = nodes.copy(Memory.getLong(value));
            Memory.putLong(value, copy);
            return nodes.blockBytes(copy);
        }

        @Override
        public long bytes(long value) {
            return nodes.blockBytes(Memory.getLong(value));
        }

        @Override
        public void free(long value) {
            nodes.free(Memory.getLong(value));
        }
    }

    /** Begins. The stream must not change in between. */
    public void open(long stream) {
        this.stream = stream;
        nodes.open(StreamRoot.nodes(stream));
        nodeCount = IdTree.count(StreamRoot.nodes(stream));
        length = StreamRoot.length(stream);
        entriesAdded = StreamRoot.entriesAdded(stream);
        StreamRoot.readId(StreamRoot.lastId(stream), lastId);
        StreamRoot.readId(StreamRoot.firstId(stream), firstId);
        StreamRoot.readId(StreamRoot.maxDeletedId(stream), maxDeletedId);
        names = 0;
        watching = false;
        int count = ofGroups.count(stream);
        groups = count == 0 ? NO_GROUPS : new SweptGroup[count];
        for (int i = 0; i < count; i++) groups[i] = sweptGroup(ofGroups.at(stream, i));
    }

    private SweptGroup sweptGroup(long group) {
        int count = ofGroups.consumerCount(group);
        SweptGroup swept = new SweptGroup(ofGroups.sweepOfGroup(group), group, ofGroups.nameAddress(group),
                ofGroups.nameLength(group), count);
        for (int i = 0; i < count; i++) {
            long consumer = ofGroups.consumerAt(group, i);
            swept.consumers[i] = new SweptConsumer(ofGroups.sweepOfConsumer(consumer), consumer,
                    ofGroups.consumerNameAddress(consumer), ofGroups.consumerNameLength(consumer));
        }
        return swept;
    }

    /** From now on the stream may change, or go: what is about to, and has not been shown, is kept before. */
    public void watch() {
        watching = true;
        keyspace.pin(stream);
        nodes.watch();
        long bytes = 0;
        for (SweptGroup group : groups) {
            bytes += group.nameLength();
            for (SweptConsumer consumer : group.consumers) bytes += consumer.nameLength();
        }
        if (groups.length == 0) return;
        names = allocator.allocate(Math.max(1, bytes));
        long at = names;
        for (SweptGroup group : groups) {
            at = ((Pending) group).watch(at);
            for (SweptConsumer consumer : group.consumers) at = ((Pending) consumer).watch(at);
        }
    }

    /** Bytes that it takes, on top of the stream. */
    public long footprintBytes() {
        if (!watching) return 0;
        long bytes = nodes.footprintBytes();
        for (SweptGroup group : groups) {
            bytes += ((Pending) group).footprintBytes();
            for (SweptConsumer consumer : group.consumers) bytes += ((Pending) consumer).footprintBytes();
        }
        return bytes;
    }

    /** At the end, however it ends. */
    public void close() {
        nodes.close();
        for (SweptGroup group : groups) {
            ((Pending) group).close();
            for (SweptConsumer consumer : group.consumers) ((Pending) consumer).close();
        }
        groups = NO_GROUPS;
        if (names != 0) allocator.free(names);
        names = 0;
        if (watching) keyspace.unpin(stream);
        watching = false;
    }

    // ---- figures

    public long nodeCount() {
        return nodeCount;
    }

    public long length() {
        return length;
    }

    public long entriesAdded() {
        return entriesAdded;
    }

    public StreamId lastId() {
        return lastId;
    }

    public StreamId firstId() {
        return firstId;
    }

    public StreamId maxDeletedId() {
        return maxDeletedId;
    }

    // ---- nodes

    /** Goes to the next node; false at the end. */
    public boolean nextNode() {
        if (nodes.next()) return true;
        nodes.close();
        return false;
    }

    /** What the ids of the node's entries count from. The object is the sweep's. */
    public StreamId nodeId() {
        return nodes.id();
    }

    /** The length of the node's listpack. */
    public int listpackBytes() {
        return StreamNode.listpackBytes(Memory.getLong(nodes.value()));
    }

    /** Writes {@link #listpackBytes} bytes. */
    public void writeListpack(long to) {
        StreamListpack.write(Memory.getLong(nodes.value()), to);
    }

    // ---- groups

    public int groupCount() {
        return groups.length;
    }

    public SweptGroup group(int index) {
        return groups[index];
    }
}
