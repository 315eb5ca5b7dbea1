package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.anyWord;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.OFFSET;
import static io.jadis.server.oracle.Values.TEXT;
import static io.jadis.server.oracle.Values.VALUE;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** Commands on strings as bitmaps and as HyperLogLogs. */
final class BitmapRows {
    private static final Grammar UNIT = any(word("BYTE"), word("BIT"), word("bit"), word("BITS"));
    private static final Grammar BIT_OFFSET = any(of("0", "1", "7", "8", "100", "#1", "#100"), OFFSET);
    private static final Grammar FIELD = any(of("u8", "i8", "i64", "u63", "u1", "i1", "i5", "u13"),
            of("u8", "i16", "u32", "i64", "u64", "i65", "u0", "i0", "x8", "u", "", "I8", "u08", "i-1"));

    static final List<Row> BITMAPS = List.of(
            row(12, "SETBIT", KEY, BIT_OFFSET, any(of("0", "1"), of("0", "1"), INTEGER)),
            row(8, "GETBIT", KEY, BIT_OFFSET),
            row(4, "BITCOUNT", KEY),
            row(8, "BITCOUNT", KEY, OFFSET, OFFSET, maybe(UNIT)),
            row(8, "BITPOS", KEY, of("0", "1", "1", "0", "2", "x"),
            maybe(all(OFFSET, maybe(all(OFFSET, maybe(UNIT)))))),
            row(8, "BITOP", any(anyWord("AND", "OR", "XOR", "xor"), anyWord("NOT", "NAND", "AND")), KEY,
            times(1, 4, KEY)), row(3, "BITOP NOT", KEY, KEY),
            row(12, "BITFIELD", KEY, times(0, 4, any(
                    all(word("GET"), FIELD, BIT_OFFSET),
                    all(word("SET"), FIELD, BIT_OFFSET, INTEGER),
                    all(word("INCRBY"), FIELD, BIT_OFFSET, INTEGER),
                    all(word("OVERFLOW"), of("WRAP", "SAT", "FAIL", "sat", "NONE"))))),
            row(4, "BITFIELD_RO", KEY, times(0, 3, all(word("GET"), FIELD, BIT_OFFSET))),
            row(1, "BITFIELD_RO", KEY, word("SET"), FIELD, BIT_OFFSET, INTEGER));

    private static final Grammar ELEMENT = any(span(0, 3_000), span(0, 30), VALUE);

    static final List<Row> HYPERLOGLOGS = List.of(
            row(10, "PFADD", KEY, times(0, 5, ELEMENT)),
            row(2, "PFADD", KEY, times(200, 400, span(0, 100_000))),
            row(8, "PFCOUNT", KEY),
            row(4, "PFCOUNT", times(1, 4, KEY)),
            row(4, "PFMERGE", KEY, times(0, 3, KEY)),
            row(1, "PFDEBUG", of("ENCODING", "DECODE", "TODENSE", "GETREG", "encoding", "x", ""), KEY),
            row(4, "GET", KEY),
            row(2, "STRLEN", KEY),
            row(2, "DEL", KEY),
            // What makes of one something that only looks like one.
            row(1, "SETRANGE", KEY, of("0", "4", "8", "15", "16", "18", "20", "3000"), TEXT),
            row(1, "APPEND", KEY, TEXT),
            row(1, "CONFIG SET", word("hll-sparse-max-bytes"), of("3000", "100", "0", "20000", "3000")));

    private BitmapRows() {}
}
