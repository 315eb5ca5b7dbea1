package io.jadis.store.stream;

import static io.jadis.store.stream.StreamRoom.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random steps on a stream with its groups, and on maps of {@code java.util}, lead to the same. */
final class StreamPropertyTest {
    private static final String[] VALUES = {"", "1", "-1", "127", "128", "4096", "-32769", "9223372036854775807", "01",
        "v", "a longer value", "x".repeat(64), "y".repeat(130), "z".repeat(5000)};

    /** A stream beside its model: entries by ms (all sequences are 7), pending entries by group. */
    private static final class Run {
        final StreamRoom room;
        final Random random;
        final long stream;
        final TreeMap<Long, String[]> entries = new TreeMap<>();
        final Map<String, TreeMap<Long, String>> pending = new HashMap<>();
        final Map<String, TreeMap<String, Long>> consumers = new HashMap<>();
        long lastMs, added;

        Run(StreamRoom room, Random random) {
            this.room = room;
            this.random = random;
            stream = room.streams.create();
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0 -> {
                    long ms = anyMs();
                    assertEquals(entries.remove(ms) != null, room.delete(stream, id(ms, 7)));
                }
                case 1 -> {
                    long ms = anyMs();
                    assertEquals(entries.containsKey(ms), room.streams.contains(stream, id(ms, 7)));
                }
                case 2 -> {
                    if (random.nextInt(10) == 0) trim();
                }
                case 3 -> range();
                case 4, 5, 6 -> group();
                default -> {
                    lastMs += 1 + random.nextInt(random.nextInt(5) == 0 ? 100_000 : 3);
                    String[] pairs = pairs();
                    room.add(stream, id(lastMs, 7), pairs);
                    entries.put(lastMs, pairs);
                    added++;
                }
            }
            assertEquals(entries.size(), StreamValues.length(stream));
        }

        private long anyMs() {
            return 1 + (long) (random.nextDouble() * (lastMs + 1));
        }

        private String[] pairs() {
            List<String> pairs = new ArrayList<>();
            int shape = random.nextInt(4);
            for (String field : shape < 3 ? List.of("sensor", "7") : List.of("other")) {
                pairs.add(field);
                pairs.add(VALUES[random.nextInt(VALUES.length - (random.nextInt(20) == 0 ? 0 : 1))]);
            }
            return pairs.toArray(String[]::new);
        }

        private void trim() {
            if (random.nextBoolean()) {
                int length = random.nextInt(entries.size() + 1);
                long removed = room.streams.trimToLength(stream, length, false, 0);
                assertEquals(Math.max(0, entries.size() - length), removed);
                while (entries.size() > length) entries.pollFirstEntry();
            } else {
                long minMs = anyMs();
                assertEquals(entries.headMap(minMs).size(), room.streams.trimBelow(stream, id(minMs, 0), false, 0));
                entries.headMap(minMs).clear();
            }
        }

        private void range() {
            long a = anyMs(), b = anyMs();
            List<String> expected = new ArrayList<>();
            if (a <= b) entries.subMap(a, true, b, true).forEach((ms, pairs) -> expected.add(text(ms, pairs)));
            assertEquals(expected, room.entries(stream, id(a, 0), id(b, 9), false));
            assertEquals(expected.reversed(), room.entries(stream, id(a, 0), id(b, 9), true));
        }

        private static String text(long ms, String[] pairs) {
            return ms + "-7 " + String.join(" ", pairs);
        }

        // ---- groups

        private void group() {
            String name = "g" + random.nextInt(3);
            long group = room.groups.find(stream, room.at(name), name.length());
            assertEquals(pending.containsKey(name), group != 0);
            if (group == 0) {
                room.createGroup(stream, name, id(0, 0));
                pending.put(name, new TreeMap<>());
                consumers.put(name, new TreeMap<>());
            } else if (random.nextInt(200) == 0) {
                room.groups.destroy(stream, group);
                pending.remove(name);
                consumers.remove(name);
            } else {
                consumer(group, pending.get(name), consumers.get(name));
            }
        }

        private void consumer(long group, TreeMap<Long, String> pending, TreeMap<String, Long> consumers) {
            String name = "c" + random.nextInt(4);
            long consumer = room.groups.findConsumer(group, room.at(name), name.length());
            assertEquals(consumers.getOrDefault(name, 0L), consumer);
            if (consumer == 0) {
                consumers.put(name, room.createConsumer(group, name));
            } else if (random.nextInt(100) == 0) {
                room.groups.deleteConsumer(group, consumer);
                consumers.remove(name);
                pending.values().removeIf(name::equals);
            } else {
                StreamId id = id(anyMs(), 7);
                long entry = room.groups.findPending(group, id);
                assertEquals(pending.containsKey(id.ms()), entry != 0);
                if (entry == 0) {
                    room.groups.addPending(group, consumer, id, id.ms(), 1);
                    pending.put(id.ms(), name);
                } else if (random.nextBoolean()) {
                    room.groups.removePending(group, id, entry);
                    pending.remove(id.ms());
                } else {
                    room.groups.assign(entry, id, consumer);
                    pending.put(id.ms(), name);
                }
            }
        }

        // ---- the whole

        void check(long stream) {
            List<String> expected = new ArrayList<>();
            entries.forEach((ms, pairs) -> expected.add(text(ms, pairs)));
            assertEquals(expected, room.entries(stream));
            assertEquals(added, StreamValues.entriesAdded(stream));
            StreamId id = new StreamId();
            StreamValues.firstId(stream, id);
            assertEquals(entries.isEmpty() ? "0-0" : entries.firstKey() + "-7", id.toString());
            assertEquals(!entries.isEmpty(), room.streams.lastEntryId(stream, id));
            if (!entries.isEmpty()) assertEquals(entries.lastKey() + "-7", id.toString());
            pending.forEach((name, model) -> checkPending(stream, name, model));
            checkListpacks(stream);
        }

        private void checkPending(long stream, String name, TreeMap<Long, String> model) {
            long group = room.groups.find(stream, room.at(name), name.length());
            assertEquals(model.size(), room.groups.pendingCount(group));
            TreeMap<Long, String> found = new TreeMap<>(), foundByConsumer = new TreeMap<>();
            PendingCursor cursor = room.streams.groups().pendingCursor().ofGroup(group);
            for (boolean there = cursor.first(); there; there = cursor.next()) {
                found.put(cursor.id().ms(), consumerName(room.groups.consumerOf(cursor.pending())));
                assertEquals(cursor.id().ms(), room.groups.deliveredAtMs(cursor.pending()));
            }
            assertEquals(model, found);
            for (int i = 0; i < room.groups.consumerCount(group); i++) {
                long consumer = room.groups.consumerAt(group, i);
                cursor.ofConsumer(group, consumer);
                for (boolean there = cursor.from(0, 0); there; there = cursor.next()) {
                    foundByConsumer.put(cursor.id().ms(), consumerName(consumer));
                }
            }
            assertEquals(model, foundByConsumer);
        }

        private String consumerName(long consumer) {
            return room.name(room.groups.consumerNameAddress(consumer), room.groups.consumerNameLength(consumer));
        }

        /** Each node is, as a listpack, what appending the same elements to one gives, and reads back to the same. */
        private void checkListpacks(long stream) {
            long loaded = room.streams.create();
            Listpack listpacks = new Listpack(room.allocator);
            NodeCursor cursor = room.streams.nodeCursor();
            for (boolean there = cursor.first(stream); there; there = cursor.next()) {
                int bytes = cursor.listpackBytes();
                long listpack = room.allocator.allocate(bytes);
                cursor.writeListpack(listpack);
                assertEquals(bytes, Listpack.bytes(listpack));
                long rebuilt = listpacks.create();
                int elements = 0;
                for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at), elements++) {
                    rebuilt = Listpack.isInteger(at)
                            ? listpacks.appendInteger(rebuilt, Listpack.integer(at))
                            : listpacks.append(rebuilt, Listpack.stringAddress(at), Listpack.stringLength(at));
                }
                assertEquals(elements, Listpack.count(listpack));
                assertArrayEquals(Memory.toArray(rebuilt, Listpack.bytes(rebuilt)), Memory.toArray(listpack, bytes));
                room.streams.addNode(loaded, cursor.id(), listpack);
                room.allocator.free(rebuilt);
                room.allocator.free(listpack);
            }
            assertEquals(room.entries(stream), room.entries(loaded));
            assertEquals(StreamValues.length(stream), StreamValues.length(loaded));
            room.free(loaded);
        }
    }

    @Property(tries = 15)
    void randomStepsMatchMaps(@ForAll Random random) {
        int entriesMax = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(150);
        int bytesMax = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(6000);
        try (StreamRoom room = new StreamRoom(new StreamConfig(bytesMax, entriesMax))) {
            Run run = new Run(room, random);
            for (int i = 0; i < 2000; i++) {
                run.step();
                if (i % 1000 == 999) run.check(run.stream);
            }
            long copy = room.payload.copy(0, run.stream);
            run.check(copy);
            room.free(run.stream);
            run.check(copy);
            assertTrue(room.payload.memoryBytes(0, copy, 0) > 0);
            int slices = 1;
            int slice = 1 + random.nextInt(64);
            while (!room.payload.freeSome(0, copy, slice)) slices++;
            assertTrue(slices > 0);
        }
    }
}
