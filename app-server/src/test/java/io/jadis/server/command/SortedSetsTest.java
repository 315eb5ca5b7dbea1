package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SetsTest.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedSetsTest extends CommandTest {
    @AfterEach
    void usualSettings() throws IOException {
        run("CONFIG SET zset-max-listpack-entries 128 zset-max-listpack-value 64");
        run("HELLO 2");
    }

    /** From now on new sorted sets have this encoding. */
    static void use(String encoding) throws IOException {
        run("CONFIG SET zset-max-listpack-entries " + (encoding.equals("listpack") ? 128 : 0));
    }

    /** {@code 0 m:0 1 m:1 …} */
    static String pairs(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + " m:" + i).collect(Collectors.joining(" "));
    }

    // ---- ZADD

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void zaddAddsAndUpdates(String encoding) throws IOException {
        use(encoding);
        assertReply(":3", "ZADD z 1 a 2 b 3 c");
        assertEvents("new z", "zadd z");
        assertPropagated("ZADD z 1 a 2 b 3 c");
        assertEncoding(encoding, "z");
        assertReply(":1", "ZADD z 5 a 4 d");
        assertEvents("zadd z");
        assertReply(":0", "ZADD z 5 a");
        assertEvents();
        assertPropagated("ZADD z 5 a 4 d");
        assertReply("['b', '2', 'c', '3', 'd', '4', 'a', '5']", "ZRANGE z 0 -1 WITHSCORES");
        assertReply(":4", "ZCARD z");
        assertReply("zset", "TYPE z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void zaddObeysItsOptions(String encoding) throws IOException {
        use(encoding);
        assertReply(":0", "ZADD z XX 1 a");
        assertReply(":0", "EXISTS z");
        given("ZADD z 1 a 2 b");
        assertReply(":1", "ZADD z NX 9 a 3 c");
        assertReply(":0", "ZADD z XX 9 a 4 d");
        assertReply(":2", "ZADD z CH 9 a 8 b 3 c 4 d");
        assertReply(":1", "ZADD z GT CH 5 a 9 b");
        assertReply(":2", "ZADD z LT CH 5 a 9 b 3 e");
        assertReply(":0", "ZADD z XX GT CH 4 a 4 f");
        assertReply("['c', '3', 'e', '3', 'd', '4', 'a', '5', 'b', '9']", "ZRANGE z 0 -1 WITHSCORES");
        assertReply("'6'", "ZADD z INCR 1 a");
        assertReply("nil", "ZADD z NX INCR 1 a");
        assertReply("nil", "ZADD z XX INCR 1 x");
        assertReply("nil", "ZADD z GT INCR -1 a");
        assertReply("'5'", "ZADD z LT INCR -1 a");
        assertReply("nil", "ZADD missing XX INCR 1 x");
    }

    @Test
    void zaddRefusesOptionsThatContradictEachOther() throws IOException {
        assertReply("-ERR XX and NX options at the same time are not compatible", "ZADD z NX XX 1 a");
        assertReply("-ERR GT, LT, and/or NX options at the same time are not compatible", "ZADD z NX GT 1 a");
        assertReply("-ERR GT, LT, and/or NX options at the same time are not compatible", "ZADD z GT LT 1 a");
        assertReply("-ERR INCR option supports a single increment-element pair", "ZADD z INCR 1 a 2 b");
        assertReply("-ERR syntax error", "ZADD z 1 a 2");
        assertReply("-ERR syntax error", "ZADD z NX CH");
        assertReply("-ERR syntax error", "ZINCRBY z NX a");
        assertReply("-ERR value is not a valid float", "ZADD z 1 a nan b");
        assertReply("-ERR value is not a valid float", "ZADD z x a");
        assertReply(":0", "EXISTS z");
        given("SET s v");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "ZADD s 1 a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void incrementsThatGiveNoNumberAreRefused(String encoding) throws IOException {
        use(encoding);
        assertReply("'inf'", "ZINCRBY z +inf a");
        assertEvents("new z", "zincr z");
        assertPropagated("ZINCRBY z +inf a");
        assertReply("-ERR resulting score is not a number (NaN)", "ZINCRBY z -inf a");
        assertEvents();
        assertPropagated();
        assertReply("'-inf'", "ZINCRBY z -inf b");
        assertReply("['b', '-inf', 'a', 'inf']", "ZRANGE z 0 -1 WITHSCORES");
    }

    @Test
    void scoresArePrintedAsRedisPrintsThem() throws IOException {
        use("skiplist");
        String[][] scores = {{"1.5", "1.5"}, {"0.1", "0.1"}, {"3.0", "3"}, {"1e20", "1e+20"},
            {"1e21", "1e+21"}, {"1e-7", "1e-7"}, {"-0", "-0"}, {"17179869184.5", "17179869184.5"}, {"0x10", "16"},
            {"9007199254740993", "9007199254740992"}, {"-inf", "-inf"}};
        for (String[] pair : scores) {
            run("ZADD z " + pair[0] + " m");
            assertReply("'" + pair[1] + "'", "ZSCORE z m");
            run("DEL z");
        }
        use("listpack");
        assertReply(":1", "ZADD z -0 m");
        assertReply("'0'", "ZSCORE z m");
    }

    @Test
    void scoresAreDoublesInResp3() throws IOException {
        given("ZADD z 1.5 a inf b", "HELLO 3");
        assertReply(",1.5", "ZSCORE z a");
        assertReply("[,1.5, _]", "ZMSCORE z a x");
        assertReply("_", "ZSCORE z x");
        assertReply("[:1, ,inf]", "ZRANK z b WITHSCORE");
        assertReply(",2.5", "ZINCRBY z 1 a");
        assertReply("_", "ZADD z NX INCR 1 a");
        assertReply("[['a', ,2.5], ['b', ,inf]]", "ZRANGE z 0 -1 WITHSCORES");
        assertReply("['0', ['a', '2.5', 'b', 'inf']]", "ZSCAN z 0");
    }

    // ---- encodings

    @Test
    void setsGrowOutOfTheListpackAtTheLimits() throws IOException {
        given("CONFIG SET zset-max-listpack-entries 3 zset-max-listpack-value 5");
        given("ZADD z 1 a 2 b 3 c");
        assertEncoding("listpack", "z");
        given("ZADD z 4 d");
        assertEncoding("skiplist", "z");
        given("ZREM z d c b");
        assertEncoding("skiplist", "z");
        given("ZADD y 1 12345");
        assertEncoding("listpack", "y");
        given("ZADD y XX 1 123456");
        assertEncoding("listpack", "y");
        given("ZADD y 1 123456");
        assertEncoding("skiplist", "y");
        given("ZADD x 1 123456");
        assertEncoding("skiplist", "x");
        given("ZADD w 1 a 1 a 1 a 1 a");
        assertEncoding("skiplist", "w");
        given("ZADD v 1 a", "ZADD v 1 a 1 a 1 a 1 a");
        assertEncoding("skiplist", "v");
        given("ZADD u 1 a 2 b 3 c", "ZADD u 5 c");
        assertEncoding("listpack", "u");
    }

    @Test
    void bothEncodingsHaveTheSameDigest() throws IOException {
        given("ZADD z 1 a 2.5 b inf c -3 12");
        String digest = run("DEBUG DIGEST-VALUE z");
        assertNotEquals("[0000000000000000000000000000000000000000]", digest);
        given("DEL z", "CONFIG SET zset-max-listpack-entries 0", "ZADD z 1 a 2.5 b inf c -3 12");
        assertReply(digest, "DEBUG DIGEST-VALUE z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void copiesAreIndependent(String encoding) throws IOException {
        use(encoding);
        given("ZADD z " + pairs(100), "COPY z y");
        assertEncoding(encoding, "y");
        assertReply(run("DEBUG DIGEST-VALUE z"), "DEBUG DIGEST-VALUE y");
        given("ZREM y m:0");
        assertReply("'0'", "ZSCORE z m:0");
        long bytes = Long.parseLong(run("MEMORY USAGE z").substring(1));
        assertTrue(bytes > 300 && bytes < 20_000, "bytes=" + bytes);
    }

    // ---- removing and reading

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void zremRemovesAndTheKeyGoesWithTheLast(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 3 c");
        assertReply(":0", "ZREM z x");
        assertEvents();
        assertReply(":2", "ZREM z x a b");
        assertEvents("zrem z");
        assertPropagated("ZREM z x a b");
        assertReply(":1", "ZREM z c d c");
        assertEvents("zrem z", "del z");
        assertReply(":0", "EXISTS z");
        assertReply(":0", "ZREM z a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listpack", "skiplist"})
    void ranksCountFromEitherEnd(String encoding) throws IOException {
        use(encoding);
        given("ZADD z 1 a 2 b 2 ba 3 c");
        assertReply(":0", "ZRANK z a");
        assertReply(":2", "ZRANK z ba");
        assertReply(":1", "ZREVRANK z ba");
        assertReply("nil", "ZRANK z x");
        assertReply("nil", "ZRANK missing x");
        assertReply("[:2, '2']", "ZRANK z ba WITHSCORE");
        assertReply("[:1, '2']", "ZREVRANK z ba withscore");
        assertReply("nil*", "ZRANK z x WITHSCORE");
        assertReply("nil*", "ZRANK missing x WITHSCORE");
        assertReply("-ERR syntax error", "ZRANK z a WITHSCORES");
        assertReply("-ERR wrong number of arguments for 'zrank' command", "ZRANK z a WITHSCORE b");
        assertReply("['2', nil, '3']", "ZMSCORE z b x c");
        assertReply("[nil]", "ZMSCORE missing x");
        assertReply("nil", "ZSCORE missing x");
        assertReply(":0", "ZCARD missing");
    }

    // ---- ZSCAN

    @Test
    void zscanShowsAListpackAtOnce() throws IOException {
        given("ZADD z 1 a 2.5 b 0.1 12");
        assertReply("['0', ['12', '0.1', 'a', '1', 'b', '2.5']]", "ZSCAN z 0 COUNT 1");
        assertReply("['0', ['a', '1']]", "ZSCAN z 0 MATCH a*");
        assertReply("['0', []]", "ZSCAN missing 0");
        assertReply("-ERR invalid cursor", "ZSCAN z x");
        assertReply("-ERR syntax error", "ZSCAN z 0 NOVALUES");
    }

    @Test
    void zscanOfATablePrintsSeventeenDigits() throws IOException {
        use("skiplist");
        given("ZADD z 0.1 a");
        assertReply("['0', ['a', '0.10000000000000001']]", "ZSCAN z 0");
    }

    @Test
    void zscanFindsAllWhateverComesAndGoes() throws IOException {
        given("ZADD z " + pairs(1000));
        TreeMap<String, String> found = new TreeMap<>();
        String cursor = "0";
        int round = 0;
        do {
            String reply = run("ZSCAN z " + cursor + " COUNT 20");
            cursor = reply.substring(2, reply.indexOf('\'', 2));
            List<String> words = list(reply.substring(reply.indexOf(", ") + 2, reply.length() - 1));
            for (int i = 0; i < words.size(); i += 2) found.put(words.get(i), words.get(i + 1));
            round++;
            for (int i = 0; i < 50; i++) run((round % 2 == 0 ? "ZREM z " : "ZADD z 1 ") + "extra:" + i);
        } while (!cursor.equals("0"));
        for (int i = 0; i < 1000; i++) assertEquals(String.valueOf(i), found.get("m:" + i));
    }

    // ---- a large one against a model

    @Test
    void aLargeSetKeepsItsOrder() throws IOException {
        Random random = new Random(7);
        TreeMap<Integer, String> order = new TreeMap<>();
        List<Integer> scores = new ArrayList<>(IntStream.range(0, 3000).boxed().toList());
        Collections.shuffle(scores, random);
        for (int from = 0; from < 3000; from += 100) {
            StringBuilder line = new StringBuilder("ZADD z");
            for (int score : scores.subList(from, from + 100)) {
                line.append(' ').append(score).append(" m:").append(score);
                order.put(score, "m:" + score);
            }
            assertReply(":100", line.toString());
        }
        for (int i = 0; i < 200; i++) {
            int score = random.nextInt(3000);
            assertReply(":" + order.headMap(score).size(), "ZRANK z m:" + score);
            int from = random.nextInt(2900);
            assertEquals(new ArrayList<>(order.values()).subList(from, from + 100),
                    list(run("ZRANGE z " + from + " " + (from + 99))));
        }
        assertReply("OK", "FLUSHALL");
    }
}
