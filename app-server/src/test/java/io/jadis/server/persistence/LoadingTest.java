package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoadingTest {
    private static final String SLOWLY = "key-load-delay 2000000";
    private static final String LOADING = "-LOADING Redis is loading the dataset in memory";

    @TempDir
    private Path directory;

    // ---- at the start

    @ParameterizedTest
    @ValueSource(strings = {"appendonly no", "appendonly yes"})
    void clientsAreToldMeanwhile(String appendonly) throws IOException {
        fill(appendonly, 20);
        try (TestServer server = TestServer.startLoadingIn(directory, appendonly, SLOWLY, "enable-debug-command yes")) {
            TestClient client = server.connect();
            assertEquals(LOADING, client.run("GET key:1"));
            assertEquals(LOADING, client.run("PING"));
            assertEquals(LOADING, client.run("DEBUG RELOAD"));
            String info = client.run("INFO persistence");
            assertTrue(info.contains("loading:1\r\nasync_loading:0"), info);
            assertTrue(info.contains("loading_start_time:1"), info);
            assertTrue(info.contains("loading_loaded_perc:"), info);
            assertTrue(info.contains("loading_eta_seconds:"), info);
            assertTrue(client.run("INFO stats").contains("total_error_replies:3"), info);
        }
    }

    @Test
    void aTransactionWithSuchACommandIsRefused() throws IOException {
        fill("appendonly no", 20);
        try (TestServer server = TestServer.startLoadingIn(directory, SLOWLY)) {
            TestClient client = server.connect();
            assertEquals("OK", client.run("MULTI"));
            assertEquals("QUEUED", client.run("CONFIG GET hz"));
            assertEquals(LOADING, client.run("GET key:1"));
            assertEquals("-EXECABORT Transaction discarded because of previous errors.", client.run("EXEC"));
            client.run("MULTI");
            assertEquals("QUEUED", client.run("CONFIG GET hz"));
            assertEquals("[['hz', '10']]", client.run("EXEC"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"appendonly no", "appendonly yes"})
    void afterwardsAllIsThere(String appendonly) throws IOException {
        fill(appendonly, 20);
        try (TestServer server = TestServer.startLoadingIn(directory, appendonly, "key-load-delay 20000")) {
            TestClient client = server.connect();
            await(client, "loading:0");
            assertEquals(":20", client.run("DBSIZE"));
            client.run("SET more 1");
        }
        try (TestServer server = TestServer.startIn(directory, appendonly)) {
            assertEquals(appendonly.endsWith("yes") ? ":21" : ":20", server.connect().run("DBSIZE"));
        }
    }

    @Test
    void shutdownEndsItAndLeavesTheFile() throws IOException {
        fill("appendonly no", 20);
        byte[] before = Files.readAllBytes(directory.resolve("dump.rdb"));
        try (TestServer server = TestServer.startLoadingIn(directory, SLOWLY, "save 900 1")) {
            server.connect().send("SHUTDOWN");
            while (server.exitStatus() < 0) LockSupport.parkNanos(1_000_000);
            assertEquals(0, server.exitStatus());
        }
        assertArrayEquals(before, Files.readAllBytes(directory.resolve("dump.rdb")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"appendonly no", "appendonly yes"})
    void whereThereIsNothingToLoadNobodyHearsOfALoad(String appendonly) throws IOException {
        try (TestServer server = TestServer.startLoadingIn(directory, appendonly)) {
            assertEquals("OK", server.connect().run("SET key 1"));
        }
        try (TestServer server = TestServer.startIn(directory, appendonly)) {
            assertEquals(appendonly.endsWith("yes") ? "'1'" : "nil", server.connect().run("GET key"));
        }
    }

    @Test
    void nobodySeesWhatIsThereOfAFileThatIsBroken() throws IOException {
        fill("appendonly no", 20);
        Path file = directory.resolve("dump.rdb");
        byte[] rdb = Files.readAllBytes(file);
        rdb[rdb.length - 1] ^= 1; // of the checksum
        Files.write(file, rdb);
        try (TestServer server = TestServer.startLoadingIn(directory, "key-load-delay 20000")) {
            TestClient client = server.connect();
            assertEquals(LOADING, client.run("GET key:1"));
            assertFalse(server.server().awaitLoaded());
            assertEquals(LOADING, client.run("GET key:1"));
            assertEquals(LOADING, client.run("SET key:1 x"));
        }
    }

    @Test
    void closingEndsIt() throws IOException {
        fill("appendonly no", 20);
        TestServer server = TestServer.startLoadingIn(directory, SLOWLY);
        server.close();
        assertFalse(server.server().awaitLoaded());
    }

    @Test
    void whatALoadDependsOnIsNotChangedMeanwhile() throws IOException {
        fill("appendonly no", 20);
        try (TestServer server = TestServer.startLoadingIn(directory, "key-load-delay 1000000")) {
            TestClient client = server.connect();
            assertEquals(LOADING, client.run("CONFIG SET appendonly yes"));
            assertEquals(LOADING, client.run("CONFIG SET maxmemory 0 repl-diskless-load swapdb"));
            assertEquals("OK", client.run("CONFIG SET maxmemory 0"));
            assertEquals("OK", client.run("CONFIG SET key-load-delay 0"));
            await(client, "loading:0");
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
        }
    }

    @Test
    void aStreamIsLoadedAsItArrives() throws IOException {
        byte[] rdb = rdb(100);
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect();
            Feed feed = new Feed(server, rdb.length, false);
            feed.offer(rdb, 0, 50);
            assertEquals(LOADING, client.run("GET key:1"));
            for (int i = 50; i < rdb.length; i += 7) feed.offer(rdb, i, Math.min(i + 7, rdb.length));
            feed.end();
            await(client, "loading:0");
            assertEquals(":101", client.run("DBSIZE"));
            assertEquals(LoadResult.Outcome.LOADED, feed.result.get().outcome());
        }
    }

    @Test
    void besideTheDataSetClientsSeeTheOldOneUntilTheNewOneIsWhole() throws IOException {
        byte[] rdb = rdb(100);
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect(), watching = server.connect(), waiting = server.connect();
            client.run("SET key:1 old");
            client.run("SET old 1");
            watching.run("WATCH key:2");
            waiting.send("BLPOP", "list", "0");
            Feed feed = new Feed(server, 0, true);
            feed.offer(rdb, 0, rdb.length - 20);
            assertEquals("'old'", client.run("GET key:1"));
            assertEquals(LOADING, client.run("SAVE"));
            client.run("SET old 2");
            String info = client.run("INFO persistence");
            assertTrue(info.contains("loading:0\r\nasync_loading:1"), info);
            assertTrue(info.contains("loading_total_bytes:0"), info);
            feed.offer(rdb, rdb.length - 20, rdb.length);
            feed.end();
            await(client, "async_loading:0");
            assertEquals("'1'", client.run("GET key:1"));
            assertEquals("nil", client.run("GET old"));
            assertEquals("['list', 'a']", waiting.read());
            watching.run("MULTI");
            assertEquals("nil*", watching.run("EXEC"));
        }
    }

    @Test
    void whatFailsBesideTheDataSetLeavesItAsItWas() throws IOException {
        byte[] rdb = rdb(100);
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect();
            client.run("SET key:1 old");
            Feed feed = new Feed(server, rdb.length, true);
            feed.offer(rdb, 0, rdb.length - 20);
            feed.end();
            await(client, "async_loading:0");
            assertEquals(LoadResult.Outcome.BROKEN, feed.result.get().outcome());
            assertEquals(":1", client.run("DBSIZE"));
            assertEquals("'old'", client.run("GET key:1"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void canBeCancelled(boolean beside) throws IOException {
        byte[] rdb = rdb(100);
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect();
            Feed feed = new Feed(server, rdb.length, beside);
            feed.offer(rdb, 0, rdb.length - 20);
            while (feed.isBehind()) LockSupport.parkNanos(1_000_000);
            server.onExecutor(() -> server.persistence().loading().cancel());
            assertEquals("PONG", client.run("PING"));
            assertEquals(beside, client.run("DBSIZE").equals(":0"));
            feed.offer(rdb, rdb.length - 20, rdb.length);
            assertEquals(null, feed.result.get());
            Feed next = new Feed(server, rdb.length, true);
            next.offer(rdb, 0, rdb.length);
            await(client, "async_loading:0");
            assertTrue(next.result.get().isLoaded());
        }
    }

    @Test
    void aConnectionThatIsLostEndsTheLoad() throws IOException {
        byte[] rdb = rdb(100);
        try (TestServer server = TestServer.start()) {
            Feed feed = new Feed(server, rdb.length, false);
            feed.offer(rdb, 0, 100);
            server.onExecutor(() -> feed.stream.fail(new IOException("Connection reset by peer")));
            await(server.connect(), "loading:0");
            assertEquals(LoadResult.Outcome.BROKEN, feed.result.get().outcome());
        }
    }

    /** It goes on where the file is in its master's stream, which has a DEL for each of them. */
    @Test
    void aReplicaThatStartsKeepsKeysWhoseTimeHasPassed() throws IOException {
        saveAKeyWhoseTimeHasPassed();
        try (TestServer server = TestServer.startIn(directory, "replicaof 127.0.0.1 1")) {
            assertEquals(":2", server.connect().run("DBSIZE"));
        }
    }

    private void saveAKeyWhoseTimeHasPassed() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "enable-debug-command yes")) {
            TestClient client = server.connect();
            client.run("DEBUG SET-ACTIVE-EXPIRE 0");
            client.run("SET short x PX 1");
            client.run("SET stays x");
            client.run("SAVE");
        }
    }

    @Test
    void aReplicaKeepsKeysWhoseTimeHasPassed() throws IOException {
        saveAKeyWhoseTimeHasPassed();
        byte[] rdb = Files.readAllBytes(directory.resolve("dump.rdb"));
        try (TestServer server = TestServer.start()) {
            server.onExecutor(() -> keyspace(server).expiryBy(ExpiryMode.REPLICA));
            Feed feed = new Feed(server, rdb.length, false);
            feed.offer(rdb, 0, rdb.length);
            await(server.connect(), "loading:0");
            assertEquals(":2", server.connect().run("DBSIZE"));
            server.onExecutor(() -> assertEquals(ExpiryMode.REPLICA, keyspace(server).expiryMode()));
        }
    }

    @Test
    void whoFeedsItHearsWhenThereIsRoom() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdbcompression no")) {
            server.connect().run("SETRANGE big 6000000 x");
            server.connect().run("SAVE");
        }
        byte[] rdb = Files.readAllBytes(directory.resolve("dump.rdb"));
        AtomicInteger heard = new AtomicInteger();
        AtomicReference<LoadResult> result = new AtomicReference<>();
        try (TestServer server = TestServer.start()) {
            server.onExecutor(() -> {
                Allocator allocator = server.persistence().keyspace().allocator();
                LoadStream stream = new LoadStream(allocator, heard::incrementAndGet);
                offer(allocator, stream, rdb, 0, rdb.length);
                assertFalse(stream.hasRoom());
                server.persistence().loading().loadStream(stream, rdb.length, false, false, result::set);
            });
            await(server.connect(), "loading:0");
            assertTrue(result.get().isLoaded());
            assertEquals(1, heard.get());
            assertEquals(":6000001", server.connect().run("STRLEN big"));
        }
    }

    // ---- in the place of a master

    private static final class Feed {
        final TestServer server;
        final AtomicReference<LoadResult> result = new AtomicReference<>();
        LoadStream stream;

        Feed(TestServer server, long sizeBytes, boolean beside) {
            this.server = server;
            server.onExecutor(() -> {
                stream = new LoadStream(server.persistence().keyspace().allocator(), () -> { });
                server.persistence().loading().loadStream(stream, sizeBytes, beside, beside, result::set);
            });
        }

        void offer(byte[] bytes, int from, int to) {
            server.onExecutor(() ->
                    LoadingTest.offer(server.persistence().keyspace().allocator(), stream, bytes, from, to));
        }

        boolean isBehind() {
            AtomicBoolean behind = new AtomicBoolean();
            server.onExecutor(() -> behind.set(stream.bufferedBytes() > 0));
            return behind.get();
        }

        void end() {
            server.onExecutor(stream::end);
        }
    }

    private static void offer(Allocator allocator, LoadStream stream, byte[] bytes, int from, int to) {
        long block = allocator.allocate(to - from);
        Memory.copyIn(bytes, from, block, to - from);
        stream.offer(block, to - from);
        allocator.free(block);
    }

    private static Keyspace keyspace(TestServer server) {
        return server.persistence().keyspace();
    }

    private void fill(String appendonly, int keys) throws IOException {
        try (TestServer server = TestServer.startIn(directory, appendonly)) {
            TestClient client = server.connect();
            for (int i = 0; i < keys; i++) client.run("SET key:" + i + " " + i);
            client.run("SAVE");
        }
    }

    private byte[] rdb(int keys) throws IOException {
        fill("appendonly no", keys);
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            client.run("RPUSH list a");
            client.run("SAVE");
        }
        return Files.readAllBytes(directory.resolve("dump.rdb"));
    }

    private static void await(TestClient client, String field) throws IOException {
        while (!client.run("INFO persistence").contains("\r\n" + field)) LockSupport.parkNanos(1_000_000);
    }
}
