package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamReadsTest extends CommandTest {
    private static final String CLAIM = "XCLAIM s g c 0 ";

    @Test
    void readsGiveWhatComesAfterAnId() throws IOException {
        given("XADD s 1-0 f v", "XADD s 2-0 f w", "XADD t 1-0 g x");
        assertReply("[['s', [['2-0', ['f', 'w']]]]]", "XREAD STREAMS s 1-0");
        assertReply("[['s', [['1-0', ['f', 'v']]]], ['t', [['1-0', ['g', 'x']]]]]",
                "XREAD COUNT 1 STREAMS s none t 0 0 0");
        assertReply("[['s', [['2-0', ['f', 'w']]]]]", "XREAD STREAMS s +");
        assertReply("nil*", "XREAD STREAMS s $");
        assertReply("nil*", "XREAD STREAMS none 0");
        assertPropagated();
        TestClient three = server().connect();
        three.run("HELLO 3");
        assertEquals("%['t', [['1-0', ['g', 'x']]]]", three.run("XREAD STREAMS t 0"));
        assertEquals("%['s', [['2-0', ['f', 'w']]], 't', [['1-0', ['g', 'x']]]]", three.run("XREAD STREAMS s t 1 0"));
        assertEquals("_", three.run("XREAD STREAMS t $"));
    }

    @Test
    void optionsAreChecked() throws IOException {
        given("XADD s 1-0 f v", "XGROUP CREATE s g 0", "SET k v");
        for (List<String> refused : List.of(
                List.of("XREAD STREAMS s 0 t",
                        "ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be specified."),
                List.of("XREADGROUP GROUP g c STREAMS s 0 t",
                        "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be specified."),
                List.of("XREAD GROUP g c STREAMS s 0",
                        "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead."),
                List.of("XREAD NOACK STREAMS s 0",
                        "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead."),
                List.of("XREAD STREAMS s >",
                        "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option."),
                List.of("XREADGROUP COUNT 1 COUNT 1 STREAMS s >", "ERR Missing GROUP option for XREADGROUP"),
                List.of("XREADGROUP GROUP x c STREAMS s >",
                        "NOGROUP No such key 's' or consumer group 'x' in XREADGROUP with GROUP option"),
                List.of("XREADGROUP GROUP g c STREAMS none >",
                        "NOGROUP No such key 'none' or consumer group 'g' in XREADGROUP with GROUP option"),
                List.of("XREAD COUNT x STREAMS s 0", "ERR value is not an integer or out of range"),
                List.of("XREAD BLOCK -1 STREAMS s 0", "ERR timeout is negative"),
                List.of("XREAD BLOCK x STREAMS s 0", "ERR timeout is not an integer or out of range"),
                List.of("XREAD STREAMS s x", "ERR Invalid stream ID specified as stream command argument"),
                List.of("XREAD STREAMS k 0", "WRONGTYPE Operation against a key holding the wrong kind of value"),
                List.of("XREAD COUNT 1 x 1", "ERR syntax error"))) {
            assertReply("-" + refused.get(1), refused.get(0));
        }
        assertTrue(run("XREADGROUP GROUP g c STREAMS s $").startsWith("-ERR The $ ID is meaningless in the context"));
        assertPropagated();
    }

    @Test
    void groupsServeEachEntryOnceAndKeepItPending() throws IOException {
        given("XADD s 1-0 f v", "XADD s 2-0 f w", "XGROUP CREATE s g 0");
        assertReply("[['s', [['1-0', ['f', 'v']]]]]", "XREADGROUP GROUP g c COUNT 1 STREAMS s >");
        assertEvents("xgroup-createconsumer s");
        String sent = String.join(",", recorder().propagated());
        assertTrue(sent.matches(CLAIM + "1-0 TIME \\d+ RETRYCOUNT 1 FORCE JUSTID LASTID 1-0"), sent);
        assertReply("[['s', [['2-0', ['f', 'w']]]]]", "XREADGROUP GROUP g d STREAMS s >");
        assertReply("nil*", "XREADGROUP GROUP g d STREAMS s >");
        forget();
        assertReply("[['s', [['1-0', ['f', 'v']]]]]", "XREADGROUP GROUP g c STREAMS s 0");
        assertReply("[['s', []]]", "XREADGROUP GROUP g c STREAMS s 1-0");
        assertPropagated();
        given("XDEL s 1-0");
        assertReply("[['s', [['1-0', nil*]]]]", "XREADGROUP GROUP g c STREAMS s 0");
        given("XGROUP SETID s g 0");
        assertReply("[['s', [['2-0', ['f', 'w']]]]]", "XREADGROUP GROUP g c STREAMS s >");
        assertReply("[:2, '1-0', '2-0', [['c', '2']]]", "XPENDING s g");
    }

    @Test
    void withoutAcknowledgementTheGroupAloneMovesOn() throws IOException {
        given("XADD s 1-0 f v", "XADD s 2-0 f w", "XGROUP CREATE s g 0");
        assertReply("[['s', [['1-0', ['f', 'v']], ['2-0', ['f', 'w']]]]]", "XREADGROUP GROUP g c NOACK STREAMS s >");
        assertPropagated("MULTI", "XGROUP CREATECONSUMER s g c", "XGROUP SETID s g 2-0 ENTRIESREAD 2", "EXEC");
        assertReply("[:0, nil, nil, nil*]", "XPENDING s g");
    }

    @Test
    void aBlockedReadGetsWhatComes() throws IOException {
        given("XADD s 1-0 f v");
        TestClient waiter = server().connect();
        waiter.send("XREAD", "BLOCK", "0", "STREAMS", "s", "t", "$", "0");
        awaitBlocked(1);
        run("XADD s 2-0 f w");
        assertEquals("[['s', [['2-0', ['f', 'w']]]]]", waiter.read());
        waiter.send("XREAD", "BLOCK", "0", "STREAMS", "none", "+");
        awaitBlocked(1);
        run("XGROUP CREATE none g $ MKSTREAM");
        run("XADD none 1-0 f v");
        assertEquals("[['none', [['1-0', ['f', 'v']]]]]", waiter.read());
        assertEquals("nil*", waiter.run("XREAD BLOCK 1 STREAMS s $"));
    }

    @Test
    void aBlockedMemberGetsItsEntryOrLearnsThatTheGroupIsGone() throws IOException {
        given("XGROUP CREATE s g $ MKSTREAM");
        TestClient waiter = server().connect();
        waiter.send("XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">");
        awaitBlocked(1);
        forget();
        run("XADD s 1-0 f v");
        assertEquals("[['s', [['1-0', ['f', 'v']]]]]", waiter.read());
        List<String> sent = recorder().propagated();
        assertEquals("XADD s 1-0 f v", sent.get(0));
        assertTrue(sent.get(1).startsWith(CLAIM + "1-0 TIME "), sent.toString());
        for (String end : List.of("DEL s", "XGROUP DESTROY s g", "SET s v", "FLUSHALL")) {
            given("DEL s", "XGROUP CREATE s g $ MKSTREAM");
            waiter.send("XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">");
            awaitBlocked(1);
            run(end);
            String error = end.startsWith("SET") ? "-WRONGTYPE Operation against a key holding the wrong kind of value"
                    : "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option";
            assertEquals(error, waiter.read(), end);
        }
    }

    @Test
    void aBlockedMemberLearnsThatAnExpiredStreamIsGone() throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0");
        TestClient waiter = server().connect();
        for (String end : List.of("FLUSHALL", "SWAPDB 0 1")) {
            given("XGROUP CREATE s g $ MKSTREAM");
            waiter.send("XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">");
            awaitBlocked(1);
            given("PEXPIRE s 1", "DEBUG SLEEP 0.003");
            run(end);
            assertEquals("-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option",
                    waiter.read(), end);
        }
        given("FLUSHALL", "DEBUG SET-ACTIVE-EXPIRE 1");
    }

    @Test
    void insideATransactionNobodyWaits() throws IOException {
        given("XADD s 1-0 f v", "MULTI", "XREAD BLOCK 0 STREAMS s $");
        assertReply("[nil*]", "EXEC");
    }

    private static void awaitBlocked(int count) throws IOException {
        while (!run("INFO clients").contains("blocked_clients:" + count + "\r")) Thread.onSpinWait();
    }
}
