package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data sets of all types cross over between this server and Debian's redis-server, which is a 7.0, in files and
 * payloads.
 */
class RdbCrossingIT {
    private static final int KEYS = Integer.getInteger("jadis.crossing.keys", 300);
    /** With {@code -Djadis.oracle.redis} of a later Redis: the version that it reads. */
    private static final int VERSION = Integer.getInteger("jadis.crossing.version", 10);
    private static final String[] OURS = {"enable-debug-command yes", "rdb-version " + VERSION};
    private static final String[] DEBIANS = {"--enable-debug-command", "yes"};

    @TempDir
    Path directory;

    @BeforeAll
    static void redisIsThere() {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
    }

    static LongStream seeds() {
        return LongStream.of(1, 2, Long.getLong("jadis.seed", 3));
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
        for (String key : expected.keySet()) assertEquals(expected.get(key), actual.get(key), key);
        assertEquals(expected.keySet(), actual.keySet());
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatDebianSavedIsLoadedHere(long seed) throws IOException {
        TreeMap<String, String> saved;
        try (DebianRedis debian = DebianRedis.start(DebianRedis.program(), directory, DEBIANS);
                TestClient client = new TestClient(debian.port())) {
            new RandomData(client, seed).fill(KEYS);
            saved = RandomData.describe(client);
            assertEquals("OK", client.run("SAVE"));
        }
        try (TestServer server = TestServer.startIn(directory, OURS)) {
            assertSame(saved, RandomData.describe(server.connect()));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatWasSavedHereIsLoadedByDebian(long seed) throws IOException {
        TreeMap<String, String> saved;
        try (TestServer server = TestServer.startIn(directory, OURS)) {
            TestClient client = server.connect();
            new RandomData(client, seed).fill(KEYS);
            saved = RandomData.describe(client);
            assertEquals("OK", client.run("SAVE"));
        }
        try (DebianRedis debian = DebianRedis.start(DebianRedis.program(), directory, DEBIANS);
                TestClient client = new TestClient(debian.port())) {
            while (client.run("PING").startsWith("-LOADING")) Thread.onSpinWait();
            assertSame(saved, RandomData.describe(client));
        }
    }

    /** Every version, by ourselves: in files and payload by payload, written as they are and compressed. */
    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void everyVersionIsReadHere(long seed) throws IOException {
        try (TestServer server = TestServer.startIn(directory, OURS)) {
            TestClient client = server.connect();
            new RandomData(client, seed).fill(KEYS);
            TreeMap<String, String> before = RandomData.describe(client);
            for (String version : List.of("9", "10", "11")) {
                client.run("CONFIG SET rdb-version " + version);
                client.run("CONFIG SET rdbcompression " + (version.equals("10") ? "no" : "yes"));
                assertEquals("OK", client.run("DEBUG RELOAD"));
                TreeMap<String, String> after = RandomData.describe(client);
                if (version.equals("9")) forgetCounters(before, after);
                assertSame(before, after);
                for (String key : RandomData.keys(client)) restoreItself(client, key);
                assertSame(before, RandomData.describe(client));
            }
        }
    }

    /** Files before version 10 don't know how many entries streams have had. */
    private static void forgetCounters(TreeMap<String, String> before, TreeMap<String, String> after) {
        before.replaceAll((key, value) -> value.startsWith("stream") ? after.get(key) : value);
    }

    private static void restoreItself(TestClient client, String key) throws IOException {
        String payload = unquoted(client.call("DUMP", key));
        String at = client.call("PEXPIRETIME", key).substring(1);
        assertEquals("OK", client.call("RESTORE", key, at.equals("-1") ? "0" : at, payload, "REPLACE", "ABSTTL"), key);
    }

    private static String unquoted(String bulk) {
        return bulk.substring(1, bulk.length() - 1);
    }

    @Test
    void payloadsCrossOverAndAreTheSameBytes() throws IOException {
        try (DebianRedis debian = DebianRedis.start(DebianRedis.program(), directory, DEBIANS);
                TestClient theirs = new TestClient(debian.port());
                TestServer server = TestServer.startIn(directory, OURS)) {
            TestClient ours = server.connect();
            theirs.run("CONFIG SET rdbcompression no");
            ours.run("CONFIG SET rdbcompression no");
            for (TestClient client : List.of(theirs, ours)) {
                new RandomData(client, 3).fill(KEYS);
                client.run("SELECT 0");
            }
            int same = 0;
            for (String key : RandomData.keys(ours)) {
                String payload = ours.call("DUMP", key), theirPayload = theirs.call("DUMP", key);
                if (isOrderedAlike(ours, key) && encoding(ours, key).equals(encoding(theirs, key))) {
                    assertEquals(theirPayload, payload, key);
                    same++;
                }
                assertEquals("OK", ours.call("RESTORE", "copy", "0", unquoted(theirPayload), "REPLACE"), key);
                assertEquals("OK", theirs.call("RESTORE", "copy", "0", unquoted(payload), "REPLACE"), key);
                String digest = theirs.call("DEBUG", "DIGEST-VALUE", "copy");
                assertEquals(digest, ours.call("DEBUG", "DIGEST-VALUE", "copy"), key);
            }
            assertTrue(same > KEYS / 4, "same=" + same);
        }
    }

    @Test
    void scoresKeepEveryBit() throws IOException {
        double[] scores = {0.1, 1 / 3.0, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE, 123456789.123456789, -2.5e-10,
                1e17,
            9007199254740993.0, 0.30000000000000004};
        try (DebianRedis debian = DebianRedis.start(DebianRedis.program(), directory, DEBIANS);
                TestClient theirs = new TestClient(debian.port());
                TestServer server = TestServer.startIn(directory, OURS)) {
            TestClient ours = server.connect();
            for (String limit : List.of("128", "0")) {
                for (TestClient client : List.of(theirs, ours)) {
                    client.run("CONFIG SET zset-max-listpack-entries " + limit);
                    for (double score : scores) client.call("ZADD", "z", Double.toString(score), "m" + score);
                }
                assertEquals("OK", ours.call("RESTORE", "t", "0", unquoted(theirs.call("DUMP", "z")), "REPLACE"));
                assertEquals("OK", theirs.call("RESTORE", "t", "0", unquoted(ours.call("DUMP", "z")), "REPLACE"));
                for (TestClient client : List.of(theirs, ours)) {
                    for (double score : scores) {
                        assertEquals(score, Double.parseDouble(unquoted(client.call("ZSCORE", "t", "m" + score))));
                    }
                    client.run("DEL z t");
                }
            }
        }
    }

    private static String encoding(TestClient client, String key) throws IOException {
        String encoding = client.call("OBJECT", "ENCODING", key);
        // 7.0 has no lists that are listpacks; in a file they are the same.
        return encoding.equals("'listpack'") && client.call("TYPE", key).equals("list") ? "'quicklist'" : encoding;
    }

    /** The order in hash tables is as it comes; consumers of streams were seen at other moments. */
    private static boolean isOrderedAlike(TestClient client, String key) throws IOException {
        String type = client.call("TYPE", key), encoding = encoding(client, key);
        // Tables, a large sorted set's too, are walked as they lie, so that they can change meanwhile.
        if (encoding.equals("'hashtable'") || encoding.equals("'skiplist'")) return false;
        if (type.equals("set")) return encoding.equals("'intset'");
        return !type.equals("stream") || client.call("XINFO", "GROUPS", key).equals("[]");
    }
}
