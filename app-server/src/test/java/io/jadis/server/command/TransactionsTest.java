package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TransactionsTest extends CommandTest {
    private TestClient client;

    @BeforeEach
    void connect() throws IOException {
        client = server().connect();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        run("DEBUG SET-ACTIVE-EXPIRE 1");
    }

    private void expect(String expected, String line) throws IOException {
        assertEquals(expected, client.run(line), line);
    }

    @Test
    void queuedCommandsAreExecutedAsOne() throws IOException {
        expect("OK", "MULTI");
        expect("QUEUED", "SET a 1");
        expect("QUEUED", "INCR a");
        expect("QUEUED", "GET missing");
        assertReply("nil", "GET a");
        expect("[OK, :2, nil]", "EXEC");
        assertReply("'2'", "GET a");
        expect("-ERR EXEC without MULTI", "EXEC");
    }

    @Test
    void queuedCommandsAreOfOneMoment() throws IOException {
        for (String line : new String[] {"MULTI", "SET a 1 PX 1", "DEBUG SLEEP 0.003", "GET a", "PTTL a"}) {
            client.run(line);
        }
        expect("[OK, OK, '1', :1]", "EXEC");
    }

    @Test
    void queuedCommandsCountTowardsTheQueryBufferLimit() throws IOException {
        String before = run("CONFIG GET client-query-buffer-limit").replaceAll("\\D", "");
        assertReply("OK", "CONFIG SET client-query-buffer-limit 1mb");
        String large = "x".repeat(300_000);
        expect("OK", "MULTI");
        for (int i = 0; i < 3; i++) expect("QUEUED", "SET a " + large);
        client.send("SET", "a", large);
        while (!client.isClosedByServer()) continue;
        assertReply(":0", "EXISTS a");
        run("CONFIG SET client-query-buffer-limit " + before);
    }

    @Test
    void emptyTransactionGivesAnEmptyArray() throws IOException {
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void discardForgetsWhatWasQueuedAndWatched() throws IOException {
        expect("OK", "WATCH a");
        expect("OK", "MULTI");
        expect("QUEUED", "SET a 1");
        expect("OK", "DISCARD");
        assertReply(":0", "EXISTS a");
        given("SET a other");
        expect("OK", "MULTI");
        expect("QUEUED", "PING");
        expect("[PONG]", "EXEC");
        expect("-ERR DISCARD without MULTI", "DISCARD");
    }

    @Test
    void nestingAndWatchingInsideAreRefusedWithoutHarm() throws IOException {
        expect("OK", "MULTI");
        expect("-ERR MULTI calls can not be nested", "MULTI");
        expect("-ERR WATCH inside MULTI is not allowed", "WATCH a");
        expect("QUEUED", "PING");
        expect("[PONG]", "EXEC");
    }

    @Test
    void commandThatCanNotBeQueuedSpoilsTheTransaction() throws IOException {
        String[] spoilers = {"GET", "NOSUCHCOMMAND", "CLIENT NOSUCH", "OBJECT"};
        for (String spoiler : spoilers) {
            expect("OK", "MULTI");
            expect("QUEUED", "SET a 1");
            assertTrue(client.run(spoiler).startsWith("-ERR "), spoiler);
            expect("QUEUED", "SET b 1");
            expect("-EXECABORT Transaction discarded because of previous errors.", "EXEC");
        }
        assertReply(":0", "DBSIZE");
    }

    @Test
    void commandThatFailsWhenExecutedDoesNotStopTheOthers() throws IOException {
        expect("OK", "MULTI");
        expect("QUEUED", "SET a x");
        expect("QUEUED", "INCR a");
        expect("QUEUED", "SET b y");
        expect("[OK, -ERR value is not an integer or out of range, OK]", "EXEC");
    }

    @Test
    void execWithArgumentsEndsTheTransactionWithTheReason() throws IOException {
        expect("OK", "MULTI");
        expect("-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command", "EXEC x");
        expect("-ERR EXEC without MULTI", "EXEC");
    }

    @Test
    void subcommandsOfTheSameNameAreQueuedAllTheSame() throws IOException {
        expect("OK", "MULTI");
        expect("QUEUED", "SLOWLOG RESET");
        expect("[OK]", "EXEC");
    }

    @Test
    void quitAndResetDoNotWaitForExec() throws IOException {
        expect("OK", "MULTI");
        expect("RESET", "RESET");
        expect("-ERR EXEC without MULTI", "EXEC");
        expect("OK", "MULTI");
        expect("OK", "QUIT");
        assertTrue(client.isClosedByServer());
    }

    // ---- WATCH

    @Test
    void changeOfAWatchedKeyEmptiesTheTransaction() throws IOException {
        given("SET a 1");
        expect("OK", "WATCH a b");
        given("SET b 2");
        expect("OK", "MULTI");
        expect("QUEUED", "SET a mine");
        expect("nil*", "EXEC");
        assertReply("'1'", "GET a");
        expect("OK", "MULTI");
        expect("QUEUED", "PING");
        expect("[PONG]", "EXEC");
    }

    @Test
    void ownChangeCountsToo() throws IOException {
        expect("OK", "WATCH a");
        expect("OK", "SET a 1");
        expect("OK", "MULTI");
        expect("nil*", "EXEC");
    }

    @Test
    void nullOfResp3IsTheOneNull() throws IOException {
        client.run("HELLO 3");
        expect("OK", "WATCH a");
        given("SET a 1");
        expect("OK", "MULTI");
        expect("_", "EXEC");
    }

    @Test
    void unwatchAndExecEndTheWatch() throws IOException {
        expect("OK", "WATCH a");
        given("SET a 1");
        expect("OK", "UNWATCH");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
        expect("OK", "WATCH a");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
        given("SET a 2");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void sameNameInAnotherDatabaseIsAnotherKey() throws IOException {
        expect("OK", "WATCH a");
        given("SELECT 3", "SET a 1", "SELECT 0");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void watchedKeyThatExpiresEmptiesTheTransaction() throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0");
        // Together, so that WATCH comes before the end. In its last millisecond a key is there.
        client.raw(TestClient.encode("SET", "a", "1", "PX", "40") + TestClient.encode("WATCH", "a"));
        assertEquals("OK", client.read());
        assertEquals("OK", client.read());
        given("DEBUG SLEEP 0.05");
        expect("OK", "MULTI");
        expect("nil*", "EXEC");
    }

    @Test
    void keyThatHadExpiredBeforeWatchIsMissingAndStaysSo() throws IOException {
        givenExpired("a");
        expect("OK", "WATCH a");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
        expect("OK", "WATCH a");
        assertReply("nil", "GET a");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void keyThatHadExpiredBeforeWatchMayNotComeBack() throws IOException {
        givenExpired("a");
        expect("OK", "WATCH a");
        given("SET a new");
        expect("OK", "MULTI");
        expect("nil*", "EXEC");
    }

    @Test
    void flushTouchesKeysThatAreThere() throws IOException {
        given("SET a 1");
        expect("OK", "WATCH a");
        given("FLUSHDB");
        expect("OK", "MULTI");
        expect("nil*", "EXEC");
        expect("OK", "WATCH a");
        given("FLUSHALL");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void swappedDatabasesTouchKeysOfEither() throws IOException {
        given("SELECT 1", "SET a 1", "SELECT 0");
        expect("OK", "WATCH a");
        given("SWAPDB 0 1");
        expect("OK", "MULTI");
        expect("nil*", "EXEC");
        expect("OK", "WATCH z");
        given("SWAPDB 0 1");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void expiredKeySwappedInIsAsGoodAsNone() throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0", "SELECT 1", "SET a 1 PX 1", "SELECT 0", "DEBUG SLEEP 0.003");
        expect("OK", "WATCH a");
        given("SWAPDB 0 1");
        expect("OK", "MULTI");
        expect("[]", "EXEC");
    }

    @Test
    void whoWatchesIsCounted() throws IOException {
        expect("OK", "WATCH a b");
        String info = run("INFO clients");
        assertTrue(info.contains("watching_clients:1\r") && info.contains("total_watched_keys:2\r"), info);
        given("SET a 1");
        info = run("INFO clients");
        assertTrue(info.contains("watching_clients:0\r") && info.contains("total_watched_keys:0\r"), info);
    }

    // ---- memory

    @Test
    void transactionNeedsMemoryAsItsCommandsDo() throws IOException {
        given("SET a 1");
        expect("OK", "MULTI");
        expect("QUEUED", "SET b 1");
        try (TestClient reading = server().connect()) {
            reading.run("MULTI");
            reading.run("GET a");
            run("CONFIG SET maxmemory 1");
            String oom = "OOM command not allowed when used memory > 'maxmemory'.";
            expect("-EXECABORT Transaction discarded because of: " + oom, "EXEC");
            assertEquals("-" + oom, reading.run("GET a"));
            assertEquals("-EXECABORT Transaction discarded because of previous errors.", reading.run("EXEC"));
            run("CONFIG SET maxmemory 0");
            reading.run("MULTI");
            reading.run("GET a");
            run("CONFIG SET maxmemory 1");
            assertEquals("['1']", reading.run("EXEC"));
        } finally {
            run("CONFIG SET maxmemory 0");
        }
    }

    // ---- what follows

    @Test
    void effectsOfATransactionGoOutTogether() throws IOException {
        client.raw(TestClient.encode("MULTI") + TestClient.encode("SET", "a", "1") + TestClient.encode("GET", "a")
                + TestClient.encode("INCR", "a") + TestClient.encode("EXEC"));
        for (int i = 0; i < 4; i++) client.read();
        assertEquals("[OK, '1', :2]", client.read());
        assertPropagated("MULTI", "SET a 1", "INCR a", "EXEC");
    }

    @Test
    void singleEffectNeedsNoTransactionAndNoneAtAllNothing() throws IOException {
        client.run("MULTI");
        client.run("SET a 1");
        client.run("EXEC");
        assertPropagated("SET a 1");
        client.run("MULTI");
        client.run("GET a");
        client.run("EXEC");
        assertPropagated();
    }

    @Test
    void eachEffectHasTheDatabaseItHappenedIn() throws IOException {
        client.run("MULTI");
        client.run("SET a 1");
        client.run("SELECT 2");
        client.run("SET b 2");
        client.run("EXEC");
        assertPropagated("MULTI", "SET a 1", "2:SET b 2", "EXEC");
    }

    @Test
    void statisticsCountExecAndItsCommands() throws IOException {
        run("CONFIG RESETSTAT");
        client.run("MULTI");
        client.run("SET a x");
        client.run("INCR a");
        client.run("EXEC");
        String info = run("INFO commandstats");
        assertTrue(info.contains("cmdstat_multi:calls=1,"), info);
        assertTrue(info.contains("cmdstat_set:calls=1,"), info);
        assertTrue(info.contains("cmdstat_incr:calls=1,") && info.contains("failed_calls=1"), info);
        assertTrue(info.contains("cmdstat_exec:calls=1,"), info);
    }

    @Test
    void tooLargeAReplyEndsTheClientButNotItsTransaction() throws IOException {
        try (TestServer server = TestServer.start(); TestClient other = server.connect()) {
            TestClient greedy = server.connect();
            other.call("SET", "big", "v".repeat(100_000));
            other.call("CONFIG", "SET", "client-output-buffer-limit", "normal 150000 0 0");
            greedy.run("MULTI");
            greedy.run("SET before 1");
            greedy.run("GET big");
            greedy.run("GET big");
            greedy.run("SET after 1");
            greedy.send("EXEC");
            assertTrue(greedy.isClosedByServer());
            assertEquals(":2", other.run("EXISTS before after"));
            assertTrue(other.run("INFO stats").contains("client_output_buffer_limit_disconnections:1\r"));
        }
    }
}
