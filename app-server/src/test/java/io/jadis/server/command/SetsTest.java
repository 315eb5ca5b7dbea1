package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SetsTest extends CommandTest {
    @AfterEach
    void usualLimits() throws IOException {
        run("CONFIG SET set-max-intset-entries 512 set-max-listpack-entries 128 set-max-listpack-value 64");
    }

    /** The members in an array reply. */
    static Set<String> members(String reply) {
        List<String> members = list(reply);
        Set<String> set = new TreeSet<>(members);
        assertEquals(members.size(), set.size(), "a member twice in " + reply);
        return set;
    }

    static List<String> list(String reply) {
        String inner = reply.substring(reply.indexOf('[') + 1, reply.length() - 1);
        if (inner.isEmpty()) return List.of();
        return Arrays.stream(inner.split(", ")).map(word -> word.substring(1, word.length() - 1)).toList();
    }

    static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    static void assertEncoding(String encoding, String key) throws IOException {
        assertReply("'" + encoding + "'", "OBJECT ENCODING " + key);
    }

    @Test
    void saddAddsWhatIsNotThere() throws IOException {
        assertReply(":2", "SADD s a b a");
        assertEvents("new s", "sadd s");
        assertPropagated("SADD s a b a");
        assertReply(":1", "SADD s b c");
        assertReply(":0", "SADD s a");
        assertEvents("sadd s");
        assertPropagated("SADD s b c");
        assertReply(":3", "SCARD s");
        assertReply("set", "TYPE s");
        assertEquals(Set.of("a", "b", "c"), members(run("SMEMBERS s")));
        assertReply("[:1, :0, :1]", "SMISMEMBER s a x c");
        assertReply(":1", "SISMEMBER s a");
        assertReply(":0", "SISMEMBER s x");
    }

    @Test
    void aMissingKeyIsAnEmptySet() throws IOException {
        assertReply("[]", "SMEMBERS s");
        assertReply(":0", "SCARD s");
        assertReply(":0", "SISMEMBER s a");
        assertReply("[:0, :0]", "SMISMEMBER s a b");
        assertReply(":0", "SREM s a");
        assertReply("['0', []]", "SSCAN s 0");
        assertReply("nil", "SPOP s");
        assertReply("[]", "SPOP s 3");
        assertReply("nil", "SRANDMEMBER s");
        assertReply("[]", "SRANDMEMBER s -3");
        assertPropagated();
    }

    @Test
    void sremRemovesTheKeyWithTheLastMember() throws IOException {
        given("SADD s a b 3");
        assertReply(":1", "SREM s a x");
        assertEvents("srem s");
        assertReply(":2", "SREM s 3 b a b");
        assertEvents("srem s", "del s");
        assertReply(":0", "SREM s a");
        assertEvents();
        assertReply(":0", "EXISTS s");
        assertPropagated("SREM s a x", "SREM s 3 b a b");
    }

    @Test
    void smoveMovesOneMember() throws IOException {
        given("SADD s a b", "SADD t c");
        assertReply(":1", "SMOVE s t a");
        assertEvents("srem s", "sadd t");
        assertReply(":0", "SMOVE s t a");
        assertReply(":1", "SMOVE s u b");
        assertEvents("srem s", "del s", "new u", "sadd u");
        assertReply(":0", "SMOVE s t b");
        assertPropagated("SMOVE s t a", "SMOVE s u b");
        given("SADD t b");
        assertReply(":1", "SMOVE u t b");
        assertEvents("srem u", "del u");
        assertReply(":1", "SMOVE t t b");
        assertReply(":0", "SMOVE t t x");
        assertEvents();
        assertEquals(Set.of("a", "b", "c"), members(run("SMEMBERS t")));
    }

    @Test
    void smoveLooksAtTypesOnlyIfThereIsASource() throws IOException {
        given("SADD s a", "SET str v");
        String wrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value";
        assertReply(wrongType, "SMOVE str s a");
        assertReply(wrongType, "SMOVE s str a");
        assertReply(wrongType, "SMOVE s str x");
        assertReply(":0", "SMOVE none str a");
    }

    @Test
    void otherTypesAreRefused() throws IOException {
        given("SET str v", "SADD s a");
        for (String line : List.of("SADD str a", "SREM str a", "SISMEMBER str a", "SMISMEMBER str a", "SCARD str",
                "SMEMBERS str", "SSCAN str 0", "SPOP str", "SPOP str 1", "SRANDMEMBER str", "SRANDMEMBER str 2",
                "SINTER s str", "SINTER none str", "SUNION s str", "SDIFF s str", "SINTERSTORE d s str",
                "SUNIONSTORE d none str", "SDIFFSTORE d none str", "SINTERCARD 2 s str")) {
            assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", line);
        }
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "GET s");
        assertPropagated();
    }

    @Test
    void replyTypesOfRedis3ProtocolAreSets() throws IOException {
        given("SADD s a", "SADD t a b");
        try (TestClient client = server().connect()) {
            client.run("HELLO 3");
            assertEquals("~['a']", client.run("SMEMBERS s"));
            assertEquals("~[]", client.run("SMEMBERS none"));
            assertEquals("~['a']", client.run("SINTER s t"));
            assertEquals("~['b']", client.run("SDIFF t s"));
            assertEquals("~['a']", client.run("SUNION s"));
            assertEquals("~[]", client.run("SUNION none"));
            assertEquals("['a']", client.run("SRANDMEMBER s 1"));
            assertEquals("[]", client.run("SRANDMEMBER none 1"));
            assertEquals("_", client.run("SRANDMEMBER none"));
            assertEquals("_", client.run("SPOP none"));
            assertEquals("~[]", client.run("SPOP none 1"));
            assertEquals("~['a']", client.run("SPOP s 1"));
        }
    }

    // ---- encodings

    @Test
    void integersAloneAreAnIntset() throws IOException {
        given("SADD s " + numbers(0, 512));
        assertEncoding("intset", "s");
        run("SADD s 511");
        assertEncoding("intset", "s");
        run("SADD s 512");
        assertEncoding("hashtable", "s");
        given("SADD t " + numbers(0, 513), "SADD u 1", "SADD u " + "2 ".repeat(513).strip());
        assertEncoding("hashtable", "t");
        assertEncoding("hashtable", "u");
        run("SREM t " + numbers(5, 513));
        assertEncoding("hashtable", "t");
    }

    @Test
    void aFewShortStringsAreAListpack() throws IOException {
        given("SADD s a", "SADD s " + numbers(0, 127));
        assertEncoding("listpack", "s");
        run("SADD s b");
        assertEncoding("hashtable", "s");
        given("SADD t " + "x".repeat(64), "SADD u a", "SADD u " + "x".repeat(65));
        assertEncoding("listpack", "t");
        assertEncoding("hashtable", "u");
        given("SADD v a", "SADD v " + "b ".repeat(129).strip());
        assertEncoding("hashtable", "v");
    }

    @Test
    void aStringTurnsAnIntsetIntoAListpackOrATable() throws IOException {
        given("SADD s " + numbers(0, 127), "SADD s a");
        assertEncoding("listpack", "s");
        given("SADD t " + numbers(0, 128), "SADD t a");
        assertEncoding("hashtable", "t");
        given("SADD u 1", "SADD u " + "x".repeat(65));
        assertEncoding("hashtable", "u");
        run("CONFIG SET set-max-listpack-value 3");
        given("SADD v 1234", "SADD v a", "SADD w 123", "SADD w a");
        assertEncoding("hashtable", "v");
        assertEncoding("listpack", "w");
        assertEquals(Set.of("1234", "a"), members(run("SMEMBERS v")));
    }

    @Test
    void limitsOfZeroMakeTables() throws IOException {
        run("CONFIG SET set-max-listpack-entries 0");
        given("SADD s a", "SADD t 1");
        assertEncoding("hashtable", "s");
        assertEncoding("intset", "t");
        run("CONFIG SET set-max-intset-entries 0");
        given("SADD u 1");
        assertEncoding("hashtable", "u");
        run("CONFIG SET set-max-listpack-entries 128");
        given("SADD v 1");
        assertEncoding("listpack", "v");
    }

    // ---- SSCAN

    @Test
    void sscanShowsACompactSetAtOnce() throws IOException {
        given("SADD s 1 2 3", "SADD t a b 3");
        assertReply("['0', ['1', '2', '3']]", "SSCAN s 0 COUNT 1");
        assertReply("['0', ['a', 'b', '3']]", "SSCAN t 7");
        assertReply("['0', ['b']]", "SSCAN t 0 MATCH b*");
        assertReply("['0', []]", "SSCAN s 0 MATCH x*");
    }

    @Test
    void sscanFindsAllOfATableInSteps() throws IOException {
        String[] members = new String[1002];
        for (int i = 2; i < members.length; i++) members[i] = "member:" + i;
        members[0] = "SADD";
        members[1] = "s";
        call(members);
        Set<String> found = new HashSet<>();
        String cursor = "0";
        int rounds = 0;
        do {
            String reply = run("SSCAN s " + cursor + " COUNT 20");
            cursor = reply.substring(2, reply.indexOf('\'', 2));
            found.addAll(list(reply.substring(reply.indexOf(", ") + 2, reply.length() - 1)));
            rounds++;
        } while (!cursor.equals("0"));
        assertEquals(1000, found.size());
        assertTrue(rounds > 20 && rounds <= 50, "rounds=" + rounds);
        String all = run("SSCAN s 0 COUNT 10000 MATCH *:99?");
        assertEquals(10, list(all.substring(all.indexOf(", ") + 2, all.length() - 1)).size());
    }

    @Test
    void sscanRefusesWhatIsNoCursorOrOption() throws IOException {
        given("SADD s a");
        assertReply("-ERR invalid cursor", "SSCAN s x");
        assertReply("-ERR invalid cursor", "SSCAN none x");
        assertReply("-ERR syntax error", "SSCAN s 0 COUNT 0");
        assertReply("-ERR syntax error", "SSCAN s 0 TYPE set");
        assertReply("-ERR value is not an integer or out of range", "SSCAN s 0 COUNT x");
        assertReply("['0', []]", "SSCAN none 0 COUNT x");
    }

    // ---- a set as a value

    @Test
    void theDigestIsRedises() throws IOException {
        // As redis-server 7.0.15 has it for the same set.
        given("SADD s a b 3");
        assertReply("[aa475a4a8f122ca5936aa41d911aacf8c93b827d]", "DEBUG DIGEST-VALUE s");
        run("CONFIG SET set-max-listpack-entries 0");
        given("SADD t b 3 a");
        assertReply(run("DEBUG DIGEST-VALUE s"), "DEBUG DIGEST-VALUE t");
    }

    @Test
    void copiesAreTheirOwn() throws IOException {
        given("SADD s 1 2", "SADD t a b", "SADD u " + numbers(0, 600));
        for (String key : List.of("s", "t", "u")) {
            String encoding = run("OBJECT ENCODING " + key), size = run("SCARD " + key);
            assertReply(":1", "COPY " + key + " copy REPLACE");
            assertReply(encoding, "OBJECT ENCODING copy");
            assertReply(size, "SCARD copy");
            run("SADD copy new");
            assertReply(size, "SCARD " + key);
            assertReply(":0", "SISMEMBER " + key + " new");
        }
    }

    @Test
    void memoryUsageCountsTheMembers() throws IOException {
        given("SADD s 1", "SADD t " + numbers(0, 2000));
        assertTrue(usage("s") < 100, "s=" + usage("s"));
        assertTrue(usage("t") > 2000 * 10 && usage("t") < 2000 * 60, "t=" + usage("t"));
        assertTrue(usage("t SAMPLES 0") > 2000 * 10);
    }

    @Test
    void aSetInATableHasStatistics() throws IOException {
        given("SADD s 1", "SADD t " + numbers(0, 2000));
        assertReply("-ERR The value stored at the specified key is not represented using an hash table",
                "DEBUG HTSTATS-KEY s");
        String text = run("DEBUG HTSTATS-KEY t full");
        assertTrue(text.contains("number of elements: 2000") && text.contains("different slots: "), text);
    }

    private static long usage(String arguments) throws IOException {
        return Long.parseLong(run("MEMORY USAGE " + arguments).substring(1));
    }
}
