package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.right;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.VALUE;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/**
 * Commands on streams. No entry gets the id of the moment, which no two servers share. Left out: XINFO CONSUMERS and
 * XINFO STREAM FULL (7.2 tells more), XREAD of {@code +} (since 7.4), XSETID to an id below that of a deleted entry
 * (refused since 7.2), and idle times that come about while a sequence runs.
 */
final class StreamRows {
    private static final Grammar ID = any(
            (random, words) -> words.add(Grammar.bytes(random.nextInt(1, 43) + "-" + random.nextInt(4))),
            (random, words) -> words.add(Grammar.bytes(random.nextInt(38, 43) + "-" + random.nextInt(8))),
            of("0", "0-0", "5", "40-1", "41-0", "42", "9-9", "1-1"),
            of("18446744073709551615", "18446744073709551615-18446744073709551615", "18446744073709551615-0",
                    "18446744073709551616", "0-1", "-", "", "x", "1-", "-1", "1-1-1", " 5", "+5", "05-05", "5--1",
                    "5\0x", "9223372036854775808-1", "$", ">"));
    /** Mostly ids that grow. */
    private static final Grammar NEW_ID = any(of("1-*", "7-*", "+", "40-*", "41-*", "42-*", "42-*"), ID);
    private static final Grammar START = any(of("-", "-", "-", "0", "(0", "(5-0", "(40-1", "(-", "(+", "(", "*"), ID);
    private static final Grammar END = any(of("+", "+", "+", "(42-0", "(0-0", "(-", "(42",
            "(18446744073709551615-0"), ID);
    private static final Grammar COUNT = all(word("COUNT"), any(of("0", "1", "2", "5", "10", "-1"), INTEGER));
    private static final Grammar PAIRS = any(
            all(of("f"), VALUE), all(of("f"), VALUE), all(word("f v g"), VALUE), all(word("7"), VALUE),
            times(1, 3, all(VALUE, VALUE)));
    private static final Grammar TRIM = all(
            any(all(word("MAXLEN"), maybe(of("~", "=", "~")), any(of("0", "1", "3", "5", "9", "20"), INTEGER)),
                    all(word("MINID"), maybe(of("~", "=", "~")), ID)),
            maybe(all(word("LIMIT"), any(of("0", "1", "4", "8", "100", "-1"), INTEGER))));
    private static final Grammar GROUP = of("g", "g", "h", "h", "", "n\0ne", "none");
    private static final Grammar CONSUMER = of("c", "c", "d", "d", "e", "", "c\r\n");
    /** No entry is idle for that long, and each for 0. */
    private static final Grammar IDLE = any(of("0", "0", "0", "100000000", "-1"), of("x", "", "1.5"));
    private static final Grammar ENTRIES_READ = all(word("ENTRIESREAD"), any(of("0", "1", "3", "-1", "-2"), INTEGER));

    static final List<Row> STREAMS = List.of(
            row(30, "XADD", KEY, NEW_ID, PAIRS),
            row(8, "XADD", KEY, some(word("NOMKSTREAM"), TRIM), NEW_ID, PAIRS),
            row(4, "XLEN", KEY),
            row(8, "XRANGE", KEY, START, END, maybe(COUNT)),
            row(8, "XREVRANGE", KEY, END, START, maybe(COUNT)),
            row(8, "XDEL", KEY, times(1, 4, ID)),
            row(5, "XTRIM", KEY, TRIM),
            row(1, "XSETID", KEY, of("18446744073709551615-18446744073709551615", "x", "+", "-"),
                    some(all(word("ENTRIESADDED"), any(of("5", "50"), INTEGER)), all(word("MAXDELETEDID"), ID))),
            row(6, "XREAD", maybe(COUNT), word("STREAMS"), KEY, ID),
            row(3, "XREAD", some(COUNT, word("NOACK"), word("x")), word("STREAMS"), KEY, KEY, ID, ID),
            right(2, "XREAD", maybe(COUNT), word("BLOCK 1 STREAMS"), KEY, of("0", "$", "41-0", "x")),
            row(5, "XINFO STREAM", KEY),
            row(1, "XINFO", of("nosuch", "STREAM"), maybe(KEY)));

    static final List<Row> GROUPS = List.of(
            row(10, "XGROUP CREATE", KEY, GROUP, any(of("$", "0", "0"), ID),
                    some(word("MKSTREAM"), word("MKSTREAM"), ENTRIES_READ)),
            row(4, "XGROUP SETID", KEY, GROUP, any(of("$", "0", "+"), ID), maybe(ENTRIES_READ)),
            row(1, "XGROUP DESTROY", KEY, GROUP),
            row(3, "XGROUP CREATECONSUMER", KEY, GROUP, CONSUMER),
            row(2, "XGROUP DELCONSUMER", KEY, GROUP, CONSUMER),
            row(1, "XGROUP", of("nosuch", "CREATE"), maybe(KEY)),
            row(14, "XREADGROUP GROUP", GROUP, CONSUMER, some(COUNT, word("NOACK")), word("STREAMS"), KEY,
                    any(of(">", ">", ">", "0"), ID)),
            row(4, "XREADGROUP GROUP", GROUP, CONSUMER, some(COUNT, word("NOACK")), word("STREAMS"), KEY, KEY,
                    of(">", "0"), of(">", "0", "5-1")),
            right(2, "XREADGROUP GROUP", GROUP, CONSUMER, maybe(COUNT), word("BLOCK 1 STREAMS"), KEY, of(">", "0")),
            row(8, "XACK", KEY, GROUP, times(1, 4, ID)),
            row(4, "XPENDING", KEY, GROUP),
            row(8, "XPENDING", KEY, GROUP, maybe(all(word("IDLE"), IDLE)), START, END, of("10", "2", "0", "-1", "x"),
                    maybe(CONSUMER)),
            row(8, "XCLAIM", KEY, GROUP, CONSUMER, IDLE, times(1, 3, ID),
                    some(all(word("IDLE"), of("0", "x", "-5")), all(word("TIME"), of("0", "x")),
                            all(word("RETRYCOUNT"), of("0", "5", "-1", "x")), word("FORCE"), word("FORCE"),
                            word("JUSTID"), all(word("LASTID"), ID))),
            row(8, "XAUTOCLAIM", KEY, GROUP, CONSUMER, IDLE, START, some(COUNT, word("JUSTID"))),
            row(8, "XINFO GROUPS", KEY));

    private StreamRows() {}
}
