package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SortedSetsTest.pairs;
import static io.jadis.server.command.SortedSetsTest.use;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedSetOperationsTest extends CommandTest {
    @AfterEach
    void usualSettings() throws IOException {
        run("CONFIG SET zset-max-listpack-entries 128");
        run("HELLO 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void unionsAddScoresUp(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c", "ZADD y 1 b 2 c 3 d", "SADD s a d 7");
        assertReply("['a', '1', 'b', '3', 'd', '3', 'c', '5']", "ZUNION 2 z y WITHSCORES");
        assertReply("['a', 'b', 'd', 'c']", "ZUNION 2 z y");
        assertReply("['a', '2', 'b', '7', 'd', '9', 'c', '12']", "ZUNION 2 z y WEIGHTS 2 3 WITHSCORES");
        assertReply("['a', '1', 'b', '1', 'c', '2', 'd', '3']", "ZUNION 2 z y AGGREGATE MIN WITHSCORES");
        assertReply("['a', '1', 'b', '2', 'c', '3', 'd', '3']", "ZUNION 2 z y AGGREGATE MAX WITHSCORES");
        assertReply("['7', '1', 'd', '1', 'a', '2', 'b', '2', 'c', '3']", "ZUNION 2 z s WITHSCORES");
        assertReply("['a', 'b', 'c']", "ZUNION 2 z missing");
        assertReply("[]", "ZUNION 1 missing");
        assertReply("['a', '2', 'b', '4', 'c', '6']", "ZUNION 2 z z WITHSCORES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void intersectionsHaveWhatIsInAll(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c", "ZADD y 1 b 2 c 3 d 4 e", "SADD s b d");
        assertReply("['b', '3', 'c', '5']", "ZINTER 2 z y WITHSCORES");
        assertReply("['b', '4']", "ZINTER 3 z y s WITHSCORES");
        assertReply("['b', '2', 'd', '4']", "ZINTER 2 s y WITHSCORES");
        assertReply("['a', '2', 'b', '4', 'c', '6']", "ZINTER 2 z z WITHSCORES");
        assertReply("['b', '2']", "ZINTER 2 z s AGGREGATE MAX WITHSCORES");
        assertReply("['b', '21']", "ZINTER 2 z s WEIGHTS 10 1 WITHSCORES");
        assertReply("[]", "ZINTER 2 z missing");
        assertReply(":2", "ZINTERCARD 2 z y");
        assertReply(":1", "ZINTERCARD 2 z y LIMIT 1");
        assertReply(":2", "ZINTERCARD 2 z y LIMIT 0");
        assertReply(":1", "ZINTERCARD 2 s y LIMIT 1");
        assertReply(":0", "ZINTERCARD 2 z missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void differencesKeepTheFirstsScores(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c", "ZADD y 1 b", "SADD s c x");
        assertReply("['a', '1', 'c', '3']", "ZDIFF 2 z y WITHSCORES");
        assertReply("['a']", "ZDIFF 3 z y s");
        assertReply("['x', '1']", "ZDIFF 2 s z WITHSCORES");
        assertReply("[]", "ZDIFF 2 z z");
        assertReply("['a', 'b', 'c']", "ZDIFF 2 z missing");
        assertReply("[]", "ZDIFF 2 missing z");
    }

    @Test
    void differencesOfManyCopyTheFirst() throws IOException {
        given("ZADD z " + pairs(200), "ZADD y 0 m:0", "ZADD x 0 m:1 0 m:2", "ZADD w 0 m:199");
        assertReply(":196", "ZDIFFSTORE d 8 z y y y y y x w");
        assertReply("['m:3', '3', 'm:4', '4']", "ZRANGE d 0 1 WITHSCORES");
    }

    @Test
    void resultsAreStored() throws IOException {
        given("ZADD z 1 a 2 b 3 c", "ZADD y 1 b 2 c 3 d", "SET d v");
        assertReply(":4", "ZUNIONSTORE d 2 z y");
        assertEvents("zunionstore d");
        assertPropagated("ZUNIONSTORE d 2 z y");
        assertEncoding("listpack", "d");
        assertReply(":2", "ZINTERSTORE d 2 z y WEIGHTS 1 10 AGGREGATE MAX");
        assertEvents("zinterstore d");
        assertReply("['b', '10', 'c', '20']", "ZRANGE d 0 -1 WITHSCORES");
        assertReply(":1", "ZDIFFSTORE z 2 z y");
        assertEvents("zdiffstore z");
        assertReply("['a', '1']", "ZRANGE z 0 -1 WITHSCORES");
        assertReply(":0", "ZINTERSTORE d 2 z y");
        assertEvents("del d");
        assertReply(":0", "EXISTS d");
        forget();
        assertReply(":0", "ZINTERSTORE d 2 z y");
        assertPropagated();
        given("ZADD big " + pairs(100), "ZADD more 5 " + "x".repeat(65));
        assertReply(":101", "ZUNIONSTORE d 2 big more");
        assertEncoding("skiplist", "d");
        assertReply(":100", "ZINTERSTORE d 2 d big");
        assertEncoding("listpack", "d");
    }

    @Test
    void infinitiesThatDontAddUpMakeZero() throws IOException {
        given("ZADD z inf a", "ZADD y -inf a");
        assertReply("['a', '0']", "ZUNION 2 z y WITHSCORES");
        assertReply("['a', '0']", "ZINTER 2 z y WITHSCORES");
        assertReply("['a', '0']", "ZUNION 1 z WEIGHTS 0 WITHSCORES");
        assertReply("['a', '-inf']", "ZINTER 2 z y AGGREGATE MIN WITHSCORES");
    }

    @Test
    void wrongArgumentsAreRefused() throws IOException {
        given("ZADD z 1 a", "SET s v");
        assertReply("-ERR at least 1 input key is needed for 'zunion' command", "ZUNION 0 z");
        assertReply("-ERR at least 1 input key is needed for 'zunionstore' command", "ZUNIONSTORE d 0 z");
        assertReply("-ERR value is not an integer or out of range", "ZUNION x z");
        assertReply("-ERR syntax error", "ZUNION 2 z");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "ZUNION 2 z s");
        assertReply("-ERR weight value is not a float", "ZUNION 1 z WEIGHTS x");
        assertReply("-ERR syntax error", "ZUNION 1 z WEIGHTS");
        assertReply("-ERR syntax error", "ZUNION 1 z AGGREGATE AVG");
        assertReply("-ERR syntax error", "ZUNIONSTORE d 1 z WITHSCORES");
        assertReply("-ERR syntax error", "ZDIFF 1 z WEIGHTS 1");
        assertReply("-ERR LIMIT can't be negative", "ZINTERCARD 1 z LIMIT -1");
        assertReply("-ERR LIMIT can't be negative", "ZINTERCARD 1 z LIMIT x");
        assertReply("-ERR syntax error", "ZINTERCARD 1 z WITHSCORES");
    }

    @Test
    void resp3PairsMembersWithTheirScores() throws IOException {
        given("ZADD z 1 a 2 b", "HELLO 3");
        assertReply("[['a', ,1], ['b', ,2]]", "ZUNION 1 z WITHSCORES");
        assertReply("['a', 'b']", "ZINTER 1 z");
    }
}
