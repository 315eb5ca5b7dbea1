package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that wait for a key, by the example of lists. */
final class BlockingTest extends CommandTest {
    private final List<TestClient> waiters = new ArrayList<>();

    @AfterEach
    void closeWaiters() throws IOException {
        for (TestClient waiter : waiters) waiter.close();
        awaitBlocked(0);
    }

    /** A client that is blocked in a command. */
    private TestClient waiting(String command) throws IOException {
        TestClient client = server().connect();
        waiters.add(client);
        int before = blocked();
        client.send(command.split(" "));
        awaitBlocked(before + 1);
        return client;
    }

    private static int blocked() throws IOException {
        return Integer.parseInt(info("clients", "blocked_clients"));
    }

    private static String info(String section, String field) throws IOException {
        String text = run("INFO " + section);
        int at = text.indexOf("\n" + field + ":") + field.length() + 2;
        return text.substring(at, text.indexOf('\r', at));
    }

    private static void awaitBlocked(int count) throws IOException {
        while (blocked() != count) Thread.onSpinWait();
    }

    // ---- being served

    @Test
    void whatIsThereIsTakenAtOnce() throws IOException {
        given("RPUSH b 1 2 3 4 5 6");
        assertReply("['b', '1']", "BLPOP a b 0");
        assertReply("['b', '6']", "BRPOP a b 0");
        assertReply("['b', ['2', '3']]", "BLMPOP 0 2 a b LEFT COUNT 2");
        assertReply("'5'", "BRPOPLPUSH b c 0");
        assertReply("'4'", "BLMOVE b c LEFT RIGHT 0");
        assertReply("['5', '4']", "LRANGE c 0 -1");
        assertPropagated("LPOP b", "RPOP b", "LPOP b 2", "RPOPLPUSH b c", "LMOVE b c LEFT RIGHT");
    }

    @Test
    void aPushServesWhoWaits() throws IOException {
        TestClient waiter = waiting("BLPOP a b 0");
        forget();
        assertReply(":2", "RPUSH b x y");
        assertEquals("['b', 'x']", waiter.read());
        assertReply("['y']", "LRANGE b 0 -1");
        assertPropagated("RPUSH b x y", "LPOP b");
        assertEvents("new b", "rpush b", "lpop b");
    }

    @Test
    void waitersAreServedInTheOrderTheyCame() throws IOException {
        TestClient first = waiting("BLPOP l 0"), second = waiting("BRPOP l 0"),
                third = waiting("BLMPOP 0 1 l LEFT COUNT 5");
        assertReply(":4", "RPUSH l 1 2 3 4");
        assertEquals("['l', '1']", first.read());
        assertEquals("['l', '4']", second.read());
        assertEquals("['l', ['2', '3']]", third.read());
        assertReply(":0", "EXISTS l");
    }

    @Test
    void whoFindsNothingLeftWaitsOn() throws IOException {
        TestClient first = waiting("BLPOP l 0"), second = waiting("BLPOP l 0");
        assertReply(":1", "RPUSH l 1");
        assertEquals("['l', '1']", first.read());
        assertEquals(1, blocked());
        assertReply(":1", "RPUSH l 2");
        assertEquals("['l', '2']", second.read());
    }

    @Test
    void keysAreServedInTheOrderTheyBecameReady() throws IOException {
        TestClient waiter = waiting("BLPOP a b c 0");
        given("MULTI", "RPUSH c 3", "RPUSH a 1", "EXEC");
        // Served because of c, but a is the first of its keys that has something.
        assertEquals("['a', '1']", waiter.read());
        assertReply("['3']", "LRANGE c 0 -1");
    }

    @Test
    void aMoveFeedsTheNextWaiter() throws IOException {
        TestClient mover = waiting("BLMOVE a b LEFT RIGHT 0"), second = waiting("BRPOPLPUSH b c 0"),
                last = waiting("BLPOP c 0");
        forget();
        assertReply(":1", "RPUSH a x");
        assertEquals("'x'", mover.read());
        assertEquals("'x'", second.read());
        assertEquals("['c', 'x']", last.read());
        assertReply(":0", "DBSIZE");
        assertPropagated("RPUSH a x", "LMOVE a b LEFT RIGHT", "RPOPLPUSH b c", "LPOP c");
    }

    @Test
    void waitersAreServedBeforeThePushersNextCommand() throws IOException {
        TestClient there = waiting("BLMOVE a b LEFT RIGHT 0"), back = waiting("BLMOVE b a RIGHT LEFT 0");
        forget();
        try (TestClient pusher = server().connect()) {
            pusher.raw(TestClient.encode("SET", "k1", "v") + TestClient.encode("LPUSH", "a", "x")
                    + TestClient.encode("SET", "k2", "v"));
            for (int i = 0; i < 3; i++) pusher.read();
        }
        assertEquals("'x'", there.read());
        assertEquals("'x'", back.read());
        assertPropagated("SET k1 v", "LPUSH a x", "LMOVE a b LEFT RIGHT", "LMOVE b a RIGHT LEFT", "SET k2 v");
    }

    @Test
    void aKeyThatHasExpiredServesNobodyAndStays() throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0", "SELECT 1", "RPUSH l 1", "PEXPIRE l 1", "SELECT 0");
        TestClient waiter = waiting("BLPOP l 0");
        given("DEBUG SLEEP 0.003");
        assertReply("OK", "SWAPDB 0 1");
        assertEquals(1, blocked());
        assertPropagated("SWAPDB 0 1");
        given("DEBUG SET-ACTIVE-EXPIRE 1", "DEL l", "RPUSH l 2");
        assertEquals("['l', '2']", waiter.read());
    }

    @Test
    void aTransactionServesAtItsEnd() throws IOException {
        TestClient waiter = waiting("BLPOP l 0");
        given("MULTI", "RPUSH l 1", "DEL l", "RPUSH l 2");
        assertReply("[:1, :1, :1]", "EXEC");
        assertEquals("['l', '2']", waiter.read());
        TestClient vain = waiting("BLPOP l 0");
        given("MULTI", "RPUSH l 1", "DEL l", "EXEC");
        assertEquals(1, blocked());
        given("RPUSH l 3");
        assertEquals("['l', '3']", vain.read());
    }

    @Test
    void otherWaysToAKeyServeToo() throws IOException {
        given("RPUSH o 1");
        TestClient renamed = waiting("BLPOP l 0");
        given("RENAME o l");
        assertEquals("['l', '1']", renamed.read());
        given("RPUSH o 2");
        TestClient copied = waiting("BLPOP l 0");
        given("COPY o l");
        assertEquals("['l', '2']", copied.read());
        TestClient swapped = waiting("BLPOP l 0");
        given("SELECT 1", "RPUSH l 3", "SWAPDB 0 1");
        assertEquals("['l', '3']", swapped.read());
        given("RPUSH l 4");
        TestClient moved = waiting("BLPOP l 0");
        given("MOVE l 0");
        assertEquals("['l', '4']", moved.read());
        given("FLUSHALL", "SELECT 0");
    }

    @Test
    void aKeyOfAnotherTypeServesNobody() throws IOException {
        TestClient waiter = waiting("BLPOP l 0");
        given("SET l v", "SADD l2 x", "DEL l", "SADD l m");
        assertEquals(1, blocked());
        given("DEL l", "RPUSH l 1");
        assertEquals("['l', '1']", waiter.read());
    }

    @Test
    void aTargetOfAnotherTypeIsAnErrorAndTheElementStays() throws IOException {
        given("SET target v");
        TestClient waiter = waiting("BLMOVE l target LEFT LEFT 0"), next = waiting("BLPOP l 0");
        given("RPUSH l 1");
        assertTrue(waiter.read().startsWith("-WRONGTYPE"));
        assertEquals("['l', '1']", next.read());
    }

    @Test
    void requestsBehindABlockedOneComeAfterIt() throws IOException {
        TestClient waiter = waiting("BLPOP l 0");
        waiter.send("PING");
        given("RPUSH l 1");
        assertEquals("['l', '1']", waiter.read());
        assertEquals("PONG", waiter.read());
    }

    @Test
    void silentClientsGetNoReplyWhenServed() throws IOException {
        TestClient client = server().connect();
        waiters.add(client);
        client.raw(TestClient.encode("CLIENT", "REPLY", "SKIP") + TestClient.encode("BLPOP", "l", "0")
                + TestClient.encode("PING"));
        awaitBlocked(1);
        given("RPUSH l 1");
        assertEquals("PONG", client.read());
    }

    @Test
    void oneKeyTwiceIsOneKey() throws IOException {
        TestClient waiter = waiting("BLPOP l l m 0");
        assertEquals("2", info("clients", "total_blocking_keys"));
        given("RPUSH l 1");
        assertEquals("['l', '1']", waiter.read());
        assertEquals("0", info("clients", "total_blocking_keys"));
    }

    // ---- timeouts

    @Test
    void afterTheTimeoutAllGetTheNullArray() throws IOException {
        for (String command : new String[] {"BLPOP l 0.002", "BRPOP l m 0.002", "BLMOVE l m LEFT LEFT 0.002",
            "BRPOPLPUSH l m 0.002", "BLMPOP 0.002 1 l LEFT"}) {
            assertReply("nil*", command);
        }
        assertPropagated();
        assertEquals("0", info("clients", "clients_in_timeout_table"));
    }

    @Test
    void earlierDeadlinesPassLaterOnes() throws IOException {
        TestClient late = waiting("BLPOP l 1000");
        assertEquals("1", info("clients", "clients_in_timeout_table"));
        assertReply("nil*", "BLPOP l 0.005");
        assertEquals(1, blocked());
        given("RPUSH l 1");
        assertEquals("['l', '1']", late.read());
        assertEquals("0", info("clients", "clients_in_timeout_table"));
    }

    @Test
    void whoWasServedInVainKeepsItsDeadline() throws IOException {
        TestClient waiter = server().connect();
        waiters.add(waiter);
        waiter.send("BLPOP", "l", "0.2");
        // Each transaction makes the key ready; when the waiter looks, it is gone.
        while (waiter.hasNothingToRead()) given("MULTI", "RPUSH l 1", "DEL l", "EXEC");
        assertEquals("nil*", waiter.read());
    }

    @Test
    void timeoutsAreChecked() throws IOException {
        assertReply("-ERR timeout is negative", "BLPOP l -1");
        assertReply("-ERR timeout is not a float or out of range", "BLPOP l x");
        assertReply("-ERR timeout is out of range", "BLPOP l 1e300");
        assertReply("-ERR timeout is out of range", "BRPOPLPUSH a b inf");
        assertReply("-ERR timeout is out of range", "BLPOP l 9223372036854775");
        assertReply("-ERR timeout is negative", "BLMOVE a b LEFT LEFT -0.5");
        assertReply("-ERR timeout is not a float or out of range", "BLMPOP x 1 l LEFT");
    }

    @Test
    void insideATransactionNobodyWaits() throws IOException {
        given("MULTI", "BLPOP l 0", "BRPOPLPUSH l m 0", "BLMOVE l m LEFT LEFT 0", "BLMPOP 0 1 l LEFT");
        assertReply("[nil*, nil, nil, nil*]", "EXEC");
    }

    // ---- other ends

    @Test
    void clientUnblockEndsAWait() throws IOException {
        TestClient waiter = server().connect();
        waiters.add(waiter);
        String id = waiter.run("CLIENT ID").substring(1);
        assertReply(":0", "CLIENT UNBLOCK " + id);
        waiter.send("BLPOP", "l", "0");
        awaitBlocked(1);
        assertReply(":1", "CLIENT UNBLOCK " + id);
        assertEquals("nil*", waiter.read());
        waiter.send("BLPOP", "l", "100");
        awaitBlocked(1);
        assertReply(":1", "CLIENT UNBLOCK " + id + " ERROR");
        assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK", waiter.read());
        given("RPUSH l 1");
        assertReply(":1", "LLEN l");
        assertEquals("PONG", waiter.run("PING"));
    }

    @Test
    void aClientThatGoesWaitsNoMore() throws IOException {
        TestClient gone = waiting("BLPOP l 10"), stays = waiting("BLPOP l 0");
        gone.close();
        awaitBlocked(1);
        given("RPUSH l 1");
        assertEquals("['l', '1']", stays.read());
    }

    @Test
    void aKilledClientTakesNothing() throws IOException {
        TestClient killed = server().connect();
        waiters.add(killed);
        String id = killed.run("CLIENT ID").substring(1);
        killed.send("BLPOP", "l", "0");
        awaitBlocked(1);
        given("MULTI", "RPUSH l 1", "CLIENT KILL ID " + id, "EXEC");
        assertReply("['1']", "LRANGE l 0 -1");
        assertTrue(killed.isClosedByServer());
    }

    @Test
    void aPauseHoldsBackWhoWouldBeServed() throws IOException {
        TestClient waiter = waiting("BLPOP l 0");
        given("MULTI", "RPUSH l 1", "CLIENT PAUSE 100000 WRITE", "EXEC");
        assertReply("['1']", "LRANGE l 0 -1");
        given("CLIENT UNPAUSE");
        assertEquals("['l', '1']", waiter.read());
    }

    @Test
    void clientListShowsWhoIsBlocked() throws IOException {
        waiting("BLPOP l 0");
        String list = run("CLIENT LIST");
        assertTrue(list.lines().anyMatch(line -> line.contains(" flags=b ") && line.contains(" cmd=blpop ")), list);
    }

    @Test
    void aBlockedCommandCountsOnceWhenItEnds() throws IOException {
        given("CONFIG RESETSTAT", "CONFIG SET slowlog-log-slower-than 0", "SLOWLOG RESET");
        TestClient waiter = waiting("BLPOP l 0");
        assertTrue(!run("INFO commandstats").contains("cmdstat_blpop"));
        given("MULTI", "RPUSH l 1", "DEL l", "EXEC", "RPUSH l 1");
        waiter.read();
        assertTrue(run("INFO commandstats").contains("cmdstat_blpop:calls=1,"));
        assertReply("nil*", "BLPOP l 0.001");
        assertTrue(run("INFO commandstats").contains("cmdstat_blpop:calls=2,"));
        String slow = run("SLOWLOG GET 100");
        assertEquals(3, slow.split("'BLPOP'", -1).length, slow);
        given("CONFIG SET slowlog-log-slower-than 10000");
    }

    @Test
    void manyWaitersAreServedEachOnce() throws IOException {
        List<TestClient> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) all.add(waiting("BLPOP l m" + i + " 0"));
        assertEquals("201", info("clients", "total_blocking_keys"));
        String[] push = new String[202];
        push[0] = "RPUSH";
        push[1] = "l";
        for (int i = 0; i < 200; i++) push[i + 2] = Integer.toString(i);
        call(push);
        for (int i = 0; i < 200; i++) assertEquals("['l', '" + i + "']", all.get(i).read());
        assertEquals("0", info("clients", "total_blocking_keys"));
    }
}
