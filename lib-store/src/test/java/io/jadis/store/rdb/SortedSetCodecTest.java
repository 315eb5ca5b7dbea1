package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.sortedset.SortedSetConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SortedSetCodecTest {
    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    private static Bytes value(int typeCode) {
        return new Bytes().b(typeCode);
    }

    private static Bytes score(Bytes bytes, double score) {
        return bytes.littleEndian(Double.doubleToRawLongBits(score), 8);
    }

    @Test
    void everyFormIsRead() throws IOException {
        String expected = "listpack [a=1.0, b=2.5]";
        assertEquals(expected, rdb.restore(score(score(value(5).length(2).string("b"), 2.5).string("a"), 1)));
        assertEquals(expected, rdb.restore(value(3).length(2).string("b").b(3).raw("2.5").string("a").b(1).raw("1")));
        assertEquals(expected, rdb.restore(value(17).string(Bytes.listpack("a", "1", "b", "2.5"))));
        assertEquals(expected, rdb.restore(value(12).string(Bytes.ziplist("a", "1", "b", "2.5"))));
        assertEquals("listpack [b=-Infinity, a=Infinity]",
                rdb.restore(value(3).length(2).string("a").b(254).string("b").b(255)));
    }

    @Test
    void emptyOnesAreNone() throws IOException {
        assertNull(rdb.restore(value(5).length(0)));
        assertNull(rdb.restore(value(17).string(Bytes.listpack())));
        assertNull(rdb.restore(value(12).string(Bytes.ziplist())));
    }

    @Test
    void whatIsOverTheLimitsIsASkiplist() throws IOException {
        String longMember = "x".repeat(65);
        assertEquals("skiplist [" + longMember + "=1.0]", rdb.restore(score(value(5).length(1).string(longMember), 1)));
        rdb.sortedSets.configure(new SortedSetConfig(1, 64));
        assertEquals("skiplist [a=1.0, b=2.5]", rdb.restore(value(17).string(Bytes.listpack("a", "1", "b", "2.5"))));
        assertEquals("skiplist [a=1.0, b=2.5]", rdb.restore(value(12).string(Bytes.ziplist("b", "2.5", "a", "1"))));
    }

    @Test
    void damagedOnesAreRefused() {
        assertEquals("Zset with NAN score detected", rdb.refusal(score(value(5).length(1).string("a"), Double.NaN)));
        assertEquals("Zset with NAN score detected", rdb.refusal(value(3).length(1).string("a").b(253)));
        assertEquals("Zset with NAN score detected", rdb.refusal(value(3).length(1).string("a").b(3).raw("abc")));
        assertEquals("Duplicate zset fields detected",
                rdb.refusal(score(score(value(5).length(2).string("a"), 1).string("a"), 2)));
        assertEquals("Zset listpack integrity check failed.", rdb.refusal(value(17).string(Bytes.listpack("a", "x"))));
        assertEquals("Zset listpack integrity check failed.", rdb.refusal(value(17).string(Bytes.listpack("a"))));
        assertEquals("Zset listpack integrity check failed.",
                rdb.refusal(value(17).string(Bytes.listpack("a", "1", "a", "2")), true));
        assertEquals("Zset ziplist integrity check failed.",
                rdb.refusal(value(12).string(Bytes.ziplist("a", "1", "a", "2"))));
        assertEquals("Zset ziplist integrity check failed.", rdb.refusal(value(12).string(Bytes.ziplist("a"))));
    }

    @Test
    void aMemberThatCameTwiceIsThereOnceWhenTheSetHasGrown() throws IOException {
        byte[] twice = value(17).string(Bytes.listpack("a", "1", "a", "1", "b", "2", "b", "3")).array();
        assertEquals("listpack [a=1.0, a=1.0, b=2.0, b=3.0]", rdb.restore("k", twice, false));
        long record = rdb.find("k");
        rdb.sortedSets.expect(rdb.keyspace.database(0), record, 129);
        assertEquals("skiplist [a=1.0, b=2.0]", rdb.show(record));
        rdb.sortedSets.configure(new SortedSetConfig(1, 64));
        assertEquals("skiplist [a=1.0, b=2.0]", rdb.restore("k", twice, false));
    }

    @Test
    void aMemberThatCameTwiceIsWrittenOnceWhereElementsAreWrittenOneByOne() throws IOException {
        rdb.restore("k", value(17).string(Bytes.listpack("a", "1", "a", "2", "b", "3")).array(), false);
        byte[] elements = score(score(value(5).length(2).string("b"), 3).string("a"), 1).array();
        assertArrayEquals(elements, TestRdb.value(rdb.dump("k", 9, true)));
    }

    @Test
    void aNumberThatCameAsAStringIsFound() throws IOException {
        rdb.restore(value(17).string(Bytes.listpack("7", "1", "b", "2")));
        assertTrue(rdb.isInSortedSet("k", "7"));
    }

    @Test
    void largeOnesAreWrittenFromTheEnd() throws IOException {
        rdb.sortedSets.configure(new SortedSetConfig(0, 64));
        byte[] elements = score(score(value(5).length(2).string("b"), 2.5).string("a"), -0.0).array();
        assertEquals("skiplist [a=-0.0, b=2.5]", rdb.restore(elements));
        for (int version = 9; version <= 11; version++) {
            assertArrayEquals(elements, TestRdb.value(rdb.dump("k", version, true)));
        }
    }

    @Test
    void listpacksAreWrittenAsTheyAreSinceVersionTen() throws IOException {
        byte[] value = value(17).string(Bytes.listpack("a", "1.5", "b", "2.5")).array();
        rdb.restore(value);
        assertArrayEquals(value, TestRdb.value(rdb.dump("k", 10, true)));
        assertEquals(5, rdb.dump("k", 9, true)[0]);
        assertEquals("listpack [a=1.5, b=2.5]", rdb.restore(TestRdb.value(rdb.dump("k", 9, true))));
    }
}
