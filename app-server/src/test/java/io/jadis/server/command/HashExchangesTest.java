package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class HashExchangesTest extends CommandTest {
    private static final String LATER_MS = "5000000000000";
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

    // ---- HGETDEL

    @Test
    void hgetdelReturnsAndDeletes() throws IOException {
        given("HSET h a 1 b 2 c 3");
        assertReply("['1', nil, '3', nil]", "HGETDEL h FIELDS 4 a x c a");
        assertEvents("hdel h");
        assertPropagated("HDEL h a c");
        assertReply("[nil]", "HGETDEL h FIELDS 1 a");
        assertReply("[nil]", "HGETDEL x FIELDS 1 a");
        assertEvents();
        assertPropagated();
        assertReply("['2']", "HGETDEL h FIELDS 1 b");
        assertEvents("hdel h", "del h");
        assertPropagated("HDEL h b");
        assertReply(":0", "EXISTS h");
    }

    @Test
    void hgetdelRefusesWrongArguments() throws IOException {
        given("SET s 1");
        assertReply(WRONG_TYPE, "HGETDEL s FIELDS 1 a");
        assertReply("-ERR wrong number of arguments for 'hgetdel' command", "HGETDEL h FIELDS 1");
        assertReply("-ERR Mandatory argument FIELDS is missing or not at the right position", "HGETDEL h FIELD 1 a");
        assertReply("-ERR Number of fields must be a positive integer", "HGETDEL h FIELDS 0 a");
        assertReply("-ERR The `numfields` parameter must match the number of arguments", "HGETDEL h FIELDS 2 a");
    }

    // ---- HGETEX

    @Test
    void hgetexChangesTimes() throws IOException {
        given("HSET h a 1 b 2 c 3");
        assertReply("['1', nil]", "HGETEX h FIELDS 2 a x");
        assertEvents();
        assertPropagated();
        assertReply("['1', nil, '2']", "HGETEX h PXAT " + LATER_MS + " FIELDS 3 a x b");
        assertEvents("hexpire h");
        assertPropagated("HPEXPIREAT h " + LATER_MS + " FIELDS 2 a b");
        assertReply("['1', '3']", "HGETEX h PERSIST FIELDS 2 a c");
        assertEvents("hpersist h");
        assertPropagated("HPERSIST h FIELDS 1 a");
        assertReply("['1']", "HGETEX h PERSIST FIELDS 1 a");
        assertEvents();
        assertPropagated();
        assertReply("[:-1, :" + LATER_MS + "]", "HPEXPIRETIME h FIELDS 2 a b");
        assertAtOnce("[['1'], [:100]]", "HGETEX h EX 100 FIELDS 1 a", "HTTL h FIELDS 1 a");
        assertReply("[nil]", "HGETEX x EX 100 FIELDS 1 a");
    }

    @Test
    void hgetexDeletesWhatIsPast() throws IOException {
        given("HSET h a 1 b 2");
        assertReply("['1']", "HGETEX h PXAT 1 FIELDS 1 a");
        assertEvents("hdel h");
        assertPropagated("HDEL h a");
        assertReply("['2']", "HGETEX h EX 0 FIELDS 1 b");
        assertEvents("hdel h", "del h");
        assertPropagated("HDEL h b");
        assertReply(":0", "EXISTS h");
    }

    @Test
    void hgetexRefusesWrongArguments() throws IOException {
        given("SET s 1", "HSET h a 1");
        assertReply(WRONG_TYPE, "HGETEX s FIELDS 1 a");
        assertReply("-ERR wrong number of arguments for 'hgetex' command", "HGETEX h FIELDS 1");
        assertReply("-ERR wrong number of arguments for 'hgetex' command", "HGETEX h EX 1 FIELDS");
        assertReply("-ERR wrong number of arguments for 'hgetex' command", "HGETEX h FIELDS 2 a");
        assertReply("-ERR wrong number of arguments for 'hgetex' command", "HGETEX h FIELDS 1 a b");
        assertReply("-ERR invalid number of fields", "HGETEX h FIELDS 0 a");
        assertReply("-ERR invalid number of fields", "HGETEX h FIELDS x a");
        assertReply("-ERR unknown argument: KEEPTTL", "HGETEX h KEEPTTL FIELDS 1 a");
        assertReply("-ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified",
                "HGETEX h EX 1 PX 1 FIELDS 1 a");
        assertReply("-ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified",
                "HGETEX h EX 1 PERSIST FIELDS 1 a");
        assertReply("-ERR invalid expire time, must be >= 0", "HGETEX h EX -1 FIELDS 1 a");
        assertReply("-ERR invalid expire time in 'hgetex' command", "HGETEX h EX 70368744178 FIELDS 1 a");
        assertReply("-ERR value is not an integer or out of range", "HGETEX h EX x FIELDS 1 a");
    }

    // ---- HSETEX

    @Test
    void hsetexSetsFieldsWithTheirTime() throws IOException {
        assertReply(":1", "HSETEX h PXAT " + LATER_MS + " FIELDS 2 a 1 b 2");
        assertEvents("new h", "hset h", "hexpire h");
        assertPropagated("HSETEX h PXAT " + LATER_MS + " FIELDS 2 a 1 b 2");
        assertReply("[:" + LATER_MS + ", :" + LATER_MS + "]", "HPEXPIRETIME h FIELDS 2 a b");
        assertReply(":1", "HSETEX h KEEPTTL FIELDS 1 a 3");
        assertEvents("hset h");
        assertPropagated("HSETEX h KEEPTTL FIELDS 1 a 3");
        assertReply(":1", "HSETEX h FIELDS 1 b 4");
        assertReply("[:" + LATER_MS + ", :-1]", "HPEXPIRETIME h FIELDS 2 a b");
        assertReply("['3', '4']", "HMGET h a b");
        forget();
        assertReply(":1", "HSETEX h EX 100 FIELDS 1 c 5");
        String moment = run("HPEXPIRETIME h FIELDS 1 c").replaceAll("[\\[\\]:]", "");
        assertPropagated("HSETEX h PXAT " + moment + " FIELDS 1 c 5");
    }

    @Test
    void hsetexAsksForNoneOrAllOfTheFields() throws IOException {
        given("HSET h a 1");
        assertReply(":0", "HSETEX h FNX FIELDS 2 a 2 b 2");
        assertReply(":0", "HSETEX h FXX FIELDS 2 a 2 b 2");
        assertReply(":0", "HSETEX x FXX FIELDS 1 a 2");
        assertEvents();
        assertPropagated();
        assertReply("['a', '1']", "HGETALL h");
        assertReply(":1", "HSETEX h FNX EX 100 FIELDS 2 b 2 c 3");
        assertReply(":1", "HSETEX h PX 100000 FXX FIELDS 2 a 5 b 5");
        assertReply("['5', '5', '3']", "HMGET h a b c");
    }

    @Test
    void hgetexOfAPastMomentDeletes() throws IOException {
        given("HSET h a 1 b 2 c 3");
        assertReply("['1', nil, '3']", "HGETEX h PX 0 FIELDS 3 a x c");
        assertEvents("hdel h");
        assertPropagated("HDEL h a c");
        assertReply("['b', '2']", "HGETALL h");
    }

    @Test
    void hsetexOfAPastMomentLeavesNothing() throws IOException {
        given("HSET h a 1 b 2");
        assertReply(":1", "HSETEX h EXAT 1 FIELDS 2 a 3 c 4");
        assertEvents("hset h", "hdel h");
        assertPropagated("HDEL h a c");
        assertReply("['b', '2']", "HGETALL h");
        assertReply(":1", "HSETEX h PX 0 FIELDS 1 b 4");
        assertReply(":0", "EXISTS h");
        assertTrue(recorder().events().contains("del h"));
    }

    @Test
    void hsetexRefusesWrongArguments() throws IOException {
        given("SET s 1");
        assertReply(WRONG_TYPE, "HSETEX s FIELDS 1 a 1");
        assertReply("-ERR wrong number of arguments for 'hsetex' command", "HSETEX h FIELDS 1 a");
        assertReply("-ERR wrong number of arguments for 'hsetex' command", "HSETEX h FIELDS 2 a 1");
        assertReply("-ERR wrong number of arguments for 'hsetex' command", "HSETEX h FIELDS 1 a 1 b");
        assertReply("-ERR invalid number of fields", "HSETEX h FIELDS 0 a 1");
        assertReply("-ERR unknown argument: PERSIST", "HSETEX h PERSIST FIELDS 1 a 1");
        assertReply("-ERR Only one of FXX or FNX arguments can be specified", "HSETEX h FNX FXX FIELDS 1 a 1");
        assertReply("-ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
                "HSETEX h EX 1 KEEPTTL FIELDS 1 a 1");
        assertReply(":0", "EXISTS h");
    }
}
