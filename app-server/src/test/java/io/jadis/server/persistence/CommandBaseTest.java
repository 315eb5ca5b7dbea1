package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code aof-use-rdb-preamble no}: the base of an AOF has commands. */
@Timeout(120)
class CommandBaseTest {
    private static final String[] DIRECTIVES =
            {"appendonly yes", "aof-use-rdb-preamble no", "enable-debug-command yes"};

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void allTypesComeBack(long seed) throws IOException {
        TreeMap<String, String> before;
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            TestClient client = server.connect();
            new RandomData(client, seed).fill(60);
            rewrite(client);
            before = RandomData.describe(client);
        }
        assertTrue(files().contains("appendonly.aof.2.base.aof"));
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            assertEquals(before, RandomData.describe(server.connect()));
        }
    }

    @Test
    void isMadeOfTheseCommands() throws IOException {
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            TestClient client = server.connect();
            client.run("SELECT 3");
            client.run("SET s 12 PXAT 4000000000000");
            assertBase(client, "SELECT 3 SET s 12 PEXPIREAT s 4000000000000");
            client.run("RPUSH l a 1");
            assertBase(client, "SELECT 3 RPUSH l a 1");
            client.run("SADD i 3 -1 2");
            assertBase(client, "SELECT 3 SADD i -1 2 3");
            client.run("SADD p a b");
            assertBase(client, "SELECT 3 SADD p a b");
            client.run("ZADD z 1.5 m 2 n");
            assertBase(client, "SELECT 3 ZADD z 1.5 m 2 n");
            client.run("CONFIG SET zset-max-listpack-entries 0");
            client.run("ZADD z 2 n 0.1 o");
            assertBase(client, "SELECT 3 ZADD z 2 n 0.1 o");
            client.run("HSET h f v g w");
            assertBase(client, "SELECT 3 HMSET h f v g w");
            client.run("HSET h f v g w");
            client.run("HPEXPIREAT h 4000000000000 FIELDS 1 f");
            assertBase(client, "SELECT 3 HMSET h f v HPEXPIREAT h 4000000000000 FIELDS 1 f HMSET h g w");
            client.run("XADD x 5-1 f v");
            client.run("XADD x 5-2 g w h x");
            client.run("XADD x 6-1 f v");
            client.run("XDEL x 6-1");
            client.run("XGROUP CREATE x group 5-1");
            client.run("XGROUP CREATECONSUMER x group idle");
            client.run("XCLAIM x group busy 0 5-1 TIME 17 RETRYCOUNT 4 FORCE");
            assertBase(client, "SELECT 3 XADD x 5-1 f v XADD x 5-2 g w h x XSETID x 6-1 ENTRIESADDED 3 MAXDELETEDID 6-1 "
                    + "XGROUP CREATE x group 5-1 ENTRIESREAD -1 XCLAIM x group busy 0 5-1 TIME 17 RETRYCOUNT 4 JUSTID FORCE "
                    + "XGROUP CREATECONSUMER x group idle");
            client.run("XGROUP CREATE y group $ MKSTREAM");
            assertBase(client, "SELECT 3 XADD y MAXLEN 0 0-1 x y XSETID y 0-0 ENTRIESADDED 0 MAXDELETEDID 0-0 "
                    + "XGROUP CREATE y group 0-0 ENTRIESREAD -1");
        }
    }

    /** Nothing runs them yet, but a Redis that takes the files over may. */
    @Test
    void functionsAreKept() throws IOException {
        String old = "#!lua name=one\nold", one = "#!lua name=one\nnew", two = "#!lua name=two\n";
        Files.writeString(directory.resolve("appendonly.aof"), TestClient.encode("FUNCTION", "LOAD", old)
                + TestClient.encode("function", "load", "replace", one) + TestClient.encode("FUNCTION", "LOAD", two));
        for (int i = 0; i < 2; i++) {
            try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
                rewrite(server.connect());
                assertEquals(TestClient.encode("FUNCTION", "LOAD", one) + TestClient.encode("FUNCTION", "LOAD", two),
                        base());
            }
        }
    }

    @Test
    void aCommandHas64ElementsAtMost() throws IOException {
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            TestClient client = server.connect();
            for (int i = 0; i < 300; i++) client.run("SADD set member:" + i);
            rewrite(client);
            assertEquals(List.of(66, 66, 66, 66, 46, 2), counts(base()));
        }
    }

    @Test
    void thereIsATimestampIfOneIsWanted() throws IOException {
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            TestClient client = server.connect();
            client.run("CONFIG SET aof-timestamp-enabled yes");
            client.run("SET a 1");
            rewrite(client);
            assertTrue(base().startsWith("#TS:1"), base());
        }
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            assertEquals("'1'", server.connect().run("GET a"));
        }
    }

    @Test
    void anEmptyServerBeginsWithAnEmptyFile() throws IOException {
        TestServer.startIn(directory, DIRECTIVES).close();
        assertEquals(List.of("appendonly.aof.1.base.aof", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest"),
                files());
        assertEquals("", base());
    }

    @Test
    void aRewriteCanBeGivenUpInTheMiddle() throws IOException {
        try (TestServer server = TestServer.startIn(directory, DIRECTIVES)) {
            TestClient client = server.connect();
            for (int i = 0; i < 50; i++) client.run("SET key:" + i + " " + "x".repeat(20_000));
            client.run("CONFIG SET rdb-key-save-delay 100000");
            client.run("BGREWRITEAOF");
            client.run("CONFIG SET appendonly no");
            client.run("CONFIG SET rdb-key-save-delay 0");
            assertTrue(client.run("INFO persistence").contains("aof_enabled:0"));
        }
    }

    /** The only key's base, which is these commands; the key is gone afterwards. */
    private void assertBase(TestClient client, String commands) throws IOException {
        rewrite(client);
        List<String> words = new ArrayList<>();
        for (String line : base().split("\r\n")) {
            if (!line.startsWith("*") && !line.startsWith("$")) words.add(line);
        }
        assertEquals(commands, String.join(" ", words));
        client.run("FLUSHDB");
    }

    private static List<Integer> counts(String base) {
        return base.lines().filter(line -> line.startsWith("*")).map(line -> Integer.parseInt(line.substring(1)))
                .sorted((a, b) -> b - a).toList();
    }

    private static void rewrite(TestClient client) throws IOException {
        assertEquals("Background append only file rewriting started", client.run("BGREWRITEAOF"));
        while (client.run("INFO persistence").contains("aof_rewrite_in_progress:1")) LockSupport.parkNanos(1_000_000);
        assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
    }

    private String base() throws IOException {
        Path files = directory.resolve("appendonlydir");
        // file NAME seq N type b
        String name = Files.readAllLines(files.resolve("appendonly.aof.manifest")).getFirst().split(" ")[1];
        return Files.readString(files.resolve(name), StandardCharsets.ISO_8859_1);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(directory.resolve("appendonlydir"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
