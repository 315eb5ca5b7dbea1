package io.jadis.protocol.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(quoteCharacter = '`', value = {
        "h?llo,      hello,  true",
        "h?llo,      hllo,   false",
        "h*llo,      hllo,   true",
        "h*llo,      heeello, true",
        "h[ae]llo,   hallo,  true",
        "h[ae]llo,   hillo,  false",
        "h[^e]llo,   hallo,  true",
        "h[^e]llo,   hello,  false",
        "h[a-b]llo,  hbllo,  true",
        "h[b-a]llo,  hallo,  true",
        "h[a-b]llo,  hcllo,  false",
        "h[\\]]x,    h]x,    true",
        "h\\*llo,    h*llo,  true",
        "h\\*llo,    hello,  false",
        "a\\,        a\\,    true",
        "*,          x,      true",
        "*,          ``,     false",
        "``,         ``,     true",
        "``,         x,      false",
        "a*,         a,      true",
        "a**,        a,      true",
        "*a*b*c,     xaybzc, true",
        "*a*b*c,     xaybz,  false",
        "[abc,       b,      true",
        "[abc,       d,      false",
        "[,          [,      false",
        "[^,         q,      true",
        "a[x-],      ax,     true",
        "*[0-9],     key7,   true",
        "*.log,      a.log.log, true",
        "ab,         abc,    false",
        "abc,        ab,     false",
    })
    void matchesAsRedisDoes(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.matches(pattern, text, false));
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({"MAX*, maxmemory, true", "m[A-C]X, max, true", "m[\\A]x, max, false", "p?RT, Port, true"})
    void letterCaseCanBeIgnoredButForEscapedMembersOfAClass(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.matches(pattern, text, true));
    }

    @Test
    void lettersDifferInCaseByDefault() {
        assertFalse(Glob.matches("MAX*", "maxmemory", false));
    }

    @Test
    void manyStarsTakeNoExponentialTime() {
        String pattern = "a*".repeat(5_000) + "b";
        String text = "a".repeat(10_000);
        assertFalse(Glob.matches(pattern, text, false));
    }

    @Test
    void nativeRangesMatchAsArraysDo() {
        byte[] pattern = "user:[0-9]*:\\?".getBytes(StandardCharsets.ISO_8859_1);
        byte[] text = "user:42:name:?".getBytes(StandardCharsets.ISO_8859_1);
        try (Arena arena = Arena.ofConfined()) {
            long p = copy(arena, pattern), t = copy(arena, text);
            assertEquals(true, Glob.matches(pattern, text, false));
            assertEquals(true, Glob.matches(pattern, t, text.length, false));
            assertEquals(true, Glob.matches(p, pattern.length, text, false));
            assertEquals(true, Glob.matches(p, pattern.length, t, text.length, false));
            assertEquals(false, Glob.matches(p, pattern.length, t, text.length - 1, false));
        }
    }

    private static long copy(Arena arena, byte[] bytes) {
        MemorySegment segment = arena.allocate(bytes.length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return segment.address();
    }
}
