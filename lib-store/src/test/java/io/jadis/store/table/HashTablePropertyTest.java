package io.jadis.store.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random steps on a table and on a {@code java.util.HashMap} lead to the same content. */
final class HashTablePropertyTest {
    /** A table beside its model; phases of growth and of decay make it resize both ways, pauses make long chains. */
    private static final class Run {
        final Random random;
        final KeyEntries entries;
        final HashTable tables;
        final long table;
        final Map<String, Long> model = new HashMap<>();
        final List<String> present = new ArrayList<>();
        final int keysMax;
        int insertPercent = 60, pauses;

        Run(Allocator allocator, long seed, int keysMax) {
            random = new Random(seed);
            entries = new KeyEntries(allocator);
            tables = entries.tables;
            table = tables.create();
            this.keysMax = keysMax;
        }

        void step() {
            String key = "key:" + random.nextInt(keysMax);
            switch (random.nextInt(20)) {
                case 0 -> check(key);
                case 1 -> replace(key);
                case 2 -> randomEntry();
                case 3 -> sample();
                case 4 -> tables.rehash(table, 1 + random.nextInt(3));
                case 5 -> {
                    if (random.nextInt(20) == 0) insertPercent = 10 + random.nextInt(81);
                    if (random.nextInt(50) == 0) tables.expandTo(table, random.nextInt(keysMax));
                    if (random.nextInt(40) == 0) pauseOrResume();
                    if (random.nextInt(200) == 0) scanAll();
                    if (random.nextInt(200) == 0) walkAndRemoveSome();
                }
                default -> {
                    if (random.nextInt(100) < insertPercent) insert(key);
                    else remove(key);
                }
            }
            assertEquals(model.size(), tables.size(table));
        }

        private void insert(String key) {
            if (model.containsKey(key)) check(key);
            else model.put(key, entries.insert(table, key));
        }

        private void remove(String key) {
            Long entry = model.remove(key);
            if (entry != null && random.nextBoolean()) {
                assertTrue(tables.removeEntry(table, entries.hash(entry), entry));
                tables.insert(table, entries.hash(entry), entry);
            }
            assertEquals(entry != null, entries.remove(table, key));
        }

        private void check(String key) {
            assertEquals(model.getOrDefault(key, 0L), entries.find(table, key));
        }

        private void replace(String key) {
            if (!model.containsKey(key)) return;
            entries.move(table, key);
            long slot = entries.findSlot(table, key);
            long moved = Memory.getLong(slot);
            tables.replace(slot, moved);
            model.put(key, moved);
        }

        private void randomEntry() {
            long entry = tables.randomEntry(table, random);
            assertEquals(model.isEmpty(), entry == 0);
            if (entry != 0) assertEquals(model.get(entries.key(entry)), entry);
        }

        private void sample() {
            long[] into = new long[1 + random.nextInt(20)];
            int count = tables.sample(table, random, into, into.length);
            Set<Long> distinct = new HashSet<>();
            for (int i = 0; i < count; i++) {
                assertEquals(model.get(entries.key(into[i])), into[i]);
                assertTrue(distinct.add(into[i]), "sampled twice");
            }
            if (model.size() == 1 && !tables.rehashing(table) && count == 0) {
                assertTrue(tables.statistics(table).getFirst().buckets() > 10);
            }
        }

        private void pauseOrResume() {
            if (pauses > 0 && random.nextBoolean()) {
                pauses--;
                tables.resumeResize(table);
            } else if (pauses < 3) {
                pauses++;
                tables.pauseResize(table);
            }
        }

        private void scanAll() {
            Set<Long> seen = new HashSet<>();
            long cursor = 0;
            do cursor = tables.scan(table, cursor, seen::add);
            while (cursor != 0);
            assertEquals(new HashSet<>(model.values()), seen);
        }

        private void walkAndRemoveSome() {
            Map<String, Long> before = new HashMap<>(model);
            List<Long> seen = new ArrayList<>();
            HashTable.Cursor cursor = new HashTable.Cursor();
            cursor.open(tables, table);
            for (long entry = cursor.next(); entry != 0; entry = cursor.next()) {
                seen.add(entry);
                String key = entries.key(entry);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        entries.remove(table, key);
                        model.remove(key);
                    }
                    case 1 -> replace(key);
                    default -> check(key);
                }
            }
            cursor.close();
            assertEquals(before.size(), seen.size(), "each once");
            assertEquals(new HashSet<>(before.values()), new HashSet<>(seen));
        }

        void checkAll() {
            for (int i = 0; i < keysMax; i++) check("key:" + i);
            scanAll();
            long counted = tables.statistics(table).stream().mapToLong(TableStatistics::entries).sum();
            assertEquals(model.size(), counted);
        }

        void end(Allocator allocator) {
            if (random.nextBoolean()) entries.destroy(table);
            else {
                List<Long> all = new ArrayList<>();
                HashTable.Cursor cursor = new HashTable.Cursor();
                cursor.open(tables, table);
                for (long entry = cursor.next(); entry != 0; entry = cursor.next()) all.add(entry);
                cursor.close();
                tables.destroy(table);
                all.forEach(allocator::free);
            }
            entries.close();
        }
    }

    @Property(tries = 100)
    void smallTablesMatchAHashMap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int keysMax) {
        runSteps(seed, keysMax, 2000);
    }

    @Property(tries = 5)
    void largeTablesMatchAHashMap(@ForAll long seed) {
        runSteps(seed, 20_000, 100_000);
    }

    private static void runSteps(long seed, int keysMax, int steps) {
        try (Allocator allocator = new Allocator()) {
            Run run = new Run(allocator, seed, keysMax);
            for (int i = 0; i < steps; i++) run.step();
            run.checkAll();
            run.end(allocator);
            assertEquals(0, allocator.usedBytes());
        }
    }

    /** What stays in the table from the first step to the last is seen, whatever else comes and goes meanwhile. */
    @Property(tries = 25)
    void scanSeesAllThatStaysWhileTheTableGrowsAndShrinks(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 700) int staying) {
        try (Allocator allocator = new Allocator()) {
            Random random = new Random(seed);
            KeyEntries entries = new KeyEntries(allocator);
            long table = entries.tables.create();
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < staying; i++) {
                expected.add("stays:" + i);
                entries.insert(table, "stays:" + i);
            }
            List<String> others = new ArrayList<>();
            int named = 0;
            long cursor = 0;
            do {
                cursor = entries.tables.scan(table, cursor, entry -> expected.remove(entries.key(entry)));
                boolean grow = random.nextInt(staying * 12 + 1) > others.size();
                int burst = random.nextInt(random.nextInt(10) == 0 ? 2000 : 40);
                for (int i = 0; i < burst; i++) {
                    if (grow) {
                        others.add("other:" + named);
                        entries.insert(table, "other:" + named++);
                    } else if (!others.isEmpty()) {
                        assertTrue(entries.remove(table, others.removeLast()));
                    }
                }
            } while (cursor != 0);
            assertEquals(Set.of(), expected);
            entries.destroy(table);
            entries.close();
        }
    }

    @Property(tries = 20)
    void drainingInSlicesVisitsEachEntryOnceAtAnyStateOfRehashing(@ForAll long seed,
            @ForAll @IntRange(min = 0, max = 3000) int count, @ForAll @IntRange(min = 1, max = 50) int slice) {
        try (Allocator allocator = new Allocator()) {
            KeyEntries entries = new KeyEntries(allocator);
            long table = entries.tables.create();
            for (int i = 0; i < count; i++) entries.insert(table, "key:" + i);
            int[] visited = {0};
            boolean more = true;
            while (more) {
                more = entries.tables.drain(table, entry -> {
                    visited[0]++;
                    allocator.free(entry);
                }, slice);
                assertEquals(count - visited[0], entries.tables.size(table));
            }
            assertEquals(count, visited[0]);
            entries.insert(table, "usable again");
            assertNotEquals(0, entries.find(table, "usable again"));
            entries.destroy(table);
            entries.close();
        }
    }

    @Example
    void destroyInTheMiddleOfADrainFreesAllBuckets() {
        try (Allocator allocator = new Allocator()) {
            KeyEntries entries = new KeyEntries(allocator);
            long table = entries.tables.create();
            Set<Long> left = new HashSet<>();
            for (int i = 0; i < 5000; i++) left.add(entries.insert(table, "key:" + i));
            entries.tables.drain(table, entry -> {
                left.remove(entry);
                allocator.free(entry);
            }, 100);
            assertTrue(left.size() < 5000);
            entries.tables.destroy(table);
            assertEquals(left.size() + 1, allocator.liveBlockCount());
            left.forEach(allocator::free);
            entries.close();
        }
    }
}
