package io.jadis.server.command;

import static io.jadis.server.command.SortedSetsTest.pairs;
import static io.jadis.server.command.SortedSetsTest.use;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedSetPopsTest extends CommandTest {
    @AfterEach
    void usualSettings() throws IOException {
        run("CONFIG SET zset-max-listpack-entries 128");
        run("HELLO 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void popsTakeFromTheEnds(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c 4 d 5 e");
        assertReply("['a', '1']", "ZPOPMIN z");
        assertEvents("zpopmin z");
        assertPropagated("ZPOPMIN z");
        assertReply("['e', '5', 'd', '4']", "ZPOPMAX z 2");
        assertEvents("zpopmax z");
        assertReply("[]", "ZPOPMIN z 0");
        assertEvents();
        assertReply("['b', '2', 'c', '3']", "ZPOPMIN z 100");
        assertEvents("zpopmin z", "del z");
        assertReply("[]", "ZPOPMIN z");
        assertReply("[]", "ZPOPMAX z 3");
        assertReply("-ERR value is out of range, must be positive", "ZPOPMIN z -1");
        assertReply("-ERR value is out of range, must be positive", "ZPOPMIN z x");
        assertReply("-ERR syntax error", "ZPOPMIN z 1 2");
    }

    @Test
    void resp3NestsWhatIsPoppedByCount() throws IOException {
        given("ZADD z 1 a 2 b 3 c", "HELLO 3");
        assertReply("['a', ,1]", "ZPOPMIN z");
        assertReply("[['b', ,2]]", "ZPOPMIN z 1");
        assertReply("['z', 'c', ,3]", "BZPOPMAX z 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void zmpopTakesFromTheFirstKeyThatHasAny(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c");
        assertReply("['z', [['a', '1']]]", "ZMPOP 2 missing z MIN");
        assertPropagated("ZPOPMIN z 1");
        assertEvents("zpopmin z");
        assertReply("['z', [['c', '3'], ['b', '2']]]", "ZMPOP 1 z MAX COUNT 10");
        assertPropagated("ZPOPMAX z 2");
        assertEvents("zpopmax z", "del z");
        assertReply("nil*", "ZMPOP 1 z MAX COUNT 10");
        assertPropagated();
    }

    @Test
    void zmpopRefusesWhatIsNotItsGrammar() throws IOException {
        assertReply("-ERR numkeys should be greater than 0", "ZMPOP 0 z MIN");
        assertReply("-ERR numkeys should be greater than 0", "ZMPOP x z MIN");
        assertReply("-ERR syntax error", "ZMPOP 2 z MIN");
        assertReply("-ERR syntax error", "ZMPOP 1 z MID");
        assertReply("-ERR count should be greater than 0", "ZMPOP 1 z MIN COUNT 0");
        assertReply("-ERR syntax error", "ZMPOP 1 z MIN COUNT");
        assertReply("-ERR syntax error", "ZMPOP 1 z MIN COUNT 1 COUNT 2");
        assertReply("-ERR timeout is not a float or out of range", "BZMPOP x 1 z MIN");
        assertReply("-ERR numkeys should be greater than 0", "BZMPOP x 0 z MIN");
        given("SET s v");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "ZMPOP 2 z s MIN");
    }

    @Test
    void blockingPopsAnswerAtOnceWhereTheyCan() throws IOException {
        given("ZADD z 1 a 2 b 3 c");
        assertReply("['z', 'a', '1']", "BZPOPMIN missing z 0");
        assertPropagated("ZPOPMIN z");
        assertReply("['z', [['c', '3']]]", "BZMPOP 0 2 missing z MAX");
        assertPropagated("ZPOPMAX z 1");
        assertReply("-ERR timeout is negative", "BZPOPMIN z -1");
        given("MULTI", "BZPOPMIN missing 0");
        assertReply("[nil*]", "EXEC");
    }

    @Test
    void waitersAreServedInTheirOrder() throws IOException {
        try (TestClient first = server().connect(); TestClient second = server().connect();
                TestClient third = server().connect()) {
            block(first, 1, "BZPOPMIN", "z", "y", "0");
            block(second, 2, "BZMPOP", "0", "1", "z", "MAX", "COUNT", "2");
            block(third, 3, "BZPOPMAX", "z", "0");
            forget();
            assertReply(":4", "ZADD z 1 a 2 b 3 c 4 d");
            assertEquals("['z', 'a', '1']", first.read());
            assertEquals("['z', [['d', '4'], ['c', '3']]]", second.read());
            assertEquals("['z', 'b', '2']", third.read());
            assertEvents("new z", "zadd z", "zpopmin z", "zpopmax z", "zpopmax z", "del z");
            assertPropagated("ZADD z 1 a 2 b 3 c 4 d", "ZPOPMIN z", "ZPOPMAX z 2", "ZPOPMAX z");
            assertReply(":0", "EXISTS z");
        }
    }

    @Test
    void storedResultsServeWaiters() throws IOException {
        given("ZADD src 1 a 2 b");
        try (TestClient waiter = server().connect()) {
            block(waiter, 1, "BZPOPMIN", "z", "0");
            assertReply(":2", "ZUNIONSTORE z 1 src");
            assertEquals("['z', 'a', '1']", waiter.read());
            block(waiter, 1, "BZPOPMIN", "y", "0");
            assertReply(":1", "ZRANGESTORE y src 1 1");
            assertEquals("['y', 'b', '2']", waiter.read());
        }
    }

    @Test
    void aWaiterForAKeyOfAnotherTypeGoesOnWaiting() throws IOException {
        try (TestClient waiter = server().connect()) {
            block(waiter, 1, "BZPOPMIN", "z", "0");
            given("SADD z x", "DEL z");
            assertReply(":1", "ZADD z 1 a");
            assertEquals("['z', 'a', '1']", waiter.read());
        }
    }

    /** Returns once so many clients are blocked. */
    private static void block(TestClient waiter, int blocked, String... words) throws IOException {
        waiter.send(words);
        while (!run("INFO clients").contains("blocked_clients:" + blocked + "\r\n")) Thread.onSpinWait();
    }

    @Test
    void manyArePopped() throws IOException {
        given("ZADD z " + pairs(2000));
        run("ZPOPMIN z 1000");
        run("ZPOPMAX z 500");
        assertReply(":500", "ZCARD z");
        assertReply("['m:1000']", "ZRANGE z 0 0");
        assertReply("['m:1499']", "ZRANGE z -1 -1");
    }
}
