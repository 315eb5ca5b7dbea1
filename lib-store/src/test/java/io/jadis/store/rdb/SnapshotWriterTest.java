package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much is done at once. */
class SnapshotWriterTest {
    private static final int COUNT = 20_000;
    /** The first piece of a value, and a node more. */
    private static final long STEP_BYTES_MAX = 64 * 1_024 + (8 << 10);

    /** Counts what it gets. */
    private static final class Counter implements SnapshotSink {
        private final SnapshotBuffers buffers;
        private long current;

        Counter(TestRdb rdb) {
            buffers = new SnapshotBuffers(rdb.allocator);
        }

        @Override
        public long firstBuffer() {
            current = buffers.next();
            return current;
        }

        @Override
        public long take(long address, int length) {
            buffers.giveBack(address);
            return firstBuffer();
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public long footprintBytes() {
            return 0;
        }

        @Override
        public void end() {
            buffers.giveBack(current);
            buffers.close();
        }

        @Override
        public void abandon() {
            end();
        }
    }

    @Test
    void noStepWritesMoreThanSomeElementsOfALargeValue() throws IOException {
        for (String type : List.of("list", "set", "hash", "sorted set")) {
            try (TestRdb rdb = new TestRdb()) {
                rdb.restore("key", value(type), true);
                SnapshotWriter writer = begin(rdb);
                Snapshot snapshot = rdb.keyspace.beginSnapshot(writer);
                long written = writer.writtenBytes();
                int steps = 0;
                while (!snapshot.advance(-1)) {
                    long stepBytes = writer.writtenBytes() - written;
                    assertTrue(stepBytes <= STEP_BYTES_MAX, type + " step=" + stepBytes);
                    written = writer.writtenBytes();
                    steps++;
                }
                assertTrue(steps > 8, type + " steps=" + steps);
                writer.end();
            }
        }
    }

    @Test
    void aWriteToALargeValueKeepsLittleOfIt() throws IOException {
        try (TestRdb rdb = new TestRdb()) {
            for (String type : List.of("list", "set", "hash", "sorted set")) rdb.restore(type, value(type), true);
            SnapshotWriter writer = begin(rdb);
            Snapshot snapshot = rdb.keyspace.beginSnapshot(writer);
            Database database = rdb.keyspace.database(0);
            for (String type : List.of("list", "set", "hash", "sorted set")) database.beforeChange(rdb.find(type));
            long begun = writer.footprintBytes() + writer.writtenBytes();
            assertTrue(begun < 4 * STEP_BYTES_MAX, "begun=" + begun);
            rdb.lists.pop(database, rdb.find("list"), false, 1);
            rdb.sortedSets.removeRange(database, rdb.find("sorted set"), COUNT / 2, 1);
            long changed = writer.footprintBytes() + writer.writtenBytes();
            assertTrue(changed - begun < 20_000, "changed=" + changed);
            // All of it goes at once: what is not written yet is left to the snapshot.
            for (String type : List.of("list", "set", "hash", "sorted set")) database.remove(rdb.find(type), false);
            assertTrue(writer.footprintBytes() + writer.writtenBytes() - changed < 20_000);
            assertEquals(0, database.size());
            while (!snapshot.advance(-1)) continue;
            assertTrue(writer.writtenBytes() > 4L * COUNT * 8);
            writer.end();
        }
    }

    private static SnapshotWriter begin(TestRdb rdb) {
        SnapshotWriter writer =
                new SnapshotWriter(rdb.keyspace, rdb.values, new Counter(rdb), false, true, TestRdb.NOW_MS, () -> { });
        writer.begin(new RdbHeader(11, "7.2.5", 0, 0, Optional.empty(), false), List.of());
        return writer;
    }

    private static byte[] value(String type) {
        Bytes bytes = new Bytes().b(switch (type) {
            case "list" -> 1;
            case "set" -> 2;
            case "hash" -> 4;
            default -> 5;
        }).length(COUNT);
        for (int i = 0; i < COUNT; i++) {
            bytes.string("member" + i);
            if (type.equals("hash")) bytes.string("value" + i);
            if (type.equals("sorted set")) bytes.littleEndian(Double.doubleToRawLongBits(i), 8);
        }
        return bytes.array();
    }
}
