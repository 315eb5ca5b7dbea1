package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictorTest {
    private static final int KEYS = 1_000;

    @Test
    void withoutAPolicyNothingGoesAndTheMemoryStaysAboveTheLimit() {
        try (TestKeyspace test = filled(EvictionPolicy.NOEVICTION, 0)) {
            assertEquals(EvictionOutcome.FAILED, evict(test, 100));
            assertEquals(KEYS, test.keyspace.size());
        }
    }

    @Test
    void withinTheLimitNothingGoes() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_RANDOM, 0)) {
            assertEquals(EvictionOutcome.OK, evict(test, 0));
            limit(test, EvictionPolicy.ALLKEYS_RANDOM, 0, 100);
            assertEquals(EvictionOutcome.OK, test.keyspace.evictor().evict(test.nowMs, () -> Long.MAX_VALUE));
            limit(test, EvictionPolicy.ALLKEYS_RANDOM, 1_000, 100);
            assertEquals(EvictionOutcome.OK, test.keyspace.evictor().evict(test.nowMs, () -> 1_000));
            assertEquals(KEYS, test.keyspace.size());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "VOLATILE.*")
    void volatilePoliciesTakeEveryVolatileKeyBeforeTheyFailAndNoOther(EvictionPolicy policy) {
        try (TestKeyspace test = filled(policy, KEYS / 2)) {
            assertEquals(EvictionOutcome.FAILED, evict(test, 1_000_000));
            assertEquals(KEYS / 2, test.keyspace.size());
            assertEquals(0, test.db(0).volatileCount() + test.db(1).volatileCount());
            assertEquals(KEYS / 2, test.keyspace.evictedCount());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ALLKEYS.*")
    void allKeysPoliciesMayEmptyTheKeyspace(EvictionPolicy policy) {
        try (TestKeyspace test = filled(policy, KEYS / 2)) {
            assertEquals(EvictionOutcome.FAILED, evict(test, 10_000_000));
            assertEquals(0, test.keyspace.size());
        }
    }

    @Test
    void theSoonestToExpireGoesFirst() {
        try (TestKeyspace test = filled(EvictionPolicy.VOLATILE_TTL, KEYS)) {
            test.events.clear();
            evict(test, 6_000);
            // Keys expire in the order of their numbers, 1,000 ms apart.
            for (int i = 0; i < test.events.size(); i++) assertEquals("evicted " + i % 2 + " key" + i,
                    test.events.get(i));
            assertTrue(test.events.size() > 10);
        }
    }

    @Test
    void mostOfWhatLruEvictsIsAmongTheLeastRecentlyUsed() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_LRU, 0)) {
            for (int i = 0; i < KEYS; i++) {
                test.nowMs += 2_000;
                test.find(i % 2, "key" + i);
            }
            test.events.clear();
            while (test.events.size() < KEYS / 4) assertEquals(EvictionOutcome.OK, evict(test, 1));
            long fromOldHalf = test.events.stream().filter(event -> number(event) < KEYS / 2).count();
            assertTrue(fromOldHalf >= test.events.size() * 9L / 10, "fromOldHalf=" + fromOldHalf);
        }
    }

    @Test
    void lfuSparesWhatIsUsedOften() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_LFU, 0)) {
            for (int round = 0; round < 200; round++) {
                for (int i = 0; i < KEYS; i += 4) test.find(i % 2, "key" + i);
            }
            test.events.clear();
            while (test.events.size() < KEYS / 2) assertEquals(EvictionOutcome.OK, evict(test, 1));
            long often = test.events.stream().filter(event -> number(event) % 4 == 0).count();
            assertEquals(0, often);
        }
    }

    @Test
    void candidatesThatAreGoneOrNoLongerVolatileArePassedOver() {
        try (TestKeyspace test = filled(EvictionPolicy.VOLATILE_LRU, KEYS)) {
            assertEquals(EvictionOutcome.OK, evict(test, 1));
            for (int i = 0; i < KEYS; i++) {
                long record = test.find(i % 2, "key" + i);
                if (record == 0) continue;
                if (i % 3 == 0) test.db(i % 2).remove(record, false);
                else test.db(i % 2).removeExpiry(record);
            }
            test.events.clear();
            assertEquals(EvictionOutcome.FAILED, evict(test, 1));
            assertEquals(List.of(), test.events);
        }
    }

    @Test
    void evictionStopsWhenItsTimeIsUp() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_RANDOM, 0)) {
            limit(test, EvictionPolicy.ALLKEYS_RANDOM, 1, 0);
            int[] reads = {0};
            Keyspace slow = new Keyspace(test.allocator, test.keyspace.config(), new java.util.SplittableRandom(1),
                    () -> reads[0]++, test);
            StringValues strings = slow.strings();
            for (int i = 0; i < 100; i++) {
                String key = "k" + i;
                strings.set(slow.database(0), test.nowMs, test.arguments.of(key), key.length(), test.arguments.of("v"),
                        1, Record.NO_EXPIRY, 0);
            }
            assertEquals(EvictionOutcome.RUNNING, slow.evictor().evict(test.nowMs, test.allocator::usedBytes));
            assertEquals(84, slow.size());
            slow.close();
        }
    }

    @Test
    void whatWaitsToBeFreedGoesBeforeAnyKey() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_LRU, 0)) {
            test.db(1).flush(true);
            assertFalse(test.keyspace.lazyFree().reclaim(-1) && test.keyspace.lazyFree().pendingCount() == 0);
            assertEquals(EvictionOutcome.OK, evict(test, 2_000));
            assertEquals(0, test.keyspace.evictedCount());
        }
    }

    /** What the eviction of a key makes grow elsewhere isn't counted by who asks. */
    @Test
    void whatCountsIsAskedAgainAfterEachKey() {
        try (TestKeyspace test = filled(EvictionPolicy.ALLKEYS_RANDOM, 0)) {
            limit(test, EvictionPolicy.ALLKEYS_RANDOM, 1_000, 100);
            assertEquals(EvictionOutcome.OK, test.keyspace.evictor()
                    .evict(test.nowMs, () -> 1_007 - test.keyspace.evictedCount()));
            assertEquals(7, test.keyspace.evictedCount());
        }
    }

    @Test
    void tenacityGrantsTheTimeThatRedisGrants() {
        assertEquals(0, Evictor.limitNs(0));
        assertEquals(500_000, Evictor.limitNs(10));
        assertEquals(575_000, Evictor.limitNs(11));
        assertEquals(126, Evictor.limitNs(99) / 1_000_000_000, 20);
        assertEquals(Long.MAX_VALUE, Evictor.limitNs(100));
    }

    /** Keys 0 … in two databases in turn, the first of them volatile and expiring in order. */
    private static TestKeyspace filled(EvictionPolicy policy, int volatileCount) {
        TestKeyspace test = new TestKeyspace();
        limit(test, policy, 0, 100);
        for (int i = 0; i < KEYS; i++) {
            long expiresAtMs = i < volatileCount ? test.nowMs + 100_000 + i * 1_000L : Record.NO_EXPIRY;
            test.set(i % 2, "key" + i, "value of some bytes that is not a number", expiresAtMs);
        }
        return test;
    }

    private static void limit(TestKeyspace test, EvictionPolicy policy, long maxmemoryBytes, int tenacity) {
        test.keyspace.configure(new KeyspaceConfig(16, maxmemoryBytes, policy, 10, tenacity, 10, 1, false, false,
                false));
    }

    /** Wants so many bytes back. */
    private static EvictionOutcome evict(TestKeyspace test, long bytes) {
        long used = test.allocator.usedBytes();
        limit(test, test.keyspace.config().evictionPolicy(), Math.max(1, used - bytes), 100);
        return test.keyspace.evictor().evict(test.nowMs, test.allocator::usedBytes);
    }

    private static int number(String event) {
        return Integer.parseInt(event.substring(event.indexOf("key") + 3));
    }
}
