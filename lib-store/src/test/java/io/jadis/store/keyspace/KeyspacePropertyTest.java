package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random commands on three databases against maps of Java strings. */
class KeyspacePropertyTest {
    private static final int DATABASES = 3;

    @Property(tries = 60)
    void randomStepsAgreeWithMaps(@ForAll long seed) {
        try (Run run = new Run(seed)) {
            for (int step = 0; step < 1_500; step++) {
                run.step();
                run.settleEvents();
                if (step % 100 == 0) run.checkAll();
            }
            run.checkAll();
        }
    }

    /** A key's value as the model knows it. */
    private static final class Expected {
        String value;
        boolean changedInPlace;
        long expiresAtMs = Record.NO_EXPIRY;

        Expected(String value) {
            this.value = value;
        }

        Expected copy() {
            Expected copy = new Expected(value);
            copy.changedInPlace = changedInPlace;
            copy.expiresAtMs = expiresAtMs;
            return copy;
        }

        String encoding() {
            if (changedInPlace) return "raw";
            if (isLong(value)) return "int";
            return value.length() <= 44 ? "embstr" : "raw";
        }
    }

    private static boolean isLong(String text) {
        try {
            return Long.toString(Long.parseLong(text)).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static final class Run implements AutoCloseable {
        final SplittableRandom random;
        final TestKeyspace real;

        /** Few keys meet often, many make the tables grow and shrink. */
        final int keysMax;

        final List<Map<String, Expected>> model = new ArrayList<>();

        /** Those under way. */
        private final List<TestSnapshot> snapshots = new ArrayList<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            keysMax = random.nextInt(3) == 0 ? 2_000 : 60;
            KeyspaceConfig config = new KeyspaceConfig(DATABASES, 0, policy(), 1 + random.nextInt(6), 100, 10, 1,
                    random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            real = new TestKeyspace(config, seed);
            for (int i = 0; i < DATABASES; i++) model.add(new HashMap<>());
        }

        void step() {
            int db = random.nextInt(DATABASES);
            String key = key();
            switch (random.nextInt(27)) {
                case 0, 1, 2, 3 -> set(db, key);
                case 4, 5 -> get(db, key);
                case 6, 7 -> append(db, key);
                case 8 -> setRange(db, key);
                case 9, 10 -> increment(db, key);
                case 11, 12 -> expire(db, key);
                case 13 -> persist(db, key);
                case 14 -> rename(db, key, random.nextInt(DATABASES), key());
                case 15 -> copy(db, key, random.nextInt(DATABASES), key());
                case 16 -> move(db, key, random.nextInt(DATABASES));
                case 17 -> remove(db, key);
                case 18 -> swap(db, random.nextInt(DATABASES));
                case 19 -> {
                    if (random.nextInt(20) == 0) flush(db);
                }
                case 20 -> real.nowMs += random.nextLong(1L << random.nextInt(1, 36));
                case 21 -> real.nowMs -= random.nextLong(1L << random.nextInt(1, 20));
                case 22 -> expireDue();
                case 23 -> evict();
                case 24 -> housekeep();
                case 25 -> snapshot();
                default -> randomKey(db);
            }
        }

        private void set(int db, String key) {
            Expected old = expected(db, key);
            String value = value();
            Expected entry = new Expected(value);
            long expiresAtMs = switch (random.nextInt(4)) {
                case 0 -> moment();
                case 1 -> StringValues.KEEP_EXPIRY;
                default -> Record.NO_EXPIRY;
            };
            if (expiresAtMs != StringValues.KEEP_EXPIRY) entry.expiresAtMs = expiresAtMs;
            else if (old != null) entry.expiresAtMs = old.expiresAtMs;
            long record = real.set(db, key, value, expiresAtMs);
            settleEvents();
            model.get(db).put(key, entry);
            check(entry, record);
        }

        private void get(int db, String key) {
            Expected entry = expected(db, key);
            check(entry, find(db, key));
        }

        private void append(int db, String key) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) return;
            String tail = value();
            if (entry.value.length() + tail.length() > 200_000) return;
            entry.value += tail;
            entry.changedInPlace = true;
            check(entry, real.strings.append(real.db(db), record, real.arguments.of(tail), tail.length()));
        }

        private void setRange(int db, String key) {
            String bytes = value();
            int offset = random.nextInt(random.nextInt(20) == 0 ? 10_000 : 60);
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) {
                entry = new Expected("");
                model.get(db).put(key, entry);
                int length = offset + bytes.length();
                record = real.strings.addZeros(real.db(db), real.nowMs, real.arguments.of(key), key.length(), length);
            }
            StringBuilder text = new StringBuilder(entry.value);
            if (text.length() < offset + bytes.length()) text.setLength(offset + bytes.length());
            text.replace(offset, offset + bytes.length(), bytes);
            entry.value = text.toString();
            entry.changedInPlace = true;
            check(entry, real.strings.setRange(real.db(db), record, offset, real.arguments.of(bytes), bytes.length()));
        }

        private void increment(int db, String key) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) return;
            long by = random.nextLong() >> random.nextInt(64);
            StringOutcome outcome = real.strings.increment(real.db(db), record, by);
            if (!isLong(entry.value)) {
                assertEquals(StringOutcome.NOT_AN_INTEGER, outcome);
                return;
            }
            long before = Long.parseLong(entry.value);
            try {
                entry.value = Long.toString(Math.addExact(before, by));
            } catch (ArithmeticException overflow) {
                assertEquals(StringOutcome.OVERFLOW, outcome);
                return;
            }
            assertEquals(StringOutcome.OK, outcome);
            entry.changedInPlace = false;
            assertEquals(entry.value, Long.toString(real.strings.number()));
            check(entry, real.strings.record());
        }

        private void expire(int db, String key) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) return;
            entry.expiresAtMs = moment();
            check(entry, real.db(db).setExpiry(real.nowMs, record, entry.expiresAtMs));
        }

        private void persist(int db, String key) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) return;
            entry.expiresAtMs = Record.NO_EXPIRY;
            check(entry, real.db(db).removeExpiry(record));
        }

        private void rename(int db, String key, int toDb, String toKey) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null || db == toDb && key.equals(toKey)) return;
            remove(toDb, toKey);
            long renamed = real.db(db)
                    .rename(real.nowMs, record, real.db(toDb), real.arguments.of(toKey), toKey.length());
            model.get(db).remove(key);
            model.get(toDb).put(toKey, entry);
            check(entry, renamed);
            assertEquals(toKey, TestKeyspace.key(renamed));
        }

        private void copy(int db, String key, int toDb, String toKey) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null || db == toDb && key.equals(toKey)) return;
            remove(toDb, toKey);
            long copy = real.db(db).copy(real.nowMs, record, real.db(toDb), real.arguments.of(toKey), toKey.length());
            model.get(toDb).put(toKey, entry.copy());
            check(entry, copy);
            check(entry, record);
        }

        private void move(int db, String key, int toDb) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null || db == toDb || expected(toDb, key) != null) return;
            find(toDb, key);
            long moved = real.db(db).moveTo(real.nowMs, record, real.db(toDb));
            model.get(toDb).put(key, model.get(db).remove(key));
            check(entry, moved);
        }

        private void remove(int db, String key) {
            Expected entry = expected(db, key);
            long record = find(db, key);
            if (entry == null) return;
            model.get(db).remove(key);
            real.db(db).remove(record, random.nextBoolean());
        }

        private void swap(int a, int b) {
            settleEvents();
            real.keyspace.swap(real.db(a), real.db(b));
            Map<String, Expected> other = model.get(a);
            model.set(a, model.get(b));
            model.set(b, other);
        }

        private void flush(int db) {
            settleEvents();
            assertEquals(model.get(db).size(), real.db(db).flush(random.nextBoolean()));
            model.get(db).clear();
        }

        private void expireDue() {
            int keysMax = random.nextInt(1, 40);
            int removed = real.keyspace.expireDue(real.nowMs, keysMax, Long.MAX_VALUE);
            assertTrue(removed <= keysMax);
            settleEvents();
        }

        private void evict() {
            KeyspaceConfig config = real.keyspace.config();
            EvictionPolicy policy = policy();
            long maxmemory = Math.max(1, real.allocator.usedBytes() - random.nextInt(2_000));
            real.keyspace.configure(new KeyspaceConfig(DATABASES, maxmemory, policy, config.evictionSamples(), 100, 10,
                    1, config.lazyEviction(), config.lazyExpire(), config.lazyServerDelete()));
            EvictionOutcome outcome = real.keyspace.evictor().evict(real.nowMs, real.allocator::usedBytes);
            for (String event : real.events) {
                if (!event.startsWith("evicted") || !policy.volatileOnly()) continue;
                String[] words = event.split(" ", 3);
                Expected entry = model.get(Integer.parseInt(words[1])).get(words[2]);
                assertNotEquals(Record.NO_EXPIRY, entry.expiresAtMs, event);
            }
            settleEvents();
            if (outcome == EvictionOutcome.OK) assertTrue(real.allocator.usedBytes() <= maxmemory);
            else assertTrue(real.keyspace.lazyFree().pendingCount() == 0 && candidates(policy) == 0);
        }

        private long candidates(EvictionPolicy policy) {
            if (policy == EvictionPolicy.NOEVICTION) return 0;
            return model.stream().flatMap(keys -> keys.values().stream())
                    .filter(entry -> !policy.volatileOnly() || entry.expiresAtMs != Record.NO_EXPIRY).count();
        }

        private void housekeep() {
            real.keyspace.rehash(Long.MAX_VALUE);
            real.nowNs++;
            real.keyspace.lazyFree().reclaim(0);
        }

        private void randomKey(int db) {
            long record = real.db(db).randomKey(real.nowMs);
            settleEvents();
            if (record == 0) assertTrue(model.get(db).isEmpty());
            else check(model.get(db).get(TestKeyspace.key(record)), record);
        }

        private void snapshot() {
            settleEvents();
            if (real.keyspace.canBeginSnapshot() && (snapshots.isEmpty() || random.nextInt(4) == 0)) {
                snapshots.add(new TestSnapshot());
                return;
            }
            TestSnapshot any = snapshots.get(random.nextInt(snapshots.size()));
            if (any.advance()) snapshots.remove(any);
            assertEquals(snapshots.isEmpty(), !real.keyspace.isSnapshotUnderWay());
            assertEquals(snapshots.size() < Keyspace.SNAPSHOTS_MAX, real.keyspace.canBeginSnapshot());
        }

        private final class TestSnapshot implements Snapshot.Visitor {
            /** Keys that are still to come; null once it is abandoned. */
            private List<Map<String, Expected>> expected = new ArrayList<>();
            private final Snapshot snapshot;
            private boolean hasRoom;
            private int leftOver;

            TestSnapshot() {
                for (Map<String, Expected> keys : model) {
                    Map<String, Expected> copy = new HashMap<>();
                    keys.forEach((key, entry) -> copy.put(key, entry.copy()));
                    expected.add(copy);
                }
                snapshot = real.keyspace.beginSnapshot(this);
            }

            /** Whether it is over. */
            private boolean advance() {
                if (random.nextInt(30) == 0) {
                    snapshot.abandon();
                    expected = null;
                }
                hasRoom = random.nextInt(4) > 0;
                // The hand clock stands still: one slice is the whole walk, unless its time is up before it begins.
                boolean over = snapshot.advance(random.nextInt(8) == 0 ? real.nowNs : real.nowNs - 1);
                if (over && expected != null) expected.forEach(keys -> assertEquals(Set.of(), keys.keySet()));
                return over;
            }

            @Override
            public boolean hasRoom() {
                return hasRoom;
            }

            @Override
            public long visit(int databaseIndex, long record) {
                Expected entry = expected.get(databaseIndex).remove(TestKeyspace.key(record));
                assertNotNull(entry, "visited twice, or not there when it began");
                check(entry, record);
                leftOver = random.nextInt(10) == 0 ? 3 : leftOver;
                return random.nextInt(5) == 0 ? 100_000 : 10;
            }

            @Override
            public boolean goOn() {
                return leftOver > 0 && leftOver-- > 0;
            }
        }

        /** What a look-up is to find. An expired key goes by the event that the look-up causes. */
        private Expected expected(int db, String key) {
            settleEvents();
            Expected entry = model.get(db).get(key);
            boolean expired = entry != null && entry.expiresAtMs != Record.NO_EXPIRY && entry.expiresAtMs < real.nowMs;
            return expired ? null : entry;
        }

        /** A look-up, after which the model knows what has expired by it. */
        private long find(int db, String key) {
            long record = real.db(db).findToChange(real.nowMs, real.arguments.of(key), key.length(), 0);
            settleEvents();
            return record;
        }

        /** Takes keys that expired or were evicted out of the model. */
        void settleEvents() {
            for (String event : real.events) {
                String[] words = event.split(" ", 3);
                if (words[0].equals("added")) continue;
                Expected gone = model.get(Integer.parseInt(words[1])).remove(words[2]);
                assertNotNull(gone, event);
                boolean expired = gone.expiresAtMs != Record.NO_EXPIRY && gone.expiresAtMs < real.nowMs;
                assertTrue(expired || words[0].equals("evicted"), event);
            }
            real.events.clear();
        }

        private void check(Expected entry, long record) {
            if (entry == null) {
                assertEquals(0, record);
                return;
            }
            assertNotEquals(0, record);
            assertEquals(entry.value, real.value(record));
            assertEquals(entry.encoding(), Encoding.name(Record.encoding(record)));
            assertEquals(entry.expiresAtMs, Record.expiresAtMs(record));
        }

        void checkAll() {
            for (int db = 0; db < DATABASES; db++) {
                Map<String, Expected> keys = model.get(db);
                assertEquals(keys.size(), real.db(db).size());
                assertEquals(keys.values().stream().filter(e -> e.expiresAtMs != Record.NO_EXPIRY).count(),
                        real.db(db).volatileCount());
                Set<String> seen = new HashSet<>();
                real.db(db).forEach(record -> {
                    String key = TestKeyspace.key(record);
                    check(keys.get(key), record);
                    assertTrue(seen.add(key));
                    assertTrue(real.keyspace.database(0).memoryBytes(record, 0) > Record.bytes(record));
                });
                assertEquals(keys.size(), seen.size());
            }
        }

        private String key() {
            return "key:" + "x".repeat(random.nextInt(8) == 0 ? 20 : 0) + random.nextInt(keysMax);
        }

        private String value() {
            return switch (random.nextInt(8)) {
                case 0, 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
                case 2 -> letters(random.nextInt(4));
                case 3 -> letters(40 + random.nextInt(10));
                case 4 -> letters(StringValues.EMBEDDED_MAX_BYTES - 3 + random.nextInt(6));
                case 5 -> random.nextInt(10) == 0 ? letters(random.nextInt(20_000)) : letters(random.nextInt(200));
                default -> letters(random.nextInt(60));
            };
        }

        private String letters(int length) {
            char letter = (char) ('a' + random.nextInt(26));
            return Character.toString(letter).repeat(length);
        }

        private long moment() {
            long span = random.nextLong(1L << random.nextInt(1, 40));
            return random.nextInt(6) == 0 ? real.nowMs - Math.min(span, 1_000_000) : real.nowMs + span;
        }

        private EvictionPolicy policy() {
            return EvictionPolicy.values()[random.nextInt(EvictionPolicy.values().length)];
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
