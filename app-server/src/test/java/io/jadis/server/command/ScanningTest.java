package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ScanningTest extends CommandTest {
    @Test
    void keysMatchesPatterns() throws IOException {
        given("MSET foo 1 fox 2 bar 3 f* 4");
        assertEquals(Set.of("foo", "fox", "f*"), names(run("KEYS f*")));
        assertEquals(Set.of("f*"), names(run("KEYS f\\*")));
        assertEquals(Set.of("foo", "fox"), names(run("KEYS fo[ox]")));
        assertEquals(Set.of("foo", "fox", "bar", "f*"), names(run("KEYS *")));
        assertReply("[]", "KEYS x");
    }

    /** Nobody else would be served for hours if it were taken for a number first. */
    @Test
    void aCursorOfMillionsOfDigitsIsNone() throws IOException {
        String digits = "1".repeat(10_000_000);
        for (String command : List.of("SCAN", "HSCAN k", "SSCAN k", "ZSCAN k")) {
            assertEquals("-ERR invalid cursor", call((command + " " + digits).split(" ")));
        }
        assertEquals("['0', []]", call("SCAN", "0".repeat(1_000_000)));
        assertReply("-ERR invalid cursor", "SCAN 18446744073709551616");
        assertReply("['0', []]", "SCAN 000000000000000000000018446744073709551615");
    }

    @Test
    void keysHidesExpiredKeysAndLeavesThem() throws IOException {
        givenExpired("a");
        assertReply("[]", "KEYS *");
        assertEvents();
        assertReply(":1", "DBSIZE");
    }

    @Test
    void scanRemovesTheExpiredKeysThatItMeets() throws IOException {
        givenExpired("a");
        given("SET b 1");
        assertReply("['0', ['b']]", "SCAN 0 COUNT 100");
        assertEvents("expired a");
        assertPropagated("DEL a");
        assertReply(":1", "DBSIZE");
    }

    @Test
    void expiredKeysThatAScanMeetsGoOutOneByOne() throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0", "SET a v PX 1", "SET b v PX 1", "DEBUG SLEEP 0.003");
        assertReply("['0', []]", "SCAN 0 COUNT 100");
        List<String> propagated = recorder().propagated();
        assertEquals(Set.of("DEL a", "DEL b"), Set.copyOf(propagated));
        assertEquals(2, propagated.size());
    }

    @Test
    void scanFindsAllKeysWhatComesAndGoesMeanwhile() throws IOException {
        given("DEBUG POPULATE 1000");
        Set<String> found = new HashSet<>();
        String cursor = "0";
        int round = 0;
        do {
            String reply = run("SCAN " + cursor + " COUNT 7");
            cursor = reply.substring(2, reply.indexOf('\'', 2));
            found.addAll(names(reply.substring(reply.indexOf(", ") + 2, reply.length() - 1)));
            // The table grows while the first half is read and shrinks after that.
            round++;
            for (int i = 0; i < 20; i++) run(round <= 40 ? "SET extra:" + round + ":" + i + " 1"
                    : "DEL extra:" + (round - 40) + ":" + i);
        } while (!cursor.equals("0"));
        found.removeIf(name -> name.startsWith("extra"));
        assertEquals(1000, found.size());
    }

    @Test
    void scanFiltersByPatternAndType() throws IOException {
        given("MSET foo 1 fox 2 bar 3");
        assertEquals(Set.of("foo", "fox"), names(scan("MATCH f*")));
        assertEquals(Set.of("foo", "fox", "bar"), names(scan("TYPE STRING")));
        assertEquals(Set.of(), names(scan("TYPE hash")));
        assertEquals(Set.of(), names(scan("TYPE nonsense")));
        assertEquals(Set.of("bar"), names(scan("TYPE string MATCH b*")));
    }

    private static String scan(String options) throws IOException {
        String reply = run("SCAN 0 COUNT 1000 " + options);
        assertTrue(reply.startsWith("['0', "), reply);
        return reply.substring(6, reply.length() - 1);
    }

    @Test
    void scanRefusesWhatIsNoCursorOrOption() throws IOException {
        assertReply("-ERR invalid cursor", "SCAN x");
        assertReply("-ERR invalid cursor", "SCAN -");
        assertReply("-ERR invalid cursor", "SCAN 99999999999999999999");
        assertEquals("-ERR invalid cursor", call("SCAN", " 0"));
        assertEquals("['0', []]", call("SCAN", ""));
        assertReply("['0', []]", "SCAN 18446744073709551615");
        assertReply("['0', []]", "SCAN -0");
        assertReply("-ERR syntax error", "SCAN 0 COUNT 0");
        assertReply("-ERR syntax error", "SCAN 0 COUNT");
        assertReply("-ERR syntax error", "SCAN 0 FOO 1");
        assertReply("-ERR value is not an integer or out of range", "SCAN 0 COUNT x");
        assertReply("['0', []]", "SCAN 0 COUNT 9223372036854775807");
    }

    /** The names in an array reply. */
    private static Set<String> names(String reply) {
        List<String> names = new ArrayList<>();
        for (String name : reply.substring(1, reply.length() - 1).split(", ")) {
            if (!name.isEmpty()) names.add(name.substring(1, name.length() - 1));
        }
        assertEquals(names.size(), new HashSet<>(names).size(), "a name twice in " + reply);
        return new TreeSet<>(names);
    }
}
