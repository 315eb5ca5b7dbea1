package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AccessAgeTest {
    private static final long MINUTE_MS = 60_000;

    @Test
    void idleTimeIsTheTimeSinceTheLastTouchInSeconds() {
        try (TestKeyspace test = new TestKeyspace()) {
            test.set(0, "k", "v");
            test.nowMs += 12_345;
            long record = test.find(0, "k", Database.NO_TOUCH);
            assertEquals(12_000, test.db(0).idleMs(record, test.nowMs));
            test.find(0, "k");
            assertEquals(0, test.db(0).idleMs(record, test.nowMs));
        }
    }

    @Test
    void idleTimeSurvivesTheWrapOfTheClock() {
        try (TestKeyspace test = new TestKeyspace()) {
            test.nowMs = (1L << 24) * 1_000 - 5_000;
            long record = test.set(0, "k", "v");
            test.nowMs += 10_000;
            assertEquals(9_000, test.db(0).idleMs(record, test.nowMs));
            test.db(0).setIdleMs(record, test.nowMs, 3_600_000);
            assertEquals(3_600_000, test.db(0).idleMs(record, test.nowMs));
        }
    }

    @Test
    void replacingAValueKeepsTheAgeThatTheLookUpGave() {
        try (TestKeyspace test = lfu(10, 1)) {
            long record = test.set(0, "k", "v");
            test.db(0).setFrequency(record, test.nowMs, 200);
            record = test.set(0, "k", "x".repeat(100));
            assertTrue(test.db(0).frequency(record, test.nowMs) >= 200);
        }
    }

    @Test
    void aNewKeyBeginsAtFiveAndLosesOnePerDecayTime() {
        try (TestKeyspace test = lfu(10, 2)) {
            long record = test.set(0, "k", "v");
            assertEquals(5, test.db(0).frequency(record, test.nowMs));
            assertEquals(5, test.db(0).frequency(record, test.nowMs + 1 * MINUTE_MS));
            assertEquals(3, test.db(0).frequency(record, test.nowMs + 4 * MINUTE_MS));
            assertEquals(0, test.db(0).frequency(record, test.nowMs + 100 * MINUTE_MS));
        }
    }

    /** By a snapshot, which asks with the time at which it began; the clock may wrap meanwhile. */
    @Test
    void whatWasTouchedSinceIsFresh() {
        long wrap = (1L << 24) * 1_000;
        for (long began : new long[] {wrap - 1_000, wrap + 5_000}) {
            try (TestKeyspace test = new TestKeyspace()) {
                test.nowMs = began;
                long record = test.set(0, "k", "v");
                test.db(0).touch(record, began + 3_000);
                assertEquals(0, test.db(0).idleMs(record, began));
            }
        }
        wrap = (1L << 16) * MINUTE_MS;
        for (long began : new long[] {wrap - MINUTE_MS, wrap + 5 * MINUTE_MS}) {
            try (TestKeyspace test = lfu(10, 1)) {
                test.nowMs = began;
                long record = test.set(0, "k", "v");
                test.db(0).setFrequency(record, began, 200);
                test.db(0).touch(record, began + 3 * MINUTE_MS);
                assertTrue(test.db(0).frequency(record, began) >= 197);
            }
        }
    }

    @Test
    void withoutDecayTheCounterStays() {
        try (TestKeyspace test = lfu(10, 0)) {
            long record = test.set(0, "k", "v");
            assertEquals(5, test.db(0).frequency(record, test.nowMs + 1_000_000 * MINUTE_MS));
        }
    }

    @Test
    void theCounterGrowsAsTheLogarithmOfTheAccesses() {
        try (TestKeyspace test = lfu(10, 1)) {
            long record = test.set(0, "k", "v");
            int[] after = new int[3];
            for (int i = 1; i <= 100_000; i++) {
                test.db(0).touch(record, test.nowMs);
                if (i == 100) after[0] = test.db(0).frequency(record, test.nowMs);
                if (i == 1_000) after[1] = test.db(0).frequency(record, test.nowMs);
            }
            after[2] = test.db(0).frequency(record, test.nowMs);
            // redis.conf's table for factor 10: 10, 18, 142.
            assertEquals(10, after[0], 4);
            assertEquals(18, after[1], 6);
            assertEquals(142, after[2], 20);
            test.db(0).setFrequency(record, test.nowMs, 255);
            test.db(0).touch(record, test.nowMs);
            assertEquals(255, test.db(0).frequency(record, test.nowMs));
        }
    }

    @Test
    void withFactorZeroEachAccessCounts() {
        try (TestKeyspace test = lfu(0, 1)) {
            long record = test.set(0, "k", "v");
            for (int i = 0; i < 50; i++) test.find(0, "k");
            assertEquals(55, test.db(0).frequency(record, test.nowMs));
        }
    }

    private static TestKeyspace lfu(int logFactor, int decayTimeMinutes) {
        return new TestKeyspace(new KeyspaceConfig(16, 0, EvictionPolicy.ALLKEYS_LFU, 5, 10, logFactor,
                decayTimeMinutes, false, false, false), 1);
    }
}
