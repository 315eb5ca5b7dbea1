package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.SnapshotBuffers;
import io.jadis.store.rdb.SnapshotSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SnapshotSaveTest {
    private static final int KEYS = 500, VALUE_BYTES = 100_000;
    private static final long FULL_BYTES = 32 << 20;

    @TempDir
    private Path directory;

    /** Keeps all it gets while it stands still. */
    private static final class Taker implements SnapshotSink {
        private final SnapshotBuffers buffers;
        private final List<Long> kept = new ArrayList<>();
        private volatile boolean standsStill, fails, ended, abandoned;
        private volatile long takenBytes;
        private long current;

        Taker(TestServer server) {
            buffers = new SnapshotBuffers(server.persistence().snapshots().allocator());
        }

        void goOn() {
            standsStill = false;
            kept.forEach(buffers::giveBack);
            kept.clear();
        }

        @Override
        public long firstBuffer() {
            current = buffers.next();
            return current;
        }

        @Override
        public long take(long address, int length) throws IOException {
            if (fails) throw new IOException("the sink has failed");
            takenBytes += length;
            kept.add(address);
            if (!standsStill) goOn();
            return firstBuffer();
        }

        @Override
        public boolean hasRoom() {
            return !standsStill;
        }

        @Override
        public long footprintBytes() {
            return buffers.footprintBytes();
        }

        @Override
        public void end() {
            ended = true;
            buffers.giveBack(current);
            goOn();
            buffers.close();
        }

        @Override
        public void abandon() {
            end();
            ended = false;
            abandoned = true;
        }
    }

    /** There can be two, and one that was given up counts until it is over. */
    @Test
    void anAofThatIsSwitchedOnWaitsForTheRewriteThatIsGivenUpForIt() throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-key-save-delay 1000000000")) {
            TestClient client = server.connect();
            client.run("SET a 1");
            Taker taker = new Taker(server);
            taker.standsStill = true;
            RdbHeader.Replication at = new RdbHeader.Replication(0, "0".repeat(40), 1);
            server.onExecutor(() -> server.persistence().snapshots()
                    .beginForReplicas(at, taker, System.currentTimeMillis(), reason -> { }));
            client.run("BGREWRITEAOF");
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            client.run("CONFIG SET rdb-key-save-delay 0");
            while (!client.run("INFO persistence").contains("aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0")) {
                LockSupport.parkNanos(1_000_000);
            }
            client.run("SET b 2");
            server.onExecutor(taker::goOn);
            while (!taker.ended) LockSupport.parkNanos(1_000_000);
        }
        try (TestServer server = TestServer.startIn(directory, "appendonly yes")) {
            assertEquals("['1', '2']", server.connect().run("MGET a b"));
        }
    }

    /** A server with some values, and a snapshot for replicas under way. */
    private final class Setting implements AutoCloseable {
        private final TestServer server;
        private final TestClient client;
        private final Taker taker;
        private volatile IOException failure;
        private SnapshotSave save;

        Setting() throws IOException {
            server = TestServer.startIn(directory, "rdbcompression no");
            client = server.connect();
            for (int i = 0; i < KEYS; i++) client.call("SET", "key:" + i, "v".repeat(VALUE_BYTES));
            taker = new Taker(server);
        }

        void begin() {
            RdbHeader.Replication at = new RdbHeader.Replication(0, "0".repeat(40), 1);
            server.onExecutor(() -> save = server.persistence().snapshots()
                    .beginForReplicas(at, taker, System.currentTimeMillis(), reason -> failure = reason));
        }

        void awaitSave() throws IOException {
            while (!client.run("INFO persistence")
                    .contains("rdb_bgsave_in_progress:0")) LockSupport.parkNanos(1_000_000);
        }

        long heldBytes() {
            long[] bytes = new long[1];
            server.onExecutor(() -> bytes[0] = taker.footprintBytes());
            return bytes[0];
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) LockSupport.parkNanos(1_000_000);
    }

    private static void writeAll(TestClient client) throws IOException {
        for (int i = 0; i < KEYS; i++) client.send("SET", "key:" + i, "new");
    }

    private static void readAll(TestClient client) throws IOException {
        for (int i = 0; i < KEYS; i++) assertEquals("OK", client.read());
    }

    @Test
    void whoWritesWaitsForASinkThatStandsStillAndReadsGoOn() throws IOException {
        try (Setting setting = new Setting(); TestClient writer = setting.server.connect()) {
            setting.taker.standsStill = true;
            setting.begin();
            writeAll(writer);
            await(() -> setting.heldBytes() >= FULL_BYTES);
            long heldBytes = setting.heldBytes();
            for (int i = 0; i < 100; i++) assertEquals("'v",
                    setting.client.call("GET", "key:" + (KEYS - 1)).substring(0, 2));
            assertEquals(heldBytes, setting.heldBytes());
            assertTrue(heldBytes < FULL_BYTES + (8 << 20), "held=" + heldBytes);
            setting.server.onExecutor(setting.taker::goOn);
            readAll(writer);
            await(() -> setting.taker.ended);
            assertTrue(setting.taker.takenBytes > (long) KEYS * VALUE_BYTES, "taken=" + setting.taker.takenBytes);
        }
    }

    @Test
    void whoWaitsGoesOnWhenTheSnapshotIsGivenUp() throws IOException {
        try (Setting setting = new Setting(); TestClient writer = setting.server.connect()) {
            setting.taker.standsStill = true;
            setting.begin();
            writeAll(writer);
            await(() -> setting.heldBytes() >= FULL_BYTES);
            setting.server.onExecutor(() -> setting.save.abandon());
            readAll(writer);
            assertTrue(setting.taker.abandoned);
            assertEquals(0, setting.heldBytes());
        }
    }

    @Test
    void aSinkThatFailsIsAbandonedAndItsOwnerHearsWhy() throws IOException {
        try (Setting setting = new Setting()) {
            setting.taker.fails = true;
            setting.begin();
            await(() -> setting.failure != null);
            assertEquals("the sink has failed", setting.failure.getMessage());
            assertTrue(setting.taker.abandoned);
            assertEquals("Background saving started", setting.client.run("BGSAVE"));
            setting.awaitSave();
        }
    }

    /**
     * A key that is evicted before its turn goes to the snapshot's buffers, and a large value stays until it is
     * written: that is no reason to evict more.
     */
    @Test
    void whatASnapshotTakesIsNotMadeUpForByEviction() throws IOException {
        try (Setting setting = new Setting()) {
            for (int i = 0; i < 200; i++) setting.client.call("RPUSH", "list", "v".repeat(VALUE_BYTES));
            setting.client.run("CONFIG SET maxmemory-policy allkeys-random");
            setting.taker.standsStill = true;
            setting.begin();
            setting.client.run("DEL list");
            String memory = setting.client.run("INFO memory");
            long held = Long.parseLong(field(memory, "mem_not_counted_for_evict"));
            assertTrue(held > 200L * VALUE_BYTES, memory);
            long used = Long.parseLong(field(memory, "used_memory")) - held;
            setting.client.run("CONFIG SET maxmemory " + (used - 100L * VALUE_BYTES));
            for (int i = 0; i < 1_000; i++) setting.client.run("PING");
            int left = Integer.parseInt(setting.client.run("DBSIZE").substring(1));
            assertEquals(KEYS - 100, left, 50);
            setting.server.onExecutor(setting.taker::goOn);
            await(() -> setting.taker.ended);
            assertTrue(setting.taker.takenBytes > (KEYS + 200L) * VALUE_BYTES, "taken=" + setting.taker.takenBytes);
            while (!setting.client.run("INFO memory").contains("mem_not_counted_for_evict:0")) Thread.onSpinWait();
            assertEquals(left, Integer.parseInt(setting.client.run("DBSIZE").substring(1)));
        }
    }

    private static String field(String info, String name) {
        return info.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow()
                .substring(name.length() + 1);
    }

    @Test
    void aSaveGoesOnBesideASnapshotForReplicas() throws IOException {
        try (Setting setting = new Setting()) {
            setting.taker.standsStill = true;
            setting.begin();
            assertEquals("OK", setting.client.run("SET key:0 between"));
            assertEquals("Background saving started", setting.client.run("BGSAVE"));
            assertEquals("OK", setting.client.run("SET key:0 after"));
            setting.awaitSave();
            Path file = directory.resolve("dump.rdb");
            assertTrue(Files.size(file) > (KEYS - 1L) * VALUE_BYTES && Files.size(file) < (long) KEYS * VALUE_BYTES);
            setting.server.onExecutor(setting.taker::goOn);
            await(() -> setting.taker.ended);
            assertTrue(setting.taker.takenBytes > (long) KEYS * VALUE_BYTES);
        }
    }
}
