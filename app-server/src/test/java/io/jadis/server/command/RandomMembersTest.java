package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SetsTest.list;
import static io.jadis.server.command.SetsTest.members;
import static io.jadis.server.command.SetsTest.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RandomMembersTest extends CommandTest {
    private static final List<String> EACH_ENCODING = List.of("1 2 3 4 5", "a b c d 5", numbers(0, 600));

    @Test
    void spopTakesOneAndGoesOutAsWhatItTook() throws IOException {
        given("SADD s a b");
        Set<String> left = new TreeSet<>(Set.of("a", "b"));
        String popped = run("SPOP s");
        assertTrue(left.remove(popped.substring(1, 2)), popped);
        assertEvents("spop s");
        assertPropagated("SREM s " + popped.substring(1, 2));
        assertEquals(left, members(run("SMEMBERS s")));
        assertReply("'" + left.iterator().next() + "'", "SPOP s");
        assertEvents("spop s", "del s");
        assertPropagated("SREM s " + left.iterator().next());
        assertReply(":0", "EXISTS s");
    }

    @Test
    void spopTakesSomeInEachEncoding() throws IOException {
        for (String all : EACH_ENCODING) {
            given("DEL s", "SADD s " + all);
            Set<String> before = members(run("SMEMBERS s"));
            Set<String> popped = members(run("SPOP s 3"));
            assertEquals(3, popped.size());
            assertEvents("spop s");
            List<String> propagated = recorder().propagated();
            assertEquals(1, propagated.size());
            String removed = propagated.getFirst().substring("SREM s ".length());
            assertEquals(popped, new TreeSet<>(List.of(removed.split(" "))));
            assertTrue(before.containsAll(popped));
            before.removeAll(popped);
            assertEquals(before, members(run("SMEMBERS s")));
        }
    }

    @Test
    void spopOfNearlyAllLeavesACompactSet() throws IOException {
        given("SADD s " + numbers(0, 3000));
        assertEquals(2995, members(run("SPOP s 2995")).size());
        assertEncoding("listpack", "s");
        assertReply(":5", "SCARD s");
        List<String> propagated = recorder().propagated();
        assertEquals(5, propagated.size(), "MULTI, three SREM of at most 1024, EXEC");
        assertEquals(1024 + 2, propagated.get(1).split(" ").length);
    }

    @Test
    void longMembersThatSpopTakesGoOutTogetherToo() throws IOException {
        for (int i = 0; i < 4; i++) call("SADD", "s", i + "x".repeat(2_000));
        forget();
        Set<String> popped = members(run("SPOP s 3"));
        List<String> propagated = recorder().propagated();
        assertEquals(1, propagated.size(), "commands");
        List<String> words = List.of(propagated.getFirst().split(" "));
        assertEquals(List.of("SREM", "s"), words.subList(0, 2));
        assertEquals(popped, new TreeSet<>(words.subList(2, words.size())));
        for (int i = 0; i < 4; i++) call("SADD", "t", i + "x".repeat(700_000));
        forget();
        run("SPOP t 3");
        assertEquals(4, recorder().propagated().size(), "MULTI, two SREM as one has more than a megabyte, EXEC");
    }

    @Test
    void aLongKeyGoesOutOnceForManyMembers() throws IOException {
        String key = "k".repeat(200_000);
        for (int i = 0; i < 20_000; i += 1000) {
            List<String> words = new ArrayList<>(List.of("SADD", key));
            for (int j = i; j < i + 1000; j++) words.add("m" + j);
            call(words.toArray(String[]::new));
        }
        forget();
        call("SPOP", key, "10000");
        long bytes = 0;
        for (String command : recorder().propagated()) bytes += command.length();
        assertTrue(bytes < 2 * key.length(), "bytes=" + bytes);
        assertEquals(":10000", call("SCARD", key));
    }

    @Test
    void spopGoesOutBetweenWhatComesBeforeAndAfterIt() throws IOException {
        given("SADD s a b", "SADD t a b c");
        atOnce("SPOP s 1", "SADD s c", "SPOP s 1", "SPOP t 1", "PUBLISH x y", "SPOP t 1");
        List<String> propagated = recorder().propagated();
        List<String> heads = propagated.stream().map(command -> command.split(" ")[0]).toList();
        assertEquals(List.of("MULTI", "SREM", "SADD", "SREM", "SREM", "SREM", "EXEC"), heads);
    }

    @Test
    void spopOfAllGoesOutAsDel() throws IOException {
        given("SADD s a b 3", "SADD t a b");
        assertEquals(Set.of("a", "b", "3"), members(run("SPOP s 3")));
        assertEvents("spop s", "del s");
        assertPropagated("DEL s");
        given("CONFIG SET lazyfree-lazy-server-del yes");
        assertEquals(Set.of("a", "b"), members(run("SPOP t 100")));
        run("CONFIG SET lazyfree-lazy-server-del no");
        assertPropagated("UNLINK t");
        assertReply(":0", "DBSIZE");
    }

    @Test
    void spopWithACountOfZeroChangesNothing() throws IOException {
        given("SADD s a");
        assertReply("[]", "SPOP s 0");
        assertEvents();
        assertPropagated();
        assertReply("-ERR value is out of range, must be positive", "SPOP s -1");
        assertReply("-ERR value is out of range, must be positive", "SPOP s x");
        assertReply("-ERR syntax error", "SPOP s 1 2");
    }

    @Test
    void srandmemberGivesDifferentOnesForAPositiveCount() throws IOException {
        for (String all : EACH_ENCODING) {
            given("DEL s", "SADD s " + all);
            Set<String> members = members(run("SMEMBERS s"));
            for (int count : new int[] {1, 2, 3, 4, members.size() - 1, members.size(), members.size() + 10}) {
                Set<String> drawn = members(run("SRANDMEMBER s " + count));
                assertEquals(Math.min(count, members.size()), drawn.size());
                assertTrue(members.containsAll(drawn));
            }
            assertReply(":" + members.size(), "SCARD s");
        }
        assertPropagated();
    }

    @Test
    void srandmemberGivesAsManyAsANegativeCountSays() throws IOException {
        for (String all : EACH_ENCODING) {
            given("DEL s", "SADD s " + all);
            Set<String> members = members(run("SMEMBERS s"));
            for (int count : new int[] {1, 5, 2500}) {
                List<String> drawn = list(run("SRANDMEMBER s -" + count));
                assertEquals(count, drawn.size());
                assertTrue(members.containsAll(drawn));
            }
            assertTrue(members.contains(run("SRANDMEMBER s").replace("'", "")));
        }
    }

    @Test
    void srandmemberRefusesWhatIsNoCount() throws IOException {
        given("SADD s a");
        assertReply("-ERR value is not an integer or out of range", "SRANDMEMBER s x");
        assertReply("-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
                "SRANDMEMBER s -9223372036854775808");
        assertReply("-ERR syntax error", "SRANDMEMBER s 1 2");
        assertReply("[]", "SRANDMEMBER s 0");
        assertReply("['a']", "SRANDMEMBER s 9223372036854775807");
    }
}
