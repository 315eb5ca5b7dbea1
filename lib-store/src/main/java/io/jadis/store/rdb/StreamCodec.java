package io.jadis.store.rdb;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamSweep;
import io.jadis.store.stream.StreamValues;
import java.io.IOException;

/**
 * Streams. What a line ends with came with that type: 2 with STREAM_LISTPACKS_2, 3 with STREAM_LISTPACKS_3; an id is
 * two lengths, or where it says raw, 16 bytes with the high ones first.
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

    private final Allocator allocator;
    private final StreamValues streams;
    private final StreamReader reader;
    private StreamWriter spare;

    StreamCodec(Allocator allocator, StreamValues streams) {
        this.allocator = allocator;
        this.streams = streams;
        reader = new StreamReader(allocator, streams);
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        if (version >= RdbFormat.STREAMS_3_SINCE) return RdbFormat.STREAM_LISTPACKS_3;
        return version >= RdbFormat.STREAMS_2_SINCE ? RdbFormat.STREAM_LISTPACKS_2 : RdbFormat.STREAM_LISTPACKS;
    }

    @Override
    public ValueWriter begin(long record, RdbOutput out, int version) {
        StreamWriter writer = spare == null ? new StreamWriter() : spare;
        spare = null;
        writer.open(record, out, typeCode(record, version));
        return writer;
    }

    private final class StreamWriter extends ValueWriter {
        private final StreamSweep stream = streams.sweep();
        private int typeCode;
        private Stage stage;
        private StreamSweep.SweptGroup group;
        private StreamSweep.SweptConsumer consumer;
        private int groupIndex, consumerIndex;
        private int effortSpent;

        void open(long record, RdbOutput out, int typeCode) {
            redirect(out);
            this.typeCode = typeCode;
            stream.open(Record.root(record));
            out.length(stream.nodeCount());
            stage = Stage.NODES;
        }

        @Override
        boolean more(int effort) {
            for (effortSpent = 0; effortSpent < effort && stage != Stage.DONE; effortSpent++) {
                switch (stage) {
                    case NODES -> writeNode();
                    case GROUPS -> writeGroup();
                    case GROUP_PENDING -> writeGroupPending();
                    case CONSUMERS -> writeConsumer();
                    case CONSUMER_PENDING -> writeConsumerPending();
                    case DONE -> { }
                }
            }
            return stage == Stage.DONE;
        }

        private void writeNode() {
            if (!stream.nextNode()) {
                writeCounters();
                groupIndex = 0;
                stage = Stage.GROUPS;
                return;
            }
            writeRawId(stream.nodeId());
            int bytes = stream.listpackBytes();
            long listpack = allocator.allocate(bytes);
            stream.writeListpack(listpack);
            out.string(listpack, bytes);
            allocator.free(listpack);
            effortSpent += effortOf(bytes);
        }

        private void writeRawId(StreamId id) {
            out.length(StreamReader.RAW_ID_BYTES);
            out.rawId(id.ms(), id.seq());
        }

        private void writeCounters() {
            out.length(stream.length());
            writeId(stream.lastId());
            if (typeCode != RdbFormat.STREAM_LISTPACKS) {
                writeId(stream.firstId());
                writeId(stream.maxDeletedId());
                out.length(stream.entriesAdded());
            }
            out.length(stream.groupCount());
        }

        private void writeId(StreamId id) {
            out.length(id.ms());
            out.length(id.seq());
        }

        private void writeGroup() {
            if (groupIndex == stream.groupCount()) {
                stage = Stage.DONE;
                return;
            }
            group = stream.group(groupIndex++);
            out.string(group.nameAddress(), group.nameLength());
            writeId(group.lastId());
            if (typeCode != RdbFormat.STREAM_LISTPACKS) out.length(group.entriesRead());
            out.length(group.count());
            stage = Stage.GROUP_PENDING;
        }

        private void writeGroupPending() {
            if (!group.next()) {
                out.length(group.consumerCount());
                consumerIndex = 0;
                stage = Stage.CONSUMERS;
                return;
            }
            out.rawId(group.id().ms(), group.id().seq());
            out.putLong(group.deliveredAtMs());
            out.length(group.deliveries());
        }

        private void writeConsumer() {
            if (consumerIndex == group.consumerCount()) {
                stage = Stage.GROUPS;
                return;
            }
            consumer = group.consumer(consumerIndex++);
            out.string(consumer.nameAddress(), consumer.nameLength());
            out.putLong(consumer.seenAtMs());
            if (typeCode == RdbFormat.STREAM_LISTPACKS_3) out.putLong(consumer.activeAtMs());
            out.length(consumer.count());
            stage = Stage.CONSUMER_PENDING;
        }

        private void writeConsumerPending() {
            if (!consumer.next()) {
                stage = Stage.CONSUMERS;
                return;
            }
            out.rawId(consumer.id().ms(), consumer.id().seq());
        }

        @Override
        void watch() {
            stream.watch();
        }

        @Override
        void close() {
            stream.close();
            group = null;
            consumer = null;
            spare = this;
        }

        @Override
        long footprintBytes() {
            return stream.footprintBytes();
        }
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
