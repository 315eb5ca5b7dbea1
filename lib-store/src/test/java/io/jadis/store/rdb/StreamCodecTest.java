package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamCodecTest {
    private static final String ENTRIES = "stream [5-1{f=1} 5-3{f=2} 6-0{g=3}]";

    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    /** Entries 5-1 f 1, 5-2 deleted, 5-3 f 2, 6-0 g 3 of a node that begins at 5-1. */
    private static Bytes node() {
        return Bytes.listpack(new Bytes().hex("0301 0101 0101 8166 02 0001"
                + "0201 0001 0001 0101 0401" + "0301 0001 0101 0901 0401" + "0201 0001 0201 0201 0401"
                + "0001 0101 dfff 02 0101 8167 02 0301 0601"), 27);
    }

    private static Bytes id(Bytes bytes, long ms, long seq) {
        return bytes.length(ms).length(seq);
    }

    private static Bytes rawId(Bytes bytes, long ms, long seq) {
        return bytes.bigEndian(ms, 8).bigEndian(seq, 8);
    }

    private static Bytes nodes(int typeCode) {
        return rawId(new Bytes().b(typeCode, 1, 16), 5, 1).string(node());
    }

    /** Up to the number of groups. */
    private static Bytes stream(int typeCode) {
        Bytes stream = id(nodes(typeCode).length(3), 6, 0);
        if (typeCode == 15) return stream;
        return id(id(stream, 5, 1), 5, 2).length(4);
    }

    private static Bytes group(Bytes bytes, String name, int typeCode) {
        id(bytes.string(name), 5, 3);
        return typeCode == 15 ? bytes : bytes.length(2);
    }

    private static Bytes pending(Bytes bytes, long ms, long seq) {
        return rawId(bytes, ms, seq).littleEndian(1000, 8).length(2);
    }

    private static Bytes consumer(Bytes bytes, String name, int typeCode) {
        bytes.string(name).littleEndian(2000, 8);
        return typeCode == 21 ? bytes.littleEndian(-1, 8) : bytes;
    }

    @Test
    void everyFormIsRead() throws IOException {
        assertEquals(ENTRIES + " length=3 last=6-0 first=5-1 deleted=0-0 added=3", rdb.restore(stream(15).length(0)));
        String counters = " length=3 last=6-0 first=5-1 deleted=5-2 added=4";
        assertEquals(ENTRIES + counters, rdb.restore(stream(19).length(0)));
        assertEquals(ENTRIES + counters, rdb.restore(stream(21).length(0)));
        for (int typeCode : new int[] {15, 19, 21}) {
            Bytes groups = group(stream(typeCode).length(1), "grp", typeCode);
            pending(pending(groups.length(2), 5, 1), 5, 3);
            rawId(consumer(groups.length(2), "a", typeCode).length(1), 5, 3);
            rawId(consumer(groups, "b", typeCode).length(1), 5, 1);
            String active = typeCode == 21 ? "-1" : "2000";
            String read = typeCode == 15 ? "-1" : "2";
            String shown = rdb.restore(groups);
            assertEquals("grp(last=5-3 read=" + read + " [5-1@1000x2 5-3@1000x2 ] a(seen=2000 active=" + active
                    + " [5-3 ]) b(seen=2000 active=" + active + " [5-1 ]))", shown.substring(shown.indexOf("grp")));
            assertArrayEquals(groups.array(), TestRdb.value(rdb.dump("k", switch (typeCode) {
                case 15 -> 9;
                case 19 -> 10;
                default -> 11;
            }, false)));
        }
    }

    @Test
    void emptyOnesAreStreams() throws IOException {
        Bytes empty = id(id(id(new Bytes().b(21, 0, 0), 7, 7), 0, 0), 7, 7).length(9).length(0);
        assertEquals("stream [] length=0 last=7-7 first=0-0 deleted=7-7 added=9", rdb.restore(empty));
        assertArrayEquals(empty.array(), TestRdb.value(rdb.dump("k", 11, true)));
    }

    @Test
    void aLargeOneIsWrittenInPieces() throws IOException {
        Bytes groups = group(stream(21).length(3), "g1", 21);
        pending(pending(groups.length(2), 5, 1), 5, 3);
        rawId(rawId(consumer(groups.length(1), "a", 21).length(2), 5, 1), 5, 3);
        consumer(group(groups, "g2", 21).length(0).length(1), "c", 21).length(0);
        group(groups, "g3", 21).length(0).length(0);
        String shown = rdb.restore(groups);
        byte[] file = rdb.save(11, true, 64, 1);
        try (TestRdb other = new TestRdb()) {
            other.load(file);
            assertEquals(List.of("0 k = " + shown), other.contents());
        }
    }

    private String refusal(Bytes node) {
        Bytes stream = rawId(new Bytes().b(21, 1, 16), 5, 1).string(node);
        return rdb.refusal(id(id(id(stream.length(1), 6, 0), 5, 1), 0, 0).length(1).length(0));
    }

    @Test
    void damagedNodesAreRefused() {
        String failed = "Stream listpack integrity check failed.";
        assertEquals(failed, refusal(Bytes.listpack()));
        assertEquals(failed, refusal(Bytes.listpack("a")));
        assertEquals(failed, refusal(Bytes.listpack(new Bytes().hex("0001 0001 0001 0001"), 4)), "no entry");
        assertEquals(failed, refusal(Bytes.listpack(new Bytes().hex("0101 0001 0001 0101"), 4)), "no zero");
        assertEquals(failed, refusal(Bytes.listpack(new Bytes().hex("0101 0001 0501 8166 02 0001"), 5)), "fields");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0101 0001 0101 8166 02 0001 0201 0001 0001 0101 0501"), 10)), "count of elements");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0201 0001 0101 8166 02 0001 0201 0001 0001 0101 0401"), 10)), "count of entries");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0101 0001 0101 8166 02 0001 0201 0001 8161 02 0101 0401"), 10)), "id");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0101 0001 0101 8166 02 0001 0801 0001 0001 0101 0401"), 10)), "flags");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0101 0001 0101 8166 02 0001 0001 0001 0001 7f01 8161 02 0101 0601"), 12)), "pairs");
        assertEquals(failed, refusal(Bytes.listpack(
                new Bytes().hex("0101 0001 dfff02 0001 0201 0001 0001 0101 0401"), 9)), "negative");
    }

    @Test
    void damagedStreamsAreRefused() {
        assertEquals("Stream node key entry is not the size of a stream ID",
                rdb.refusal(new Bytes().b(21, 1).string("a")));
        Bytes twice = rawId(rawId(new Bytes().b(21, 2, 16), 5, 1).string(node()).b(16), 5, 1).string(node());
        assertEquals("Listpack re-added with existing key", rdb.refusal(twice));
        assertEquals("Stream length inconsistent with rax entries",
                rdb.refusal(id(id(id(nodes(21).length(4), 6, 0), 5, 1), 5, 2).length(4).length(0)));
        Bytes groups = group(group(stream(21).length(2), "g", 21).length(0).length(0), "g", 21).length(0).length(0);
        assertEquals("Duplicated consumer group name g", rdb.refusal(groups));
        Bytes unowned = pending(group(stream(21).length(1), "g", 21).length(1), 5, 1).length(0);
        assertEquals("Stream CG PEL entry without consumer", rdb.refusal(unowned));
        Bytes samePending = pending(pending(group(stream(21).length(1), "g", 21).length(2), 5, 1), 5, 1);
        assertEquals("Duplicated global PEL entry loading stream consumer group", rdb.refusal(samePending));
        Bytes unknown = rawId(consumer(group(stream(21).length(1), "g", 21).length(0).length(1), "c", 21).length(1), 5,
                1);
        assertEquals("Consumer entry not found in group global PEL", rdb.refusal(unknown));
        Bytes claimedTwice = pending(group(stream(21).length(1), "g", 21).length(1), 5, 1).length(2);
        rawId(consumer(claimedTwice, "c", 21).length(1), 5, 1);
        rawId(consumer(claimedTwice, "d", 21).length(1), 5, 1);
        assertEquals("Duplicated consumer PEL entry loading a stream consumer group", rdb.refusal(claimedTwice));
        Bytes sameConsumer = consumer(group(stream(21).length(1), "g", 21).length(0).length(2), "c", 21).length(0);
        assertEquals("Duplicate stream consumer detected.", rdb.refusal(consumer(sameConsumer, "c", 21).length(0)));
        byte[] whole = stream(21).length(0).array();
        for (int length = 1; length < whole.length; length++) {
            assertEquals("Unexpected EOF reading RDB file",
                    rdb.refusal(new Bytes().raw(java.util.Arrays.copyOf(whole, length))), "length=" + length);
        }
    }
}
