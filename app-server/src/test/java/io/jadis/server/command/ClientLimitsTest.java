package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that have to go: idle ones, slow readers, and those that take most memory. */
final class ClientLimitsTest {
    private static final String LARGE = "x".repeat(1_000_000);

    private static boolean isListed(TestClient witness, String id) throws IOException {
        return witness.run("CLIENT LIST ID " + id).contains("id=" + id + " ");
    }

    private static String id(TestClient client) throws IOException {
        return client.run("CLIENT ID").substring(1);
    }

    private static void awaitGone(TestClient witness, String id) throws IOException {
        for (long deadline = System.nanoTime() + 30_000_000_000L; isListed(witness, id); Thread.onSpinWait()) {
            assertTrue(System.nanoTime() < deadline, "it is still there");
        }
    }

    @Test
    void idleClientGoesButNotOneThatListens() throws IOException {
        try (TestServer server = TestServer.start()) {
            TestClient subscriber = server.connect(), monitor = server.connect(), idle = server.connect();
            subscriber.run("SUBSCRIBE news");
            assertEquals("OK", monitor.run("MONITOR"));
            assertEquals("OK", idle.run("CONFIG SET timeout 1"));
            assertTrue(idle.isClosedByServer());
            // Both are as old and were as quiet.
            assertEquals("[pong, ]", subscriber.run("PING").replace("'", ""));
            assertTrue(monitor.read().endsWith("\"PING\""));
        }
    }

    @Test
    void nobodyIsIdleBecauseTheClockIsSet() throws IOException {
        try (TestServer server = TestServer.start("timeout 100")) {
            TestClient witness = server.connect(), quiet = server.connect();
            String id = id(quiet);
            // What it has transferred so far counts as of this moment.
            assertTrue(idle(witness, id) < 100);
            server.setClock(3_600_000);
            assertTrue(idle(witness, id) < 100);
            server.setClock(-7_200_000);
            assertTrue(idle(witness, id) >= 0);
        }
    }

    /** Seconds. */
    private static int idle(TestClient witness, String id) throws IOException {
        return Integer.parseInt(witness.run("CLIENT LIST ID " + id).replaceAll("(?s).* idle=(\\d+) .*", "$1"));
    }

    private static void awaitIdle(TestClient witness, String id, boolean idle) throws IOException {
        for (long deadline = System.nanoTime() + 30_000_000_000L; idle(witness, id) > 0 != idle; Thread.onSpinWait()) {
            assertTrue(System.nanoTime() < deadline, "it is not so");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoTransfersIsNotIdle(int ioThreads) throws IOException {
        try (TestServer server = TestServer.start("io-threads " + ioThreads, "timeout 100")) {
            TestClient witness = server.connect(), waiting = server.connect(), sending = server.connect(),
                    reading = server.connect();
            witness.call("SET", "large", LARGE.repeat(30));
            String waitingId = id(waiting), sendingId = id(sending), readingId = id(reading);
            waiting.send("BLPOP", "queue", "0");
            sending.raw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9000000\r\n");
            reading.send("GET", "large");
            for (String id : new String[] {waitingId, sendingId, readingId}) awaitIdle(witness, id, true);
            witness.call("RPUSH", "queue", "v");
            awaitIdle(witness, waitingId, false);
            sending.raw(LARGE);
            awaitIdle(witness, sendingId, false);
            awaitIdle(witness, readingId, true);
            reading.socket().getInputStream().readNBytes(20_000_000);
            awaitIdle(witness, readingId, false);
        }
    }

    /** It counts as unread, whichever thread has it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatAWaitingClientSendsCountsAsItsOwn(int ioThreads) throws IOException {
        try (TestServer server = TestServer.start("io-threads " + ioThreads, "maxmemory-clients 3mb")) {
            TestClient witness = server.connect(), waiting = server.connect();
            witness.run("CLIENT NO-EVICT on");
            waiting.send("BLPOP", "queue", "0");
            try {
                waiting.raw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9000000\r\n" + LARGE.repeat(5));
            } catch (IOException e) {
                // Disconnected before it has sent all.
            }
            while (!witness.run("INFO stats").contains("evicted_clients:1")) Thread.onSpinWait();
        }
    }

    @Test
    void slowReaderGoesWhenTheSoftLimitWasPassedForItsTime() throws IOException {
        try (TestServer server = TestServer.start("client-output-buffer-limit normal 0 1mb 1")) {
            TestClient witness = server.connect(), slow = server.connect();
            witness.call("SET", "large", LARGE);
            String id = id(slow);
            // In one write: the client may be gone a second after the first reply.
            slow.raw(TestClient.encode("GET", "large").repeat(60));
            awaitGone(witness, id);
            assertTrue(witness.run("INFO stats").contains("client_output_buffer_limit_disconnections:1\r\n"));
        }
    }

    @Test
    void readerThatCatchesUpInTimeStays() throws IOException {
        try (TestServer server = TestServer.start("client-output-buffer-limit normal 0 1mb 60")) {
            TestClient client = server.connect();
            client.call("SET", "large", LARGE);
            for (int i = 0; i < 60; i++) client.send("GET", "large");
            for (int i = 0; i < 60; i++) assertEquals(LARGE.length() + 2, client.read().length());
            assertEquals("PONG", client.run("PING"));
        }
    }

    @Test
    void hardLimitOfSubscribersHoldsForThemAlone() throws IOException {
        try (TestServer server = TestServer.start("client-output-buffer-limit pubsub 2mb 0 0")) {
            TestClient witness = server.connect(), subscriber = server.connect(), reader = server.connect();
            String id = id(subscriber);
            subscriber.run("SUBSCRIBE news");
            for (int i = 0; i < 60 && isListed(witness, id); i++) witness.call("PUBLISH", "news", LARGE);
            assertFalse(isListed(witness, id));
            reader.call("SET", "large", LARGE);
            for (int i = 0; i < 30; i++) reader.send("GET", "large");
            for (int i = 0; i < 30; i++) reader.read();
        }
    }

    @Test
    void largestClientGoesWhenAllTakeTooMuch() throws IOException {
        try (TestServer server = TestServer.start("maxmemory-clients 3mb")) {
            TestClient witness = server.connect(), exempt = server.connect(), large = server.connect();
            String exemptId = id(exempt), largeId = id(large);
            assertEquals("OK", exempt.run("CLIENT NO-EVICT on"));
            String unfinished = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9000000\r\n" + LARGE.repeat(5);
            exempt.raw(unfinished);
            try {
                large.raw(unfinished);
            } catch (IOException e) {
                // It may be gone before all is sent.
            }
            awaitGone(witness, largeId);
            assertTrue(isListed(witness, exemptId));
            assertTrue(witness.run("INFO stats").contains("evicted_clients:1\r\n"));
        }
    }
}
