package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamsTest extends CommandTest {
    private static final String ID_ERROR = "-ERR Invalid stream ID specified as stream command argument";

    @Test
    void entriesComeBackInOrderWithTheirFields() throws IOException {
        assertReply("'1-1'", "XADD s 1-1 f v");
        assertEvents("new s", "xadd s");
        assertPropagated("XADD s 1-1 f v");
        assertReply("'1-2'", "XADD s 1-* f 7 g w");
        assertPropagated("XADD s 1-2 f 7 g w");
        assertReply("'0-1'", "XADD t 0-* f v");
        assertReply("'5-0'", "XADD s 5 f -0");
        assertReply(":3", "XLEN s");
        assertReply(":0", "XLEN none");
        assertReply("[['1-1', ['f', 'v']], ['1-2', ['f', '7', 'g', 'w']], ['5-0', ['f', '-0']]]", "XRANGE s - +");
        assertReply("[['5-0', ['f', '-0']], ['1-2', ['f', '7', 'g', 'w']]]", "XREVRANGE s + 1-2");
        assertReply("[['1-2', ['f', '7', 'g', 'w']]]", "XRANGE s (1-1 (5-0");
        assertReply("[['1-1', ['f', 'v']]]", "XRANGE s 1 1 COUNT 1");
        assertReply("nil*", "XRANGE s - + COUNT 0");
        assertReply("[]", "XRANGE none - +");
        assertReply("'stream'", "OBJECT ENCODING s");
        assertReply("stream", "TYPE s");
    }

    @Test
    void manyEntriesOfANodeComeBackInEitherOrder() throws IOException {
        given("CONFIG SET stream-node-max-entries 0");
        List<String> entries = new ArrayList<>();
        for (int i = 1; i <= 600; i++) {
            given("XADD s " + i + "-1 " + (i % 7 == 0 ? "g 1 f " : "f ") + i);
            if (i % 5 == 0) given("XDEL s " + i + "-1");
            else entries.add("['" + i + "-1', [" + (i % 7 == 0 ? "'g', '1', 'f', '" : "'f', '") + i + "']]");
        }
        assertReply(entries.toString(), "XRANGE s - +");
        Collections.reverse(entries);
        assertReply(entries.toString(), "XREVRANGE s + -");
        assertReply("[['256-1', ['f', '256']], ['254-1', ['f', '254']]]", "XREVRANGE s 256 254");
        given("CONFIG SET stream-node-max-entries 100");
    }

    @Test
    void anAutomaticIdIsOfTheMomentAndGoesOutAsIs() throws IOException {
        String id = run("XADD s * f v");
        assertTrue(id.matches("'\\d{13}-0'"), id);
        assertPropagated("XADD s " + id.substring(1, id.length() - 1) + " f v");
        given("XADD s 99999999999999-5 f v");
        assertReply("'99999999999999-6'", "XADD s * f v");
    }

    @Test
    void idsThatDontGrowAreRefused() throws IOException {
        given("XADD s 5-5 f v");
        String tooSmall = "-ERR The ID specified in XADD is equal or smaller than the target stream top item";
        assertReply(tooSmall, "XADD s 5-5 f v");
        assertReply(tooSmall, "XADD s 4-* f v");
        assertReply("-ERR The ID specified in XADD must be greater than 0-0", "XADD s 0-0 f v");
        assertReply(ID_ERROR, "XADD s x f v");
        assertReply(ID_ERROR, "XADD s - f v");
        assertReply("-ERR wrong number of arguments for 'xadd' command", "XADD s 6-0 f v g");
        assertReply("-ERR wrong number of arguments for 'xadd' command", "XADD s MAXLEN 1 * f");
        assertReply("'5-18446744073709551615'", "XADD s 5-18446744073709551615 f v");
        assertReply(tooSmall, "XADD s 5-* f v");
        given("XADD s 18446744073709551615-18446744073709551615 f v");
        assertReply("-ERR The stream has exhausted the last possible ID, unable to add more items", "XADD s * f v");
        assertReply("nil", "XADD none NOMKSTREAM * f v");
        assertReply(":0", "EXISTS none");
        given("SET k v");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "XADD k * f v");
        assertPropagated();
    }

    @Test
    void deletedEntriesLeaveTheirIdsBehind() throws IOException {
        given("XADD s 1-0 f v", "XADD s 2-0 f v", "XADD s 3-0 f v");
        assertReply(":2", "XDEL s 3-0 1-0 9-9 1-0");
        assertEvents("xdel s");
        assertPropagated("XDEL s 3-0 1-0 9-9 1-0");
        assertReply(":0", "XDEL s 3-0");
        assertReply(":0", "XDEL none 3-0");
        assertReply(ID_ERROR, "XDEL s 2-0 x");
        assertReply("[['2-0', ['f', 'v']]]", "XRANGE s - +");
        assertPropagated();
        assertReply("['length', :1, 'radix-tree-keys', :1, 'radix-tree-nodes', :1, 'last-generated-id', '3-0', "
                + "'max-deleted-entry-id', '3-0', 'entries-added', :3, 'recorded-first-entry-id', '2-0', 'groups', :0, "
                + "'first-entry', ['2-0', ['f', 'v']], 'last-entry', ['2-0', ['f', 'v']]]", "XINFO STREAM s");
        given("XDEL s 2-0");
        assertReply(":1", "EXISTS s");
        assertTrue(run("XINFO STREAM s").endsWith("'first-entry', nil, 'last-entry', nil]"));
    }

    @Test
    void trimmingIsPropagatedAsWhatItCameTo() throws IOException {
        given("CONFIG SET stream-node-max-entries 4");
        for (int i = 1; i <= 10; i++) given("XADD s " + i + "-0 f v");
        assertReply("'11-0'", "XADD s MAXLEN ~ 6 LIMIT 100 11-0 f v");
        assertEvents("xadd s", "xtrim s");
        assertPropagated("XADD s MAXLEN = 7 LIMIT 100 11-0 f v");
        assertReply("'12-0'", "XADD s MINID ~ 7 12-* f v");
        assertEvents("xadd s");
        assertPropagated("XADD s MINID = 5-0 12-0 f v");
        assertReply(":0", "XTRIM s MAXLEN ~ 6");
        assertPropagated();
        assertReply(":0", "XTRIM s MAXLEN ~ 1 LIMIT 3");
        assertReply(":4", "XTRIM s MAXLEN ~ 1 LIMIT 7");
        assertEvents("xtrim s");
        assertPropagated("XTRIM s MAXLEN = 4 LIMIT 7");
        assertReply(":2", "XTRIM s MINID 11");
        assertPropagated("XTRIM s MINID 11");
        assertReply("[['11-0', ['f', 'v']], ['12-0', ['f', 'v']]]", "XRANGE s - +");
        assertReply(":2", "XTRIM s MAXLEN = 0");
        assertReply(":0", "XTRIM none MAXLEN 0");
        given("CONFIG SET stream-node-max-entries 100");
    }

    @Test
    void trimmingOptionsAreCheckedTogether() throws IOException {
        given("XADD s 1-0 f v");
        for (List<String> refused : List.of(
                List.of("XTRIM s MAXLEN 1 MINID 1",
                        "syntax error, MAXLEN and MINID options at the same time are not compatible"),
                List.of("XADD s LIMIT 1 * f v",
                        "syntax error, LIMIT cannot be used without specifying a trimming strategy"),
                List.of("XTRIM s LIMIT 0", "syntax error, XTRIM must be called with a trimming strategy"),
                List.of("XTRIM s MAXLEN 1 LIMIT 1", "syntax error, LIMIT cannot be used without the special ~ option"),
                List.of("XTRIM s MAXLEN -1", "The MAXLEN argument must be >= 0."),
                List.of("XTRIM s MAXLEN ~ 1 LIMIT -1", "The LIMIT argument must be >= 0."),
                List.of("XTRIM s MAXLEN x", "value is not an integer or out of range"),
                List.of("XTRIM s MAXLEN 1 x", "syntax error"),
                List.of("XTRIM s MINID x", ID_ERROR.substring(5)))) {
            assertReply("-ERR " + refused.get(1), refused.get(0));
        }
        assertReply(":1", "XLEN s");
    }

    @Test
    void xsetidMovesTheCountersForward() throws IOException {
        given("XADD s 5-0 f v", "XADD s 6-0 f v", "XDEL s 6-0");
        assertReply("OK", "XSETID s 7-1 ENTRIESADDED 9 MAXDELETEDID 7-0");
        assertEvents("xsetid s");
        assertPropagated("XSETID s 7-1 ENTRIESADDED 9 MAXDELETEDID 7-0");
        assertTrue(run("XINFO STREAM s").contains(
                "'last-generated-id', '7-1', 'max-deleted-entry-id', '7-0', 'entries-added', :9,"));
        for (List<String> refused : List.of(
                List.of("XSETID s 6-0", "The ID specified in XSETID is smaller than current max_deleted_entry_id"),
                List.of("XSETID s 8-0 MAXDELETEDID 8-1",
                        "The ID specified in XSETID is smaller than the provided max_deleted_entry_id"),
                List.of("XSETID s 8-0 ENTRIESADDED 0",
                        "The entries_added specified in XSETID is smaller than the target stream length"),
                List.of("XSETID s 8-0 ENTRIESADDED -1", "entries_added must be positive"),
                List.of("XSETID s 8-0 x", "syntax error"),
                List.of("XSETID none 8-0", "no such key"))) {
            assertReply("-ERR " + refused.get(1), refused.get(0));
        }
        given("XADD t 5-0 f v");
        assertReply("-ERR The ID specified in XSETID is smaller than the target stream top item", "XSETID t 4-0");
    }

    /** The digest is that of redis-server 7.0.15 for the same content. */
    @Test
    void digestsAreRediss() throws IOException {
        given("XADD s 1-1 f v", "XADD s 2-0 g 12", "XADD s 3-0 f x g y");
        assertReply("[067dd73d7bfef95fbbf3118a3ff660eff1ae8686]", "DEBUG DIGEST-VALUE s");
        assertReply("3abdcd2089681769cb5297e17eaec194089a70a7", "DEBUG DIGEST");
    }

    @Test
    void copiesAreDeep() throws IOException {
        given("XADD s 1-1 f v", "XGROUP CREATE s g 0", "XREADGROUP GROUP g c STREAMS s >", "COPY s t", "XADD s 2-0 f v",
                "XACK s g 1-1");
        assertReply("[['1-1', ['f', 'v']]]", "XRANGE t - +");
        assertReply("[:1, '1-1', '1-1', [['c', '1']]]", "XPENDING t g");
        assertReply("[:0, nil, nil, nil*]", "XPENDING s g");
        assertTrue(Integer.parseInt(run("MEMORY USAGE t").substring(1)) > 200);
    }

    @Test
    void longRangesGetTheirLengthAfterwards() throws IOException {
        for (int i = 1; i <= 300; i++) given("XADD s " + i + "-0 f " + i);
        String all = run("XRANGE s - +");
        assertTrue(all.startsWith("[['1-0', ['f', '1']], "), all);
        assertTrue(all.endsWith("['300-0', ['f', '300']]]"), all);
        assertEquals(300, all.split("\\['f'").length - 1);
        assertEquals(64, run("XRANGE s - + COUNT 64").split("\\['f'").length - 1);
        assertEquals(65, run("XRANGE s - + COUNT 65").split("\\['f'").length - 1);
    }
}
