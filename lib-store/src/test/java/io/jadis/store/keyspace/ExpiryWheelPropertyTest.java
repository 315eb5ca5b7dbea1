package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExpiryWheelPropertyTest {
    private static final long START_MS = 1_700_000_000_000L, YEAR_MS = 365L * 86_400_000;
    private static final int TICK_MS = 16, REWIND_TICKS = 64;

    @Property(tries = 200)
    void randomStepsAgreeWithAMapOfMoments(@ForAll long seed) {
        try (Model model = new Model(new SplittableRandom(seed))) {
            for (int step = 0; step < 1_000; step++) model.step();
            model.freeAll();
        }
    }

    @Property(tries = 50)
    void sleepingUntilTheNextMomentFindsEachRecordWithinATick(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Model model = new Model(random)) {
            for (int i = 0; i < 500; i++) model.add(model.nowMs + random.nextLong(1L << random.nextInt(1, 48)));
            while (!model.moments.isEmpty()) {
                long nextMs = model.wheel.nextAtMs();
                assertTrue(nextMs >= model.nowMs - TICK_MS, "nextMs=" + nextMs);
                model.nowMs = Math.max(model.nowMs, nextMs);
                for (long record = model.poll(1); record > 0; record = model.poll(1)) {
                    long latenessMs = model.nowMs - Record.expiresAtMs(record);
                    assertTrue(latenessMs <= TICK_MS, "latenessMs=" + latenessMs);
                    model.free(record);
                }
                model.wheel.cascade(3);
            }
            assertEquals(Long.MAX_VALUE, model.wheel.nextAtMs());
        }
    }

    @Test
    void momentsAtTheEndOfTimeWaitAndDoNotDisturb() {
        try (Model model = new Model(new SplittableRandom(1))) {
            model.add(Long.MAX_VALUE);
            model.add(9_223_370_000_000_000_000L);
            model.add(START_MS + 5);
            for (int year = 0; year < 300; year++) {
                model.nowMs += YEAR_MS;
                model.pollAll();
                assertEquals(2, model.wheel.size());
            }
            model.freeAll();
        }
    }

    @Test
    void aRecordSetAfterTheClockWasPutBackIsFoundInItsTime() {
        try (Model model = new Model(new SplittableRandom(1))) {
            model.add(START_MS + YEAR_MS);
            model.nowMs += 1_000_000;
            model.pollAll();
            model.nowMs = START_MS;
            model.pollAll();
            model.add(START_MS + 100);
            model.nowMs += 100 + TICK_MS;
            model.pollAll();
            assertEquals(1, model.wheel.size());
            model.freeAll();
        }
    }

    @Test
    void aRecordThatIsRescheduledToThePastIsDueAtOnce() {
        try (Model model = new Model(new SplittableRandom(1))) {
            model.add(START_MS + 1_000);
            model.nowMs += 500;
            model.pollAll();
            model.wheel.reschedule(model.any(), START_MS + 499, model.nowMs);
            assertEquals(model.any(), model.wheel.pollDue(model.nowMs));
            model.freeAll();
        }
    }

    @Test
    void everyRecordIsDrawnAboutEquallyOften() {
        SplittableRandom random = new SplittableRandom(7);
        try (Model model = new Model(random)) {
            for (int i = 0; i < 100; i++) model.add(START_MS + (1L << random.nextInt(40)));
            Map<Long, Integer> draws = new HashMap<>();
            for (int i = 0; i < 100_000; i++) draws.merge(model.wheel.random(random), 1, Integer::sum);
            assertEquals(100, draws.size());
            for (int count : draws.values()) assertTrue(count > 800 && count < 1_200, "count=" + count);
            model.freeAll();
        }
    }

    /** A wheel beside a map of its records' moments. */
    private static final class Model implements AutoCloseable {
        final SplittableRandom random;
        final Allocator allocator = new Allocator();
        final ExpiryWheel wheel = new ExpiryWheel(allocator);
        final Map<Long, Long> moments = new HashMap<>();
        final List<Long> records = new ArrayList<>();
        long nowMs = START_MS;

        /** The latest tick the wheel was asked about since it was put back or empty. */
        private long positionTick;

        Model(SplittableRandom random) {
            this.random = random;
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> add(moment());
                case 4 -> {
                    if (records.isEmpty()) return;
                    long record = any();
                    wheel.remove(record);
                    free(record);
                }
                case 5 -> {
                    if (records.isEmpty()) return;
                    long record = any();
                    long atMs = moment();
                    wheel.reschedule(record, atMs, nowMs);
                    moments.put(record, atMs);
                }
                case 6 -> {
                    if (!records.isEmpty()) move(any());
                }
                case 7 -> nowMs += random.nextLong(1L << random.nextInt(1, 42));
                case 8 -> nowMs = Math.max(0, nowMs - random.nextLong(1L << random.nextInt(1, 30)));
                case 9 -> wheel.cascade(random.nextInt(1, 20));
                default -> pollAll();
            }
            check();
        }

        /** Of all scales, in the past and beyond the wheel's horizon as well. */
        private long moment() {
            long span = random.nextLong(1L << random.nextInt(1, 45));
            return random.nextInt(8) == 0 ? Math.max(0, nowMs - span) : nowMs + span;
        }

        void add(long atMs) {
            long record = allocator.allocate(Record.wordBytes(0, true));
            Record.writeHeader(record, RecordType.STRING, 0, Encoding.INT, 0, 0, true, false);
            Record.setExpiresAtMs(record, atMs);
            if (moments.isEmpty()) positionTick = nowMs / TICK_MS;
            wheel.add(record, nowMs);
            moments.put(record, atMs);
            records.add(record);
        }

        void pollAll() {
            long nowTick = nowMs / TICK_MS;
            long before = positionTick;
            positionTick = nowTick < before - REWIND_TICKS ? nowTick : Math.max(before, nowTick);
            for (long record = poll(random.nextInt(1, 50)); record > 0; record = poll(random.nextInt(1, 50))) {
                free(record);
            }
            if (nowTick <= before) return;
            for (long atMs : moments.values()) assertTrue(atMs / TICK_MS >= nowTick,
                    "atMs=" + atMs + " nowMs=" + nowMs);
        }

        /** The next record that is due, or 0. */
        long poll(int cascadeStep) {
            while (true) {
                long record = wheel.pollDue(nowMs);
                if (record != ExpiryWheel.CASCADE_FIRST) {
                    if (record != 0) assertTrue(moments.get(record) < nowMs);
                    return record;
                }
                assertTrue(wheel.cascade(cascadeStep) > 0);
            }
        }

        private long any() {
            return records.get(random.nextInt(records.size()));
        }

        private void move(long record) {
            long to = allocator.allocate(Record.wordBytes(0, true));
            Record.reshape(record, to, true);
            allocator.free(record);
            wheel.moved(to);
            moments.put(to, moments.remove(record));
            records.set(records.indexOf(record), to);
        }

        void free(long record) {
            moments.remove(record);
            records.remove(record);
            allocator.free(record);
        }

        private void check() {
            assertEquals(moments.size(), wheel.size());
            if (moments.isEmpty()) return;
            double average = moments.values().stream().mapToDouble(atMs -> atMs - nowMs).average().orElseThrow();
            assertEquals(Math.max(0, average), wheel.averageTtlMs(nowMs), 1 + Math.abs(average) * 1e-6);
            assertTrue(moments.containsKey(wheel.soonest()));
            assertTrue(moments.containsKey(wheel.random(random)));
            long soonestTick = moments.values().stream().mapToLong(atMs -> atMs / TICK_MS).min().orElseThrow();
            assertTrue(wheel.nextAtMs() <= (Math.max(soonestTick, positionTick) + 1) * TICK_MS);
        }

        void freeAll() {
            Set<Long> left = new HashSet<>(records);
            while (!wheel.clearSome(2)) continue;
            left.forEach(this::free);
        }

        @Override
        public void close() {
            allocator.close();
        }
    }
}
