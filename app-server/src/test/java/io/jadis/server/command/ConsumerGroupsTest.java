package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** XGROUP, XACK, XPENDING, XCLAIM, XAUTOCLAIM, XINFO. */
final class ConsumerGroupsTest extends CommandTest {
    private static final String NO_KEY =
            "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you "
            + "may want to use the MKSTREAM option to create an empty stream automatically.";

    /** Five entries, of which c has 1 to 3 pending and d has 4. */
    private static void givenPending() throws IOException {
        for (int i = 1; i <= 5; i++) given("XADD s " + i + "-0 f " + i);
        given("XGROUP CREATE s g 0", "XREADGROUP GROUP g c COUNT 3 STREAMS s >",
                "XREADGROUP GROUP g d COUNT 1 STREAMS s >");
    }

    @Test
    void groupsAreCreatedAndDestroyed() throws IOException {
        assertReply(NO_KEY, "XGROUP CREATE s g $");
        assertReply(NO_KEY, "XGROUP DESTROY s g");
        assertReply("OK", "XGROUP CREATE s g $ MKSTREAM ENTRIESREAD 0");
        assertEvents("new s", "xgroup-create s");
        assertPropagated("XGROUP CREATE s g $ MKSTREAM ENTRIESREAD 0");
        assertReply("-BUSYGROUP Consumer Group name already exists", "XGROUP CREATE s g $");
        assertReply("-ERR value for ENTRIESREAD must be positive or -1", "XGROUP CREATE s h 0 ENTRIESREAD -2");
        assertReply("-ERR Invalid stream ID specified as stream command argument", "XGROUP CREATE s h -");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'SETID'. Try XGROUP HELP.",
                "XGROUP SETID s g 0 MKSTREAM");
        assertReply("-NOGROUP No such consumer group 'h' for key name 's'", "XGROUP SETID s h 0");
        assertReply("OK", "XGROUP SETID s g 5 ENTRIESREAD 3");
        assertEvents("xgroup-setid s");
        assertReply("[['name', 'g', 'consumers', :0, 'pending', :0, 'last-delivered-id', '5-0', 'entries-read', :3, "
                + "'lag', :0]]", "XINFO GROUPS s");
        assertReply(":1", "XGROUP DESTROY s g");
        assertEvents("xgroup-destroy s");
        assertReply(":0", "XGROUP DESTROY s g");
        assertReply("[]", "XINFO GROUPS s");
        assertTrue(run("XGROUP HELP").startsWith("[XGROUP <subcommand> [<arg> [value] [opt] ...]. Subcommands are:, "));
    }

    @Test
    void consumersComeAndGoWithWhatIsPending() throws IOException {
        givenPending();
        assertReply(":1", "XGROUP CREATECONSUMER s g e");
        assertEvents("xgroup-createconsumer s");
        assertReply(":0", "XGROUP CREATECONSUMER s g e");
        assertReply("-NOGROUP No such consumer group 'h' for key name 's'", "XGROUP CREATECONSUMER s h e");
        assertReply("[:4, '1-0', '4-0', [['c', '3'], ['d', '1']]]", "XPENDING s g");
        forget();
        assertReply(":3", "XGROUP DELCONSUMER s g c");
        assertEvents("xgroup-delconsumer s");
        assertPropagated("XGROUP DELCONSUMER s g c");
        assertReply(":0", "XGROUP DELCONSUMER s g c");
        assertReply("[:1, '4-0', '4-0', [['d', '1']]]", "XPENDING s g");
    }

    @Test
    void acknowledgedEntriesAreNotPending() throws IOException {
        givenPending();
        given("WATCH s");
        assertReply(":2", "XACK s g 1-0 4-0 5-0 1-0");
        assertPropagated("XACK s g 1-0 4-0 5-0 1-0");
        assertEvents();
        // As in Redis, it is no change of the key that a transaction would mind.
        given("MULTI");
        assertReply("[]", "EXEC");
        assertReply(":0", "XACK s none 1-0");
        assertReply(":0", "XACK none g 1-0");
        assertReply("-ERR Invalid stream ID specified as stream command argument", "XACK s g 2-0 x");
        assertReply("[:2, '2-0', '3-0', [['c', '2']]]", "XPENDING s g");
    }

    @Test
    void pendingEntriesAreListedByRangeConsumerAndIdleTime() throws IOException {
        givenPending();
        assertEquals("[['1-0', 'c', :N, :1], ['2-0', 'c', :N, :1]]", idle(run("XPENDING s g - + 2")));
        assertEquals("[['4-0', 'd', :N, :1]]", idle(run("XPENDING s g (1-0 + 10 d")));
        assertEquals("[['2-0', 'c', :N, :1]]", idle(run("XPENDING s g IDLE 0 (1-0 2 10 c")));
        assertReply("[]", "XPENDING s g IDLE 100000 - + 10");
        assertReply("[]", "XPENDING s g - + 10 nobody");
        assertReply("[]", "XPENDING s g - + 0");
        assertReply("-ERR syntax error", "XPENDING s g - +");
        assertReply("-ERR syntax error", "XPENDING s g IDLE 1 - +");
        assertReply("-NOGROUP No such key 's' or consumer group 'h'", "XPENDING s h");
        assertReply("-NOGROUP No such key 'none' or consumer group 'g'", "XPENDING none g - + 1");
        assertReply("-ERR invalid start ID for the interval",
                "XPENDING s g (18446744073709551615-18446744073709551615 + 1");
        assertReply("-ERR invalid end ID for the interval", "XPENDING s g - (0-0 1");
    }

    /** Without the idle times of XPENDING. */
    private static String idle(String reply) {
        return reply.replaceAll(":\\d+, :(\\d+)]", ":N, :$1]");
    }

    @Test
    void claimedEntriesChangeHands() throws IOException {
        givenPending();
        assertReply("[['1-0', ['f', '1']]]", "XCLAIM s g d 0 1-0 TIME 1000");
        assertPropagated("XCLAIM s g d 0 1-0 TIME 1000 RETRYCOUNT 2 FORCE JUSTID LASTID 4-0");
        assertReply("['2-0']", "XCLAIM s g d 0 2-0 JUSTID RETRYCOUNT 9 TIME 2000 LASTID 5-0");
        assertPropagated("XCLAIM s g d 0 2-0 TIME 2000 RETRYCOUNT 9 FORCE JUSTID LASTID 5-0");
        assertReply("[]", "XCLAIM s g d 100000 3-0");
        assertReply("[]", "XCLAIM s g d 0 5-0");
        assertPropagated();
        assertReply("[['5-0', ['f', '5']]]", "XCLAIM s g e 100000 5-0 FORCE TIME 3000");
        assertPropagated("XCLAIM s g e 0 5-0 TIME 3000 RETRYCOUNT 2 FORCE JUSTID LASTID 5-0");
        assertEvents("xgroup-createconsumer s");
        assertReply("[]", "XCLAIM s g e 0 8-0 LASTID 9-0 FORCE");
        assertPropagated("XGROUP SETID s g 9-0 ENTRIESREAD 4");
        given("XDEL s 1-0");
        assertReply("[]", "XCLAIM s g e 0 1-0");
        assertPropagated("XCLAIM s g d 0 1-0 TIME 1000 RETRYCOUNT 2 FORCE JUSTID LASTID 9-0");
        assertReply("[:4, '2-0', '5-0', [['c', '1'], ['d', '2'], ['e', '1']]]", "XPENDING s g");
        for (List<String> refused : List.of(
                List.of("XCLAIM s g c x 1-0", "ERR Invalid min-idle-time argument for XCLAIM"),
                List.of("XCLAIM s g c 0 1-0 IDLE x", "ERR Invalid IDLE option argument for XCLAIM"),
                List.of("XCLAIM s g c 0 1-0 TIME x", "ERR Invalid TIME option argument for XCLAIM"),
                List.of("XCLAIM s g c 0 1-0 RETRYCOUNT x", "ERR Invalid RETRYCOUNT option argument for XCLAIM"),
                List.of("XCLAIM s g c 0 1-0 blah", "ERR Unrecognized XCLAIM option 'blah'"),
                List.of("XCLAIM s h c 0 1-0", "NOGROUP No such key 's' or consumer group 'h'"))) {
            assertReply("-" + refused.get(1), refused.get(0));
        }
    }

    @Test
    void idleEntriesAreClaimedInSteps() throws IOException {
        givenPending();
        given("XDEL s 2-0");
        assertReply("['3-0', [['1-0', ['f', '1']]], ['2-0']]", "XAUTOCLAIM s g d 0 - COUNT 2");
        List<String> sent = recorder().propagated();
        assertEquals("XCLAIM s g d 0 1-0 TIME T RETRYCOUNT 2 FORCE JUSTID LASTID 4-0", timeless(sent.get(1)));
        assertEquals("XCLAIM s g c 0 2-0 TIME T RETRYCOUNT 1 FORCE JUSTID LASTID 4-0", timeless(sent.get(2)));
        assertReply("['0-0', ['3-0', '4-0'], []]", "XAUTOCLAIM s g d 0 3-0 JUSTID");
        assertReply("[:3, '1-0', '4-0', [['d', '3']]]", "XPENDING s g");
        forget();
        assertReply("['0-0', [], []]", "XAUTOCLAIM s g e 100000 (1-0");
        assertPropagated();
        assertEvents("xgroup-createconsumer s");
        assertReply("-ERR COUNT must be > 0", "XAUTOCLAIM s g d 0 - COUNT 0");
        assertReply("-ERR Invalid min-idle-time argument for XAUTOCLAIM", "XAUTOCLAIM s g d x -");
        assertReply("-NOGROUP No such key 's' or consumer group 'h'", "XAUTOCLAIM s h d 0 -");
        assertReply("-ERR syntax error", "XAUTOCLAIM s g d 0 - LIMIT 1");
    }

    private static String timeless(String claim) {
        return claim.replaceAll("TIME \\d+", "TIME T");
    }

    @Test
    void xinfoShowsEverything() throws IOException {
        givenPending();
        given("XGROUP CREATECONSUMER s g e");
        assertReply("[['name', 'g', 'consumers', :3, 'pending', :4, 'last-delivered-id', '4-0', 'entries-read', :4, "
                + "'lag', :1]]", "XINFO GROUPS s");
        String consumers = run("XINFO CONSUMERS s g").replaceAll("(idle|inactive)', :\\d+", "$1', :N");
        assertEquals("[['name', 'c', 'pending', :3, 'idle', :N, 'inactive', :N], ['name', 'd', 'pending', :1, 'idle', "
                + ":N, 'inactive', :N], ['name', 'e', 'pending', :0, 'idle', :N, 'inactive', :-1]]", consumers);
        TestClient three = server().connect();
        three.run("HELLO 3");
        String full = three.run("XINFO STREAM s FULL COUNT 1").replaceAll(":\\d{13}", ":T");
        assertEquals("%['length', :5, 'radix-tree-keys', :1, 'radix-tree-nodes', :1, 'last-generated-id', '5-0', "
                + "'max-deleted-entry-id', '0-0', 'entries-added', :5, 'recorded-first-entry-id', '1-0', "
                + "'entries', [['1-0', ['f', '1']]], 'groups', [%['name', 'g', 'last-delivered-id', '4-0', "
                + "'entries-read', :4, 'lag', :1, 'pel-count', :4, 'pending', [['1-0', 'c', :T, :1]], 'consumers', "
                + "[%['name', 'c', 'seen-time', :T, 'active-time', :T, 'pel-count', :3, 'pending', [['1-0', :T, :1]]], "
                + "%['name', 'd', 'seen-time', :T, 'active-time', :T, 'pel-count', :1, 'pending', [['4-0', :T, :1]]], "
                + "%['name', 'e', 'seen-time', :T, 'active-time', :-1, 'pel-count', :0, 'pending', []]]]]]", full);
        assertReply("-ERR no such key", "XINFO STREAM none");
        assertReply("-NOGROUP No such consumer group 'h' for key name 's'", "XINFO CONSUMERS s h");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.",
                "XINFO STREAM s FULL COUNT");
    }
}
