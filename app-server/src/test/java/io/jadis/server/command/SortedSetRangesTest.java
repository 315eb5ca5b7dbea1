package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SortedSetsTest.pairs;
import static io.jadis.server.command.SortedSetsTest.use;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedSetRangesTest extends CommandTest {
    @AfterEach
    void usualSettings() throws IOException {
        run("CONFIG SET zset-max-listpack-entries 128 zset-max-listpack-value 64");
        run("HELLO 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void rangesByRank(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c 4 d");
        assertReply("['a', 'b', 'c', 'd']", "ZRANGE z 0 -1");
        assertReply("['b', 'c']", "ZRANGE z 1 -2");
        assertReply("['a']", "ZRANGE z -100 -4");
        assertReply("['d']", "ZRANGE z 3 100");
        assertReply("[]", "ZRANGE z 4 100");
        assertReply("[]", "ZRANGE z 2 1");
        assertReply("[]", "ZRANGE z 0 -5");
        assertReply("['d', 'c']", "ZREVRANGE z 0 1");
        assertReply("['d', '4']", "ZREVRANGE z 0 0 WITHSCORES");
        assertReply("['c', 'b']", "ZRANGE z 1 2 REV");
        assertReply("[]", "ZRANGE missing 0 -1");
        assertReply("-ERR value is not an integer or out of range", "ZRANGE z a 1");
        assertReply("-ERR syntax error", "ZREVRANGE z 0 1 REV");
        assertReply("-ERR syntax error", "ZREVRANGE z 0 1 BYSCORE");
        assertReply("-ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
                "ZRANGE z 0 1 LIMIT 1 2");
        assertReply("['a', 'b']", "ZRANGE z 0 1 LIMIT 1 -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void rangesByScore(String encoding) throws IOException {
        use(encoding);
        given("ZADD z -inf a 1 b 2 c 3 d inf e");
        assertReply("['a', 'b', 'c']", "ZRANGEBYSCORE z -inf 2");
        assertReply("['c', 'd']", "ZRANGEBYSCORE z (1 (inf");
        assertReply("['b', 'c', 'd']", "ZRANGEBYSCORE z (-inf 3");
        assertReply("['e', 'd', 'c']", "ZREVRANGEBYSCORE z +inf 2");
        assertReply("['d', 'c']", "ZRANGE z (inf (1 BYSCORE REV");
        assertReply("['c', '2', 'd', '3']", "ZRANGEBYSCORE z 2 3 WITHSCORES");
        assertReply("['b', 'c']", "ZRANGEBYSCORE z -inf inf LIMIT 1 2");
        assertReply("['d', 'c']", "ZREVRANGEBYSCORE z inf -inf LIMIT 1 2");
        assertReply("['d', 'e']", "ZRANGEBYSCORE z -inf inf LIMIT 3 -1");
        assertReply("['b', 'a']", "ZREVRANGEBYSCORE z inf -inf LIMIT 3 10");
        assertReply("[]", "ZRANGEBYSCORE z -inf inf LIMIT 5 1");
        assertReply("[]", "ZRANGEBYSCORE z -inf inf LIMIT -1 2");
        assertReply("[]", "ZRANGEBYSCORE z -inf inf LIMIT 1 0");
        assertReply("[]", "ZRANGEBYSCORE z 3 2");
        assertReply("[]", "ZRANGEBYSCORE z (2 2");
        assertReply("[]", "ZRANGEBYSCORE z 2 (2");
        assertReply(":5", "ZCOUNT z -inf +inf");
        assertReply(":2", "ZCOUNT z (1 3");
        assertReply(":0", "ZCOUNT z 5 4");
        assertReply(":0", "ZCOUNT missing 1 2");
        assertReply("-ERR min or max is not a float", "ZRANGEBYSCORE z a 1");
        assertReply("-ERR min or max is not a float", "ZCOUNT z 1 nan");
        assertReply("-ERR syntax error", "ZRANGEBYSCORE z 1 2 LIMIT 1");
        assertEquals("['b']", call("ZRANGEBYSCORE", "z", "", "1e0"));
        assertReply("['b', 'c', 'd', 'e']", "ZRANGEBYSCORE z 0 1e400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void rangesByMember(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 0 a 0 b 0 c 0 10 0 ca");
        assertReply("['10', 'a', 'b', 'c', 'ca']", "ZRANGEBYLEX z - +");
        assertReply("['b', 'c']", "ZRANGEBYLEX z [b [c");
        assertReply("['c']", "ZRANGEBYLEX z (b (ca");
        assertReply("['ca', 'c', 'b']", "ZREVRANGEBYLEX z + [b");
        assertReply("['c', 'b']", "ZRANGE z [c [b BYLEX REV");
        assertReply("['b', 'c']", "ZRANGEBYLEX z - + LIMIT 2 2");
        assertReply("['c', 'b', 'a', '10']", "ZREVRANGEBYLEX z + - LIMIT 1 -1");
        assertReply("[]", "ZRANGEBYLEX z + -");
        assertReply("[]", "ZRANGEBYLEX z (b [b");
        assertReply("[]", "ZRANGEBYLEX z [c [b");
        assertReply(":3", "ZLEXCOUNT z [a (ca");
        assertReply(":5", "ZLEXCOUNT z - +");
        assertReply(":0", "ZLEXCOUNT z + -");
        assertReply("-ERR min or max not valid string range item", "ZRANGEBYLEX z b [c");
        assertReply("-ERR min or max not valid string range item", "ZLEXCOUNT z -x +");
        assertReply("-ERR syntax error, WITHSCORES not supported in combination with BYLEX",
                "ZRANGE z - + BYLEX WITHSCORES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void rangesAreRemoved(String encoding) throws IOException {
        use(encoding);
        given("ZADD z " + pairs(10));
        assertReply(":2", "ZREMRANGEBYRANK z 0 1");
        assertEvents("zremrangebyrank z");
        assertPropagated("ZREMRANGEBYRANK z 0 1");
        assertReply(":3", "ZREMRANGEBYSCORE z (2 5");
        assertEvents("zremrangebyscore z");
        assertReply("['m:2', 'm:6', 'm:7', 'm:8', 'm:9']", "ZRANGE z 0 -1");
        assertReply(":0", "ZREMRANGEBYSCORE z 100 200");
        assertReply(":0", "ZREMRANGEBYRANK z 5 10");
        assertEvents();
        assertReply(":1", "ZREMRANGEBYRANK z -1 -1");
        given("DEL z", "ZADD z 0 a 0 b 0 c");
        assertReply(":2", "ZREMRANGEBYLEX z [a (c");
        assertEvents("zremrangebylex z");
        assertReply(":1", "ZREMRANGEBYLEX z - +");
        assertEvents("zremrangebylex z", "del z");
        assertReply(":0", "EXISTS z");
        assertReply(":0", "ZREMRANGEBYRANK z 0 -1");
    }

    @Test
    void manyAreRemovedFromALargeSet() throws IOException {
        given("ZADD z " + pairs(3000));
        assertReply(":1000", "ZREMRANGEBYSCORE z 1000 1999");
        assertReply(":2000", "ZCARD z");
        assertReply(":1000", "ZRANK z m:2000");
        assertReply(":1999", "ZREMRANGEBYRANK z 1 -1");
        assertReply("['m:0']", "ZRANGE z 0 -1");
        assertReply(":1", "ZREMRANGEBYRANK z 0 -1");
        assertReply(":0", "EXISTS z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void rangesAreStored(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c 4 d", "SET y v");
        assertReply(":2", "ZRANGESTORE y z 1 2");
        assertEvents("zrangestore y");
        assertPropagated("ZRANGESTORE y z 1 2");
        assertReply("['b', '2', 'c', '3']", "ZRANGE y 0 -1 WITHSCORES");
        assertEncoding(encoding, "y");
        assertReply(":2", "ZRANGESTORE y z (4 2 BYSCORE REV");
        assertReply("['b', 'c']", "ZRANGE y 0 -1");
        assertReply(":1", "ZRANGESTORE y z 1 inf BYSCORE LIMIT 3 9");
        assertReply("['d']", "ZRANGE y 0 -1");
        assertReply(":3", "ZRANGESTORE z z 0 2");
        assertReply("['a', 'b', 'c']", "ZRANGE z 0 -1");
        forget();
        assertReply(":0", "ZRANGESTORE y z 9 10");
        assertEvents("del y");
        assertReply(":0", "EXISTS y");
        assertReply(":0", "ZRANGESTORE y missing 0 -1");
        assertEvents("keymiss y", "keymiss missing");
        assertReply("-ERR syntax error", "ZRANGESTORE y z 0 -1 WITHSCORES");
        given("SET s v");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "ZRANGESTORE y s 0 -1");
    }

    /** Nobody else would be served for hours if it were looked at from each of its digits on. */
    @Test
    void anEndOfMillionsOfDigitsIsNone() throws IOException {
        String digits = "1".repeat(2_000_000);
        for (String end : List.of(digits + "x", "(" + digits + "x", "." + digits + "e", digits)) {
            assertEquals("-ERR min or max is not a float", call("ZCOUNT", "none", end, "0"));
        }
        assertReply(":0", "ZCOUNT none 1e400 +1.e-400");
    }

    @Test
    void storedResultsThatFitAreListpacks() throws IOException {
        given("ZADD z " + pairs(200));
        assertEncoding("skiplist", "z");
        assertReply(":128", "ZRANGESTORE y z 0 127");
        assertEncoding("listpack", "y");
        assertReply(":129", "ZRANGESTORE y z 0 128");
        assertEncoding("skiplist", "y");
        given("ZADD z 500 " + "x".repeat(65));
        assertReply(":2", "ZRANGESTORE y z -2 -1");
        assertEncoding("skiplist", "y");
    }

    @Test
    void resp3PairsMembersWithTheirScores() throws IOException {
        given("ZADD z 1 a 2 b", "HELLO 3");
        assertReply("[['a', ,1], ['b', ,2]]", "ZRANGEBYSCORE z 0 9 WITHSCORES");
        assertReply("['b', 'a']", "ZREVRANGE z 0 -1");
    }
}
