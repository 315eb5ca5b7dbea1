package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jadis.store.hash.HashConfig;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashCodecTest {
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
        String expected = "listpack {a=1, b=x}";
        Bytes pairs = value(4).length(2).string("a").string("1").string("b").string("x");
        assertEquals(expected, rdb.restore(pairs));
        assertEquals(expected, rdb.restore(value(16).string(Bytes.listpack("a", "1", "b", "x"))));
        assertEquals(expected, rdb.restore(value(13).string(Bytes.ziplist("a", "1", "b", "x"))));
        Bytes zipmap = new Bytes().b(2, 1).raw("a").b(1, 2).raw("1??").b(1).raw("b").b(1, 0).raw("x").b(255);
        assertEquals(expected, rdb.restore(value(9).string(zipmap)));
    }

    @Test
    void namesInCommonDoNotShow() throws IOException {
        byte[] pairs = value(16).string(Bytes.listpack("a", "1", "17", "x", "c", "-5", "d", "", "e", "2")).array();
        for (int i = 0; i < 3; i++) rdb.restore("k" + i, pairs, true);
        assertEquals(Encoding.LISTPACK, Record.encoding(rdb.find("k0")));
        assertEquals(Encoding.LISTPACK_SHARED, Record.encoding(rdb.find("k2")));
        assertArrayEquals(rdb.dump("k0", 11, true), rdb.dump("k2", 11, true));
        assertArrayEquals(rdb.dump("k0", 9, false), rdb.dump("k2", 9, false));
        assertEquals("listpack {17=x, a=1, c=-5, d=, e=2}", rdb.restore("k3", pairs, true));
    }

    @Test
    void emptyOnesAreNone() throws IOException {
        assertNull(rdb.restore(value(4).length(0)));
        assertNull(rdb.restore(value(16).string(Bytes.listpack())));
        assertNull(rdb.restore(value(13).string(Bytes.ziplist())));
        assertNull(rdb.restore(value(25).littleEndian(1, 8).string(Bytes.listpack())));
        assertNull(rdb.restore(value(24).littleEndian(1, 8).length(0)));
    }

    @Test
    void whatIsOverTheLimitsIsATable() throws IOException {
        String longValue = "x".repeat(65);
        assertEquals("hashtable {a=" + longValue + "}", rdb.restore(value(4).length(1).string("a").string(longValue)));
        assertEquals("hashtable {a=1, b=" + longValue + ", c=2}", rdb.restore(value(4).length(3).string("a").string("1")
                .string("b").string(longValue).string("c").string("2")));
        rdb.hashes.configure(new HashConfig(1, 64));
        assertEquals("hashtable {a=1, b=2}", rdb.restore(value(16).string(Bytes.listpack("a", "1", "b", "2"))));
        assertEquals("hashtable {a=1, b=2}", rdb.restore(value(13).string(Bytes.ziplist("a", "1", "b", "2"))));
        Bytes zipmap = new Bytes().b(254, 1).raw("a").b(1, 0).raw("1").b(1).raw("b").b(1, 0).raw("2").b(255);
        assertEquals("hashtable {a=1, b=2}", rdb.restore(value(9).string(zipmap)));
        Bytes triples = Bytes.listpack(new Bytes().hex("8161 02 8131 02 0501 8162 02 8132 02 0001"), 6);
        assertEquals("hashtable {a=1@5, b=2}", rdb.restore(value(25).littleEndian(5, 8).string(triples)));
    }

    @Test
    void ziplistsHaveEveryKindOfInteger() throws IOException {
        Bytes entries = new Bytes().hex("00 01 61  03 f1  02 01 62  03 fd  02 01 63 03 fe80 03 01 64 03 c0ff7f 04 01 65"
                + "03 f0ffffff 05 01 66 03 d000000080 06 01 67 03 e00000000000000080");
        Bytes ziplist = Bytes.ziplist(entries, 10 + entries.array().length - 10, 14);
        assertEquals("listpack {a=0, b=12, c=-128, d=32767, e=-1, f=-2147483648, g=-9223372036854775808}",
                rdb.restore(value(13).string(ziplist)));
    }

    @Test
    void longElementsOfZiplistsHaveLongerHeads() throws IOException {
        String medium = "m".repeat(300), large = "l".repeat(20_000);
        Bytes ziplist = Bytes.ziplist("a", medium, "b", large, "c", "1");
        assertEquals("listpack {a=" + medium + ", b=" + large + ", c=1}", rdb.restore(value(13).string(ziplist)));
    }

    @Test
    void damagedOnesAreRefused() {
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist("a", "1", "a", "2"))), "twice");
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist("a", "1", "b"))), "odd");
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist(new Bytes().hex("00 01 61 02 01 62"), 13, 2))), "chain");
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist(new Bytes().hex("00 01 61 03 01 62"), 10, 2))), "tail");
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist(new Bytes().hex("00 01 61 03 01 62"), 13, 3))), "count");
        assertEquals("Hash ziplist integrity check failed.",
                rdb.refusal(value(13).string(Bytes.ziplist(new Bytes().hex("00 05 61"), 10, 1))), "length");
        assertEquals("Hash listpack integrity check failed.",
                rdb.refusal(value(16).string(Bytes.listpack("a", "1", "a", "2")), true), "twice");
        assertEquals("Hash listpack integrity check failed.", rdb.refusal(value(16).string(Bytes.listpack("a"))),
                "odd");
        assertEquals("Hash listpack integrity check failed.",
                rdb.refusal(value(16).string(Bytes.listpack(new Bytes().hex("8161 03 8131 02"), 2))), "back");
        assertEquals("Zipmap integrity check failed.", rdb.refusal(value(9).string(new Bytes().b(0, 255))));
        assertEquals("Zipmap integrity check failed.",
                rdb.refusal(value(9).string(new Bytes().b(1, 1).raw("a").b(5, 0).raw("1").b(255))));
        Bytes twice = new Bytes().b(2, 1).raw("a").b(1, 0).raw("1").b(1).raw("a").b(1, 0).raw("2").b(255);
        assertEquals("Hash zipmap with dup elements, or big length", rdb.refusal(value(9).string(twice)));
        Bytes dup = value(4).length(2).string("a").string("1").string("a").string("2");
        assertEquals("Hash with dup elements", rdb.refusal(dup, true));
        assertEquals("Unexpected EOF reading RDB file", rdb.refusal(value(4).length(2).string("a").string("1")));
    }

    @Test
    void aFieldThatCameTwiceIsThereOnceInATable() throws IOException {
        Bytes pairs = value(16).string(Bytes.listpack("f", "1", "g", "2", "f", "3", "f", "4"));
        Bytes triples = value(25).littleEndian(5, 8)
                .string(Bytes.listpack(new Bytes().hex("8166 02 8131 02 0501 8166 02 8132 02 0601 8167 02 8133 02 0001"
                        + "8166 02 8134 02 0001"), 12));
        String longValue = "x".repeat(65);
        rdb.restore("k", pairs.array(), false);
        rdb.setField("k", "h", longValue);
        assertFieldsThatCanBeRead(3, "hashtable {f=1, g=2, h=" + longValue + "}");
        rdb.restore("k", triples.array(), false);
        rdb.setField("k", "h", longValue);
        assertFieldsThatCanBeRead(3, "hashtable {f=1@5, g=3, h=" + longValue + "}");
        rdb.hashes.configure(new HashConfig(1, 64));
        rdb.restore("k", pairs.array(), false);
        assertFieldsThatCanBeRead(2, "hashtable {f=1, g=2}");
        rdb.restore("k", triples.array(), false);
        assertFieldsThatCanBeRead(2, "hashtable {f=1@5, g=3}");
    }

    private void assertFieldsThatCanBeRead(int size, String expected) throws IOException {
        assertEquals(expected, rdb.show(rdb.find("k")));
        assertEquals(size, rdb.hashes.size(rdb.find("k")));
        for (int version = 9; version <= 11; version++) {
            assertEquals(expected, rdb.restore("again", TestRdb.value(rdb.dump("k", version, true)), true));
        }
    }

    @Test
    void aFieldThatCameTwiceIsWrittenOnceWhereFieldsAreWrittenOneByOne() throws IOException {
        byte[] fields = value(4).length(2).string("f").string("p").string("g").string("q").array();
        byte[] pairs = value(16).string(Bytes.listpack("f", "p", "f", "r", "g", "q")).array();
        rdb.restore("k", pairs, false);
        assertArrayEquals(fields, TestRdb.value(rdb.dump("k", 9, false)));
        String stay = "8166 02 8170 02 0001 8166 02 8172 02 0001 8167 02 8171 02 0001";
        Bytes stays = Bytes.listpack(new Bytes().hex(stay), 9);
        rdb.restore("k", value(25).littleEndian(0, 8).string(stays).array(), false);
        assertArrayEquals(fields, TestRdb.value(rdb.dump("k", 11, false)));
    }

    @Test
    void namesThatHashesShareMayHaveOneTwice() throws IOException {
        byte[] pairs = value(16).string(Bytes.listpack("f", "1", "g", "2", "f", "3", "h", "4")).array();
        for (int i = 0; i < 3; i++) rdb.restore("k", pairs, false);
        assertEquals(Encoding.LISTPACK_SHARED, Record.encoding(rdb.find("k")));
        assertEquals("listpack {f=1, g=2, h=4}", rdb.restore("again", TestRdb.value(rdb.dump("k", 9, true)), true));
        rdb.setField("k", "i", "x".repeat(65));
        assertFieldsThatCanBeRead(4, "hashtable {f=1, g=2, h=4, i=" + "x".repeat(65) + "}");
    }

    @Test
    void aFieldThatIsANumberAndCameAsAStringIsFound() throws IOException {
        rdb.restore(value(16).string(Bytes.listpack("1", "a", "b", "2")));
        rdb.setField("k", "1", "c");
        assertEquals("listpack {1=c, b=2}", rdb.show(rdb.find("k")));
        assertEquals(2, rdb.hashes.size(rdb.find("k")));
        Bytes triples = Bytes.listpack(new Bytes().hex("8131 02 8161 02 0501 8162 02 8132 02 0001"), 6);
        rdb.restore(value(25).littleEndian(5, 8).string(triples));
        rdb.setField("k", "1", "c");
        assertEquals("listpackex {1=c, b=2}", rdb.show(rdb.find("k")));
        assertEquals(2, rdb.hashes.size(rdb.find("k")));
    }

    @Test
    void fieldsThatExpireHaveTheFormsOfSevenFour() throws IOException {
        Bytes triples = Bytes.listpack(new Bytes().hex("8161 02 8131 02 f3 00e1f505 05 8162 02 8132 02 0001"), 6);
        Bytes list = value(25).littleEndian(100_000_000, 8).string(triples);
        assertEquals("listpackex {a=1@100000000, b=2}", rdb.restore(list));
        assertArrayEquals(list.array(), TestRdb.value(rdb.dump("k", 11, false)));

        rdb.hashes.configure(new HashConfig(0, 64));
        Bytes table = value(24).littleEndian(100, 8).length(2).length(51).string("a").string("1").length(1).string("b")
                .string("2");
        assertEquals("hashtable {a=1@150, b=2@100}", rdb.restore(table));
        assertEquals("hashtable {a=1@150, b=2@100}", rdb.restore(TestRdb.value(rdb.dump("k", 11, true))));
        assertEquals("Hash listpack integrity check failed.", rdb.refusal(value(25).littleEndian(5, 8)
                .string(Bytes.listpack(new Bytes().hex("8161 02 8131 02 0001 8162 02 8132 02 0501"), 6))), "order");
        assertEquals("Duplicate hash fields detected", rdb.refusal(value(24).littleEndian(1, 8).length(2).length(1)
                .string("a").string("1").length(2).string("a").string("2")));
        assertEquals("Duplicate hash fields detected", rdb.refusal(value(24).littleEndian(1, 8).length(2).length(1)
                .string("a").string("1").length(0).string("a").string("other")));
    }

    /** A time that only a payload can have, and that was taken for none: what was written then could not be read. */
    @Test
    void aFieldMayHaveExpiredInTheFirstMillisecondOfAll() throws IOException {
        rdb.hashes.configure(new HashConfig(0, 64));
        Bytes table = value(24).littleEndian(0, 8).length(2).length(1).string("a").string("1").length(0).string("b")
                .string("2");
        assertEquals("hashtable {a=1@0, b=2}", rdb.restore(table));
        rdb.hashes.configure(HashConfig.DEFAULT);
        assertEquals("hashtable {a=1@0, b=2}", rdb.restore(table), "a listpack has no other word for never");
        for (int version = 9; version <= 11; version++) {
            assertEquals("hashtable {a=1@0, b=2}", rdb.restore(TestRdb.value(rdb.dump("k", version, true))));
        }
    }

    @Test
    void everyVersionIsReadAgain() throws IOException {
        Bytes small = value(4).length(2).string("a").string("1").string("b").string("y".repeat(30));
        String shown = rdb.restore(small);
        for (int version = 9; version <= 11; version++) {
            byte[] payload = rdb.dump("k", version, true);
            assertEquals(version == 9 ? 4 : 16, payload[0]);
            assertEquals(shown, rdb.restore(TestRdb.value(payload)));
        }
    }
}
