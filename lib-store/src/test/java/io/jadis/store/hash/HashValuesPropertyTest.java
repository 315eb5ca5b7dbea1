package io.jadis.store.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Random commands on hashes of two databases, as lists and as tables, against maps of Java strings. */
class HashValuesPropertyTest {
    private static final int DATABASES = 2;
    private static final String[] KEYS = {"a", "b", "c", ""};

    @Property(tries = 80)
    void randomStepsAgreeWithMaps(@ForAll long seed) {
        try (Run run = new Run(seed)) {
            for (int step = 0; step < 1_200; step++) {
                run.step();
                if (step % 50 == 0) run.checkAll();
            }
            run.checkAll();
        }
    }

    @Property(tries = 40)
    void whatManyHaveInCommonMakesNoDifference(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Run run = new Run(seed)) {
            for (int step = 0; step < 800; step++) {
                if (random.nextInt(3) == 0) run.fillInOrder(random);
                run.step();
                if (step % 50 == 0) run.checkAll();
            }
            run.checkAll();
        }
    }

    /** The first field to expire is taken out, and the next one's time has passed too, in the tick that it is now. */
    @Test
    void aFieldThatIsLateAlreadyWhenItBecomesTheNextIsNotLater() {
        randomStepsAgreeWithMaps(87_159);
    }

    private static final class Field {
        String value;
        long expiresAtMs;

        Field(String value, long expiresAtMs) {
            this.value = value;
            this.expiresAtMs = expiresAtMs;
        }
    }

    private static final class Run implements AutoCloseable {
        final SplittableRandom random;
        final TestHashes real;
        final int fieldsMax, listEntriesMax, listValueMax;
        final boolean timed;
        final List<Map<String, Map<String, Field>>> model = new ArrayList<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            real = new TestHashes(seed);
            fieldsMax = new int[] {5, 20, 300}[random.nextInt(3)];
            listEntriesMax = new int[] {0, 8, 512}[random.nextInt(3)];
            listValueMax = random.nextBoolean() ? 64 : 1_000;
            timed = random.nextInt(4) > 0;
            real.hashes.configure(new HashConfig(listEntriesMax, listValueMax));
            for (int i = 0; i < DATABASES; i++) model.add(new HashMap<>());
        }

        void step() {
            int db = random.nextInt(DATABASES);
            String key = KEYS[random.nextInt(KEYS.length)], field = field();
            switch (random.nextInt(timed ? 20 : 13)) {
                case 0, 1, 2, 3, 4, 5 -> set(db, key, field, value(), random.nextBoolean());
                case 6, 7 -> assertEquals(visible(db, key, field), real.get(db, key, field), field);
                case 8, 9 -> remove(db, key, field);
                case 10 -> checkHash(db, key);
                case 11 -> copyOrRename(db, key);
                case 12 -> delete(db, key);
                case 13, 14, 15, 16 -> expireAt(db, key, field);
                case 17 -> persist(db, key, field);
                case 18 -> pass();
                default -> {
                    if (random.nextInt(10) == 0) flushOrSwap(db);
                    else pass();
                }
            }
        }

        /** The first of one of three sequences of fields, now and then of a new hash. */
        void fillInOrder(SplittableRandom random) {
            int db = random.nextInt(DATABASES), sequence = random.nextInt(3), fields = random.nextInt(90);
            String key = KEYS[random.nextInt(KEYS.length)];
            if (random.nextBoolean()) delete(db, key);
            for (int i = 0; i < fields; i++) {
                set(db, key, sequence == 0 ? "" + i : "common:" + i * sequence, value(), random.nextBoolean());
            }
        }

        String field() {
            int number = random.nextInt(fieldsMax);
            return switch (number % 4) {
                case 0 -> String.valueOf(number * 1_000_003L);
                case 1 -> "field:" + number;
                case 2 -> "f".repeat(number % 300) + number;
                default -> "";
            };
        }

        String value() {
            return switch (random.nextInt(8)) {
                case 0 -> String.valueOf(random.nextLong() >> random.nextInt(64));
                case 1 -> "";
                case 2 -> "v".repeat(random.nextInt(400));
                case 3 -> random.nextInt(10) == 0 ? "w".repeat(random.nextInt(70_000)) : "short";
                default -> "value-" + random.nextInt(1_000);
            };
        }

        Map<String, Field> hash(int db, String key) {
            return model.get(db).get(key);
        }

        Field modelField(int db, String key, String field) {
            Map<String, Field> hash = hash(db, key);
            return hash == null ? null : hash.get(field);
        }

        boolean isDue(Field field) {
            return field.expiresAtMs != Record.NO_EXPIRY && field.expiresAtMs < real.nowMs;
        }

        /** What a look-up finds; it removes a field that is due. */
        String visible(int db, String key, String name) {
            Field field = modelField(db, key, name);
            if (field == null) return null;
            if (!isDue(field)) return field.value;
            drop(db, key, name);
            return null;
        }

        void drop(int db, String key, String field) {
            hash(db, key).remove(field);
            if (hash(db, key).isEmpty()) model.get(db).remove(key);
        }

        void set(int db, String key, String name, String value, boolean keepExpiry) {
            Field before = modelField(db, key, name);
            assertEquals(before == null, real.set(db, key, name, value, keepExpiry), name);
            long expiresAtMs = before != null && keepExpiry ? before.expiresAtMs : Record.NO_EXPIRY;
            model.get(db).computeIfAbsent(key, k -> new TreeMap<>()).put(name, new Field(value, expiresAtMs));
        }

        void remove(int db, String key, String name) {
            assertEquals(modelField(db, key, name) != null, real.remove(db, key, name), name);
            if (modelField(db, key, name) != null) drop(db, key, name);
        }

        void expireAt(int db, String key, String name) {
            Field field = modelField(db, key, name);
            if (field == null) {
                assertEquals(HashValues.NO_FIELD, real.expiresAtMs(db, key, name));
                return;
            }
            long ms = real.nowMs + 1 + random.nextInt(random.nextBoolean() ? 50 : 100_000);
            real.expireAt(db, key, name, ms);
            field.expiresAtMs = ms;
            assertEquals(ms, real.expiresAtMs(db, key, name));
        }

        void persist(int db, String key, String name) {
            Field field = modelField(db, key, name);
            if (field == null || field.expiresAtMs == Record.NO_EXPIRY) return;
            real.persist(db, key, name);
            field.expiresAtMs = Record.NO_EXPIRY;
        }

        void copyOrRename(int db, String key) {
            int to = random.nextInt(DATABASES);
            String toKey = KEYS[random.nextInt(KEYS.length)];
            if (hash(db, key) == null || db == to && key.equals(toKey)) return;
            delete(to, toKey);
            Database from = real.db(db);
            Map<String, Field> copy = new TreeMap<>();
            hash(db, key).forEach((name, field) -> copy.put(name, new Field(field.value, field.expiresAtMs)));
            long record = real.find(db, key);
            if (random.nextBoolean()) {
                from.copy(real.nowMs, record, real.db(to), real.of(toKey), toKey.length());
            } else {
                from.rename(real.nowMs, record, real.db(to), real.of(toKey), toKey.length());
                model.get(db).remove(key);
            }
            model.get(to).put(toKey, copy);
        }

        void delete(int db, String key) {
            long record = real.find(db, key);
            assertEquals(model.get(db).remove(key) != null, record != 0);
            if (record != 0) real.db(db).remove(record, random.nextBoolean());
            if (random.nextInt(4) == 0) real.keyspace.lazyFree().reclaim(0);
        }

        void flushOrSwap(int db) {
            if (random.nextBoolean()) {
                real.keyspace.swap(real.db(0), real.db(1));
                model.add(model.removeFirst());
            } else {
                real.db(db).flush(random.nextBoolean());
                model.get(db).clear();
            }
        }

        /** Time passes, and now and then what is due by then is removed. */
        void pass() {
            real.nowMs += random.nextInt(random.nextBoolean() ? 20 : 3_000);
            if (random.nextInt(3) > 0) return;
            // What was due a tick ago must go, what is not due must stay; between them lies the index's precision.
            int max = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(5);
            real.events.clear();
            int removed = real.keyspace.expireDue(real.nowMs, max, Long.MAX_VALUE);
            assertTrue(removed <= max);
            int reported = 0;
            for (String event : real.events) {
                if (!event.startsWith("hdel ")) continue;
                reported++;
                String key = event.substring(5, event.indexOf(' ', 5)),
                        name = event.substring(event.indexOf(' ', 5) + 1);
                assertTrue(dropDue(key, name), event);
            }
            assertEquals(removed, reported);
            if (max == Integer.MAX_VALUE) assertNothingIsLate();
        }

        boolean dropDue(String key, String name) {
            for (int db = 0; db < DATABASES; db++) {
                Field field = modelField(db, key, name);
                if (field == null || !isDue(field) || real.find(db, key) != 0 && isThere(db, key, name)) continue;
                drop(db, key, name);
                return true;
            }
            return false;
        }

        boolean isThere(int db, String key, String name) {
            boolean[] found = new boolean[1];
            real.hashes.forEach(real.find(db, key), Long.MIN_VALUE, (field, length, value, valueLength, ms) ->
                    found[0] |= TestHashes.text(field, length).equals(name));
            return found[0];
        }

        void assertNothingIsLate() {
            for (Map<String, Map<String, Field>> database : model) {
                database.forEach((key, hash) -> hash.forEach((name, field) -> {
                    assertTrue(field.expiresAtMs == Record.NO_EXPIRY || field.expiresAtMs >= real.nowMs - 16, name);
                }));
            }
        }

        void checkHash(int db, String key) {
            Map<String, Field> expected = hash(db, key);
            long record = real.find(db, key);
            assertEquals(expected != null, record != 0);
            if (expected == null) return;
            assertEquals(RecordType.HASH, Record.type(record));
            assertEquals(expected.size(), real.hashes.size(record));
            Map<String, String> visible = new TreeMap<>();
            expected.forEach((name, field) -> {
                if (!isDue(field)) visible.put(name, field.value);
            });
            assertEquals(visible, real.all(db, key));
            assertEquals(visible.size(), real.hashes.visibleSize(record, real.nowMs));
            expected.forEach((name, field) -> assertEquals(isDue(field) ? HashValues.NO_FIELD : field.expiresAtMs,
                    real.expiresAtMs(db, key, name), name));
            boolean list = real.encoding(db, key).startsWith("listpack");
            if (list) assertTrue(expected.size() <= Math.max(listEntriesMax, 0));
            assertTrue(real.db(db).memoryBytes(record, 0) > 0 && real.db(db).memoryBytes(record, 3) > 0);
        }

        void checkAll() {
            for (int db = 0; db < DATABASES; db++) {
                for (String key : KEYS) checkHash(db, key);
                assertEquals(model.get(db).size(), real.db(db).size());
                long volatileHashes = model.get(db).values().stream()
                        .filter(hash -> hash.values().stream().anyMatch(field -> field.expiresAtMs != Record.NO_EXPIRY))
                        .count();
                assertEquals(volatileHashes, real.db(db).timedPayloadCount());
            }
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
