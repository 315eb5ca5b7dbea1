package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.PATTERN;
import static io.jadis.server.oracle.Values.TEXT;
import static io.jadis.server.oracle.Values.VALUE;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** The commands on sets. */
final class SetRows {
    private static final Grammar SET_MEMBER = any(span(0, 20), span(0, 20), span(-3, 40_000), TEXT, INTEGER, VALUE);
    private static final Grammar LIMITS = some(all(word("LIMIT"), of("0", "1", "2", "100", "-1", "x")), word("LIMIT"));

    /** What is drawn at random is compared only where there is no choice. */
    static final List<Row> SETS = List.of(
            row(30, "SADD", KEY, times(1, 4, SET_MEMBER)),
            row(10, "SADD", KEY, times(1, 4, span(0, 20))),
            row(10, "SREM", KEY, times(1, 6, SET_MEMBER)),
            row(5, "SREM", KEY, times(4, 12, span(0, 20))),
            row(6, "SISMEMBER", KEY, SET_MEMBER),
            row(4, "SMISMEMBER", KEY, times(1, 6, SET_MEMBER)),
            row(6, "SCARD", KEY),
            row(6, "SMEMBERS", KEY),
            row(8, "SMOVE", KEY, KEY, SET_MEMBER),
            row(2, "SPOP", KEY, of("1000", "9223372036854775807", "0", "-1", "x", "")),
            row(1, "SPOP", KEY, of("1000", "0"), TEXT),
            row(4, "SRANDMEMBER", KEY, of("1000", "9223372036854775807", "0", "x", "")),
            row(1, "SRANDMEMBER", KEY, of("1000", "0"), TEXT),
            row(8, "SINTER", times(1, 4, KEY)),
            row(8, "SUNION", times(1, 4, KEY)),
            row(8, "SDIFF", times(1, 4, KEY)),
            row(6, "SINTERSTORE", KEY, times(1, 4, KEY)),
            row(6, "SUNIONSTORE", KEY, times(1, 4, KEY)),
            row(6, "SDIFFSTORE", KEY, times(1, 4, KEY)),
            row(4, "SINTERCARD", any(all(of("1"), KEY), all(of("2"), KEY, KEY), all(of("3"), KEY, KEY, KEY)), LIMITS),
            row(1, "SINTERCARD", of("0", "-1", "x", "3"), KEY, KEY, LIMITS),
            row(3, "SSCAN", KEY, of("0"), all(word("COUNT"), of("1000", "5000")), maybe(all(word("MATCH"), PATTERN))),
            row(1, "SSCAN", KEY, of("x", "", "-1", "1.5"), some(word("COUNT"), word("MATCH"), KEY)),
            row(1, "SSCAN", KEY, of("0"), some(all(word("COUNT"), of("0", "-1", "x")), word("MATCH"), word("TYPE"))));

    private SetRows() {}
}
