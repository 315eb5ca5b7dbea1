package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AppendOnlyTest {
    private static final String ON = "appendonly yes";

    @TempDir
    private Path directory;
    private AofFiles files;

    @BeforeEach
    void findFiles() {
        files = new AofFiles(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "everysec", "no"})
    void whatWasAcknowledgedComesBack(String policy) throws IOException {
        String[] directives = {ON, "appendfsync " + policy};
        try (TestServer server = TestServer.startIn(directory, directives)) {
            TestClient client = server.connect();
            client.run("SET a 1");
            client.run("INCR a");
            client.run("SET gone x PX 1");
            client.run("SET stays x EX 1000");
            client.run("SELECT 5");
            client.run("RPUSH list a b c");
            client.run("MULTI");
            client.run("HSET hash f v");
            client.run("ZADD zset 1 m");
            client.run("EXEC");
            client.run("XADD stream 5-1 f v");
        }
        try (TestServer server = TestServer.startIn(directory, directives)) {
            TestClient client = server.connect();
            assertEquals("'2'", client.run("GET a"));
            assertEquals("nil", client.run("GET gone"));
            assertEquals(":1", client.run("PERSIST stays"));
            client.run("SELECT 5");
            assertEquals("['a', 'b', 'c']", client.run("LRANGE list 0 -1"));
            assertEquals("'v'", client.run("HGET hash f"));
            assertEquals("'1'", client.run("ZSCORE zset m"));
            assertEquals(":1", client.run("XLEN stream"));
        }
        files.awaitNames("appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest");
    }

    @Test
    void aTransactionIsWrittenAsOne() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            client.run("MULTI");
            client.run("SET a 1");
            client.run("SET b 2");
            client.run("EXEC");
        }
        assertEquals("*1\n$5\nMULTI\n*2\n$6\nSELECT\n$1\n0\n*3\n$3\nSET\n$1\na\n$1\n1\n*3\n$3\nSET\n$1\nb\n$1\n2\n"
                + "*1\n$4\nEXEC\n", files.increment(1));
    }

    @Test
    void clientsThatDoNotWaitGetAllReplies() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "appendfsync always")) {
            List<TestClient> clients = List.of(server.connect(), server.connect(), server.connect());
            for (int i = 0; i < 300; i++) clients.get(i % 3).send("INCR", "n");
            long sum = 0;
            for (int i = 0; i < 300; i++) sum += Long.parseLong(clients.get(i % 3).read().substring(1));
            assertEquals(300 * 301 / 2, sum);
        }
    }

    @Test
    void whoLoadsTheFilesAgainCountsOnFromWhatTheyAre() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "enable-debug-command yes")) {
            TestClient client = server.connect();
            client.run("SET k v");
            client.run("CONFIG SET appendonly no");
            client.run("BGREWRITEAOF");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            files.awaitNames("appendonly.aof.2.base.rdb", "appendonly.aof.manifest");
            assertEquals("OK", client.run("DEBUG LOADAOF"));
            client.run("CONFIG SET appendonly yes");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            assertEquals("'v'", client.run("GET k"));
        }
        files.awaitNames("appendonly.aof.1.incr.aof", "appendonly.aof.3.base.rdb", "appendonly.aof.manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEBUG LOADAOF", "DEBUG RELOAD"})
    void whoWatchesOrCachesAKeyIsToldThatTheDataSetIsLoadedAgain(String reload) throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON, "enable-debug-command yes")) {
            TestClient client = server.connect(), watcher = server.connect(), tracker = server.connect();
            client.run("SET k v");
            watcher.run("WATCH k");
            tracker.run("HELLO 3");
            tracker.run("CLIENT TRACKING ON");
            tracker.run("GET k");
            assertEquals("OK", client.run(reload));
            assertEquals(">['invalidate', _]", tracker.read());
            watcher.run("MULTI");
            assertEquals("nil*", watcher.run("EXEC"));
            watcher.run("WATCH none");
            assertEquals("OK", client.run(reload));
            watcher.run("MULTI");
            assertEquals("[]", watcher.run("EXEC"));
            assertEquals("'v'", client.run("GET k"));
        }
    }

    @Test
    void canBeSwitchedOnAndOff() throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("SET a 1");
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            client.run("SET b 2");
            client.run("CONFIG SET appendonly no");
            client.run("SET c 3");
            assertTrue(client.run("INFO persistence").contains("aof_enabled:0"));
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['1', '2', nil]", server.connect().run("MGET a b c"));
        }
    }

    @Test
    void whatCannotBeResumedIsTriedAgainAfterASecond() throws IOException {
        try (TestServer server = TestServer.startIn(directory, ON)) {
            Persistence persistence = server.persistence();
            TestClient client = server.connect();
            server.onExecutor(persistence::suspend);
            Files.move(directory.resolve("appendonlydir"), directory.resolve("moved"));
            Files.writeString(directory.resolve("appendonlydir"), "no directory");
            server.onExecutor(() -> {
                long nowMs = System.currentTimeMillis();
                persistence.resume();
                persistence.cron(nowMs);
                persistence.cron(nowMs + 900);
                assertEquals(1, persistence.rewrite().startedCount());
                persistence.cron(nowMs + 2_000);
                assertEquals(2, persistence.rewrite().startedCount());
            });
            Files.delete(directory.resolve("appendonlydir"));
            server.onExecutor(() -> persistence.cron(System.currentTimeMillis() + 4_000));
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            assertTrue(client.run("INFO persistence").contains("aof_enabled:1"));
        }
    }

    @Test
    void whatCouldNotBeWrittenRefusesNobodyOnceItIsSwitchedOff() throws IOException {
        files.appendToFullDisk();
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            AofFiles.awaitRefusal(client);
            assertEquals("OK", client.run("CONFIG SET appendonly no"));
            assertEquals("OK", client.run("SET b 1"));
            assertTrue(client.run("INFO persistence").contains("aof_last_write_status:ok"));
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
        }
        assertEquals("", files.increment(2));
    }

    /** The reply to a pipeline goes out a moment after those of commands that come alone. */
    @Test
    void underAlwaysNobodyIsToldWhatIsNotDurable() throws IOException {
        files.appendToFullDisk();
        try (TestServer server = TestServer.startIn(directory, ON, "appendfsync always")) {
            List<TestClient> clients = List.of(server.connect(), server.connect(), server.connect());
            for (TestClient client : clients) client.run("GET a");
            String set = TestClient.encode("SET", "a", "1");
            // From there, so that the server reads all of them in one turn.
            server.onExecutor(() -> {
                send(clients.get(0), set);
                send(clients.get(1), set + set);
                send(clients.get(2), set);
            });
            for (TestClient client : clients) assertTrue(isRefused(client));
            TestClient later = server.connect();
            AofFiles.awaitRefusal(later);
            assertEquals("'1'", later.run("GET a"));
        }
    }

    @Test
    void underAlwaysNobodyIsToldWhatTheFileDoesNotHoldWhenItIsSwitchedOff() throws IOException {
        files.appendToFullDisk();
        try (TestServer server = TestServer.startIn(directory, ON, "appendfsync always")) {
            TestClient writer = server.connect();
            writer.run("GET a");
            server.onExecutor(() -> {
                send(writer, TestClient.encode("SET", "a", "1"));
                switchOffOnceAppended(server);
            });
            assertTrue(isRefused(writer));
        }
    }

    /** It is in the loop's queue before the write of what is appended is. */
    private static void switchOffOnceAppended(TestServer server) {
        Persistence persistence = server.persistence();
        if (persistence.appendedPosition() > 0) persistence.suspend();
        else server.later(() -> switchOffOnceAppended(server));
    }

    /** Whether no write has succeeded. */
    private static boolean isRefused(TestClient client) throws IOException {
        try {
            return client.read().startsWith("-MISCONF");
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    private static void send(TestClient client, String bytes) {
        try {
            client.raw(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void anIncrementThatIsInNoManifestIsInNobodysWay(String atStart) throws IOException {
        Files.createDirectory(directory.resolve("appendonlydir"));
        Files.writeString(files.path("appendonly.aof.1.incr.aof"), "left by a crash");
        try (TestServer server = TestServer.startIn(directory, "appendonly " + atStart)) {
            TestClient client = server.connect();
            client.run("CONFIG SET appendonly yes");
            AofFiles.awaitField(client, "aof_rewrite_in_progress:0");
            assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
            client.run("SET a 1");
        }
        assertEquals("left by a crash", Files.readString(files.path("unlisted-appendonly.aof.1.incr.aof")));
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("'1'", server.connect().run("GET a"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096})
    void aTornTailIsCutOff(int zeros) throws IOException {
        write("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n", "*3\r\n$3\r\nSET\r\n$1\r\nb" + "\0".repeat(zeros));
        assertThrows(IllegalStateException.class, () -> TestServer.startIn(directory, ON, "aof-load-truncated no"));
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("['1', nil]", server.connect().run("MGET a b"));
        }
        assertEquals("*3\n$3\nSET\n$1\na\n$1\n1\n", files.increment(1));
    }

    @Test
    void halfATransactionIsCutOff() throws IOException {
        write("*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n",
                "*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n");
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("'1'", server.connect().run("GET n"));
        }
        assertEquals("*2\n$4\nINCR\n$1\nn\n", files.increment(1));
    }

    /** Else the next start would find it whole, and load what came behind the gap. */
    @ParameterizedTest
    @ValueSource(strings = {"*2\r\n$4\r\nINCR\r\n$1\r\nn", "*1\r\n$5\r\nMULTI\r\n"})
    void aFileThatIsNotTheLastIsRefusedAndNotCut(String tail) throws IOException {
        write("*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n", tail);
        Files.writeString(files.path("appendonly.aof.manifest"), "file appendonly.aof.2.incr.aof seq 2 type i\n",
                StandardOpenOption.APPEND);
        Files.createFile(files.path("appendonly.aof.2.incr.aof"));
        String before = files.increment(1);
        assertThrows(IllegalStateException.class, () -> TestServer.startIn(directory, ON));
        assertEquals(before, files.increment(1));
        assertThrows(IllegalStateException.class, () -> TestServer.startIn(directory, ON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET a\r\n", "*1\r\n$7\r\nNOTHING\r\n", "*2\r\n$3\r\nSET\r\n$1\r\na\r\n"})
    void whatIsNoCommandKeepsTheServerFromStarting(String text) throws IOException {
        write("", text);
        assertThrows(IllegalStateException.class, () -> TestServer.startIn(directory, ON));
        assertEquals(text.replace("\r\n", "\n"), files.increment(1));
    }

    @Test
    void aMissingFileKeepsTheServerFromStarting() throws IOException {
        write("", "");
        Files.delete(files.path("appendonly.aof.1.incr.aof"));
        assertThrows(IllegalStateException.class, () -> TestServer.startIn(directory, ON));
    }

    @Test
    void theSingleFileOfAnOlderRedisIsTakenOver() throws IOException {
        Files.writeString(directory.resolve("appendonly.aof"), "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("'1'", server.connect().run("GET a"));
        }
        assertFalse(Files.exists(directory.resolve("appendonly.aof")));
        assertEquals(List.of("appendonly.aof", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest"), files.names());
    }

    private void write(String whole, String tail) throws IOException {
        Files.createDirectory(directory.resolve("appendonlydir"));
        Files.writeString(files.path("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
        Files.writeString(files.path("appendonly.aof.1.incr.aof"), whole + tail, StandardOpenOption.CREATE);
    }

    /** Redis puts = in the place of ~, and leaves the LIMIT that nobody may send with it. */
    @Test
    void trimmingAsRedisWritesItIsNotJudged() throws IOException {
        String add = TestClient.encode("XADD", "s", "1-0", "f", "v") + TestClient.encode("XADD", "s", "2-0", "f", "v");
        Files.writeString(directory.resolve("appendonly.aof"), add
                + TestClient.encode("XADD", "s", "MAXLEN", "=", "2", "LIMIT", "1", "3-0", "f", "v"));
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals("[['2-0', ['f', 'v']], ['3-0', ['f', 'v']]]", server.connect().run("XRANGE s - +"));
        }
    }

    /**
     * What was delivered comes back with its consumers, times and counts, by the XCLAIM that each delivery goes out as.
     */
    @Test
    void pendingEntriesComeBack() throws IOException {
        String before;
        try (TestServer server = TestServer.startIn(directory, ON)) {
            TestClient client = server.connect();
            for (int i = 1; i <= 5; i++) client.run("XADD s " + i + "-0 f v");
            client.run("XGROUP CREATE s g 0");
            client.run("XREADGROUP GROUP g c COUNT 3 STREAMS s >");
            client.run("XREADGROUP GROUP g d COUNT 1 NOACK STREAMS s >");
            client.run("XCLAIM s g d 0 2-0 RETRYCOUNT 7");
            client.run("XDEL s 3-0");
            client.run("XAUTOCLAIM s g d 0 3-0");
            client.run("XACK s g 1-0");
            client.run("XADD s MAXLEN ~ 1 LIMIT 1 6-* f v");
            before = groups(client);
        }
        try (TestServer server = TestServer.startIn(directory, ON)) {
            assertEquals(before, groups(server.connect()));
        }
    }

    private static String groups(TestClient client) throws IOException {
        return client.run("XINFO STREAM s FULL").replaceAll("'(seen|active)-time', :\\d+", "");
    }
}
