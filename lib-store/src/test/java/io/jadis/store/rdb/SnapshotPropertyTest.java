package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is written between its slices, a snapshot holds the data set of the moment at which it began. */
class SnapshotPropertyTest {
    private static final LoadOptions ALL = new LoadOptions(false, false, true, true);

    @Property(tries = 20)
    void theFileHoldsTheMomentOfItsBeginning(@ForAll long seed) throws IOException {
        run(new SplittableRandom(seed), 40, 30);
    }

    @Property(tries = 5)
    void largeValuesToo(@ForAll long seed) throws IOException {
        run(new SplittableRandom(seed), 600, 8);
    }

    private static void run(SplittableRandom random, int membersMax, int writesPerSlice) throws IOException {
        try (TestRdb rdb = new TestRdb(); RandomWrites writes = new RandomWrites(rdb, random, membersMax)) {
            List<Taken> taken = new ArrayList<>();
            for (int i = random.nextInt(800); i >= 0; i--) writes.step();
            for (int i = 0; i < 250; i++) {
                if (rdb.keyspace.canBeginSnapshot() && random.nextInt(10) == 0) taken.add(new Taken(rdb, random));
                for (int j = random.nextInt(writesPerSlice); j > 0; j--) writes.step();
                for (Taken any : List.copyOf(taken)) {
                    if (random.nextBoolean() && any.slice(random)) taken.remove(any);
                }
            }
            // The end of the keyspace may come at any time, too.
            boolean gone = random.nextInt(4) == 0;
            for (Taken any : taken) {
                if (gone) any.giveUp();
                else while (!any.slice(random)) continue;
            }
        }
    }

    /** Values are long: shows where they begin to differ. */
    private static void requireEqual(List<String> expected, List<String> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            String wanted = expected.get(i), found = actual.get(i);
            int from = 0;
            while (from < wanted.length() && from < found.length() && wanted.charAt(from) == found.charAt(from)) from++;
            from = Math.max(0, from - 50);
            String key = wanted.substring(0, Math.min(5, wanted.length())) + " … ";
            assertEquals(key + part(wanted, from), key + part(found, from));
        }
        assertEquals(expected.size(), actual.size());
    }

    private static String part(String text, int from) {
        return text.substring(from, Math.min(text.length(), from + 150));
    }

    /** A snapshot under way. */
    private static final class Taken implements SnapshotSink, Snapshot.Visitor {
        private final TestRdb rdb;
        private final List<String> expected;
        private final SnapshotWriter writer;
        private final Snapshot snapshot;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final SnapshotBuffers buffers;
        /** Null if it takes the bytes as they are. */
        private final FrameEncoder encoder;
        private final int version;
        private long buffer;
        private boolean hasRoom, abandoned, over;

        Taken(TestRdb rdb, SplittableRandom random) {
            this.rdb = rdb;
            version = random.nextInt(9, 12);
            expected = shown(rdb);
            buffers = new SnapshotBuffers(rdb.allocator);
            boolean checksums = random.nextBoolean();
            encoder = random.nextBoolean() ? new FrameEncoder(this::keep, checksums) : null;
            writer = new SnapshotWriter(rdb.keyspace, rdb.values, this, random.nextBoolean(), checksums,
                    TestRdb.NOW_MS, this::footprintBytes, random.nextInt(1, 30), random.nextInt(1, 30));
            writer.begin(new RdbHeader(version, "7.2.5", 0, 0, Optional.empty(), false), List.of());
            snapshot = rdb.keyspace.beginSnapshot(this);
        }

        private boolean slice(SplittableRandom random) throws IOException {
            if (!abandoned && random.nextInt(200) == 0) giveUp();
            hasRoom = abandoned || random.nextInt(3) > 0;
            // The hand clock stands still: a slice is one step, or all that is left.
            boolean over = snapshot.advance(random.nextInt(30) == 0 ? 0 : -1);
            if (!over || abandoned) return over;
            writer.end();
            assertTrue(this.over);
            try (TestRdb other = new TestRdb()) {
                other.load(bytes.toByteArray(), ALL, Integer.MAX_VALUE, bytes.size());
                requireEqual(expected, shown(other));
            }
            return true;
        }

        private void giveUp() {
            if (abandoned) return;
            abandoned = true;
            snapshot.abandon();
            writer.abandon();
            assertTrue(over);
        }

        private List<String> shown(TestRdb from) {
            // What a file of an older Redis can't hold.
            return from.contents().stream().map(line -> line.substring(0, line.indexOf(" = "))
                    + line.substring(line.indexOf(' ', line.indexOf(" = ") + 3))).map(this::asOld).toList();
        }

        private String asOld(String line) {
            if (version >= RdbFormat.STREAMS_3_SINCE) return line;
            String old = line.replaceAll(" active=-?\\d+", "");
            return version >= RdbFormat.STREAMS_2_SINCE ? old : old.replaceAll(" (first|deleted|added|read)=\\S*", "");
        }

        @Override
        public boolean hasRoom() {
            return hasRoom;
        }

        @Override
        public long visit(int databaseIndex, long record) {
            return writer.visit(databaseIndex, record);
        }

        @Override
        public boolean goOn() {
            return writer.goOn();
        }

        private long keep(long address, int length) {
            bytes.writeBytes(Memory.toArray(address, length));
            return address;
        }

        // ---- the sink

        @Override
        public boolean takesFrames() {
            return encoder != null;
        }

        @Override
        public long firstBuffer() {
            buffer = buffers.next();
            return buffer;
        }

        @Override
        public long take(long address, int length) throws IOException {
            assertEquals(buffer, address);
            if (encoder != null) encoder.encode(address, length);
            else keep(address, length);
            buffer = buffers.next();
            buffers.giveBack(address);
            return buffer;
        }

        @Override
        public long footprintBytes() {
            return buffers.footprintBytes();
        }

        @Override
        public void end() {
            try {
                if (encoder != null) encoder.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            release();
        }

        private void release() {
            over = true;
            if (encoder != null) encoder.close();
            buffers.giveBack(buffer);
            buffers.close();
        }

        @Override
        public void abandon() {
            release();
        }
    }
}
