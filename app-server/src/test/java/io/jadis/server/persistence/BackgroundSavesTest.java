package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BackgroundSavesTest {
    @TempDir
    private Path directory;

    @Test
    void theFileHoldsTheMomentThatItBegan() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            for (int i = 0; i < 100; i++) client.run("SET key:" + i + " before EX 1000");
            client.run("SELECT 3");
            client.run("SET other before");
            client.run("SELECT 0");
            assertEquals("Background saving started", client.run("BGSAVE"));
            assertTrue(info(client, "rdb_bgsave_in_progress:1"));
            for (int i = 0; i < 100; i += 4) client.run("SET key:" + i + " after");
            for (int i = 1; i < 100; i += 4) client.run("DEL key:" + i);
            for (int i = 2; i < 100; i += 4) client.run("PERSIST key:" + i);
            client.run("SET new value");
            client.run("SWAPDB 0 3");
            client.run("FLUSHDB");
            client.run("CONFIG SET rdb-key-save-delay 0");
            awaitSave(client);
            assertTrue(info(client, "rdb_last_bgsave_status:ok"));
        }
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            assertEquals(":100", client.run("DBSIZE"));
            for (int i = 0; i < 100; i++) {
                assertEquals("'before'", client.run("GET key:" + i));
                assertEquals(":0", client.run("PERSIST nothing"));
                assertEquals(":1", client.run("PERSIST key:" + i));
            }
            client.run("SELECT 3");
            assertEquals("'before'", client.run("GET other"));
        }
    }

    @Test
    void oneAtATime() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 100000")) {
            TestClient client = server.connect();
            for (int i = 0; i < 100; i++) client.run("SET key:" + i + " value");
            client.run("BGSAVE");
            assertEquals("-ERR Background save already in progress", client.run("BGSAVE"));
            assertEquals("-ERR Background save already in progress", client.run("SAVE"));
            assertEquals("-ERR syntax error", client.run("BGSAVE NOW"));
            // What it is of is gone: the save is given up.
            client.run("FLUSHALL");
            assertTrue(info(client, "rdb_bgsave_in_progress:0"));
        }
        assertFalse(Files.exists(directory.resolve("dump.rdb")));
    }

    /** It had the same id, in a container. */
    @ParameterizedTest
    @ValueSource(strings = {"SAVE", "BGSAVE"})
    void whatAKilledProcessHasLeftDoesNotStay(String save) throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            Path left = directory.resolve("temp-" + ProcessHandle.current().pid() + ".rdb");
            Files.writeString(left, "left");
            TestClient client = server.connect();
            client.run(save);
            awaitSave(client);
            assertFalse(Files.exists(left));
            assertTrue(Files.exists(directory.resolve("dump.rdb")));
        }
    }

    @Test
    void whatIsReloadedIsNotReplacedByAnOlderSave() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "enable-debug-command yes",
                "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a older");
            client.run("BGSAVE");
            client.run("CONFIG SET rdb-key-save-delay 0");
            client.run("SET a newer");
            assertEquals("OK", client.run("DEBUG RELOAD"));
            assertTrue(info(client, "rdb_bgsave_in_progress:0"));
            assertEquals("'newer'", client.run("GET a"));
        }
        try (TestServer server = TestServer.startIn(directory)) {
            assertEquals("'newer'", server.connect().run("GET a"));
        }
    }

    @Test
    void aSaveUnderWayFollowsItsDelay() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("SET b 1");
            client.run("BGSAVE");
            assertTrue(info(client, "rdb_bgsave_in_progress:1"));
            client.run("CONFIG SET rdb-key-save-delay 0");
            awaitSave(client);
            assertTrue(info(client, "rdb_last_bgsave_status:ok"));
        }
    }

    @Test
    void savePointsAreFollowed() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "save 1 2")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("SET b 1");
            await(client, "rdb_changes_since_last_save:0");
            assertTrue(Files.exists(directory.resolve("dump.rdb")));
        }
    }

    @Test
    void writesAreRefusedWhileSavesFail() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "save 1000 1000")) {
            Path obstacle = Files.createDirectories(directory.resolve("dump.rdb").resolve("full"));
            TestClient client = server.connect();
            assertEquals("Background saving started", client.run("BGSAVE"));
            await(client, "rdb_last_bgsave_status:err");
            String refusal = client.run("SET a 1");
            assertTrue(refusal.startsWith("-MISCONF Redis is configured to save RDB snapshots, but"), refusal);
            assertTrue(client.run("PING").startsWith("-MISCONF"));
            assertEquals("nil", client.run("GET a"));
            Files.delete(obstacle);
            Files.delete(directory.resolve("dump.rdb"));
            client.run("BGSAVE");
            await(client, "rdb_last_bgsave_status:ok");
            assertEquals("OK", client.run("SET a 1"));
        }
    }

    @Test
    void flushallEmptiesTheFileToo() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "save 1000 1000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("SAVE");
            client.run("FLUSHALL");
        }
        try (TestServer server = TestServer.startIn(directory)) {
            assertEquals(":0", server.connect().run("DBSIZE"));
        }
    }

    @Test
    void whatForksInRedisIsCountedAsIfItDid() throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("SAVE");
            assertTrue(info(client, "total_forks:0\r"));
            client.run("BGSAVE");
            awaitSave(client);
            client.run("BGREWRITEAOF");
            await(client, "aof_rewrite_in_progress:0");
            assertTrue(info(client, "total_forks:2\r"));
            client.run("CONFIG RESETSTAT");
            assertTrue(info(client, "total_forks:0\r"));
        }
    }

    private static void awaitSave(TestClient client) throws IOException {
        await(client, "rdb_bgsave_in_progress:0");
    }

    private static void await(TestClient client, String field) throws IOException {
        while (!info(client, field)) LockSupport.parkNanos(1_000_000);
    }

    private static boolean info(TestClient client, String field) throws IOException {
        return client.run("INFO").contains(field);
    }
}
