package io.jadis.store.rdb;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;
import io.jadis.store.stream.NodeCursor;
import io.jadis.store.stream.PendingCursor;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;
import java.io.IOException;

/**
 * Streams. What a line ends with came with that type: 2 with STREAM_LISTPACKS_2, 3 with STREAM_LISTPACKS_3; an id is two
 * lengths, or where it says raw, 16 bytes with the high ones first.
 *
 * <pre>
 *   nodes | (raw id | listpack) …
 *   length | lastId
 *   firstId | maxDeletedId | entriesAdded                                                    2
 *   groups | group …
 *     group      name | lastId | entriesRead (2) | pending | (raw id | deliveredAtMs:64 | deliveries) … | consumers …
 *     consumer   name | seenAtMs:64 | activeAtMs:64 (3) | pending | raw id …
 * </pre>
 */
final class StreamCodec implements ValueCodec {
    /** Where the writing of a stream stands. */
    private enum Stage { NODES, GROUPS, GROUP_PENDING, CONSUMERS, CONSUMER_PENDING, DONE }

    /** What a node counts as when a value is written in pieces. */
    private static final int ENTRIES_PER_NODE = 64;

    private final Allocator allocator;
    private final StreamGroups groups;
    private final StreamReader reader;
    private final NodeCursor nodes;
    private final PendingCursor pending;
    private final StreamId id = new StreamId();

    private Stage stage = Stage.DONE;
    private int typeCode;
    private long stream;
    private boolean there;
    private int groupIndex, consumerIndex;
    private long group;

    StreamCodec(Allocator allocator, StreamValues streams) {
        this.allocator = allocator;
        groups = streams.groups();
        reader = new StreamReader(allocator, streams);
        nodes = streams.nodeCursor();
        pending = groups.pendingCursor();
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        if (version >= RdbFormat.STREAMS_3_SINCE) return RdbFormat.STREAM_LISTPACKS_3;
        return version >= RdbFormat.STREAMS_2_SINCE ? RdbFormat.STREAM_LISTPACKS_2 : RdbFormat.STREAM_LISTPACKS;
    }

    @Override
    public boolean begin(long record, RdbOutput out, int version, int effort) {
        typeCode = typeCode(record, version);
        stream = Record.root(record);
        out.length(StreamValues.nodeCount(stream));
        there = nodes.first(stream);
        stage = Stage.NODES;
        return more(out, effort);
    }

    @Override
    public boolean more(RdbOutput out, int effort) {
        for (int left = effort; left > 0 && stage != Stage.DONE; ) {
            switch (stage) {
                case NODES -> {
                    writeNode(out);
                    left -= ENTRIES_PER_NODE;
                }
                case GROUPS -> writeGroup(out);
                case GROUP_PENDING -> writeGroupPending(out);
                case CONSUMERS -> writeConsumer(out);
                case CONSUMER_PENDING -> writeConsumerPending(out);
                case DONE -> { }
            }
            left--;
        }
        return stage == Stage.DONE;
    }

    private void writeNode(RdbOutput out) {
        if (!there) {
            writeCounters(out);
            groupIndex = 0;
            stage = Stage.GROUPS;
            return;
        }
        out.length(StreamReader.RAW_ID_BYTES);
        out.rawId(nodes.id().ms(), nodes.id().seq());
        int bytes = nodes.listpackBytes();
        long listpack = allocator.allocate(bytes);
        nodes.writeListpack(listpack);
        out.string(listpack, bytes);
        allocator.free(listpack);
        there = nodes.next();
    }

    private void writeCounters(RdbOutput out) {
        out.length(StreamValues.length(stream));
        StreamValues.lastId(stream, id);
        writeId(out);
        if (typeCode != RdbFormat.STREAM_LISTPACKS) {
            StreamValues.firstId(stream, id);
            writeId(out);
            StreamValues.maxDeletedId(stream, id);
            writeId(out);
            out.length(StreamValues.entriesAdded(stream));
        }
        out.length(groups.count(stream));
    }

    private void writeId(RdbOutput out) {
        out.length(id.ms());
        out.length(id.seq());
    }

    private void writeGroup(RdbOutput out) {
        if (groupIndex == groups.count(stream)) {
            stage = Stage.DONE;
            return;
        }
        group = groups.at(stream, groupIndex++);
        out.string(groups.nameAddress(group), groups.nameLength(group));
        groups.lastId(group, id);
        writeId(out);
        if (typeCode != RdbFormat.STREAM_LISTPACKS) out.length(groups.entriesRead(group));
        out.length(groups.pendingCount(group));
        there = pending.ofGroup(group).first();
        stage = Stage.GROUP_PENDING;
    }

    private void writeGroupPending(RdbOutput out) {
        if (!there) {
            out.length(groups.consumerCount(group));
            consumerIndex = 0;
            stage = Stage.CONSUMERS;
            return;
        }
        out.rawId(pending.id().ms(), pending.id().seq());
        out.putLong(groups.deliveredAtMs(pending.pending()));
        out.length(groups.deliveries(pending.pending()));
        there = pending.next();
    }

    private void writeConsumer(RdbOutput out) {
        if (consumerIndex == groups.consumerCount(group)) {
            stage = Stage.GROUPS;
            return;
        }
        long consumer = groups.consumerAt(group, consumerIndex++);
        out.string(groups.consumerNameAddress(consumer), groups.consumerNameLength(consumer));
        out.putLong(groups.seenAtMs(consumer));
        if (typeCode == RdbFormat.STREAM_LISTPACKS_3) out.putLong(groups.activeAtMs(consumer));
        out.length(groups.consumerPendingCount(consumer));
        there = pending.ofConsumer(group, consumer).first();
        stage = Stage.CONSUMER_PENDING;
    }

    private void writeConsumerPending(RdbOutput out) {
        if (!there) {
            stage = Stage.CONSUMERS;
            return;
        }
        out.rawId(pending.id().ms(), pending.id().seq());
        there = pending.next();
    }

    // ---- reading

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        long loaded = reader.create();
        into.setCollection(RecordType.STREAM, Encoding.STREAM, loaded);
        try {
            reader.read(typeCode, in, loaded);
        } catch (IOException e) {
            into.discard();
            throw e;
        }
    }
}
