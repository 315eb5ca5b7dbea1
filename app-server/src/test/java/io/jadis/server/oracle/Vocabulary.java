package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.anyWord;
import static io.jadis.server.oracle.Grammar.maybe;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.DATABASE;
import static io.jadis.server.oracle.Values.FLOAT;
import static io.jadis.server.oracle.Values.FUTURE_UNIX_MILLISECONDS;
import static io.jadis.server.oracle.Values.FUTURE_UNIX_SECONDS;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.MILLISECONDS;
import static io.jadis.server.oracle.Values.OFFSET;
import static io.jadis.server.oracle.Values.PATTERN;
import static io.jadis.server.oracle.Values.SECONDS;
import static io.jadis.server.oracle.Values.TEXT;
import static io.jadis.server.oracle.Values.UNIX_MILLISECONDS;
import static io.jadis.server.oracle.Values.UNIX_SECONDS;
import static io.jadis.server.oracle.Values.VALUE;

import io.jadis.server.oracle.Grammar.Row;
import java.util.ArrayList;
import java.util.List;

/** The tables of all commands that are compared, by group, and the themes that sequences take. */
final class Vocabulary {
    private static final Grammar TTL = any(all(word("EX"), SECONDS), all(word("PX"), MILLISECONDS),
            all(word("EXAT"), UNIX_SECONDS), all(word("PXAT"), UNIX_MILLISECONDS));
    private static final Grammar FUTURE_TTL = any(all(word("EX"), SECONDS), all(word("PX"), MILLISECONDS),
            all(word("EXAT"), FUTURE_UNIX_SECONDS), all(word("PXAT"), FUTURE_UNIX_MILLISECONDS));
    private static final Grammar CHANNEL = of("news", "news:1", "chat", "", "n*", "\u00ff\0", "__keyspace@0__:a");
    private static final Grammar CHANNEL_PATTERN = of("*", "news*", "n?ws", "chat", "[cn]*", "", "\\*", "__key*__:*");

    static final List<Row> STRINGS = List.of(
            row(12, "SET", KEY, VALUE),
            row(8, "SET", KEY, VALUE,
            some(word("NX"), word("XX"), word("GET"), word("KEEPTTL"), FUTURE_TTL, word("get"))), row(8, "GET", KEY),
            row(4, "GETSET", KEY, VALUE),
            row(4, "GETDEL", KEY),
            row(5, "GETEX", KEY, some(TTL, word("PERSIST"))),
            row(3, "SETNX", KEY, VALUE),
            row(3, "SETEX", KEY, SECONDS, VALUE),
            row(3, "PSETEX", KEY, MILLISECONDS, VALUE),
            row(6, "APPEND", KEY, TEXT),
            row(4, "STRLEN", KEY),
            row(6, "SETRANGE", KEY, OFFSET, TEXT),
            row(6, "GETRANGE", KEY, OFFSET, OFFSET),
            row(2, "SUBSTR", KEY, OFFSET, OFFSET),
            row(6, "INCR", KEY),
            row(4, "DECR", KEY),
            row(8, "INCRBY", KEY, INTEGER),
            row(6, "DECRBY", KEY, INTEGER),
            row(8, "INCRBYFLOAT", KEY, FLOAT),
            row(4, "MGET", times(1, 4, KEY)),
            row(4, "MSET", times(1, 3, all(KEY, VALUE))),
            row(3, "MSETNX", times(1, 3, all(KEY, VALUE))),
            row(4, "LCS", KEY, KEY,
            some(word("LEN"), word("IDX"), word("WITHMATCHLEN"), all(word("MINMATCHLEN"), INTEGER))));

    static final List<Row> KEYS = List.of(
            row(6, "DEL", times(1, 3, KEY)),
            row(3, "UNLINK", times(1, 3, KEY)),
            row(5, "EXISTS", times(1, 4, KEY)),
            row(3, "TOUCH", times(1, 3, KEY)),
            row(5, "TYPE", KEY),
            row(6, "RENAME", KEY, KEY),
            row(5, "RENAMENX", KEY, KEY),
            row(6, "COPY", KEY, KEY, some(word("REPLACE"), all(word("DB"), DATABASE))),
            row(4, "KEYS", PATTERN),
            row(2, "RANDOMKEY"),
            row(4, "DBSIZE"),
            row(8, "OBJECT ENCODING", KEY),
            row(2, "OBJECT REFCOUNT", KEY),
            row(2, "OBJECT IDLETIME", KEY),
            row(2, "OBJECT FREQ", KEY),
            row(1, "OBJECT", of("encodin", "", "ENCODING", "refcount"), maybe(KEY)),
            row(4, "SCAN", of("0"), all(word("COUNT"), of("1000", "5000")), maybe(all(word("MATCH"), PATTERN)),
                    maybe(all(word("TYPE"), of("string", "STRING", "list", "nothing", "")))),
            row(2, "SCAN", of("x", "", "-1", "1.5", "18446744073709551616"), some(word("COUNT"), word("MATCH"), KEY)),
            row(1, "SCAN", of("0"), some(all(word("COUNT"), of("0", "-1", "x")), word("MATCH"), word("TYPE"))));

    static final List<Row> EXPIRY = List.of(
            row(6, "EXPIRE", KEY, SECONDS, some(anyWord("NX", "XX", "GT", "LT", "nx", "YY"))),
            row(4, "PEXPIRE", KEY, MILLISECONDS, some(anyWord("NX", "XX", "GT", "LT"))),
            row(5, "EXPIREAT", KEY, UNIX_SECONDS, some(anyWord("NX", "XX", "GT", "LT"))),
            row(4, "PEXPIREAT", KEY, UNIX_MILLISECONDS, some(anyWord("NX", "XX", "GT", "LT"))),
            row(5, "TTL", KEY),
            row(5, "PTTL", KEY),
            row(4, "EXPIRETIME", KEY),
            row(4, "PEXPIRETIME", KEY),
            row(5, "PERSIST", KEY));

    static final List<Row> DATABASES = List.of(
            row(8, "SELECT", DATABASE),
            row(4, "SWAPDB", DATABASE, DATABASE),
            row(8, "MOVE", KEY, DATABASE),
            row(1, "FLUSHDB", maybe(of("SYNC", "ASYNC", "async", "NOW"))),
            row(1, "FLUSHALL", maybe(of("SYNC", "ASYNC", "NOW"))));

    static final List<Row> TRANSACTIONS = List.of(
            row(10, "MULTI"),
            row(10, "EXEC"),
            row(3, "DISCARD"),
            row(8, "WATCH", times(1, 3, KEY)),
            row(3, "UNWATCH"));

    static final List<Row> CONNECTION = List.of(
            row(3, "PING", maybe(TEXT)),
            row(3, "ECHO", TEXT),
            row(3, "HELLO", of("2", "3", "2", "3", "4", "1", "x", ""),
            maybe(all(word("SETNAME"), of("n1", "n 2", "")))), row(1, "HELLO"),
            row(1, "HELLO", of("3"), word("AUTH"), of("default", "nobody"), TEXT),
            row(2, "AUTH", TEXT, maybe(TEXT)),
            row(2, "CLIENT GETNAME"),
            row(2, "CLIENT SETNAME", of("me", "", "a b", "x\n", "\u00ff")),
            row(1, "CLIENT REPLY", of("ON", "x")),
            row(1, "CLIENT", of("nosuch", ""), maybe(TEXT)),
            row(1, "RESET"),
            row(2, "NOSUCHCOMMAND", times(0, 4, VALUE)),
            row(1, "g\u00e9t", times(0, 2, TEXT)),
            row(1, "WAIT", of("0", "-1", "x"), of("0", "1", "-1", "x")));

    static final List<Row> PUBSUB = List.of(
            row(8, "SUBSCRIBE", times(1, 3, CHANNEL)),
            row(5, "UNSUBSCRIBE", times(0, 2, CHANNEL)),
            row(8, "PSUBSCRIBE", times(1, 2, CHANNEL_PATTERN)),
            row(5, "PUNSUBSCRIBE", times(0, 2, CHANNEL_PATTERN)),
            row(4, "SSUBSCRIBE", times(1, 2, CHANNEL)),
            row(3, "SUNSUBSCRIBE", times(0, 2, CHANNEL)),
            row(20, "PUBLISH", CHANNEL, TEXT),
            row(5, "SPUBLISH", CHANNEL, TEXT),
            row(3, "PUBSUB CHANNELS", maybe(CHANNEL_PATTERN)),
            row(3, "PUBSUB NUMSUB", times(0, 3, CHANNEL)),
            row(3, "PUBSUB NUMPAT"),
            row(2, "PUBSUB SHARDCHANNELS", maybe(CHANNEL_PATTERN)),
            row(2, "PUBSUB SHARDNUMSUB", times(0, 3, CHANNEL)),
            row(1, "PUBSUB", of("nosuch", "")));

    /** What a sequence is about: a table, and how many clients take turns. */
    enum Theme {
        VALUES(1, STRINGS, STRINGS, KEYS),
        BITS(1, BitmapRows.BITMAPS, BitmapRows.BITMAPS, STRINGS, KEYS),
        COUNTED(1, BitmapRows.HYPERLOGLOGS, BitmapRows.HYPERLOGLOGS, KEYS, STRINGS),
        FIELDED(1, HashRows.HASHES, HashRows.HASHES, HashRows.HASHES, KEYS, EXPIRY),
        PLACES(1, GeoRows.GEO, KEYS),
        LINED_UP(1, ListRows.LISTS, ListRows.LISTS, ListRows.LISTS, KEYS, STRINGS),
        SETTLED(1, SetRows.SETS, SetRows.SETS, SetRows.SETS, KEYS, EXPIRY, STRINGS),
        ARRANGED(1, SortRows.LISTS),
        ARRANGED_SETS(1, SortRows.SETS),
        SCORED(1, SortedSetRows.SCORED, SortedSetRows.SCORED, SortedSetRows.SCORED, KEYS, EXPIRY),
        ORDERED(1, SortedSetRows.LEXICAL, SortedSetRows.LEXICAL, SortedSetRows.LEXICAL, KEYS),
        STREAMED(2, StreamRows.STREAMS, StreamRows.STREAMS, StreamRows.GROUPS, StreamRows.GROUPS, KEYS),
        MIXED(1, STRINGS, ListRows.LISTS, HashRows.HASHES, SetRows.SETS, SortedSetRows.SCORED,
                BitmapRows.BITMAPS, BitmapRows.HYPERLOGLOGS, GeoRows.GEO, StreamRows.STREAMS, StreamRows.GROUPS,
                SortRows.LISTS, SortRows.SETS, KEYS, KEYS, EXPIRY, EXPIRY),
        EXPIRING(1, STRINGS, EXPIRY, EXPIRY, KEYS),
        SPACES(2, STRINGS, KEYS, EXPIRY, DATABASES, DATABASES),
        ATOMIC(3, STRINGS, ListRows.LISTS, HashRows.HASHES, SetRows.SETS, SortedSetRows.SCORED, StreamRows.STREAMS,
        KEYS, EXPIRY, DATABASES, TRANSACTIONS, TRANSACTIONS, TRANSACTIONS),
        PUBLISHED(3, PUBSUB, PUBSUB, STRINGS, CONNECTION, TRANSACTIONS),
        EVERYTHING(3, STRINGS, ListRows.LISTS, HashRows.HASHES, SetRows.SETS, SortedSetRows.SCORED, BitmapRows.BITMAPS,
                BitmapRows.HYPERLOGLOGS, GeoRows.GEO, StreamRows.STREAMS, StreamRows.GROUPS, KEYS, EXPIRY,
                DATABASES, TRANSACTIONS, CONNECTION, PUBSUB);

        final int clients;
        final boolean sorts;
        final List<Row> table = new ArrayList<>();

        /** @param tables one that is named twice comes twice as often */
        @SafeVarargs
        Theme(int clients, List<Row>... tables) {
            this.clients = clients;
            sorts = List.of(tables).contains(SortRows.LISTS) || List.of(tables).contains(SortRows.SETS);
            for (List<Row> rows : tables) table.addAll(rows);
        }
    }

    private Vocabulary() {}
}
