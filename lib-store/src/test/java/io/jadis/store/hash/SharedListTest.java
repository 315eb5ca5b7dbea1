package io.jadis.store.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hashes that have the names of their fields in common. */
class SharedListTest {
    private static final int FIELDS = 10;

    private final TestHashes real = new TestHashes(7);

    @AfterEach
    void close() {
        real.close();
    }

    private void fill(String key, String prefix, int fields) {
        for (int i = 0; i < fields; i++) real.set(0, key, prefix + i, "value-" + i, false);
    }

    private boolean isShared(String key) {
        return Record.encoding(real.find(0, key)) == Encoding.LISTPACK_SHARED;
    }

    /** So many hashes that the sequence, and all on the way to it, are known. */
    private void learn() {
        for (int i = 0; i < 2 * FIELDS; i++) fill("learned:" + i, "field:", FIELDS);
        assertTrue(isShared("learned:" + (2 * FIELDS - 1)));
    }

    private long bytesOf(String prefix, boolean alike) {
        long before = real.allocator.usedBytes();
        for (int i = 0; i < 1_000; i++) fill(prefix + i, alike ? "field:" : "field:" + i + ":", FIELDS);
        return real.allocator.usedBytes() - before;
    }

    @Test
    void whatManyHaveInCommonIsHeldOnce() {
        long own = bytesOf("own:", false), common = bytesOf("common:", true);
        assertTrue(common < own * 2 / 3, common + " of " + own);
    }

    @Test
    void namesThatAreTheirOwnLeaveNothing() {
        fill("warm", "field:", FIELDS);
        real.remove(0, "warm", "field:0");
        long before = real.allocator.usedBytes();
        for (int i = 0; i < 500; i++) {
            fill("h", i + ":", FIELDS);
            assertEquals(FIELDS, real.all(0, "h").size());
            real.db(0).remove(real.find(0, "h"), false);
        }
        assertEquals(before, real.allocator.usedBytes());
    }

    @Test
    void itIsAListpackToEverybody() {
        learn();
        assertEquals("listpack", real.encoding(0, "learned:19"));
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < FIELDS; i++) expected.put("field:" + i, "value-" + i);
        assertEquals(expected, real.all(0, "learned:19"));
        for (int i = 0; i < FIELDS; i++) assertEquals("value-" + i, real.get(0, "learned:19", "field:" + i));
        assertNull(real.get(0, "learned:19", "field:10"));
        assertNull(real.get(0, "learned:19", "value-1"));
    }

    @Test
    void aValueChangesAndTheNamesStay() {
        learn();
        real.set(0, "learned:19", "field:3", "12345", false);
        real.set(0, "learned:19", "field:9", "a longer value than before", false);
        assertTrue(isShared("learned:19"));
        assertEquals("12345", real.get(0, "learned:19", "field:3"));
        assertEquals("a longer value than before", real.get(0, "learned:19", "field:9"));
        assertEquals("value-4", real.get(0, "learned:19", "field:4"));
        assertEquals("value-3", real.get(0, "learned:18", "field:3"));
    }

    @Test
    void whoGoesItsOwnWayHasItsNamesItself() {
        learn();
        real.set(0, "learned:19", "another", "x", false);
        real.remove(0, "learned:18", "field:0");
        real.expireAt(0, "learned:17", "field:1", real.nowMs + 1_000);
        real.hashes.configure(new HashConfig(4, 64));
        real.set(0, "learned:16", "field:0", "y", false);
        assertEquals("listpackex", real.encoding(0, "learned:17"));
        assertEquals("hashtable", real.encoding(0, "learned:16"));
        for (int i = 16; i <= 19; i++) assertEquals("value-5", real.get(0, "learned:" + i, "field:5"));
        assertEquals(FIELDS + 1, real.all(0, "learned:19").size());
        assertEquals(FIELDS - 1, real.all(0, "learned:18").size());
        assertTrue(isShared("learned:15"));
        assertEquals("value-0", real.get(0, "learned:15", "field:0"));
    }

    @Test
    void numbersAreNamesToo() {
        for (int i = 0; i < 20; i++) fill("h" + i, "", FIELDS);
        assertTrue(isShared("h19"));
        assertEquals("value-7", real.get(0, "h19", "7"));
        assertNull(real.get(0, "h19", "07"));
        assertEquals(FIELDS, real.all(0, "h19").size());
    }

    @Test
    void theMemoryOfNamesIsBounded() {
        long before = real.allocator.usedBytes();
        for (int i = 0; i < 6_000; i++) {
            for (int twice = 0; twice < 2; twice++) fill("h" + twice, "a name of some length " + i + ":", 5);
            assertEquals("value-4", real.get(0, "h1", "a name of some length " + i + ":4"));
            for (int twice = 0; twice < 2; twice++) real.db(0).remove(real.find(0, "h" + twice), false);
        }
        long left = real.allocator.usedBytes() - before;
        assertTrue(left < 2 << 20, left + " bytes");
        fill("h", "field:", FIELDS);
        learn();
    }

    @Test
    void namesAreGivenBackWhenTheLastHashOfTheirKindIsGone() {
        fill("warm", "field:", FIELDS);
        real.remove(0, "warm", "field:0");
        long before = real.allocator.usedBytes();
        learn();
        real.hashes.dropUnusedNames();
        assertEquals("value-5", real.get(0, "learned:19", "field:5"));
        for (int i = 0; i < 2 * FIELDS; i++) real.db(0).remove(real.find(0, "learned:" + i), false);
        assertTrue(real.allocator.usedBytes() > before);
        real.hashes.dropUnusedNames();
        assertEquals(before, real.allocator.usedBytes());
        learn();
    }

    @Test
    void whereThereIsNoRoomForMoreTheHashesAreAsTheyWere() {
        for (int i = 0; i < 12_000; i++) fill("h" + i, "name " + i / 2 + " that is in use:", 4);
        for (int i = 0; i < 12_000; i++) {
            assertEquals("value-3", real.get(0, "h" + i, "name " + i / 2 + " that is in use:3"));
        }
        assertTrue(isShared("h1"));
        assertFalse(isShared("h11999"));
    }
}
