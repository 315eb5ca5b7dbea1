package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.list;
import static io.jadis.server.command.SetsTest.members;
import static io.jadis.server.command.SortedSetsTest.pairs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SortedSetDrawsTest extends CommandTest {
    private static final int[] SIZES = {1, 5, 100, 200};

    @AfterEach
    void usualSettings() throws IOException {
        run("HELLO 2");
    }

    @Test
    void aPositiveCountGivesDifferentMembers() throws IOException {
        for (int size : SIZES) {
            given("DEL z", "ZADD z " + pairs(size));
            Set<String> all = members(run("ZRANGE z 0 -1"));
            for (int count : new int[] {1, 2, 3, size / 4, size / 2, size - 1, size, size + 10}) {
                Set<String> drawn = members(run("ZRANDMEMBER z " + count));
                assertEquals(Math.min(count, size), drawn.size());
                assertTrue(all.containsAll(drawn));
            }
            assertTrue(all.contains(run("ZRANDMEMBER z").replace("'", "")));
        }
        assertPropagated();
    }

    /** Of so many it is remembered outside the Java heap what has come; 99 degrees of freedom as below. */
    @Test
    void manyOfALargeSortedSetAreDifferentAndFair() throws IOException {
        int size = 10_000, count = 3_000, rounds = 5;
        given("ZADD z " + pairs(size));
        int[] times = new int[100];
        for (int round = 0; round < rounds; round++) {
            Set<String> drawn = members(run("ZRANDMEMBER z " + count));
            assertEquals(count, drawn.size());
            for (String member : drawn) times[Integer.parseInt(member.substring(2)) / 100]++;
        }
        double expected = rounds * count / 100.0, chiSquare = 0;
        for (int drawn : times) chiSquare += (drawn - expected) * (drawn - expected) / expected;
        assertTrue(chiSquare < 200, "chiSquare=" + chiSquare);
    }

    @Test
    void aNegativeCountGivesAsManyAsItSays() throws IOException {
        given("ZADD z 1 a 2 b");
        List<String> drawn = list(run("ZRANDMEMBER z -100"));
        assertEquals(100, drawn.size());
        assertEquals(Set.of("a", "b"), Set.copyOf(drawn));
    }

    @Test
    void scoresComeAlong() throws IOException {
        for (int size : SIZES) {
            given("DEL z", "ZADD z " + pairs(size));
            for (int count : new int[] {-10, 3, size - 1, size}) {
                List<String> drawn = list(run("ZRANDMEMBER z " + count + " WITHSCORES"));
                for (int i = 0; i < drawn.size(); i += 2) assertEquals(drawn.get(i), "m:" + drawn.get(i + 1));
            }
        }
        given("DEL z", "ZADD z 1 a", "HELLO 3");
        assertReply("[['a', ,1]]", "ZRANDMEMBER z 5 WITHSCORES");
        assertReply("[['a', ,1], ['a', ,1]]", "ZRANDMEMBER z -2 WITHSCORES");
    }

    @Test
    void missingKeysAndWrongArguments() throws IOException {
        assertReply("nil", "ZRANDMEMBER z");
        assertReply("[]", "ZRANDMEMBER z 5");
        given("ZADD z 1 a");
        assertReply("[]", "ZRANDMEMBER z 0");
        assertReply("-ERR value is not an integer or out of range", "ZRANDMEMBER z x");
        assertReply("-ERR syntax error", "ZRANDMEMBER z 1 WITHSCORE");
        assertReply("-ERR syntax error", "ZRANDMEMBER z 1 WITHSCORES x");
        assertReply("-ERR value is out of range", "ZRANDMEMBER z -9223372036854775807 WITHSCORES");
        assertReply("-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
                "ZRANDMEMBER z -9223372036854775808");
    }

    /** Chi-square of 99 degrees of freedom is above 181 once in a million times. */
    @Test
    void drawsAreFair() throws IOException {
        for (String encoding : new String[] {"listpack", "skiplist"}) {
            SortedSetsTest.use(encoding);
            given("DEL z", "ZADD z " + pairs(100));
            for (int count : new int[] {-1000, 1, 10, 60}) {
                Map<String, Integer> times = new HashMap<>();
                int drawn = 0;
                while (drawn < 10_000) {
                    for (String member : list(run("ZRANDMEMBER z " + count))) {
                        times.merge(member, 1, Integer::sum);
                        drawn++;
                    }
                }
                double expected = drawn / 100.0, chiSquare = 0;
                for (int i = 0; i < 100; i++) {
                    double difference = times.getOrDefault("m:" + i, 0) - expected;
                    chiSquare += difference * difference / expected;
                }
                assertTrue(chiSquare < 200, encoding + " count=" + count + " chiSquare=" + chiSquare);
            }
        }
        SortedSetsTest.use("listpack");
    }
}
