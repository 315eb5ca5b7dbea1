package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdbCommandsTest extends CommandTest {
    private static final String REDIS_7_0_DUMP_OF_10 = "\0\u00c0\n\n\0n\u009fWE\16\u00aec\u00bb";

    /** The bytes of a bulk reply of {@link TestClient}. */
    private static String bulk(String reply) {
        assertTrue(reply.startsWith("'") && reply.endsWith("'"), reply);
        return reply.substring(1, reply.length() - 1);
    }

    private static String dump(String key) throws IOException {
        return bulk(call("DUMP", key));
    }

    // ---- DUMP and RESTORE

    @Test
    void dumpsAsRedisDoes() throws IOException {
        given("SET n 10", "SET s foo", "CONFIG SET rdb-version 10");
        assertEquals(REDIS_7_0_DUMP_OF_10, dump("n"));
        given("CONFIG SET rdb-version 11");
        assertEquals("\0\u00c0\n\u000b\0", dump("n").substring(0, 5));
        assertEquals("\0\3foo\u000b\0", dump("s").substring(0, 7));
        assertReply("nil", "DUMP none");
    }

    @Test
    void restoresWhatItDumped() throws IOException {
        for (String value : new String[] {"", "a", "0", "-1", "127", "-32768", "2147483647", "2147483648", "01",
            "9223372036854775807", "x".repeat(21), "x".repeat(5000), "ab".repeat(50_000)}) {
            call("SET", "k", value);
            String payload = dump("k");
            assertEquals("OK", call("RESTORE", "copy", "0", payload, "REPLACE"), value);
            assertEquals("'" + value + "'", run("GET copy"));
        }
        assertReply(":-1", "TTL copy");
    }

    @Test
    void restoresPayloadsOfRedis() throws IOException {
        assertEquals("OK", call("RESTORE", "k", "0", REDIS_7_0_DUMP_OF_10));
        assertReply("'10'", "GET k");
    }

    @Test
    void restoreTakesATimeToLive() throws IOException {
        given("SET k v");
        String payload = dump("k");
        assertEquals("OK", call("RESTORE", "t", "100000", payload));
        long ttl = Long.parseLong(run("PTTL t").substring(1));
        assertTrue(ttl > 50_000 && ttl <= 100_000, "ttl=" + ttl);
        assertEquals("OK", call("RESTORE", "a", "99999999999999", payload, "ABSTTL"));
        assertReply(":99999999999999", "PEXPIRETIME a");
        assertEquals("OK", call("RESTORE", "gone", "1", payload, "ABSTTL"));
        assertReply(":0", "EXISTS gone");
        assertEquals("-ERR Invalid TTL value, must be >= 0", call("RESTORE", "n", "-1", payload));
        assertEquals("-ERR value is not an integer or out of range", call("RESTORE", "n", "x", payload));
    }

    @Test
    void restoreReplacesOnlyWhenTold() throws IOException {
        given("SET k v", "SET other w");
        String payload = dump("k");
        assertEquals("-BUSYKEY Target key name already exists.", call("RESTORE", "other", "0", payload));
        assertReply("'w'", "GET other");
        assertEquals("OK", call("RESTORE", "other", "0", payload, "REPLACE"));
        assertReply("'v'", "GET other");
    }

    @Test
    void restoreInThePastDeletesWhatItReplaces() throws IOException {
        given("SET k v");
        String payload = dump("k");
        assertEquals("OK", call("RESTORE", "k", "1", payload, "ABSTTL", "REPLACE"));
        assertEvents("del k");
        assertPropagated("DEL k");
        assertReply(":0", "EXISTS k");
    }

    @Test
    void restoreIsPropagatedWithTheMoment() throws IOException {
        given("SET k v");
        String payload = dump("k");
        assertEquals("OK", call("RESTORE", "r", "0", payload));
        assertEvents("new r", "restore r");
        assertPropagated("RESTORE r 0 " + payload);
        assertEquals("OK", call("RESTORE", "r", "100000", payload, "REPLACE"));
        String moment = run("PEXPIRETIME r").substring(1);
        assertPropagated("RESTORE r " + moment + " " + payload + " REPLACE ABSTTL");
    }

    @Test
    void restoreRefusesDamagedPayloads() throws IOException {
        given("SET k value");
        String payload = dump("k");
        for (int i = 0; i < payload.length(); i++) {
            String damaged = payload.substring(0, i) + (char) (payload.charAt(i) ^ 1) + payload.substring(i + 1);
            assertEquals("-ERR DUMP payload version or checksum are wrong", call("RESTORE", "r", "0", damaged),
                    "at " + i);
        }
        assertEquals("-ERR DUMP payload version or checksum are wrong", call("RESTORE", "r", "0", ""));
        assertEquals("OK", run("DEBUG SET-SKIP-CHECKSUM-VALIDATION 1"));
        assertEquals("-ERR Bad data format", call("RESTORE", "r", "0", "\0\u00c4" + "\u000b\0" + "\0".repeat(8)));
        assertEquals("-ERR Bad data format", call("RESTORE", "r", "0", "\0\u0081\u007f" + "\u000b\0" + "\0".repeat(8)));
        assertEquals("-ERR Bad data format", call("RESTORE", "r", "0", "\u00fa" + "\u000b\0" + "\0".repeat(8)));
        assertEquals("OK", run("DEBUG SET-SKIP-CHECKSUM-VALIDATION 0"));
    }

    @Test
    void restoreKnowsItsOptions() throws IOException {
        given("SET k v");
        String payload = dump("k");
        assertEquals("-ERR syntax error", call("RESTORE", "r", "0", payload, "WHAT"));
        assertEquals("-ERR syntax error", call("RESTORE", "r", "0", payload, "IDLETIME"));
        assertEquals("-ERR syntax error", call("RESTORE", "r", "0", payload, "IDLETIME", "1", "FREQ", "1"));
        assertEquals("-ERR Invalid IDLETIME value, must be >= 0", call("RESTORE", "r", "0", payload, "IDLETIME", "-1"));
        assertEquals("-ERR Invalid FREQ value, must be >= 0 and <= 255",
                call("RESTORE", "r", "0", payload, "FREQ", "256"));
        assertEquals("OK", call("RESTORE", "r", "0", payload, "IDLETIME", "1000"));
        long idle = Long.parseLong(run("OBJECT IDLETIME r").substring(1));
        assertTrue(idle >= 1000 && idle < 1010, "idle=" + idle);
        run("CONFIG SET maxmemory-policy allkeys-lfu");
        run("MULTI");
        call("RESTORE", "f", "0", payload, "FREQ", "100");
        run("OBJECT FREQ f");
        assertReply("[OK, :100]", "EXEC");
        run("CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void sanitizedPayloadsAreCounted() throws IOException {
        given("CONFIG RESETSTAT", "RPUSH l a", "SET s v", "CONFIG SET sanitize-dump-payload yes");
        call("RESTORE", "l2", "0", dump("l"));
        call("RESTORE", "s2", "0", dump("s"));
        given("CONFIG SET sanitize-dump-payload no");
        call("RESTORE", "l3", "0", dump("l"));
        String info = run("INFO stats");
        assertTrue(info.contains("dump_payload_sanitizations:1\r\n"), info);
    }

    @Test
    void aMemberThatIsTwiceInAPayloadIsOnceInADifference() throws IOException {
        given("SADD s _1 _2", "DEBUG SET-SKIP-CHECKSUM-VALIDATION 1");
        String twice = dump("s").replace("_2", "_1");
        given("CONFIG SET sanitize-dump-payload yes");
        assertEquals("-ERR Bad data format", call("RESTORE", "t", "0", twice));
        given("CONFIG SET sanitize-dump-payload no");
        assertEquals("OK", call("RESTORE", "t", "0", twice));
        given("DEBUG SET-SKIP-CHECKSUM-VALIDATION 0");
        assertReply("['_1', '_1']", "SMEMBERS t");
        assertReply("['_1']", "SDIFF t");
    }

    @Test
    void aPayloadThatShowsToHaveSomethingTwiceIsRefused() throws IOException {
        given("SADD s _1 _2", "HSET h _1 a _2 b", "ZADD z 1 _1 2 _2", "DEBUG SET-SKIP-CHECKSUM-VALIDATION 1",
                "CONFIG SET set-max-listpack-entries 1 hash-max-listpack-entries 1 zset-max-listpack-entries 1");
        for (String key : new String[] {"s", "h", "z"}) {
            String twice = dump(key).replace("_2", "_1");
            assertEquals("-ERR Bad data format", call("RESTORE", "k", "0", twice));
        }
        given("DEBUG SET-SKIP-CHECKSUM-VALIDATION 0", "CONFIG SET set-max-listpack-entries 128 "
                + "hash-max-listpack-entries 128 zset-max-listpack-entries 128");
    }

    /** What was written of such values could not be loaded any more once they had grown. */
    @Test
    void whatIsTwiceInAPayloadIsOnceWhereItIsWrittenOneByOne() throws IOException {
        String longText = "x".repeat(65);
        given("SADD s _1 _2", "HSET h _1 a _2 b", "ZADD z 1 _1 2 _2", "DEBUG SET-SKIP-CHECKSUM-VALIDATION 1");
        for (String key : new String[] {"s", "h", "z"}) {
            String twice = dump(key).replace("_2", "_1");
            assertEquals("OK", call("RESTORE", key, "0", twice, "REPLACE"));
            assertEquals("OK", call("RESTORE", key + "small", "0", twice));
        }
        given("DEBUG SET-SKIP-CHECKSUM-VALIDATION 0");
        assertReply("['_1', '_1']", "SMEMBERS ssmall");
        assertReply(":1", "SINTERSTORE once ssmall");
        assertReply(":1", "SDIFFSTORE once ssmall none");
        call("SADD", "s", longText);
        call("HSET", "h", longText, "c");
        call("ZADD", "z", "3", longText);
        for (String version : new String[] {"11", "10", "9"}) {
            given("CONFIG SET rdb-version " + version);
            assertReply("OK", "DEBUG RELOAD");
            assertReply(":2", "SCARD s");
            assertReply(":2", "HLEN h");
            assertReply("'a'", "HGET h _1");
            assertReply(":2", "ZCARD z");
        }
        given("CONFIG SET rdb-version 11");
        assertReply(":1", "SCARD ssmall");
        assertReply("['_1', 'a']", "HGETALL hsmall");
        assertReply("['_1', '1']", "ZRANGE zsmall 0 -1 WITHSCORES");
    }

    // ---- SAVE and loading

    @Test
    void reloadKeepsTheDataSet() throws IOException {
        given("SET a 1", "SET b text", "SETRANGE raw 3 x", "SELECT 3", "SET c v PX 100000000", "SELECT 0");
        call("SET", "long", "x".repeat(100_000));
        String digest = run("DEBUG DIGEST");
        assertReply("OK", "DEBUG RELOAD");
        assertEquals(digest, run("DEBUG DIGEST"));
        assertReply(":4", "DBSIZE");
        assertReply("'int'", "OBJECT ENCODING a");
        assertReply("'embstr'", "OBJECT ENCODING b");
    }

    @Test
    void reloadCanMerge() throws IOException {
        given("SET a 1", "SAVE", "SET b 2", "SET a 3");
        assertReply("OK", "DEBUG RELOAD NOSAVE NOFLUSH MERGE");
        assertReply("'1'", "GET a");
        assertReply("'2'", "GET b");
        assertReply("-ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.", "DEBUG RELOAD what");
    }

    @Test
    void reloadLeavesOutWhatHasExpired() throws IOException {
        givenExpired("k");
        given("SET stays v");
        assertReply("OK", "DEBUG RELOAD");
        assertReply(":1", "DBSIZE");
        String info = run("INFO persistence");
        assertTrue(info.contains("rdb_last_load_keys_expired:1\r\n"), info);
        assertTrue(info.contains("rdb_last_load_keys_loaded:1\r\n"), info);
        given("DEBUG SET-ACTIVE-EXPIRE 1");
    }

    @Test
    void saveSetsTheFiguresBack() throws IOException {
        run("SET a 1");
        assertTrue(!run("INFO persistence").contains("rdb_changes_since_last_save:0\r\n"));
        assertReply("OK", "SAVE");
        assertTrue(run("INFO persistence").contains("rdb_changes_since_last_save:0\r\n"));
        long now = System.currentTimeMillis() / 1000;
        assertTrue(Math.abs(now - Long.parseLong(run("LASTSAVE").substring(1))) < 10);
    }

    @Test
    void whatWasSavedIsThereAfterARestart(@TempDir Path directory) throws IOException {
        try (TestServer first = TestServer.startIn(directory)) {
            TestClient client = first.connect();
            client.run("SET k v");
            assertEquals("OK", client.run("SAVE"));
        }
        assertTrue(Files.exists(directory.resolve("dump.rdb")));
        try (TestServer second = TestServer.startIn(directory)) {
            assertEquals("'v'", second.connect().run("GET k"));
        }
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count(), "no temporary file stays");
        }
    }

    @Test
    void saveThatFailsLeavesTheOldFile(@TempDir Path parent) throws IOException {
        Path directory = Files.createDirectory(parent.resolve("server")), elsewhere = parent.resolve("elsewhere");
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("SET k v");
            assertEquals("OK", client.run("SAVE"));
            byte[] before = Files.readAllBytes(directory.resolve("dump.rdb"));
            client.run("SET k w");
            Files.move(directory, elsewhere);
            assertEquals("-ERR", client.run("SAVE"));
            Files.move(elsewhere, directory);
            assertArrayEquals(before, Files.readAllBytes(directory.resolve("dump.rdb")));
            Files.delete(directory.resolve("dump.rdb"));
            Files.createDirectories(directory.resolve("dump.rdb").resolve("full"));
            assertEquals("-ERR", client.run("SAVE"));
        }
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count(), "no temporary file stays");
        }
    }
}
