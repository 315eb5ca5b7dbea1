package io.jadis.store.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashValuesTest {
    private final TestHashes real = new TestHashes(42);

    @AfterEach
    void close() {
        real.close();
    }

    private void fill(String key, int fields) {
        for (int i = 0; i < fields; i++) real.set(0, key, "f" + i, "v" + i, false);
    }

    private void configure(boolean table) {
        real.hashes.configure(table ? new HashConfig(0, 0) : HashConfig.DEFAULT);
    }

    // ---- encodings

    @Test
    void becomesATableWithOneFieldTooMany() {
        fill("h", 512);
        assertEquals("listpack", real.encoding(0, "h"));
        real.set(0, "h", "f0", "again", false);
        assertEquals("listpack", real.encoding(0, "h"));
        real.set(0, "h", "f512", "v", false);
        assertEquals("hashtable", real.encoding(0, "h"));
        for (int i = 1; i < 513; i++) real.remove(0, "h", "f" + i);
        assertEquals("hashtable", real.encoding(0, "h"));
        assertEquals(Map.of("f0", "again"), real.all(0, "h"));
    }

    @Test
    void becomesATableWithALongFieldOrValue() {
        real.set(0, "h", "f".repeat(64), "v".repeat(64), false);
        assertEquals("listpack", real.encoding(0, "h"));
        real.set(0, "h", "f", "v".repeat(65), false);
        assertEquals("hashtable", real.encoding(0, "h"));
        real.set(0, "g", "f".repeat(65), "v", false);
        assertEquals("hashtable", real.encoding(0, "g"));
    }

    @Test
    void fieldsThatExpireShowInTheNameOfAListpackAlone() {
        fill("h", 3);
        real.expireAt(0, "h", "f1", real.nowMs + 1_000);
        assertEquals("listpackex", real.encoding(0, "h"));
        real.persist(0, "h", "f1");
        assertEquals("listpackex", real.encoding(0, "h"));
        fill("h", 600);
        assertEquals("hashtable", real.encoding(0, "h"));
    }

    @Test
    void aSmallEntryTakesThreeBytesMoreThanItsParts() {
        assertEquals(27, FieldEntry.bytesFor(12, 12, false));
        assertEquals(31, FieldEntry.bytesFor(12, 12, true));
        assertEquals(3 + 4 + 256 + 1, FieldEntry.bytesFor(256, 1, false));
        assertEquals(3 + 8 + 4 + 256 + 300, FieldEntry.bytesFor(256, 300, true));
    }

    // ---- freeing

    @Test
    void aLargeHashIsFreedInSlices() {
        configure(true);
        fill("h", 10_000);
        for (int i = 0; i < 10_000; i += 3) real.expireAt(0, "h", "f" + i, real.nowMs + 1_000 + i);
        long before = real.allocator.usedBytes();
        real.db(0).remove(real.find(0, "h"), true);
        assertEquals(1, real.keyspace.lazyFree().pendingCount());
        assertEquals(0, real.db(0).timedPayloadCount());
        int slices = 0;
        // The clock of the test stands still at 0, so a deadline in the past ends each call after one step.
        while (!real.keyspace.lazyFree().reclaim(-1)) slices++;
        assertTrue(slices > 20, "slices=" + slices);
        assertTrue(real.allocator.usedBytes() < before - 10_000 * 10);
    }

    // ---- expiry

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void dueFieldsGoInTheOrderOfTheirTimes(boolean table) {
        configure(table);
        fill("h", 5);
        for (int i = 0; i < 5; i++) real.expireAt(0, "h", "f" + i, real.nowMs + 100 * (5 - i));
        real.nowMs += 350;
        assertEquals(3, real.keyspace.expireDue(real.nowMs, 100, Long.MAX_VALUE));
        assertEquals(List.of("hdel h f4", "hdel h f3", "hdel h f2", "hexpired h"), real.events);
        assertEquals(2, real.hashes.size(real.find(0, "h")));
        real.events.clear();
        real.nowMs += 1_000;
        assertEquals(2, real.keyspace.expireDue(real.nowMs, 100, Long.MAX_VALUE));
        assertEquals(List.of("hdel h f1", "hdel h f0", "hexpired h", "del h"), real.events);
        assertEquals(0, real.find(0, "h"));
    }

    @Test
    void manyDueFieldsGoInSlicesWithoutWaiting() {
        configure(true);
        fill("h", 5_000);
        for (int i = 0; i < 5_000; i++) real.expireAt(0, "h", "f" + i, real.nowMs + 1);
        real.nowMs += 100;
        assertTrue(real.keyspace.nextExpiryAtMs() <= real.nowMs);
        for (int i = 0; i < 5; i++) {
            assertTrue(real.keyspace.nextExpiryAtMs() <= real.nowMs);
            assertEquals(1_000, real.keyspace.expireDue(real.nowMs, 1_000, Long.MAX_VALUE));
        }
        assertEquals(0, real.find(0, "h"));
        assertEquals(Long.MAX_VALUE, real.keyspace.nextExpiryAtMs());
        assertEquals(5_000, real.keyspace.expiredFieldCount());
    }

    @Test
    void hashesAreFoundWhereverTheyMove() {
        for (String key : List.of("renamed", "expiring", "moved", "copied", "replaced", "removed")) {
            fill(key, 2);
            real.expireAt(0, key, "f0", real.nowMs + 1_000);
        }
        real.db(0).rename(real.nowMs, real.find(0, "renamed"), real.db(0), real.of("other"), 5);
        real.db(0).setExpiry(real.nowMs, real.find(0, "expiring"), real.nowMs + 100_000);
        real.db(0).moveTo(real.nowMs, real.find(0, "moved"), real.db(1));
        real.db(0).copy(real.nowMs, real.find(0, "copied"), real.db(1), real.of("copy"), 4);
        real.keyspace.strings().set(real.db(0), real.nowMs, real.of("replaced"), 8, real.of("v"), 1, -1, 0);
        real.db(0).remove(real.find(0, "removed"), false);
        assertEquals(3, real.db(0).timedPayloadCount());
        assertEquals(2, real.db(1).timedPayloadCount());
        real.nowMs += 2_000;
        assertEquals(5, real.keyspace.expireDue(real.nowMs, 100, Long.MAX_VALUE));
        for (String key : List.of("other", "expiring", "copied")) assertEquals(Map.of("f1", "v1"), real.all(0, key));
        for (String key : List.of("moved", "copy")) assertEquals(Map.of("f1", "v1"), real.all(1, key));
    }

    @Test
    void aHashWithoutTimesKnowsNothingOfThem() {
        fill("h", 3);
        assertEquals(0, real.db(0).expiryIndexBytes());
        assertEquals(Long.MAX_VALUE, real.keyspace.nextExpiryAtMs());
    }

    // ---- draws

    @ParameterizedTest(name = "fields={0}")
    @ValueSource(ints = {1, 5, 40})
    void drawsAreFairInListpacks(int fields) {
        configure(false);
        fill("h", fields);
        assertFair(fields, 1);
    }

    @ParameterizedTest(name = "fields={0}")
    @ValueSource(ints = {1, 5, 40, 300})
    void drawsAreFairInTables(int fields) {
        configure(true);
        fill("h", fields);
        assertFair(fields, 1);
    }

    @Test
    void repeatedDrawsAreFairInListpacks() {
        configure(false);
        fill("h", 20);
        assertFair(20, -5);
    }

    @Test
    void distinctDrawsAreFairInListpacks() {
        configure(false);
        fill("h", 20);
        assertFair(20, 7);
    }

    @Test
    void distinctDrawsOfManyAreFairInTables() {
        configure(true);
        fill("h", 20);
        assertFair(20, 15);
    }

    @Test
    void distinctDrawsOfFewAreFairInTables() {
        configure(true);
        fill("h", 60);
        assertFair(60, 4);
    }

    /**
     * Pearson's test, five standard deviations from the mean of the distribution; draws without replacement vary less,
     * by the part that is drawn.
     *
     * @param count as HRANDFIELD's
     */
    private void assertFair(int fields, int count) {
        long record = real.find(0, "h");
        int rounds = 200 * fields / Math.abs(count) + 1;
        Map<String, Integer> drawn = new HashMap<>();
        for (int i = 0; i < rounds; i++) {
            List<String> some = new ArrayList<>();
            FieldVisitor visitor = (field, length, value, valueLength, ms) -> some.add(TestHashes.text(field, length));
            if (count > 1) real.hashes.drawDistinct(record, count, visitor);
            else real.hashes.drawAny(record, Math.abs(count), visitor);
            assertEquals(Math.abs(count), some.size());
            if (count > 1) assertEquals(count, new HashSet<>(some).size());
            some.forEach(field -> drawn.merge(field, 1, Integer::sum));
        }
        double expected = (double) rounds * Math.abs(count) / fields, chiSquare = 0;
        for (int i = 0; i < fields; i++) chiSquare += Math.pow(drawn.getOrDefault("f" + i, 0) - expected, 2) / expected;
        double part = count > 1 ? (double) (fields - count) / (fields - 1) : 1;
        double freedom = fields - 1;
        assertEquals(freedom * part, chiSquare, 5 * Math.sqrt(2 * freedom) * part + 1, "chi square");
        assertFalse(drawn.isEmpty());
    }
}
