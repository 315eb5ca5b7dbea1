package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.anyWord;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * SORT and what it needs. Sorted sets are left out as its input, since Redis changes their encoding when it sorts them.
 */
final class SortRows {
    /** Names of keys among them, and what follows the colon in others. */
    private static final Grammar WORD = of("a", "b", "c", "d", "1", "2", "x", "yy", "ab", "B", "-", "\u00ff");
    private static final Grammar NUMBER = any(span(-3, 12), of("1.5", "-0.25", "1e3", "1.0", "inf", "3"));
    private static final Grammar ODD =
            of("nan", "-inf", "0x10", " 1", "1 ", "", ".5", "5.", "1e", "1\0", "x\0y", "hello");
    private static final Grammar WEIGHT = any(NUMBER, NUMBER, NUMBER, WORD, ODD);

    private static final Grammar LIMIT = all(word("LIMIT"), any(span(-1, 5), INTEGER), any(span(-1, 5), INTEGER));
    private static final Grammar GET =
            all(word("GET"), of("#", "#", "*", "key:*", "key:*->f", "*->f", "a", "*->", "#x"));
    private static final Grammar STORE = all(word("STORE"), KEY);
    private static final Grammar PLACE = of("*", "key:*", "key:*->f", "*->f", "none_*", "*->");
    private static final Grammar OPTIONS = some(anyWord("ASC", "DESC", "desc"), GET, GET, LIMIT, STORE);

    private static final List<Row> ANY_INPUT = List.of(
            row(8, "SET", KEY, WEIGHT),
            row(5, "HSET", KEY, of("f", "g", ""), WEIGHT),
            row(10, "DEL", times(1, 3, KEY)),
            row(20, "SORT", KEY, OPTIONS),
            row(20, "SORT", KEY, word("ALPHA"), OPTIONS),
            row(6, "SORT_RO", KEY, OPTIONS),
            row(3, "SORT", KEY, some(anyWord("GET", "LIMIT", "STORE", "NOTHING"), LIMIT, STORE)));

    /** Lists have an order, which decides where nothing else does. */
    static final List<Row> LISTS = with(ANY_INPUT,
            row(25, "RPUSH", KEY, times(1, 8, NUMBER)),
            row(10, "RPUSH", KEY, times(1, 8, WORD)),
            row(3, "RPUSH", KEY, times(1, 3, ODD)),
            row(20, "SORT", KEY, word("BY"), PLACE, OPTIONS),
            row(3, "SORT", KEY, some(anyWord("BY", "GET"), LIMIT, STORE)),
            row(12, "SORT", KEY, word("BY"), of("nosort", "", "key", "#"), OPTIONS),
            // With LIMIT, Redis sorts by weights in a way that leaves the order of equal ones to chance.
            row(12, "SORT", KEY, word("BY"), PLACE, word("ALPHA"), some(anyWord("ASC", "DESC"), GET, STORE)));

    /** In what order sets are looked up by BY is for each server to say, and those that listen for misses hear it. */
    static final List<Row> SETS = with(ANY_INPUT,
            row(25, "SADD", KEY, times(1, 8, NUMBER)),
            row(10, "SADD", KEY, times(1, 8, WORD)),
            row(4, "SORT", KEY, word("BY"), of("nosort"), STORE, some(anyWord("ASC", "DESC"), GET, LIMIT)));

    private SortRows() {}

    private static List<Row> with(List<Row> rows, Row... more) {
        List<Row> all = new ArrayList<>(rows);
        all.addAll(List.of(more));
        return all;
    }
}
