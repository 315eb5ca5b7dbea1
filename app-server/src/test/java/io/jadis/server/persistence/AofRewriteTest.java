package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AofRewriteTest {
    private static final String ON = "appendonly yes";

    @TempDir
    private Path directory;
    private AofFiles files;

    @BeforeEach
    void findFiles() {
        files = new AofFiles(directory);
    }

    @Test
    void whoNeedsNoSyncDuringARewriteDoesNotWaitForItsEnd() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "appendfsync always",
                "no-appendfsync-on-rewrite yes", "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("BGREWRITEAOF");
            server.onExecutor(() -> server.persistence().cron(System.currentTimeMillis()));
            assertEquals("OK", client.run("SET a 2"));
            client.run("CONFIG SET rdb-key-save-delay 0");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
        }
    }

    @Test
    void historyThatWasKeptGoesWhenItMay() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "aof-disable-auto-gc yes")) {
            TestClient client = server.connect();
            client.run("BGREWRITEAOF");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            assertTrue(Files.readString(files.path("appendonly.aof.manifest")).contains(" type h"));
            client.run("CONFIG SET aof-disable-auto-gc no");
            assertFalse(Files.readString(files.path("appendonly.aof.manifest")).contains(" type h"));
            client.run("CONFIG SET aof-disable-auto-gc yes");
            client.run("BGREWRITEAOF");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
        }
        assertTrue(Files.readString(files.path("appendonly.aof.manifest")).contains(" type h"));
        TestServer.startIn(directory, ON).close();
        assertFalse(Files.readString(files.path("appendonly.aof.manifest")).contains(" type h"));
    }

    @Test
    void aRewriteLeavesABaseAndWhatCameAfterIt() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            for (int i = 0; i < 100; i++) client.run("SET key:" + i + " before");
            assertEquals("Background append only file rewriting started", client.run("BGREWRITEAOF"));
            assertEquals("-ERR Background append only file rewriting already in progress", client.run("BGREWRITEAOF"));
            assertEquals("-ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order "
                    + "to schedule a BGSAVE whenever possible.", client.run("BGSAVE"));
            client.run("SET key:1 after");
            client.run("DEL key:2");
            client.run("CONFIG SET rdb-key-save-delay 0");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
            client.run("SET last 1");
        }
        files.awaitNames("appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest");
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            assertEquals(":100", client.run("DBSIZE"));
            assertEquals("'after'", client.run("GET key:1"));
            assertEquals("'before'", client.run("GET key:3"));
            assertEquals("nil", client.run("GET key:2"));
        }
    }

    /** What is written while a rewrite goes on with the AOF off is in no file. */
    @Test
    void switchedOnDuringARewriteItBeginsWithAnother() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a before");
            assertEquals("Background append only file rewriting started", client.run("BGREWRITEAOF"));
            client.run("SET a after");
            // They make the second one the longer one.
            for (int i = 0; i < 300; i++) client.run("SET key:" + i + " x");
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            client.run("SET b 1");
            client.run("CONFIG SET rdb-key-save-delay 1000");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0");
            client.run("SET c 1");
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['after', '1', '1']", server.connect().run("MGET a b c"));
        }
    }

    /** In a transaction it is switched on, and its first base is written a moment later. */
    @Test
    void whoAsksForARewriteBeforeTheFirstOneHasBegunGetsThat() throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.raw(TestClient.encode("MULTI") + TestClient.encode("CONFIG", "SET", "appendonly", "yes")
                    + TestClient.encode("EXEC") + TestClient.encode("BGREWRITEAOF"));
            assertEquals("OK", client.read());
            assertEquals("QUEUED", client.read());
            assertEquals("[OK]", client.read());
            assertEquals("Background append only file rewriting started", client.read());
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0");
            client.run("SET b 2");
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['1', '2']", server.connect().run("MGET a b"));
        }
    }

    @Test
    void aFirstRewriteThatCannotBeginLeavesItOff() throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            Files.writeString(directory.resolve("appendonlydir"), "no directory");
            assertTrue(client.run("CONFIG SET appendonly yes").startsWith("-ERR"));
            assertTrue(client.run("INFO persistence").contains("aof_enabled:0"));
            Files.delete(directory.resolve("appendonlydir"));
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            client.run("SET b 2");
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("'2'", server.connect().run("GET b"));
        }
    }

    @Test
    void aFirstBaseThatCannotBeWrittenIsTriedAgainAsRarelyAsAnyOther() throws IOException {
        Files.createDirectory(directory.resolve("appendonlydir"));
        Files.writeString(files.path("appendonly.aof.manifest"), "file appendonly.aof.1.base.rdb seq 1 type b\n");
        // No file takes its place.
        Path obstacle = Files.createDirectories(files.path("appendonly.aof.2.base.rdb").resolve("obstacle"));
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("SET a 1");
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            AofFiles.awaitField(client, "aof_rewrites_consecutive_failures:3");
            long nowMs = System.currentTimeMillis();
            for (int i = 0; i < 100; i++) server.onExecutor(() -> server.persistence().cron(nowMs));
            String info = client.run("INFO persistence");
            assertTrue(info.contains("aof_enabled:1\r\naof_rewrite_in_progress:0\r\naof_rewrite_scheduled:1"), info);
            assertTrue(info.contains("aof_last_bgrewrite_status:err"), info);
            assertTrue(info.contains("aof_rewrites_consecutive_failures:3"), info);
            assertEquals("Background saving started", client.run("BGSAVE SCHEDULE"));
            AofFiles.awaitField(client, "rdb_bgsave_in_progress:0");
            server.onExecutor(() -> server.persistence().cron(nowMs + 61_000));
            AofFiles.awaitField(client, "aof_rewrites_consecutive_failures:4");
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            assertEquals("Background append only file rewriting started", client.run("BGREWRITEAOF"));
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0");
            assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
            client.run("SET b 2");
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['1', '2']", server.connect().run("MGET a b"));
        }
    }

    /** What a failed sync was to bring to the disk may not be there, though the next one succeeds. */
    @Test
    void afterAFailedSyncABaseIsBegunUntilOneSucceeds() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            Persistence persistence = server.persistence();
            // No file takes its place.
            Path obstacle = Files.createDirectories(files.path("appendonly.aof.2.base.rdb").resolve("obstacle"));
            server.onExecutor(() -> persistence.aof().recovered(true));
            AofFiles.awaitField(client, "aof_rewrites_consecutive_failures:1");
            assertFalse(client.run("INFO persistence").contains("aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0"));
            server.onExecutor(() -> assertFalse(persistence.saveBeforeExit(false, true, false)));
            server.onExecutor(() -> persistence.rewrite().abandon());
            assertFalse(client.run("INFO persistence").contains("aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0"));
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0");
            assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
            assertTrue(Files.exists(files.path("appendonly.aof.2.base.rdb")));
        }
    }

    /** The one under way was begun before, and may have the lack behind it. */
    @Test
    void aBaseThatWasBegunBeforeASyncFailedIsFollowedByAnother() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("BGREWRITEAOF");
            server.onExecutor(() -> server.persistence().aof().recovered(true));
            client.run("CONFIG SET rdb-key-save-delay 0");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0");
            assertEquals(2, server.persistence().rewrite().startedCount());
        }
    }

    /** It would be in the base and once more in the increment behind that. */
    @Test
    void thereIsNoRewriteWhileSomethingIsUnwritten() throws IOException {
        files.appendToFullDisk();
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            AofFiles.awaitRefusal(client);
            assertTrue(client.run("BGREWRITEAOF").startsWith("-ERR Can't execute an AOF background rewriting."));
            assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:err"));
        }
        files.awaitNames("appendonly.aof.1.incr.aof", "appendonly.aof.manifest");
    }

    /** What is there is named by a manifest until another one takes its place. */
    @Test
    void switchedOnItOverwritesNoFileOfBefore() throws IOException {
        TestServer.startIn(directory, ON).close();
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("CONFIG SET appendonly yes");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            files.awaitNames("appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIG SET appendonly yes", "BGREWRITEAOF"})
    void nothingIsLeftOfARewriteWhenTheProcessEnds(String begin) throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run(begin);
            assertTrue(files.names().stream().anyMatch(name -> name.startsWith("temp-")));
            // The process would end behind this.
            server.onExecutor(() -> {
                assertTrue(server.persistence().saveBeforeExit(false, true, true));
                assertEquals(List.of(), files.names());
            });
        }
    }

    @Test
    void theNextRewriteFollowsTheDirectory() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (TestServer server = TestServer.startIn(directory, ON, "enable-protected-configs yes")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            assertEquals("OK", client.call("CONFIG", "SET", "dir", other.toString()));
            client.run("SET b 2");
            client.run("CONFIG SET rdb-key-save-delay 1000000000");
            assertEquals("Background append only file rewriting started", client.run("BGREWRITEAOF"));
            client.run("SET c 3");
            assertTrue(Files.exists(other.resolve("appendonlydir")
                    .resolve("temp-rewriteaof-bg-" + ProcessHandle.current().pid() + ".aof")));
            client.run("CONFIG SET rdb-key-save-delay 0");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            client.run("SET d 4");
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['1', '2', nil, nil]", server.connect().run("MGET a b c d"));
        }
        try (TestServer server = TestServer.startIn(other, ON)) {
            assertEquals("['1', '2', '3', '4']", server.connect().run("MGET a b c d"));
        }
    }
}
