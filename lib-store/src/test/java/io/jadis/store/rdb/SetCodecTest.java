package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.set.SetConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SetCodecTest {
    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    private static Bytes value(int typeCode) {
        return new Bytes().b(typeCode);
    }

    @Test
    void everyFormIsRead() throws IOException {
        assertEquals("intset [-1, 2, 3]", rdb.restore(value(11).string(Bytes.intset(2, -1, 2, 3))));
        assertEquals("intset [-1, 70000]", rdb.restore(value(11).string(Bytes.intset(4, -1, 70_000))));
        assertEquals("intset [1099511627776]", rdb.restore(value(11).string(Bytes.intset(8, 1L << 40))));
        assertEquals("listpack [a, b]", rdb.restore(value(20).string(Bytes.listpack("a", "b"))));
        assertEquals("intset [1, 2]", rdb.restore(value(2).length(2).string("1").b(0xC0, 2)));
        assertEquals("listpack [1, a]", rdb.restore(value(2).length(2).string("1").string("a")));
        assertNull(rdb.restore(value(2).length(0)));
        assertNull(rdb.restore(value(20).string(Bytes.listpack())));
    }

    @Test
    void whatIsOverTheLimitsIsATable() throws IOException {
        String longMember = "x".repeat(65);
        assertEquals("hashtable [a, " + longMember + "]",
                rdb.restore(value(2).length(2).string("a").string(longMember)));
        rdb.sets.configure(new SetConfig(1, 1, 64));
        assertEquals("hashtable [1, 2]", rdb.restore(value(11).string(Bytes.intset(2, 1, 2))));
        assertEquals("hashtable [a, b]", rdb.restore(value(20).string(Bytes.listpack("a", "b"))));
        assertEquals("hashtable [a, b]", rdb.restore(value(2).length(2).string("a").string("b")));
    }

    @Test
    void damagedOnesAreRefused() {
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string(Bytes.intset(2, 2, 1))));
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string(Bytes.intset(2, 1, 1))));
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string(Bytes.intset(3, 1))));
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string(Bytes.intset(2))));
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string(Bytes.intset(2, 1).b(0))));
        assertEquals("Intset integrity check failed.", rdb.refusal(value(11).string("abc")));
        assertEquals("Set listpack integrity check failed.",
                rdb.refusal(value(20).string(Bytes.listpack("a", "a")), true));
        Bytes sameNumber = Bytes.listpack(new Bytes().hex("0101 8131 02"), 2);
        assertEquals("Set listpack integrity check failed.", rdb.refusal(value(20).string(sameNumber), true));
        assertEquals("Duplicate set members detected", rdb.refusal(value(2).length(2).string("a").string("a")));
        assertEquals("Duplicate set members detected", rdb.refusal(value(2).length(2).string("1").string("1")));
        rdb.sets.configure(new SetConfig(1, 1, 64));
        assertEquals("Duplicate set members detected", rdb.refusal(value(2).length(2).string("a").string("a")));
    }

    @Test
    void aMemberThatCameTwiceIsThereOnceInATable() throws IOException {
        byte[] twice = value(20).string(Bytes.listpack("a", "a", "b", "b", "a")).array();
        rdb.restore("k", twice, false);
        assertTrue(rdb.addToSet("k", "x".repeat(65)));
        assertEquals(3, rdb.sets.size(rdb.find("k")));
        for (int version = 9; version <= 11; version++) {
            rdb.restore("again", TestRdb.value(rdb.dump("k", version, true)), true);
            assertEquals(3, rdb.sets.size(rdb.find("again")));
        }
        rdb.sets.configure(new SetConfig(1, 1, 64));
        assertEquals("hashtable [a, b]", rdb.restore("k", twice, false));
        assertEquals(2, rdb.sets.size(rdb.find("k")));
    }

    @Test
    void aMemberThatCameTwiceIsWrittenOnceWhereMembersAreWrittenOneByOne() throws IOException {
        rdb.restore("k", value(20).string(Bytes.listpack("a", "b", "a")).array(), false);
        byte[] members = value(2).length(2).string("a").string("b").array();
        assertArrayEquals(members, TestRdb.value(rdb.dump("k", 10, true)));
        assertArrayEquals(members, TestRdb.value(rdb.dump("k", 9, true)));
    }

    @Test
    void aNumberThatCameAsAStringIsFound() throws IOException {
        for (String number : new String[] {"8131 02", "e00131 03", "f00100000031 06", "822d31 03"}) {
            String text = number.endsWith("822d31 03") ? "-1" : "1";
            rdb.restore(value(20).string(Bytes.listpack(new Bytes().hex(number + "8161 02"), 2)));
            assertFalse(rdb.addToSet("k", text), number);
            assertTrue(rdb.addToSet("k", "x".repeat(65)), number);
            assertEquals(3, rdb.sets.size(rdb.find("k")), number);
        }
        byte[] notNumbers = value(20).string(Bytes.listpack("01", "-", "-0", "1a", "9".repeat(20), "")).array();
        rdb.restore(notNumbers);
        assertArrayEquals(notNumbers, TestRdb.value(rdb.dump("k", 11, false)));
    }

    @Test
    void compactOnesAreWrittenAsTheyAre() throws IOException {
        byte[] intset = value(11).string(Bytes.intset(2, 1, 2)).array();
        rdb.restore(intset);
        for (int version = 9; version <= 11; version++) assertArrayEquals(intset,
                TestRdb.value(rdb.dump("k", version, true)));
        byte[] listpack = value(20).string(Bytes.listpack("a", "b")).array();
        rdb.restore(listpack);
        assertArrayEquals(listpack, TestRdb.value(rdb.dump("k", 11, true)));
        byte[] members = value(2).length(2).string("a").string("b").array();
        assertArrayEquals(members, TestRdb.value(rdb.dump("k", 10, true)));
        assertArrayEquals(members, TestRdb.value(rdb.dump("k", 9, true)));
    }
}
