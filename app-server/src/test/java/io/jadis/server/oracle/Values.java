package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.of;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Arguments worth trying: few keys, so that commands meet, and values at the edges of what a server can hold. */
final class Values {
    static final String[] KEYS =
            {"a", "b", "c", "d", "key:1", "key:2", "", "x\0\u00ff\r\ny", "g*[a]?\\", "k".repeat(70)};

    static final Grammar KEY = of(KEYS);

    /** Mostly numbers that are there, and every way to write one that isn't. */
    static final Grammar INTEGER = any(
            of("0", "1", "-1", "2", "3", "5", "7", "10", "100", "-100", "9999", "10000", "65536", "1234567890"),
            of("0", "1", "-1", "2", "10", "-10"),
            of("9223372036854775807", "-9223372036854775808", "9223372036854775806", "-9223372036854775807",
                    "4611686018427387904", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296"),
            of("9223372036854775808", "-9223372036854775809", "18446744073709551615", "99999999999999999999", "00",
            "01",
                    "-0", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "", "abc", "-", "1\0"));

    static final Grammar FLOAT = any(
            of("0", "1", "-1", "0.1", "-0.1", "0.5", "1.5", "3.0e3", "10.50", "5.0e3", "100"),
            of("1e-5", "1e17", "1e-17", "3.14159265358979323846", "1e308", "-1e308", "5e-324", "1.7976931348623157e308",
                    "9007199254740993", "9223372036854775807", "0.30000000000000004", "1e400", "123456789.987654321"),
            of("inf", "-inf", "+inf", "nan", "infinity", "0x1p3", "1e", ".5", "5.", " 1", "1 ", "", "abc", "1,5",
            "1\0"), INTEGER);

    /** Offsets and indexes. The servers are told to hold values of at most 1 MB. */
    static final Grammar OFFSET = any(
            of("0", "1", "2", "3", "5", "10", "-1", "-2", "-3", "-100", "40", "44", "45"),
            of("1000", "100000", "1048575", "1048576", "536870911", "536870912", "2147483647", "4294967296",
                    "9223372036854775807", "-9223372036854775808", "-9223372036854775807", "9223372036854775808", "x",
                    ""));

    static final Grammar TEXT = any(
            of("", "a", "hello", "Hello World", "foobar", "ohmytext", "mynewtext"),
            // at and beyond the longest embstr, with a short and with a long key
            of("x".repeat(43), "y".repeat(44), "z".repeat(45), "w".repeat(300)),
            of("\0", "\0\u0001\u00ff", "line\r\nend", "*1\r\n$4\r\nPING\r\n", "\u00e9\u00fc"));

    static final Grammar VALUE = any(TEXT, INTEGER, FLOAT);

    /** What never comes to pass while a sequence runs, has passed already, or is refused. */
    static final Grammar SECONDS = any(
            span(10_000, 1_000_000),
            of("0", "-1", "-1000", "9223372036854775807", "9223372036854775", "9223372036854776",
                    "-9223372036854775808", "-9223372036854775", "9223370399119966", "1.5", "x", ""));
    static final Grammar MILLISECONDS = any(
            span(10_000_000, 1_000_000_000), of("0", "-1", "-1000", "9223372036854775807", "-9223372036854775808",
                    "9223372036854775000", "1.5", "x", ""));
    static final Grammar UNIX_SECONDS = any(
            span(2_000_000_000L, 2_100_000_000L), span(2_500_000_000L, 2_500_000_003L), of("0", "1", "-1", "1700000000",
                    "9223372036854775807", "9223372036854775", "9223372036854776", "-9223372036854775808", "x", ""));
    static final Grammar UNIX_MILLISECONDS = any(
            span(2_000_000_000_000L, 2_100_000_000_000L), span(2_500_000_000_000L, 2_500_000_000_003L),
            of("0", "1", "-1", "1700000000000", "9223372036854775807", "-9223372036854775808", "x", ""));

    /** A SET that names a past moment leaves a key that goes away when the server gets to it. */
    static final Grammar FUTURE_UNIX_SECONDS =
            any(span(2_000_000_000L, 2_100_000_000L), of("0", "-1", "x", "9223372036854776"));
    static final Grammar FUTURE_UNIX_MILLISECONDS =
            any(span(2_000_000_000_000L, 2_100_000_000_000L), of("0", "-1", "1.5"));

    static final Grammar PATTERN = any(
            of("*", "?", "key:*", "[ab]", "[^a]", "[a-c]", "*1", "k*", "\\a", "g\\*\\[a\\]\\?\\\\\\\\", "", "x*y", "[",
            "a[",
                    "[b-", "**", "*\u00ff*", "[]"), KEY);

    static final Grammar DATABASE = of("0", "1", "2", "0", "1", "3", "15", "16", "-1", "9999999999", "x", "", "01");

    private Values() {}

    static byte[] drawValue(RandomGenerator random) {
        List<byte[]> words = new ArrayList<>();
        VALUE.add(random, words);
        return words.getFirst();
    }

    /** A number from {@code min} to below {@code max}. */
    static Grammar span(long min, long max) {
        return (random, words) -> words.add(Grammar.bytes(String.valueOf(random.nextLong(min, max))));
    }
}
