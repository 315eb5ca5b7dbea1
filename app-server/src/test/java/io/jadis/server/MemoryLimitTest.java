package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.execution.Execution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemoryLimitTest {
    private TestServer server;
    private TestClient client;
    private Recorder recorder;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start("maxmemory-policy allkeys-lru", "notify-keyspace-events Ee");
        client = server.connect();
        recorder = Recorder.of(server);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aLowerLimitEvictsThoughNoCommandComes() throws IOException {
        for (String key : List.of("a", "b", "c")) client.call("SET", key, "v");
        recorder.propagated();
        client.run("CONFIG SET maxmemory 1");
        List<String> events = new ArrayList<>();
        while (events.size() < 3) events.addAll(recorder.events());
        // The last event comes before its command.
        server.onExecutor(() -> { });
        assertEquals(Set.of("evicted a", "evicted b", "evicted c"), Set.copyOf(events));
        List<String> propagated = recorder.propagated();
        assertEquals(Set.of("DEL a", "DEL b", "DEL c"), Set.copyOf(propagated));
        assertEquals(3, propagated.size());
    }

    @Test
    void evictionWaitsForTheEndOfATransaction() throws IOException {
        for (String line : List.of("MULTI", "INCR x", "CONFIG SET maxmemory 1", "INCR x")) client.run(line);
        assertEquals("[:1, OK, :2]", client.run("EXEC"));
        List<String> propagated = new ArrayList<>();
        while (propagated.size() < 5) propagated.addAll(recorder.propagated());
        assertEquals(List.of("MULTI", "INCR x", "INCR x", "EXEC", "DEL x"), propagated);
    }

    /** Keys that are evicted while a snapshot is written add to it, and too much of that holds writes back. */
    @Test
    void whoIsToBeServedWaitsOnWhereEvictionHoldsWritesBack() throws IOException {
        TestClient waiting = waitingWhileRoomIsMade(2);
        assertTrue(client.run("INFO clients").contains("blocked_clients:1"));
        server.onExecutor(() -> server.server().execution().writeGate().close(false));
        assertEquals("['queue', 'v']", waiting.read());
        assertEquals("PONG", waiting.run("PING"));
    }

    @Test
    void whoIsAboutToBeServedIsHeldBackNoMore() throws IOException {
        TestClient waiting = waitingWhileRoomIsMade(3);
        assertEquals("['queue', 'v']", waiting.read());
        assertEquals("PONG", waiting.run("PING"));
    }

    /**
     * A client that waits for an element, which has come. The gate for writes was closed by making room for so many
     * commands, the first of them the one that gave the element.
     */
    private TestClient waitingWhileRoomIsMade(int closedBy) throws IOException {
        TestClient waiting = server.connect();
        waiting.send("BLPOP", "queue", "0");
        while (!client.run("INFO clients").contains("blocked_clients:1")) Thread.onSpinWait();
        Execution execution = server.server().execution();
        AtomicInteger calls = new AtomicInteger();
        server.onExecutor(() -> execution.admission().memoryGuard(() -> {
            if (calls.incrementAndGet() == closedBy) execution.writeGate().close(true);
            return true;
        }));
        assertEquals(":1", client.run("RPUSH queue v"));
        return waiting;
    }

    /** What tells those who track them of keys that go is no reason for more of them to go. */
    @Test
    void messagesToWhoTracksKeysAreNotMadeUpFor() throws IOException {
        List<String> all = new ArrayList<>(List.of("MGET"));
        for (int i = 0; i < 3_000; i++) {
            client.call("SET", "key:" + i, "v".repeat(50));
            all.add("key:" + i);
        }
        for (int i = 0; i < 40; i++) {
            TestClient tracking = server.connect();
            tracking.run("HELLO 3");
            assertEquals("OK", tracking.run("CLIENT TRACKING ON"));
            tracking.call(all.toArray(String[]::new));
        }
        client.run("CONFIG SET maxmemory-eviction-tenacity 100");
        long used = Long.parseLong(client.run("INFO memory").lines().filter(line -> line.startsWith("used_memory:"))
                .findFirst().orElseThrow().substring("used_memory:".length()));
        int left = 3_000;
        for (long limit = used; left == 3_000; limit -= 2_000) {
            client.run("CONFIG SET maxmemory " + limit);
            left = Integer.parseInt(client.run("DBSIZE").substring(1));
        }
        assertTrue(left > 2_000, "left=" + left);
    }

    @Test
    void aLimitThatNoMachineHasIsNone() throws IOException {
        for (String limit : List.of("18446744073709551615", "9223372036854775808")) {
            assertEquals("OK", client.run("CONFIG SET maxmemory " + limit));
            assertEquals("['maxmemory', '" + limit + "']", client.run("CONFIG GET maxmemory"));
            assertEquals("OK", client.run("CONFIG SET maxmemory-samples 6"));
            assertEquals("OK", client.run("CONFIG SET maxmemory-clients 50%"));
            assertEquals("OK", client.run("SET a 1"));
        }
    }

    @Test
    void writesAreRefusedWhereNothingMayGo() throws IOException {
        client.run("CONFIG SET maxmemory-policy noeviction");
        client.run("SET a 1");
        client.run("CONFIG SET maxmemory 1");
        assertEquals("-OOM command not allowed when used memory > 'maxmemory'.", client.run("SET b 1"));
        assertEquals("'1'", client.run("GET a"));
        assertEquals(":1", client.run("DEL a"));
        String info = client.run("INFO stats");
        assertTrue(info.contains("current_eviction_exceeded_time:"), info);
        client.run("CONFIG SET maxmemory 0");
        assertEquals("OK", client.run("SET b 1"));
    }

    @Test
    void onlyVolatileKeysGoUnderAVolatilePolicy() throws IOException {
        client.run("CONFIG SET maxmemory-policy volatile-ttl");
        client.run("SET stays 1");
        client.run("SET goes 1 EX 1000");
        client.run("CONFIG SET maxmemory 1");
        while (!client.run("DBSIZE").equals(":1")) Thread.onSpinWait();
        assertEquals(List.of("evicted goes"), recorder.events());
    }
}
