package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.keyspace.Record;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RdbFileTest {
    private static final int VERSION = 11;
    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    private RdbException failure(byte[] file, LoadOptions options) {
        return assertThrows(RdbException.class, () -> rdb.load(file, options, 7, file.length));
    }

    private String refusal(byte[] file) {
        return failure(file, TestRdb.AS_MASTER).getMessage();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        rdb.set(0, "a", "1", Record.NO_EXPIRY);
        rdb.set(0, "b", "x".repeat(100_000), TestRdb.NOW_MS + 5);
        rdb.set(3, "c", "", Record.NO_EXPIRY);
        Bytes members = new Bytes().b(2).length(1000);
        for (int i = 0; i < 1000; i++) members.string("member" + i);
        rdb.restore("set", members.array(), true);
        List<String> before = rdb.contents();
        for (boolean compress : new boolean[] {true, false}) {
            for (int effort : new int[] {1, 7, Integer.MAX_VALUE}) {
                byte[] file = rdb.save(VERSION, compress, 64, effort);
                try (TestRdb other = new TestRdb()) {
                    other.load(file, TestRdb.AS_MASTER, 1000, effort == 1 ? RdbInput.UNKNOWN_SIZE : file.length);
                    assertEquals(before, other.contents());
                }
            }
        }
    }

    @Test
    void theFrameIsThatOfRedis() throws IOException {
        rdb.set(2, "k", "v", TestRdb.NOW_MS);
        byte[] expected = Bytes.file(VERSION)
                .b(250).string("redis-ver").string("7.2.5").b(250).string("redis-bits").b(0xC0, 64)
                .b(250).string("ctime").b(0xC2).littleEndian(1_700_000_000, 4).b(250).string("used-mem")
                .b(0xC2).littleEndian(1 << 20, 4).b(250).string("aof-base").b(0xC0, 0)
                .b(254, 2, 251, 1, 1, 252).littleEndian(TestRdb.NOW_MS, 8).b(0).string("k").string("v").end(VERSION);
        assertEquals(java.util.HexFormat.of().formatHex(expected),
                java.util.HexFormat.of().formatHex(rdb.save(VERSION, true, 64, 1)));
    }

    @Test
    void everyVersionIsRead() throws IOException {
        for (int version = 1; version <= 12; version++) {
            try (TestRdb other = new TestRdb()) {
                byte[] file = Bytes.file(version).b(254, 1).b(253).littleEndian(1_800_000_000, 4).b(0).string("k")
                        .string("v").end(version);
                RdbReader reader = other.load(file);
                assertEquals(1, reader.loadedCount());
                assertEquals(List.of("1 k (at 1800000000000) = embstr v"), other.contents());
            }
        }
    }

    @Test
    void whatComesBeforeAKeyIsHeeded() throws IOException {
        byte[] file = Bytes.file(VERSION).b(250).string("repl-stream-db").string("3").b(250).string("repl-id")
                .string("x".repeat(40)).b(250).string("repl-offset").string("1234").b(250).string("aof-base").b(0xC0, 1)
                .b(250).string("unknown").string("y").b(250).string("%note").string("text")
                .b(245).string("#!lua name=lib").b(244, 1, 2, 3)
                .b(254, 0, 251, 5, 0).b(248).length(100).b(0).string("k").string("v").end(VERSION);
        RdbReader reader = rdb.load(file);
        assertEquals(new RdbHeader.Replication(3, "x".repeat(40), 1234), reader.replication().orElseThrow());
        assertTrue(reader.isAofBase());
        assertEquals("#!lua name=lib", new String(reader.functions().getFirst()));
        assertEquals(100_000, rdb.keyspace.database(0).idleMs(rdb.find("k"), TestRdb.NOW_MS));
        assertEquals(List.of("RDB is base AOF", "RDB '%note': text",
                "Done loading RDB, keys loaded: 1, keys expired: 0."), rdb.log);
    }

    @Test
    void modulesAreNamedAndLeftOut() throws IOException {
        long id = moduleId("testmodul", 2);
        byte[] aux = Bytes.file(VERSION).b(247, 0x81).bigEndian(id, 8).b(2, 1, 5).string("data").b(1, 7, 3)
                .littleEndian(0, 4).b(4).littleEndian(0, 8).b(0).end(VERSION);
        rdb.load(aux);
        assertEquals("! The RDB file contains AUX module data, which is left out: no matching module 'testmodul'",
                rdb.log.getFirst());
        byte[] value = Bytes.file(VERSION).b(7).string("k").b(0x81).bigEndian(id, 8).end(VERSION);
        assertEquals("The RDB file contains module data I can't load: no matching module type 'testmodul'",
                refusal(value));
    }

    private static long moduleId(String name, int version) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        long id = 0;
        for (char c : name.toCharArray()) id = id << 6 | alphabet.indexOf(c);
        return id << 10 | version;
    }

    @Test
    void expiredKeysAreDroppedByAMaster() throws IOException {
        byte[] file = Bytes.file(VERSION).b(252).littleEndian(TestRdb.NOW_MS - 1, 8).b(0).string("old").string("v")
                .b(252).littleEndian(TestRdb.NOW_MS, 8).b(0).string("new").string("v").b(0).string("k").string("v")
                .end(VERSION);
        RdbReader reader = rdb.load(file);
        assertEquals(2, reader.loadedCount());
        assertEquals(1, reader.expiredCount());
        assertEquals(List.of("expired old", "Done loading RDB, keys loaded: 2, keys expired: 1."), rdb.log);
        try (TestRdb replica = new TestRdb()) {
            replica.load(file, new LoadOptions(false, false, false, true), 5, file.length);
            assertEquals(3, replica.contents().size());
        }
    }

    @Test
    void emptyCollectionsAreSkipped() throws IOException {
        Bytes file = Bytes.file(VERSION);
        for (int i = 0; i < 12; i++) file.b(2).string("k" + i).length(0);
        rdb.load(file.end(VERSION));
        assertEquals(11, rdb.log.size());
        assertEquals("rdbLoadObject skipping empty key: k0", rdb.log.getFirst());
        assertEquals("Done loading RDB, keys loaded: 0, keys expired: 0, empty keys skipped: 12.", rdb.log.getLast());
    }

    @Test
    void aKeyMayComeTwiceOnlyInAMerge() throws IOException {
        byte[] file = Bytes.file(VERSION).b(0).string("k").string("1").b(0).string("k").string("2").end(VERSION);
        assertEquals("Duplicated key found in RDB file", refusal(file));
        assertEquals("! RDB has duplicated key 'k' in DB 0", rdb.log.getFirst());
        rdb.load(file, new LoadOptions(true, true, false, true), 100, file.length);
        assertEquals(List.of("0 k = int 2"), rdb.contents());
    }

    /** The keys go into the table some at a time: the value that is read next must not be left over. */
    @Test
    void aKeyThatComesTwiceLeavesNothingBehindHoweverManyFollow() throws IOException {
        Bytes file = Bytes.file(VERSION);
        for (int i = 0; i < 100; i++) file.b(1).string("k").length(1).string("element");
        assertEquals("Duplicated key found in RDB file", refusal(file.end(VERSION)));
    }

    @Test
    void theChecksumIsChecked() throws IOException {
        byte[] file = Bytes.file(VERSION).b(0).string("k").string("value").end(VERSION);
        byte[] damaged = file.clone();
        damaged[14] ^= 1;
        assertEquals("RDB CRC error", refusal(damaged));
        try (TestRdb other = new TestRdb()) {
            other.load(damaged, new LoadOptions(true, false, false, false), 100, damaged.length);
        }
        byte[] without = Bytes.file(VERSION).b(0).string("other").string("value").b(255).littleEndian(0, 8).array();
        rdb.load(without);
        assertTrue(rdb.log.contains("RDB file was saved with checksum disabled: no check performed."));
    }

    @Test
    void whatIsNoFileOfOursIsRefused() {
        assertEquals("Wrong signature trying to load DB from file", refusal("HELLO0011?".getBytes()));
        assertEquals("Can't handle RDB format version 13", refusal(Bytes.file(13).end(13)));
        assertEquals("Can't handle RDB format version 0", refusal(Bytes.file(0).end(0)));
        assertEquals("Can't handle RDB format version 0", refusal("REDIS00\r\n\r\n".getBytes()));
        assertEquals(RdbException.Kind.FOREIGN, failure(Bytes.file(13).end(13), TestRdb.AS_MASTER).kind());
        assertEquals("FATAL: Data file was created with a Redis server configured to handle more than 16 databases. "
                + "Exiting", refusal(Bytes.file(VERSION).b(254, 16).end(VERSION)));
        assertEquals("Pre-release function format not supported.", refusal(Bytes.file(VERSION).b(246).end(VERSION)));
        assertEquals("Unknown RDB encoding type 8", refusal(Bytes.file(VERSION).b(8).string("k").end(VERSION)));
        assertEquals("Unknown RDB encoding type 243", refusal(Bytes.file(VERSION).b(243).string("k").end(VERSION)));
        assertEquals("Pre-release module format not supported",
                refusal(Bytes.file(VERSION).b(6).string("k").end(VERSION)));
    }

    @Test
    void aFileThatIsCutOffSaysSoWhereverItIs() throws IOException {
        rdb.set(0, "a", "1", TestRdb.NOW_MS + 1);
        rdb.restore("set", new Bytes().b(2).length(3).string("x").string("y").string("z".repeat(70)).array(), true);
        byte[] file = rdb.save(VERSION, true, 64, 1);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(file, length);
            try (TestRdb other = new TestRdb()) {
                RdbException e = assertThrows(RdbException.class,
                        () -> other.load(cut, TestRdb.AS_MASTER, 1000, cut.length));
                assertEquals(RdbException.Kind.SHORT, e.kind());
            }
        }
    }
}
