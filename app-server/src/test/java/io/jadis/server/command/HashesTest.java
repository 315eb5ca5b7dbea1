package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class HashesTest extends CommandTest {
    private static final String LONG = "x".repeat(65);

    /** A hash that is a table and has so many fields f1, f2, … with values v1, v2, …; one more makes it a table. */
    private static void givenTable(String key, int fields) throws IOException {
        run("HSET " + key + " long " + LONG);
        for (int i = 1; i <= fields; i++) run("HSET " + key + " f" + i + " v" + i);
        run("HDEL " + key + " long");
        forget();
    }

    @Test
    void setsAndGetsFields() throws IOException {
        assertReply(":2", "HSET h a 1 b two");
        assertEvents("new h", "hset h");
        assertPropagated("HSET h a 1 b two");
        assertReply(":1", "HSET h b 2 c 3 c 4");
        assertReply("'1'", "HGET h a");
        assertReply("'2'", "HGET h b");
        assertReply("'4'", "HGET h c");
        assertReply("nil", "HGET h d");
        assertReply("nil", "HGET x a");
        assertReply("['1', nil, '2', '1']", "HMGET h a x b a");
        assertReply("[nil, nil]", "HMGET x a b");
        assertReply("OK", "HMSET h a 5 e 6");
        assertReply("['a', '5', 'b', '2', 'c', '4', 'e', '6']", "HGETALL h");
        assertReply("['a', 'b', 'c', 'e']", "HKEYS h");
        assertReply("['5', '2', '4', '6']", "HVALS h");
        assertReply("[]", "HGETALL x");
        assertReply("[]", "HKEYS x");
        assertReply(":4", "HLEN h");
        assertReply(":0", "HLEN x");
        assertReply(":1", "HEXISTS h a");
        assertReply(":0", "HEXISTS h x");
        assertReply(":0", "HEXISTS x a");
        assertReply(":1", "HSTRLEN h a");
        assertReply(":0", "HSTRLEN h x");
        assertReply(":0", "HSTRLEN x a");
        assertReply("-ERR wrong number of arguments for 'hset' command", "HSET h a 1 b");
        assertReply("-ERR wrong number of arguments for 'hmset' command", "HMSET h a 1 b");
    }

    @Test
    void anotherTypeIsRefused() throws IOException {
        given("SET s 1");
        for (String line : List.of("HSET s a 1", "HMSET s a 1", "HSETNX s a 1", "HGET s a", "HMGET s a", "HGETALL s",
                "HKEYS s", "HVALS s", "HLEN s", "HSTRLEN s a", "HEXISTS s a", "HDEL s a", "HINCRBY s a 1",
                "HINCRBYFLOAT s a 1", "HSCAN s 0", "HRANDFIELD s", "HRANDFIELD s 1")) {
            assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", line);
        }
        assertPropagated();
        assertEvents();
        given("HSET h a 1");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "GET h");
    }

    @Test
    void setnxSetsOnce() throws IOException {
        assertReply(":1", "HSETNX h a 1");
        assertEvents("new h", "hset h");
        assertPropagated("HSETNX h a 1");
        assertReply(":0", "HSETNX h a 2");
        assertEvents();
        assertPropagated();
        assertReply("'1'", "HGET h a");
    }

    @Test
    void deletesFieldsAndTheHashWithItsLast() throws IOException {
        given("HSET h a 1 b 2 c 3");
        assertReply(":0", "HDEL h x");
        assertReply(":0", "HDEL x a");
        assertEvents();
        assertPropagated();
        assertReply(":2", "HDEL h a b a x");
        assertEvents("hdel h");
        assertPropagated("HDEL h a b a x");
        assertReply(":1", "HDEL h x c a");
        assertEvents("hdel h", "del h");
        assertReply(":0", "EXISTS h");
    }

    @Test
    void incrementsIntegers() throws IOException {
        assertReply(":5", "HINCRBY h a 5");
        assertEvents("new h", "hincrby h");
        assertPropagated("HINCRBY h a 5");
        assertReply(":3", "HINCRBY h a -2");
        given("HSET h text x max 9223372036854775807");
        assertReply("-ERR hash value is not an integer", "HINCRBY h text 1");
        assertReply("-ERR increment or decrement would overflow", "HINCRBY h max 1");
        assertReply("-ERR value is not an integer or out of range", "HINCRBY h a x");
        assertReply("-ERR value is not an integer or out of range", "HINCRBY x a x");
        assertReply(":0", "EXISTS x");
        assertPropagated();
        given("HSET h big " + LONG);
        assertReply(":4", "HINCRBY h a 1");
        assertReply(":-7", "HINCRBY h new -7");
    }

    @Test
    void incrementsFloats() throws IOException {
        assertReply("'0.1'", "HINCRBYFLOAT h a 0.1");
        assertEvents("new h", "hincrbyfloat h");
        assertPropagated("HSET h a 0.1");
        assertReply("'0.3'", "HINCRBYFLOAT h a 0.2");
        assertPropagated("HSET h a 0.3");
        given("HSET h text x huge 1e4932");
        assertReply("-ERR hash value is not a float", "HINCRBYFLOAT h text 1");
        assertReply("-ERR value is not a valid float", "HINCRBYFLOAT h a x");
        assertReply("-ERR value is NaN or Infinity", "HINCRBYFLOAT h a inf");
        assertReply("-ERR increment would produce NaN or Infinity", "HINCRBYFLOAT h huge 1e4932");
        assertPropagated();
    }

    @Test
    void becomesATableWhereRedisDoes() throws IOException {
        given("HSET h a 1");
        assertReply("'listpack'", "OBJECT ENCODING h");
        given("HSET h a " + "x".repeat(64));
        assertReply("'listpack'", "OBJECT ENCODING h");
        given("HSET h a " + LONG);
        assertReply("'hashtable'", "OBJECT ENCODING h");
        given("HSET h a 1");
        assertReply("'hashtable'", "OBJECT ENCODING h");
        given("HSET f " + LONG + " 1");
        assertReply("'hashtable'", "OBJECT ENCODING f");

        given("CONFIG SET hash-max-listpack-entries 4");
        given("HSET n a 1 b 2 c 3 d 4");
        assertReply("'listpack'", "OBJECT ENCODING n");
        given("HSET n a 2");
        assertReply("'listpack'", "OBJECT ENCODING n");
        given("HSET n e 5");
        assertReply("'hashtable'", "OBJECT ENCODING n");
        assertEquals(Set.of("a=2", "b=2", "c=3", "d=4", "e=5"), pairs(run("HGETALL n")));
        // The number of arguments counts, whatever they are.
        given("HSET twice a 1 a 1 a 1 a 1 a 1");
        assertReply("'hashtable'", "OBJECT ENCODING twice");
        assertReply(":1", "HLEN twice");
        given("CONFIG SET hash-max-listpack-entries 512");
    }

    @Test
    void tablesDoWhatListpacksDo() throws IOException {
        givenTable("h", 100);
        assertReply(":100", "HLEN h");
        assertReply("'v77'", "HGET h f77");
        assertReply(":0", "HSET h f77 " + "y".repeat(1000));
        assertReply(":1000", "HSTRLEN h f77");
        assertReply(":0", "HSET h f77 short");
        assertReply("'short'", "HGET h f77");
        assertReply(":2", "HDEL h f1 f2 x");
        assertReply("[nil, 'v3']", "HMGET h f1 f3");
        assertEquals(98, pairs(run("HGETALL h")).size());
        assertReply(":98", "HLEN h");
        for (int i = 3; i < 100; i++) run("HDEL h f" + i);
        forget();
        assertReply("['f100', 'v100']", "HGETALL h");
        assertReply(":1", "HDEL h f100");
        assertEvents("hdel h", "del h");
        assertReply(":0", "EXISTS h");
    }

    @Test
    void emptyStringsAndAnyBytesAreFields() throws IOException {
        assertEquals(":2", call("HSET", "h", "", "empty", "\0\r\n\u00ff", ""));
        assertEquals("'empty'", call("HGET", "h", ""));
        assertEquals("''", call("HGET", "h", "\0\r\n\u00ff"));
        assertEquals(":1", call("HEXISTS", "h", ""));
        assertEquals(":1", call("HSET", "h", "k".repeat(300), "v".repeat(70_000)));
        assertEquals(":70000", call("HSTRLEN", "h", "k".repeat(300)));
        assertEquals("'empty'", call("HGET", "h", ""));
        assertEquals("''", call("HGET", "h", "\0\r\n\u00ff"));
        assertEquals(":3", call("HLEN", "h"));
    }

    @Test
    void resp3HasMaps() throws IOException {
        given("HSET h a 1 b 2");
        TestClient client = server().connect();
        client.run("HELLO 3");
        assertEquals("%['a', '1', 'b', '2']", client.run("HGETALL h"));
        assertEquals("%[]", client.run("HGETALL x"));
        assertEquals("['a', 'b']", client.run("HKEYS h"));
        assertEquals("_", client.run("HGET h x"));
        assertEquals("_", client.run("HRANDFIELD x"));
        assertEquals("[['a', '1'], ['b', '2']]", client.run("HRANDFIELD h 5 WITHVALUES"));
    }

    // ---- HSCAN

    @Test
    void scanShowsAListpackAtOnce() throws IOException {
        given("HSET h a 1 b 2 ab 3");
        assertReply("['0', ['a', '1', 'b', '2', 'ab', '3']]", "HSCAN h 0");
        assertReply("['0', ['a', '1', 'b', '2', 'ab', '3']]", "HSCAN h 0 COUNT 1");
        assertReply("['0', ['a', '1', 'ab', '3']]", "HSCAN h 0 MATCH a*");
        assertReply("['0', ['a', 'ab']]", "HSCAN h 0 MATCH a* NOVALUES");
        assertReply("['0', []]", "HSCAN x 0");
        assertReply("['0', []]", "HSCAN x 0 NONSENSE");
        assertReply("-ERR syntax error", "HSCAN h 0 NONSENSE");
        assertReply("-ERR syntax error", "HSCAN h 0 TYPE hash");
        assertReply("-ERR invalid cursor", "HSCAN h x");
        assertReply("-ERR invalid cursor", "HSCAN x x");
    }

    @Test
    void scanWalksATable() throws IOException {
        givenTable("h", 1000);
        Set<String> found = new HashSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            String reply = run("HSCAN h " + cursor + " COUNT 20");
            cursor = reply.substring(2, reply.indexOf('\'', 2));
            found.addAll(pairs(reply.substring(reply.indexOf(", ") + 2, reply.length() - 1)));
            calls++;
        } while (!cursor.equals("0"));
        assertEquals(1000, found.size());
        assertTrue(found.contains("f1000=v1000"));
        assertTrue(calls > 20 && calls <= 50, "calls=" + calls);
        assertEquals("['0', ['f999', 'v999']]", run("HSCAN h 0 COUNT 5000 MATCH f999"));
    }

    // ---- HRANDFIELD

    @Test
    void drawsFromBothEncodings() throws IOException {
        given("HSET list f1 v1 f2 v2 f3 v3 f4 v4 f5 v5 f6 v6 f7 v7 f8 v8 f9 v9 f10 v10");
        givenTable("table", 10);
        for (String key : List.of("list", "table")) {
            assertTrue(run("HRANDFIELD " + key).matches("'f\\d+'"));
            assertReply("[]", "HRANDFIELD " + key + " 0");
            assertEquals(10, new TreeSet<>(elements(run("HRANDFIELD " + key + " 10"))).size());
            assertEquals(10, elements(run("HRANDFIELD " + key + " 100")).size());
            for (int count = 1; count <= 9; count++) {
                List<String> drawn = elements(run("HRANDFIELD " + key + " " + count));
                assertEquals(count, new HashSet<>(drawn).size(), drawn.toString());
            }
            assertEquals(100, elements(run("HRANDFIELD " + key + " -100")).size());
            assertEquals(4, pairs(run("HRANDFIELD " + key + " 4 WITHVALUES")).size());
            for (String pair : pairs(run("HRANDFIELD " + key
                    + " -50 WITHVALUES"))) assertTrue(pair.matches("f(\\d+)=v\\1"));
        }
        assertReply("nil", "HRANDFIELD x");
        assertReply("[]", "HRANDFIELD x 3");
    }

    @Test
    void drawsRefuseWhatTheyCannotCount() throws IOException {
        given("HSET h a 1");
        assertReply("-ERR value is not an integer or out of range", "HRANDFIELD h x");
        assertReply("-ERR syntax error", "HRANDFIELD h 1 NONSENSE");
        assertReply("-ERR syntax error", "HRANDFIELD h 1 WITHVALUES x");
        assertReply("-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
                "HRANDFIELD h -9223372036854775808");
        assertReply("-ERR value is out of range", "HRANDFIELD h 4611686018427387904 WITHVALUES");
        assertReply("['a', '1']", "HRANDFIELD h 4611686018427387903 WITHVALUES");
    }

    // ---- whole hashes

    @Test
    void copiesAndMovesAreHashesOfTheirOwn() throws IOException {
        given("HSET list a 1 b 2");
        givenTable("table", 50);
        for (String key : List.of("list", "table")) {
            String all = run("HGETALL " + key);
            assertReply(":1", "COPY " + key + " copy REPLACE");
            run("HSET copy new 1");
            assertEquals(pairs(all), pairs(run("HGETALL " + key)));
            run("RENAME " + key + " renamed");
            assertEquals(pairs(all), pairs(run("HGETALL renamed")));
            run("MOVE renamed 3");
            run("SELECT 3");
            assertEquals(pairs(all), pairs(run("HGETALL renamed")));
            run("UNLINK renamed");
            run("SELECT 0");
        }
    }

    @Test
    void digestsDontDependOnTheEncoding() throws IOException {
        given("HSET list f1 v1 f2 v2 f3 v3");
        givenTable("table", 3);
        String digests = run("DEBUG DIGEST-VALUE list table");
        assertEquals(digests.substring(1, 41), digests.substring(43, 83));
        // As Redis 7.0.15 computes it.
        given("HSET h a 1 b 2");
        assertReply("[6c8f22b3bf510fdcfd6122dd0f908a80e88243bf]", "DEBUG DIGEST-VALUE h");
    }

    @Test
    void memoryUsageGrowsWithTheHash() throws IOException {
        given("HSET h a 1");
        long small = Long.parseLong(run("MEMORY USAGE h").substring(1));
        givenTable("h", 1000);
        long large = Long.parseLong(run("MEMORY USAGE h SAMPLES 0").substring(1));
        assertTrue(small < 100, "small=" + small);
        assertTrue(large > 1000 * 16 && large < 1000 * 60, "large=" + large);
    }

    /** The elements of an array reply. */
    static List<String> elements(String reply) {
        List<String> elements = new ArrayList<>();
        for (String element : reply.substring(1, reply.length() - 1).split(", ")) {
            if (!element.isEmpty()) elements.add(element.substring(1, element.length() - 1));
        }
        return elements;
    }

    /** An array reply of fields and values as {@code field=value}. */
    static Set<String> pairs(String reply) {
        List<String> elements = elements(reply);
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < elements.size(); i += 2) pairs.add(elements.get(i) + "=" + elements.get(i + 1));
        return pairs;
    }

    private static long usedMemory() throws IOException {
        String info = run("INFO memory");
        int at = info.indexOf("used_memory:") + "used_memory:".length();
        return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
    }

    /** Names in common are kept for the next such hash while there is one; cron gives them back. */
    @Test
    void theNamesThatHashesShareGoAfterTheLastOne() throws IOException {
        long before = usedMemory();
        for (int kind = 0; kind < 40; kind++) {
            StringBuilder fields = new StringBuilder();
            for (int i = 0; i < 10; i++) fields.append(" kind-" + kind).append(LONG, 0, 45).append(i).append(" v");
            for (int i = 0; i < 20; i++) run("HSET h" + kind + ":" + i + fields);
        }
        run("FLUSHALL");
        while (usedMemory() - before > 20_000) Thread.onSpinWait();
    }
}
