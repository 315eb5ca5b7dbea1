package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times to live of fields, in both encodings. */
final class HashExpiryTest extends CommandTest {
    private static final String LATER = "6000000000", LATER_MS = LATER + "000";
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

    @AfterEach
    void reset() throws IOException {
        run("DEBUG SET-ACTIVE-EXPIRE 1");
        run("CONFIG SET hash-max-listpack-entries 512");
    }

    /** From now on hashes have this encoding. */
    private static void given(boolean table) throws IOException {
        run("CONFIG SET hash-max-listpack-entries " + (table ? 0 : 512));
    }

    /** A hash h with a=1 b=2 c=3 of which b's time has passed, and nobody has removed it. */
    private static void givenDue(boolean table) throws IOException {
        given(table);
        given("DEBUG SET-ACTIVE-EXPIRE 0", "HSET h a 1 b 2 c 3", "HPEXPIRE h 1 FIELDS 1 b", "DEBUG SLEEP 0.003");
    }

    /** A hash h with just a, whose time has passed. */
    private static void givenLastDue(boolean table) throws IOException {
        given(table);
        given("DEBUG SET-ACTIVE-EXPIRE 0", "HSET h a 1", "HPEXPIRE h 1 FIELDS 1 a", "DEBUG SLEEP 0.003");
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void timesAreSetReadAndTaken(boolean table) throws IOException {
        given(table);
        given("HSET h a 1 b 2 c 3");
        assertReply("[:1, :-2]", "HPEXPIREAT h " + LATER_MS + " FIELDS 2 a x");
        assertEvents("hexpire h");
        assertPropagated("HPEXPIREAT h " + LATER_MS + " FIELDS 1 a");
        assertReply("[:1]", "HEXPIREAT h " + LATER + " FIELDS 1 b");
        assertPropagated("HPEXPIREAT h " + LATER_MS + " FIELDS 1 b");
        assertReply("'" + (table ? "hashtable" : "listpackex") + "'", "OBJECT ENCODING h");
        assertReply("[:" + LATER + ", :" + LATER + ", :-1, :-2]", "HEXPIRETIME h FIELDS 4 a b c x");
        assertReply("[:" + LATER_MS + "]", "HPEXPIRETIME h FIELDS 1 a");
        assertReply("[:-2, :-2]", "HPEXPIRETIME x FIELDS 2 a b");

        assertAtOnce("[[:1], [:100]]", "HEXPIRE h 100 FIELDS 1 c", "HTTL h FIELDS 1 c");
        String moment = elements(run("HPEXPIRETIME h FIELDS 1 c"));
        assertPropagated("HPEXPIREAT h " + moment + " FIELDS 1 c");
        long ttl = Long.parseLong(elements(run("HPTTL h FIELDS 1 c")));
        assertTrue(ttl > 90_000 && ttl <= 100_000, "ttl=" + ttl);

        forget();
        assertReply("[:1, :-2]", "HPERSIST h FIELDS 2 a x");
        assertEvents("hpersist h");
        assertPropagated("HPERSIST h FIELDS 2 a x");
        assertReply("[:-1]", "HPERSIST h FIELDS 1 a");
        assertReply("[:-2]", "HPERSIST x FIELDS 1 a");
        assertEvents();
        assertPropagated();
        assertReply("[:-1, :" + LATER_MS + "]", "HPEXPIRETIME h FIELDS 2 a b");
        assertEquals(Set.of("a=1", "b=2", "c=3"), HashesTest.pairs(run("HGETALL h")));
    }

    private static String elements(String reply) {
        return reply.substring(2, reply.length() - 1);
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void conditionsDecide(boolean table) throws IOException {
        given(table);
        given("HSET h a 1 b 2", "HPEXPIREAT h 5000000000000 FIELDS 1 a");
        assertReply("[:0, :1]", "HPEXPIREAT h 6000000000000 NX FIELDS 2 a b");
        assertPropagated("HPEXPIREAT h 6000000000000 NX FIELDS 1 b");
        given("HPERSIST h FIELDS 1 b");
        assertReply("[:1, :0]", "HPEXPIREAT h 6000000000000 xx FIELDS 2 a b");
        assertReply("[:0, :0]", "HPEXPIREAT h 5000000000000 GT FIELDS 2 a b");
        assertReply("[:0, :0]", "HPEXPIREAT h 6000000000000 GT FIELDS 2 a b");
        assertReply("[:1, :0]", "HPEXPIREAT h 7000000000000 GT FIELDS 2 a b");
        assertReply("[:0, :1]", "HPEXPIREAT h 7000000000000 LT FIELDS 2 a b");
        assertReply("[:1, :1]", "HPEXPIREAT h 5000000000000 LT FIELDS 2 a b");
        forget();
        assertReply("[:0]", "HPEXPIREAT h 7000000000000 NX FIELDS 1 a");
        assertPropagated();
        assertEvents();
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void aMomentInThePastDeletes(boolean table) throws IOException {
        given(table);
        given("HSET h a 1 b 2 c 3");
        assertReply("[:2, :-2, :2]", "HEXPIREAT h 1 FIELDS 3 a x b");
        assertEvents("hdel h");
        assertPropagated("HDEL h a b");
        assertReply("['c', '3']", "HGETALL h");
        assertReply("[:2]", "HPEXPIRE h 0 FIELDS 1 c");
        assertEvents("hdel h", "del h");
        assertPropagated("HDEL h c");
        assertReply(":0", "EXISTS h");
    }

    @Test
    void wrongArgumentsAreRefused() throws IOException {
        given("HSET h a 1", "SET s 1");
        assertReply(WRONG_TYPE, "HEXPIRE s 1 FIELDS 1 a");
        assertReply(WRONG_TYPE, "HTTL s FIELDS 1 a");
        assertReply(WRONG_TYPE, "HPERSIST s FIELDS 1 a");
        assertReply("-ERR value is not an integer or out of range", "HEXPIRE h x FIELDS 1 a");
        assertReply("-ERR invalid expire time, must be >= 0", "HEXPIRE h -1 FIELDS 1 a");
        assertReply("-ERR invalid expire time in 'hexpire' command", "HEXPIRE h 70368744178 FIELDS 1 a");
        assertReply("-ERR invalid expire time in 'hpexpireat' command", "HPEXPIREAT h 70368744177664 FIELDS 1 a");
        assertReply("[:1]", "HPEXPIREAT h 70368744177663 FIELDS 1 a");
        assertReply("-ERR Mandatory argument FIELDS is missing or not at the right position", "HEXPIRE h 1 1 a a");
        assertReply("-ERR Mandatory argument FIELDS is missing or not at the right position", "HTTL h 1 a a");
        assertReply("-ERR Parameter `numFields` should be greater than 0", "HEXPIRE h 1 FIELDS 0 a");
        assertReply("-ERR Parameter `numFields` should be greater than 0", "HEXPIRE h 1 FIELDS x a");
        assertReply("-ERR Number of fields must be a positive integer", "HTTL h FIELDS 0 a");
        assertReply("-ERR Number of fields must be a positive integer", "HPERSIST h FIELDS -1 a");
        assertReply("-ERR The `numfields` parameter must match the number of arguments", "HEXPIRE h 1 FIELDS 2 a");
        assertReply("-ERR The `numfields` parameter must match the number of arguments", "HTTL h FIELDS 1 a b");
        assertReply("-ERR wrong number of arguments for 'hexpire' command", "HEXPIRE h 1 FIELDS 1");
        assertReply("-ERR wrong number of arguments for 'hpersist' command", "HPERSIST h FIELDS 1");
    }

    // ---- fields whose time has passed

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void dueFieldsAreInvisibleBeforeTheyAreRemoved(boolean table) throws IOException {
        givenDue(table);
        assertEquals(Set.of("a=1", "c=3"), HashesTest.pairs(run("HGETALL h")));
        assertEquals(Set.of("a", "c"), Set.copyOf(HashesTest.elements(run("HKEYS h"))));
        assertEquals(Set.of("1", "3"), Set.copyOf(HashesTest.elements(run("HVALS h"))));
        assertReply("['0', ['c', '3']]", "HSCAN h 0 COUNT 100 MATCH [bc]");
        assertReply("[:-2]", "HTTL h FIELDS 1 b");
        assertReply("[:-2]", "HPERSIST h FIELDS 1 b");
        assertEvents();
        assertPropagated();
        // As in Redis, counting does not look at each.
        assertReply(":3", "HLEN h");
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void lookUpsRemoveDueFields(boolean table) throws IOException {
        for (String line : List.of("HGET h b", "HMGET h b", "HEXISTS h b", "HSTRLEN h b", "HGETEX h FIELDS 1 b",
                "HGETDEL h FIELDS 1 b", "HRANDFIELD h 3", "HSETEX h FXX FIELDS 1 b 3")) {
            givenDue(table);
            run(line);
            assertEvents("hexpired h");
            assertPropagated("HDEL h b");
            assertReply(":2", "HLEN h");
            run("DEL h");
        }
        givenDue(table);
        assertReply("nil", "HGET h b");
        givenDue(table);
        assertReply("['1', nil, '3']", "HMGET h a b c");
        givenDue(table);
        assertReply(":0", "HSTRLEN h b");
        givenDue(table);
        assertReply(":7", "HINCRBY h b 7");
        assertEvents("hexpired h", "hincrby h");
        assertPropagated("MULTI", "HDEL h b", "HINCRBY h b 7", "EXEC");
        assertReply("[:-1]", "HTTL h FIELDS 1 b");
        givenDue(table);
        assertReply(":1", "HSETNX h b 7");
        assertReply("'7'", "HGET h b");
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void aHashGoesWithItsLastDueField(boolean table) throws IOException {
        for (String line : List.of("HGET h a", "HMGET h a b", "HEXISTS h a", "HSTRLEN h a", "HRANDFIELD h",
                "HRANDFIELD h 2",
                "HGETDEL h FIELDS 1 a", "HGETEX h EX 10 FIELDS 1 a")) {
            givenLastDue(table);
            assertReply(":1", "EXISTS h");
            run(line);
            assertEvents("hexpired h", "del h");
            assertPropagated("HDEL h a");
            assertReply(":0", "EXISTS h");
        }
        givenLastDue(table);
        assertReply(":5", "HINCRBY h a 5");
        assertEvents("hexpired h", "del h", "new h", "hincrby h");
        givenLastDue(table);
        assertReply(":1", "HDEL h a");
        assertEvents("hdel h", "del h");
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void dueFieldsMayGetAnotherTime(boolean table) throws IOException {
        givenDue(table);
        assertReply("[:0]", "HEXPIRE h 100 NX FIELDS 1 b");
        assertReply("[:1]", "HPEXPIREAT h " + LATER_MS + " GT FIELDS 1 b");
        assertEvents("hexpire h");
        assertPropagated("HPEXPIREAT h " + LATER_MS + " GT FIELDS 1 b");
        assertReply("'2'", "HGET h b");
        givenDue(table);
        assertReply("[:2]", "HEXPIRE h 0 FIELDS 1 b");
        assertEvents("hdel h");
        assertPropagated("HDEL h b");
        givenLastDue(table);
        run("HDEL h b c");
        forget();
        assertReply("[:2]", "HEXPIRE h 0 FIELDS 1 a");
        assertEvents("hdel h", "del h");
        assertReply(":0", "EXISTS h");
    }

    /** As in Redis, draws are from all fields while due ones may not be removed: so many as the reply has announced. */
    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void drawsCountDueFieldsThatStay(boolean table) throws IOException {
        givenDue(table);
        run("CLIENT PAUSE 100000 WRITE");
        try {
            assertEquals(Set.of("a", "b", "c"), Set.copyOf(HashesTest.elements(run("HRANDFIELD h 5"))));
            assertEquals(Set.of("a=1", "b=2", "c=3"), HashesTest.pairs(run("HRANDFIELD h 3 WITHVALUES")));
            assertEquals(2, HashesTest.elements(run("HRANDFIELD h 2")).size());
            assertReply("PONG", "PING");
        } finally {
            run("CLIENT UNPAUSE");
        }
        assertEquals(Set.of("a", "c"), Set.copyOf(HashesTest.elements(run("HRANDFIELD h 5"))));
    }

    /** What is left of a hash whose due fields a look-up removes may be what the same command deletes. */
    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void aHashGoesOnceThoughItsFieldsGoForTwoReasons(boolean table) throws IOException {
        for (String line : List.of("HGETDEL h FIELDS 2 b a", "HGETDEL h FIELDS 2 a b", "HGETEX h EX 0 FIELDS 2 b a",
                "HGETEX h EX 0 FIELDS 2 a b")) {
            givenDue(table);
            given("HDEL h c");
            assertReply(line.endsWith("b a") ? "[nil, '1']" : "['1', nil]", line);
            assertEvents("hexpired h", "hdel h", "del h");
            assertReply(":0", "EXISTS h");
        }
        givenLastDue(table);
        assertReply("[nil, nil]", "HGETEX h EX 0 FIELDS 2 a x");
        assertEvents("hexpired h", "del h");
        givenLastDue(table);
        assertReply(":1", "HSETEX h FNX FIELDS 1 a 2");
        assertEvents("hexpired h", "hset h");
        assertReply("['a', '2']", "HGETALL h");
        givenLastDue(table);
        assertReply(":0", "HSETEX h FXX FIELDS 1 a 2");
        assertEvents("hexpired h", "del h");
        assertReply(":0", "EXISTS h");
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void dueFieldsAreRemovedUnasked(boolean table) throws IOException {
        given(table);
        given("DEBUG SET-ACTIVE-EXPIRE 0", "HSET h a 1 b 2 c 3", "HSET g a 1", "HPEXPIRE h 1 FIELDS 2 a b",
                "HPEXPIRE g 1 FIELDS 1 a");
        run("DEBUG SET-ACTIVE-EXPIRE 1");
        awaitReply(":1", "HLEN h");
        awaitReply(":1", "DBSIZE");
        List<String> events = recorder().events(), propagated = recorder().propagated();
        assertEquals(Set.of("hexpired h", "hexpired g", "del g"), Set.copyOf(events));
        assertEquals(2, propagated.size(), propagated.toString());
        assertTrue(propagated.contains("HDEL h a b") || propagated.contains("HDEL h b a"), propagated.toString());
        assertTrue(propagated.contains("HDEL g a"), propagated.toString());
        assertReply("['c', '3']", "HGETALL h");
        assertTrue(run("INFO keyspace").contains("subexpiry=0"));
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void whatALookUpRemovesGoesOutTogetherAndFirst(boolean table) throws IOException {
        given(table);
        given("DEBUG SET-ACTIVE-EXPIRE 0", "HSET h a 1 b 2 c 3", "HSET g a 1 b 2", "HPEXPIRE h 1 FIELDS 2 a b",
                "HPEXPIRE g 1 FIELDS 1 a", "DEBUG SLEEP 0.003");
        assertAtOnce("[[nil, nil, '3'], [nil, '2'], :1]", "HMGET h a b c", "HMGET g a b", "HSET h a 7");
        assertEvents("hexpired h", "hexpired g", "hset h");
        assertPropagated("MULTI", "HDEL h a b", "HDEL g a", "HSET h a 7", "EXEC");
        given("HSET h a 1 b 2", "HPEXPIRE h 1 FIELDS 1 a", "DEBUG SLEEP 0.003");
        assertReply("[nil, '2']", "HGETEX h PX 0 FIELDS 2 a b");
        assertEvents("hexpired h", "hdel h");
        assertPropagated("MULTI", "HDEL h a", "HDEL h b", "EXEC");
    }

    private static void awaitReply(String expected, String line) throws IOException {
        for (int i = 0; i < 100_000 && !run(line).equals(expected); i++) continue;
        assertReply(expected, line);
    }

    // ---- times that stay or go

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void writesTakeTheTimeAwayAndSumsKeepIt(boolean table) throws IOException {
        given(table);
        given("HSET h a 1 b 2 c 3 d 4", "HPEXPIREAT h " + LATER_MS + " FIELDS 4 a b c d");
        assertReply(":0", "HSET h a 5");
        assertReply(":3", "HINCRBY h b 1");
        forget();
        assertReply("'3.5'", "HINCRBYFLOAT h c 0.5");
        assertReply("'5.5'", "HINCRBYFLOAT h a 0.5");
        assertPropagated("MULTI", "HSET h c 3.5", "HPEXPIREAT h " + LATER_MS + " FIELDS 1 c", "EXEC", "HSET h a 5.5");
        assertReply(":1", "HDEL h d");
        run("HSET h d 4");
        assertReply("[:-1, :" + LATER_MS + ", :" + LATER_MS + ", :-1]", "HPEXPIRETIME h FIELDS 4 a b c d");
        assertTrue(run("INFO keyspace").contains(",subexpiry=1"));
        run("HPERSIST h FIELDS 2 b c");
        assertTrue(run("INFO keyspace").contains(",subexpiry=0"));
    }

    @Test
    void timesOutliveTheConversionToATable() throws IOException {
        given("HSET h a 1 b 2", "HPEXPIREAT h " + LATER_MS + " FIELDS 1 a");
        run("HSET h long " + "x".repeat(65));
        assertReply("'hashtable'", "OBJECT ENCODING h");
        assertReply("[:" + LATER_MS + ", :-1, :-1]", "HPEXPIRETIME h FIELDS 3 a b long");
        assertTrue(run("INFO keyspace").contains(",subexpiry=1"));
    }

    @ParameterizedTest(name = "table={0}")
    @ValueSource(booleans = {false, true})
    void copiesAndMovesKeepTheTimes(boolean table) throws IOException {
        given(table);
        given("HSET h a 1 b 2", "HPEXPIREAT h " + LATER_MS + " FIELDS 1 a");
        assertReply(":1", "COPY h copy");
        assertReply("OK", "RENAME h renamed");
        assertReply(":1", "MOVE copy 5");
        assertReply("OK", "SWAPDB 5 6");
        assertReply("[:" + LATER_MS + ", :-1]", "HPEXPIRETIME renamed FIELDS 2 a b");
        run("SELECT 6");
        assertReply("[:" + LATER_MS + ", :-1]", "HPEXPIRETIME copy FIELDS 2 a b");
        assertReply("[:2]", "HPEXPIREAT copy 1 FIELDS 1 a");
        assertReply("OK", "SET copy string");
        run("SELECT 0");
        assertReply(":1", "EXPIRE renamed 100");
        assertReply("[:1]", "HPEXPIREAT renamed 5000000000000 FIELDS 1 b");
        assertReply("[:5000000000000]", "HPEXPIRETIME renamed FIELDS 1 b");
        assertReply("OK", "SET renamed string");
        assertTrue(run("INFO keyspace").contains(",subexpiry=0"));
    }

    @Test
    void digestsKnowWhetherAFieldExpires() throws IOException {
        given("HSET h a 1");
        String before = run("DEBUG DIGEST-VALUE h");
        given("HPEXPIREAT h " + LATER_MS + " FIELDS 1 a");
        assertTrue(!before.equals(run("DEBUG DIGEST-VALUE h")));
        given("HPERSIST h FIELDS 1 a");
        assertReply(before, "DEBUG DIGEST-VALUE h");
    }
}
