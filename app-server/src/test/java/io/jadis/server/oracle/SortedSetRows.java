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
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.OFFSET;
import static io.jadis.server.oracle.Values.PATTERN;
import static io.jadis.server.oracle.Values.TEXT;
import static io.jadis.server.oracle.Values.span;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** The tables of commands on sorted sets. */
final class SortedSetRows {
    /** Members enough to outgrow a listpack; numbers are stored as such. */
    private static final Grammar MEMBER = any(of("a", "b", "c", "d", "e", "f"), span(0, 40), span(-5, 5), TEXT);

    private static final Grammar SCORE = any(span(-5, 20), of("1.5", "-0.25", "1e3", "0x10", "+7", "1e15", "3.0", ".5"),
            of("inf", "-inf", "+inf", "0", "1", "2"), of("nan", "", "x", "1 ", " 1", "1e400", "(1", "1\0"));
    private static final Grammar SCORE_END =
            any(span(-5, 20), of("-inf", "+inf", "inf", "(1", "(3", "(-inf", "(+inf", "5"),
            of("1.5", "(0.5", "", "(", " 1", "( 2", "1e400", "-1e400", "nan", "x", "1\0x", "[1"));
    private static final Grammar MEMBER_END = any(of("-", "+", "[a", "(a", "[c", "(c", "[f", "-", "+"),
            (random, words) -> {
                int at = words.size();
                MEMBER.add(random, words);
                byte[] member = words.get(at);
                byte[] end = new byte[member.length + 1];
                end[0] = (byte) (random.nextBoolean() ? '[' : '(');
                System.arraycopy(member, 0, end, 1, member.length);
                words.set(at, end);
            },
            of("", "a", "[", "(", "+x", "-\0", "[\u00ff", "*"));
    private static final Grammar LIMIT = all(word("LIMIT"), of("0", "1", "2", "-1", "100", "x"),
            of("1", "2", "10", "0", "-1", "x"));
    private static final Grammar RANKS = all(any(span(-5, 8), OFFSET), any(span(-5, 8), OFFSET));
    private static final Grammar AGGREGATION = some(all(word("WEIGHTS"), SCORE, SCORE), word("WEIGHTS"),
            all(word("AGGREGATE"), of("SUM", "MIN", "MAX", "min", "AVG")));

    /** More pairs at once than the limit convert a sorted set in 7.2 alone: the limits here are higher. */
    static final List<Row> SCORED = List.of(
            row(20, "ZADD", KEY, times(1, 4, all(SCORE, MEMBER))),
            row(12, "ZADD", KEY, some(anyWord("NX", "XX", "GT", "LT", "CH", "INCR", "ch", "AB")),
                    times(1, 2, all(SCORE, MEMBER))),
            row(2, "ZADD", KEY, times(8, 12, all(span(-99, 99), MEMBER))),
            row(8, "ZINCRBY", KEY, SCORE, MEMBER),
            row(10, "ZREM", KEY, times(1, 4, MEMBER)),
            row(4, "ZCARD", KEY),
            row(6, "ZSCORE", KEY, MEMBER),
            row(4, "ZMSCORE", KEY, times(1, 4, MEMBER)),
            row(6, "ZRANK", KEY, MEMBER),
            row(6, "ZREVRANK", KEY, MEMBER),
            row(6, "ZCOUNT", KEY, SCORE_END, SCORE_END),
            row(8, "ZRANGE", KEY, RANKS, some(anyWord("WITHSCORES", "REV", "withscores"), LIMIT)),
            row(8, "ZRANGE", KEY, SCORE_END, SCORE_END, word("BYSCORE"),
            some(anyWord("WITHSCORES", "REV", "BYLEX"), LIMIT)),
            row(4, "ZREVRANGE", KEY, RANKS, some(anyWord("WITHSCORES", "REV"))),
            row(6, "ZRANGEBYSCORE", KEY, SCORE_END, SCORE_END, some(word("WITHSCORES"), LIMIT)),
            row(6, "ZREVRANGEBYSCORE", KEY, SCORE_END, SCORE_END, some(word("WITHSCORES"), LIMIT)),
            row(4, "ZRANGESTORE", KEY, KEY, RANKS, some(word("REV"), LIMIT)),
            row(4, "ZRANGESTORE", KEY, KEY, SCORE_END, SCORE_END, word("BYSCORE"),
            some(anyWord("REV", "WITHSCORES"), LIMIT)), row(4, "ZREMRANGEBYRANK", KEY, RANKS),
            row(4, "ZREMRANGEBYSCORE", KEY, SCORE_END, SCORE_END),
            row(4, "ZPOPMIN", KEY, maybe(of("1", "2", "0", "-1", "x", "100"))),
            row(4, "ZPOPMAX", KEY, maybe(of("1", "2", "0", "-1", "x", "100"))),
            row(4, "ZMPOP", any(all(of("1"), KEY), all(of("2"), KEY, KEY), all(of("0", "x", "3"), KEY)),
                    of("MIN", "MAX", "min", "MID"), some(all(word("COUNT"), of("1", "3", "0", "-1", "x")))),
            right(1, "BZPOPMIN", times(1, 2, KEY), of("0.001", "-1", "x")),
            right(1, "BZPOPMAX", times(1, 2, KEY), of("0.001", "nan")),
            right(1, "BZMPOP", of("0.001", "-1", "x"), of("1"), KEY, of("MIN", "MAX")),
            right(3, "ZRANDMEMBER", KEY, of("1000", "0", "x", "9223372036854775807"),
            maybe(of("WITHSCORES", "withscore"))),
            row(2, "ZSCAN", KEY, of("0"), word("COUNT 1000"), some(all(word("MATCH"), PATTERN))),
            row(1, "ZSCAN", KEY, of("0", "x"), some(word("COUNT"), all(word("COUNT"), of("0", "x")), word("MATCH"))),
            row(6, "ZUNION", of("2"), KEY, KEY, AGGREGATION, maybe(word("WITHSCORES"))),
            row(6, "ZINTER", of("2"), KEY, KEY, AGGREGATION, maybe(word("WITHSCORES"))),
            row(4, "ZDIFF", of("2"), KEY, KEY, maybe(anyWord("WITHSCORES", "WEIGHTS"))),
            row(2, "ZDIFF", of("5"), times(5, 5, KEY), maybe(word("WITHSCORES"))),
            row(4, "ZUNIONSTORE", KEY, of("2"), KEY, KEY, AGGREGATION),
            row(4, "ZINTERSTORE", KEY, of("2"), KEY, KEY, AGGREGATION),
            row(4, "ZDIFFSTORE", KEY, of("2"), KEY, KEY),
            row(1, "ZUNIONSTORE", KEY, of("0", "-1", "x", "3", "1"), KEY, KEY),
            row(4, "ZINTERCARD", of("2"), KEY, KEY, some(all(word("LIMIT"), of("0", "1", "2", "-1", "x")))),
            // Sets of numbers as operands: others are encoded otherwise in 7.2.
            row(6, "SADD", KEY, times(1, 4, span(0, 40))),
            row(1, "CONFIG SET", word("zset-max-listpack-entries"), of("13", "128")),
            row(1, "CONFIG SET", word("zset-max-listpack-value"), of("2", "20", "64")));

    /** Ranges of members mean something only where all scores are equal. */
    static final List<Row> LEXICAL = List.of(
            right(20, "ZADD", KEY, times(1, 4, all(of("0"), MEMBER))),
            row(6, "ZREM", KEY, times(1, 3, MEMBER)),
            row(10, "ZRANGEBYLEX", KEY, MEMBER_END, MEMBER_END, some(LIMIT)),
            row(10, "ZREVRANGEBYLEX", KEY, MEMBER_END, MEMBER_END, some(LIMIT)),
            row(8, "ZRANGE", KEY, MEMBER_END, MEMBER_END, word("BYLEX"), some(anyWord("REV", "WITHSCORES"), LIMIT)),
            row(6, "ZLEXCOUNT", KEY, MEMBER_END, MEMBER_END),
            row(4, "ZREMRANGEBYLEX", KEY, MEMBER_END, MEMBER_END),
            row(4, "ZRANGESTORE", KEY, KEY, MEMBER_END, MEMBER_END, word("BYLEX"), some(word("REV"), LIMIT)),
            row(3, "ZPOPMIN", KEY),
            row(3, "ZPOPMAX", KEY),
            row(4, "ZRANK", KEY, MEMBER),
            right(3, "ZUNIONSTORE", KEY, of("2"), KEY, KEY),
            row(1, "CONFIG SET", word("zset-max-listpack-entries"), of("13", "128")));

    private SortedSetRows() {}
}
