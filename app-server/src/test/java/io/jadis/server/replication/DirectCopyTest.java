package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.store.rdb.BackgroundSink;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that go to replicas without a file, longer than what the sockets on their way hold. */
@Timeout(120)
class DirectCopyTest {
    private static final int KEYS = 200, VALUE_BYTES = 100_000;
    /** The copy's buffers, the backlog, the replicas' clients. */
    private static final long MEMORY_BYTES_MAX = 6 << 20;
    private static final int PIECE_BYTES_MAX = 64 << 10;

    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start("repl-diskless-sync-delay 3600", "repl-diskless-sync-max-replicas 2");
        client = server.connect();
        // Nothing makes it shorter.
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < KEYS; i++) {
            StringBuilder value = new StringBuilder(VALUE_BYTES);
            while (value.length() < VALUE_BYTES) value.append((char) random.nextInt(' ', 127));
            client.call("SET", "key:" + i, value.toString());
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        await(() -> copiers() == 0, "its thread's end");
    }

    private long figure(String name) {
        try {
            for (String line : client.run("INFO everything").split("\r?\n")) {
                if (line.startsWith(name + ":")) return Long.parseLong(line.substring(name.length() + 1));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError(name);
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.currentTimeMillis() + 30_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.currentTimeMillis() < deadline, () -> "waits for " + what);
            Thread.onSpinWait();
        }
    }

    /** Threads that encode copies: one without work stands ready for the next. */
    private static long copiers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals("replica-copy"))
                .filter(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(BackgroundSink.class.getName())))
                .count();
    }

    /** Whether such a thread waits until a replica has read more. */
    private static boolean waitsForReplicas() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals("replica-copy"))
                .anyMatch(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitPiece")));
    }

    private boolean copyWaits() {
        // The snapshot, too, has given what the thread would take.
        return waitsForReplicas() && figure("rdb_bgsave_in_progress") == 1;
    }

    private FakeReplica replica(String capabilities) throws IOException {
        FakeReplica replica = new FakeReplica(server);
        assertEquals("+OK", replica.ask("REPLCONF capa eof capa psync2" + capabilities));
        return replica.send("PSYNC ? -1");
    }

    /** @return how long the copy was */
    private static long skip(FakeReplica replica) {
        try {
            long bytes = replica.skipCopy();
            assertTrue(bytes > (long) KEYS * VALUE_BYTES * 9 / 10, "bytes=" + bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " capa jadis-lz4"})
    void theSlowestSetsThePaceAndMemoryIsBounded(String capabilities) throws Exception {
        long before = figure("used_memory");
        try (FakeReplica reader = replica(capabilities); FakeReplica sluggard = replica(capabilities)) {
            reader.awaitCopy();
            sluggard.awaitCopy();
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> skip(reader));
            await(this::copyWaits, "the copy to stand still");
            assertFalse(read.isDone());
            long growth = figure("used_memory") - before;
            assertTrue(growth < MEMORY_BYTES_MAX, "growth=" + growth);
            assertEquals(skip(sluggard), read.join());
            await(() -> copiers() == 0, "its thread's end");
        }
    }

    @Test
    void oneIsGoneAndTheOtherGoesOn() throws Exception {
        try (FakeReplica reader = replica(""); FakeReplica sluggard = replica("")) {
            reader.awaitCopy();
            sluggard.awaitCopy();
            await(this::copyWaits, "the copy to stand still");
            sluggard.close();
            skip(reader);
        }
        assertEquals(2, figure("sync_full"));
    }

    /** What is overwritten before its turn is kept for the copy, but not without a bound. */
    @Test
    void whoDoesNotReadKeepsOthersFromWritingForSecondsOnly() throws Exception {
        int more = 600;
        String value = "x".repeat(VALUE_BYTES);
        client.run("CONFIG SET rdbcompression no");
        for (int i = KEYS; i < more; i++) client.call("SET", "key:" + i, value);
        try (FakeReplica reader = replica(""); FakeReplica sluggard = replica("")) {
            reader.awaitCopy();
            sluggard.awaitCopy();
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> skip(reader));
            await(this::copyWaits, "the copy to stand still");
            for (int i = 0; i < more; i++) assertEquals("OK", client.call("SET", "key:" + i, "new"));
            assertTrue(read.join() > (long) more * VALUE_BYTES * 9 / 10);
            assertThrows(IOException.class, sluggard::skipCopy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLIENT KILL TYPE replica", "FLUSHALL", "CONFIG SET repl-timeout 1"})
    void nothingIsLeftOfACopyThatNobodyTakesAnyMore(String command) throws Exception {
        try (FakeReplica one = replica(""); FakeReplica other = replica("")) {
            one.awaitCopy();
            other.awaitCopy();
            await(this::copyWaits, "the copy to stand still");
            client.run(command);
            await(() -> copiers() == 0, "its thread's end");
            await(() -> figure("rdb_bgsave_in_progress") == 0, "the end of the snapshot");
            // Disconnected, in the middle of it.
            assertThrows(EOFException.class, one::skipCopy);
        }
        client.run("CONFIG SET repl-timeout 60");
        // Nothing is in the way of the next one.
        try (FakeReplica one = replica(""); FakeReplica other = replica("")) {
            one.awaitCopy();
            other.awaitCopy();
            other.close();
            one.skipCopy();
        }
    }

    @Test
    void packedPiecesAreSmall() throws Exception {
        try (FakeReplica one = replica(" capa jadis-lz4"); FakeReplica other = replica(" capa jadis-lz4")) {
            one.awaitCopy();
            other.close();
            assertEquals("$JADIS-LZ4", one.line());
            int plainBytesMax = one.packedPieceBytesMax();
            assertTrue(plainBytesMax > 0 && plainBytesMax <= PIECE_BYTES_MAX, "plainBytesMax=" + plainBytesMax);
        }
    }

    /** What isn't the keys goes the same way, also when nobody waits for its end. */
    @Test
    void aCopyWithoutKeysIsEncodedThere() throws Exception {
        client.run("CONFIG SET repl-diskless-sync-delay 0");
        for (int i = 0; i < 20; i++) {
            FakeReplica replica = new FakeReplica(server);
            replica.ask("REPLCONF capa eof");
            replica.ask("REPLCONF rdb-filter-only functions");
            replica.send("PSYNC ? -1");
            if (i % 2 == 0) {
                replica.awaitCopy();
                assertTrue(replica.copy().startsWith("REDIS0011"));
            }
            replica.close();
        }
        await(() -> figure("connected_slaves") == 0, "the end of the replicas");
        assertEquals("nil", client.run("GET missing"));
    }
}
