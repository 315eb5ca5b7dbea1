package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.anyWord;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.right;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.OFFSET;
import static io.jadis.server.oracle.Values.VALUE;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** Commands on lists. */
final class ListRows {
    private static final Grammar INDEX = any(span(0, 8), span(-8, 0), OFFSET);
    private static final Grammar ITEM = any(of("a", "b", "c"), of("1", "2", "300", "-70000"), VALUE);
    private static final Grammar END = any(anyWord("LEFT", "RIGHT"), anyWord("LEFT", "RIGHT"), anyWord("left", "UP"));
    private static final Grammar SMALL_COUNT = any(span(0, 4), span(1, 4), INTEGER);
    /**
     * Short, as each step waits for its answer; never 0, which is for ever. Beyond 64 bits of milliseconds 7.0 calls a
     * timeout negative and 7.2 out of range.
     */
    private static final Grammar WAIT = any(of("0.001", "0.002"), of("0.001", "-1", "x", "nan", "", "0x"));

    static final List<Row> LISTS = List.of(
            row(8, "RPUSH", KEY, times(1, 6, ITEM)),
            row(8, "LPUSH", KEY, times(1, 6, ITEM)),
            row(2, "RPUSHX", KEY, times(1, 3, ITEM)),
            row(2, "LPUSHX", KEY, times(1, 3, ITEM)),
            row(4, "LPOP", KEY, maybe(SMALL_COUNT)),
            row(4, "RPOP", KEY, maybe(SMALL_COUNT)),
            row(2, "LLEN", KEY),
            row(6, "LINDEX", KEY, INDEX),
            row(6, "LSET", KEY, INDEX, ITEM),
            row(6, "LINSERT", KEY, anyWord("BEFORE", "AFTER", "before", "x"), ITEM, ITEM),
            row(5, "LREM", KEY, any(span(-2, 3), INTEGER), ITEM),
            row(3, "LTRIM", KEY, INDEX, INDEX),
            row(12, "LRANGE", KEY, of("0"), of("-1")),
            row(6, "LRANGE", KEY, INDEX, INDEX),
            // The least long is a rank for 7.0 and out of range for 7.2: it is left out.
            row(6, "LPOS", KEY, ITEM, some(all(word("RANK"),
                            any(span(-3, 4), of("9223372036854775807", "-9223372036854775807", "1.5", "", "07"))),
                    all(word("COUNT"), SMALL_COUNT), all(word("MAXLEN"), SMALL_COUNT))),
            row(5, "LMOVE", KEY, KEY, END, END),
            row(3, "RPOPLPUSH", KEY, KEY),
            row(4, "LMPOP", of("1", "2", "2", "3", "0", "x"), times(1, 3, KEY), END,
                    maybe(all(word("COUNT"), SMALL_COUNT))),
            // Spoilt, they might wait for long.
            right(2, "BLPOP", times(1, 3, KEY), WAIT),
            right(2, "BRPOP", times(1, 3, KEY), WAIT),
            right(2, "BLMOVE", KEY, KEY, END, END, WAIT),
            right(2, "BRPOPLPUSH", KEY, KEY, WAIT),
            right(2, "BLMPOP", WAIT, of("1", "2", "2", "0"), times(1, 3, KEY), END,
            maybe(all(word("COUNT"), SMALL_COUNT))),
            row(1, "CONFIG SET", word("list-max-listpack-size"), of("-2", "-1", "1", "2", "3", "10", "0")),
            row(1, "CONFIG SET", word("list-compress-depth"), of("0", "1", "2", "0")));

    private ListRows() {}
}
