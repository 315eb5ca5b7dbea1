package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.FLOAT;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.PATTERN;
import static io.jadis.server.oracle.Values.TEXT;
import static io.jadis.server.oracle.Values.VALUE;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** The commands on hashes. */
final class HashRows {
    private static final Grammar HASH_FIELD = any(of("a", "b", "c", "d", "1", "2", ""), TEXT, INTEGER);
    private static final Grammar FIELDS = all(HASH_FIELD, VALUE);

    /**
     * Fields drawn at random are compared only where there is no choice. No request sets more fields than a listpack
     * may have: 7.2 makes a table then even if one comes twice, and 7.0 does not.
     */
    static final List<Row> HASHES = List.of(
            row(20, "HSET", KEY, times(1, 3, FIELDS)),
            row(3, "HSET", KEY, times(5, 12, all(span(0, 40), span(0, 40)))),
            row(4, "HMSET", KEY, times(1, 3, FIELDS)),
            row(5, "HSETNX", KEY, FIELDS),
            row(10, "HGET", KEY, HASH_FIELD),
            row(5, "HMGET", KEY, times(1, 4, HASH_FIELD)),
            row(8, "HGETALL", KEY),
            row(3, "HKEYS", KEY),
            row(3, "HVALS", KEY),
            row(4, "HLEN", KEY),
            row(5, "HSTRLEN", KEY, HASH_FIELD),
            row(4, "HEXISTS", KEY, HASH_FIELD),
            row(10, "HDEL", KEY, times(1, 4, HASH_FIELD)),
            row(3, "HDEL", KEY, times(5, 12, span(0, 40))),
            row(10, "HINCRBY", KEY, HASH_FIELD, INTEGER),
            row(10, "HINCRBYFLOAT", KEY, HASH_FIELD, FLOAT),
            row(3, "HRANDFIELD", KEY, of("1000", "9223372036854775807", "0", "x", "4611686018427387904"),
                    maybe(of("WITHVALUES", "withvalues", "WITH", ""))),
            row(3, "HSCAN", KEY, of("0"), word("COUNT 1000"), some(all(word("MATCH"), PATTERN))),
            row(1, "HSCAN", KEY, of("x", "", "-1", "1.5", "0"),
            some(all(word("COUNT"), of("0", "-1", "x")), word("MATCH"), word("TYPE"))));

    private HashRows() {}
}
