package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListsTest extends CommandTest {
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range";
    private static final String SYNTAX = "-ERR syntax error";

    @AfterEach
    void restoreConfig() throws IOException {
        run("CONFIG SET list-max-listpack-size -2 list-compress-depth 0");
        run("DEBUG QUICKLIST-PACKED-THRESHOLD 0");
    }

    // ---- pushes

    @Test
    void pushesPutElementsAtTheirEndOneByOne() throws IOException {
        assertReply(":3", "RPUSH l a b c");
        assertReply(":5", "LPUSH l d e");
        assertReply("['e', 'd', 'a', 'b', 'c']", "LRANGE l 0 -1");
        assertEvents("new l", "rpush l", "lpush l");
        assertPropagated("RPUSH l a b c", "LPUSH l d e");
    }

    @Test
    void pushxPushesOntoListsThatAreThere() throws IOException {
        assertReply(":0", "LPUSHX l a");
        assertReply(":0", "EXISTS l");
        assertPropagated();
        given("RPUSH l a");
        assertReply(":2", "RPUSHX l b");
        assertReply(":4", "LPUSHX l c d");
        assertReply("['d', 'c', 'a', 'b']", "LRANGE l 0 -1");
        assertEvents("rpush l", "lpush l");
    }

    @Test
    void linsertPutsAnElementBesideTheFirstPivot() throws IOException {
        given("RPUSH l a b a");
        assertReply(":4", "LINSERT l before a x");
        assertReply(":5", "LINSERT l AFTER a 17");
        assertReply("['x', 'a', '17', 'b', 'a']", "LRANGE l 0 -1");
        assertReply(":-1", "LINSERT l AFTER none y");
        assertReply(":0", "LINSERT none AFTER a y");
        assertReply(SYNTAX, "LINSERT l BESIDE a y");
        assertEvents("linsert l", "linsert l");
        assertPropagated("LINSERT l before a x", "LINSERT l AFTER a 17");
    }

    // ---- reads

    @Test
    void lrangeTakesIndexesFromBothEnds() throws IOException {
        given("RPUSH l 0 1 2 3 4");
        assertReply("['1', '2']", "LRANGE l 1 2");
        assertReply("['3', '4']", "LRANGE l -2 100");
        assertReply("['0']", "LRANGE l -100 0");
        assertReply("[]", "LRANGE l 3 2");
        assertReply("[]", "LRANGE l 5 9");
        assertReply("[]", "LRANGE l 0 -9");
        assertReply("[]", "LRANGE none 0 -1");
        assertReply(NOT_AN_INTEGER, "LRANGE none x 1");
        assertReply(NOT_AN_INTEGER, "LRANGE none 1 1.5");
    }

    @Test
    void lindexAndLlen() throws IOException {
        given("RPUSH l a 12 c");
        assertReply("'a'", "LINDEX l 0");
        assertReply("'12'", "LINDEX l -2");
        assertReply("nil", "LINDEX l 3");
        assertReply("nil", "LINDEX l -4");
        assertReply("nil", "LINDEX l 4294967296");
        assertReply("nil", "LINDEX none x");
        assertReply(NOT_AN_INTEGER, "LINDEX l x");
        assertReply(":3", "LLEN l");
        assertReply(":0", "LLEN none");
    }

    @Test
    void lposFindsMatchesFromEitherEnd() throws IOException {
        given("RPUSH l a b c 1 2 3 c c");
        assertReply(":2", "LPOS l c");
        assertReply(":6", "LPOS l c RANK 2");
        assertReply(":7", "LPOS l c RANK -1");
        assertReply("nil", "LPOS l c RANK 4");
        assertReply("[:2, :6]", "LPOS l c COUNT 2");
        assertReply("[:2, :6, :7]", "LPOS l c COUNT 0");
        assertReply("[:6, :2]", "LPOS l c COUNT 0 RANK -2");
        assertReply("[]", "LPOS l none COUNT 0");
        assertReply("[]", "LPOS none c COUNT 1");
        assertReply("nil", "LPOS none c");
        assertReply("[:2]", "LPOS l c COUNT 0 MAXLEN 3");
        assertReply("nil", "LPOS l c MAXLEN 2");
        assertReply("[:7, :6]", "LPOS l c COUNT 0 MAXLEN 2 RANK -1");
        assertReply(":4", "LPOS l 2");
        assertReply("-ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to "
                + "start from the end of the list", "LPOS l c RANK 0");
        assertReply("-ERR COUNT can't be negative", "LPOS l c COUNT -1");
        assertReply("-ERR MAXLEN can't be negative", "LPOS l c MAXLEN x");
        assertReply(SYNTAX, "LPOS l c RANK");
    }

    // ---- changes

    @Test
    void lsetReplacesAnElement() throws IOException {
        given("RPUSH l a b c");
        assertReply("OK", "LSET l 0 x");
        assertReply("OK", "LSET l -1 17");
        assertReply("['x', 'b', '17']", "LRANGE l 0 -1");
        assertReply("-ERR index out of range", "LSET l 3 y");
        assertReply("-ERR no such key", "LSET none x y");
        assertReply(NOT_AN_INTEGER, "LSET l x y");
        assertEvents("lset l", "lset l");
    }

    @Test
    void lremRemovesFromTheEndThatTheSignNames() throws IOException {
        given("RPUSH l a b a c a");
        assertReply(":2", "LREM l 2 a");
        assertReply("['b', 'c', 'a']", "LRANGE l 0 -1");
        given("RPUSH l a");
        assertReply(":1", "LREM l -1 a");
        assertReply("['b', 'c', 'a']", "LRANGE l 0 -1");
        assertReply(":0", "LREM l 0 none");
        assertReply(":0", "LREM none 0 a");
        assertEvents("lrem l");
        given("DEL l", "RPUSH l a a");
        assertReply(":2", "LREM l 0 a");
        assertEvents("lrem l", "del l");
        assertReply(":0", "EXISTS l");
    }

    @Test
    void ltrimKeepsARange() throws IOException {
        given("RPUSH l 0 1 2 3 4 5");
        assertReply("OK", "LTRIM l 1 -2");
        assertReply("['1', '2', '3', '4']", "LRANGE l 0 -1");
        assertReply("OK", "LTRIM l 0 100");
        assertReply("OK", "LTRIM l 2 1");
        assertReply("OK", "LTRIM l 0 1");
        assertReply(":0", "DBSIZE");
        assertEvents("ltrim l", "ltrim l", "ltrim l", "del l");
        assertPropagated("LTRIM l 1 -2", "LTRIM l 2 1");
    }

    // ---- pops

    @Test
    void popsTakeFromTheirEnd() throws IOException {
        given("RPUSH l a b c d 5");
        assertReply("'a'", "LPOP l");
        assertReply("'5'", "RPOP l");
        assertReply("['d', 'c']", "RPOP l 2");
        assertReply("[]", "LPOP l 0");
        assertReply("['b']", "LPOP l 9");
        assertReply("nil", "LPOP l");
        assertReply("nil*", "LPOP l 1");
        assertReply("nil*", "RPOP l 0");
        assertReply("-ERR value is out of range, must be positive", "LPOP l -1");
        assertReply("-ERR value is out of range, must be positive", "LPOP l x");
        assertReply("-ERR wrong number of arguments for 'lpop' command", "LPOP l 1 2");
        assertEvents("lpop l", "rpop l", "rpop l", "lpop l", "del l");
        assertPropagated("LPOP l", "RPOP l", "RPOP l 2", "LPOP l 9");
    }

    @Test
    void lmpopPopsFromTheFirstListThatIsThere() throws IOException {
        given("RPUSH b 1 2 3");
        assertReply("['b', ['1']]", "LMPOP 2 a b LEFT");
        assertReply("['b', ['3', '2']]", "LMPOP 2 a b right count 10");
        assertReply("nil*", "LMPOP 2 a b LEFT");
        assertReply("-ERR numkeys should be greater than 0", "LMPOP 0 a LEFT");
        assertReply("-ERR numkeys should be greater than 0", "LMPOP x a LEFT");
        assertReply(SYNTAX, "LMPOP 2 a LEFT");
        assertReply(SYNTAX, "LMPOP 1 a MIDDLE");
        assertReply(SYNTAX, "LMPOP 1 a LEFT COUNT");
        assertReply(SYNTAX, "LMPOP 1 a LEFT COUNT 1 COUNT 2");
        assertReply("-ERR count should be greater than 0", "LMPOP 1 a LEFT COUNT 0");
        assertPropagated("LPOP b 1", "RPOP b 2");
        assertEvents("lpop b", "rpop b", "del b");
    }

    @Test
    void lmoveTakesFromOneEndAndPutsAtAnother() throws IOException {
        given("RPUSH a 1 2 3", "RPUSH b x");
        assertReply("'1'", "LMOVE a b left RIGHT");
        assertReply("'3'", "RPOPLPUSH a b");
        assertReply("['3', 'x', '1']", "LRANGE b 0 -1");
        assertReply("'2'", "LMOVE a c RIGHT LEFT");
        assertReply("nil", "LMOVE a b LEFT LEFT");
        assertReply(SYNTAX, "LMOVE a b LEFT UP");
        assertEvents("rpush b", "lpop a", "lpush b", "rpop a", "new c", "lpush c", "rpop a", "del a");
        assertPropagated("LMOVE a b left RIGHT", "RPOPLPUSH a b", "LMOVE a c RIGHT LEFT");
    }

    @Test
    void lmoveRotatesAListOntoItself() throws IOException {
        given("RPUSH l a b 3");
        assertReply("'3'", "RPOPLPUSH l l");
        assertReply("'3'", "LMOVE l l LEFT LEFT");
        assertReply("['3', 'a', 'b']", "LRANGE l 0 -1");
        given("DEL l", "RPUSH l only");
        assertReply("'only'", "RPOPLPUSH l l");
        assertReply(":1", "LLEN l");
        assertEvents("lpush l", "rpop l");
    }

    @Test
    void otherTypesAreRefusedAndNothingChanges() throws IOException {
        given("SET s v", "RPUSH l a");
        for (String command : new String[] {"RPUSH s a", "LPUSHX s a", "LPOP s", "RPOP s 1", "LLEN s", "LINDEX s 0",
            "LSET s 0 a", "LINSERT s BEFORE a b", "LREM s 0 a", "LTRIM s 0 1", "LRANGE s 0 1", "LPOS s a",
            "LMPOP 1 s LEFT",
            "RPOPLPUSH s l", "RPOPLPUSH l s", "BLPOP s 0", "BLMOVE l s LEFT LEFT 0", "BRPOPLPUSH l s 0"}) {
            assertReply(WRONG_TYPE, command);
        }
        assertReply("['a']", "LRANGE l 0 -1");
        assertPropagated();
    }

    @Test
    void aChangeOfAListFailsTransactionsThatWatchIt() throws IOException {
        for (String change : new String[] {"LPUSH l x", "RPOP l", "LSET l 0 y", "LTRIM l 0 0", "LREM l 0 a",
                "RPOPLPUSH o l"}) {
            given("DEL l o", "RPUSH l a b", "RPUSH o 1", "WATCH l");
            run(change);
            given("MULTI", "PING");
            assertReply("nil*", "EXEC");
        }
    }

    // ---- encodings

    @Test
    void aListBecomesAQuicklistBeforeItIsTooLongAndAListpackAtHalf() throws IOException {
        given("CONFIG SET list-max-listpack-size 4", "RPUSH l 1 2 3 4");
        assertReply("'listpack'", "OBJECT ENCODING l");
        given("RPUSH l 5");
        assertReply("'quicklist'", "OBJECT ENCODING l");
        given("RPOP l", "RPOP l");
        assertReply("'quicklist'", "OBJECT ENCODING l");
        given("RPOP l");
        assertReply("'listpack'", "OBJECT ENCODING l");
        given("DEL l", "RPUSH l 1 2 3 4 5");
        assertReply("'quicklist'", "OBJECT ENCODING l");
    }

    @Test
    void conversionsBySizeCountTheArgumentsBytes() throws IOException {
        given("CONFIG SET list-max-listpack-size -1");
        String kilobyte = "x".repeat(1000);
        call("RPUSH", "l", kilobyte, kilobyte, kilobyte, kilobyte);
        assertReply("'listpack'", "OBJECT ENCODING l");
        call("LINSERT", "l", "BEFORE", "none", "y".repeat(90));
        assertReply("'quicklist'", "OBJECT ENCODING l");
        given("LTRIM l 0 2");
        assertReply("'quicklist'", "OBJECT ENCODING l");
        given("LTRIM l 0 1");
        assertReply("'listpack'", "OBJECT ENCODING l");
        call("LSET", "l", "0", "z".repeat(5000));
        assertReply("'quicklist'", "OBJECT ENCODING l");
        given("LSET l 0 z");
        assertReply("'listpack'", "OBJECT ENCODING l");
    }

    @Test
    void debugObjectDescribesAQuicklist() throws IOException {
        given("CONFIG SET list-max-listpack-size 2", "RPUSH l 1 2 3 4 5");
        assertTrue(run("DEBUG OBJECT l").contains(" ql_nodes:3 ql_avg_node:1.67 ql_listpack_max:2 ql_compressed:0 "
                + "ql_uncompressed_size:"));
    }

    @Test
    void elementsMayBeNodesOfTheirOwn() throws IOException {
        assertReply("OK", "DEBUG QUICKLIST-PACKED-THRESHOLD 100b");
        String large = "L".repeat(200), other = "M".repeat(300);
        given("CONFIG SET list-max-listpack-size 2");
        call("RPUSH", "l", "a", large, "b", "c");
        call("LSET", "l", "2", other);
        call("LINSERT", "l", "BEFORE", "c", large);
        assertEquals("['a', '" + large + "', '" + other + "', '" + large + "', 'c']", run("LRANGE l 0 -1"));
        assertReply(":2", "LREM l 0 " + large);
        assertEquals("'" + other + "'", run("LINDEX l 1"));
        assertReply("-ERR argument must be a memory value bigger than 1 and smaller than 4gb",
                "DEBUG QUICKLIST-PACKED-THRESHOLD 4gb");
    }

    @Test
    void compressedNodesReadAsWhatTheyWere() throws IOException {
        given("CONFIG SET list-max-listpack-size 10 list-compress-depth 1");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            run("RPUSH l an-element-like-all-others-number-" + i);
            expected.append(i == 0 ? "'" : ", '").append("an-element-like-all-others-number-").append(i).append('\'');
        }
        assertEquals("[" + expected + "]", run("LRANGE l 0 -1"));
        given("LSET l 100 17", "LINSERT l BEFORE 17 16", "LREM l 1 an-element-like-all-others-number-50");
        assertReply("['16', '17', 'an-element-like-all-others-number-101']", "LRANGE l 99 101");
        given("COPY l c", "LTRIM l 90 99");
        assertReply("'16'", "LINDEX l -1");
        assertReply(":200", "LLEN c");
    }

    @Test
    void digestsAreRedisOwn() throws IOException {
        given("RPUSH l a 1 b");
        String digest = run("DEBUG DIGEST-VALUE l");
        given("CONFIG SET list-max-listpack-size 1", "DEL l", "RPUSH l a 1 b");
        assertEquals(digest, run("DEBUG DIGEST-VALUE l"));
        given("LSET l 1 2");
        assertTrue(!digest.equals(run("DEBUG DIGEST-VALUE l")));
    }

    @Test
    void resp3HasOneNull() throws IOException {
        try (TestClient client = server().connect()) {
            client.run("HELLO 3");
            for (String command : new String[] {"LPOP none", "LPOP none 1", "LINDEX none 0", "LPOS none a",
                "LMPOP 1 none LEFT", "RPOPLPUSH none none", "BLPOP none 0.001", "BLMOVE none none LEFT LEFT 0.001"}) {
                assertEquals("_", client.run(command), command);
            }
        }
    }
}
