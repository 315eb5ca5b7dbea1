package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentSplitterTest {
    private static List<String> split(String line) {
        return ArgumentSplitter.split(line).orElseThrow();
    }

    @Test
    void blanksSeparate() {
        assertEquals(List.of("set", "a", "b"), split(" \t set  a\tb\r\n"));
        assertEquals(List.of(), split(" \r\n\t"));
        assertEquals(List.of(), split(""));
    }

    @Test
    void doubleQuotesKnowEscapes() {
        assertEquals(List.of("a b\n\r\t\b\u0007\\\"z"), split("\"a b\\n\\r\\t\\b\\a\\\\\\\"\\z\""));
        assertEquals(List.of("\u00ff\0x"), split("\"\\xff\\x00\\x\""));
        assertEquals(List.of("xg1"), split("\"\\xg1\""));
    }

    @Test
    void singleQuotesKnowOnlyTheirOwn() {
        assertEquals(List.of("a\\n'b\\\"c"), split("'a\\n\\'b\\\"c'"));
    }

    @Test
    void emptyQuotesAreAnEmptyArgument() {
        assertEquals(List.of("save", "", ""), split("save \"\" ''"));
    }

    @Test
    void aQuoteMayOpenInsideAnArgumentButMustCloseAtItsEnd() {
        assertEquals(List.of("foobar baz"), split("foo\"bar baz\""));
        assertEquals(Optional.empty(), ArgumentSplitter.split("\"foo\"bar"));
        assertEquals(Optional.empty(), ArgumentSplitter.split("'foo'\"bar\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc", "'abc", "\"abc\\\"", "a \"", "'\\'", "\"\\"})
    void openQuotesAreRefused(String line) {
        assertTrue(ArgumentSplitter.split(line).isEmpty());
    }

    @Test
    void aNulEndsTheLine() {
        assertEquals(List.of("a", "b"), split("a b\0c d"));
        assertTrue(ArgumentSplitter.split("\"a\0\"").isEmpty());
    }

    @Test
    void aVerticalTabSeparatesNothingInsideAnArgument() {
        assertEquals(List.of("a\u000bb"), split("a\u000bb"));
    }

    @Test
    void quotingEscapesWhatIsNotPrintable() {
        assertEquals("\"a \\\"\\\\\\n\\r\\t\\a\\b\\x00\\xe4\"", ArgumentSplitter.quote("a \"\\\n\r\t\u0007\b\0\u00e4"));
    }

    @Test
    void onlyPlainWordsNeedNoQuotes() {
        assertFalse(ArgumentSplitter.needsQuotes("plain-word:1"));
        for (String text : List.of("", "a b", "a\"", "'", "\\", "\n", "\u00e4")) {
            assertTrue(ArgumentSplitter.needsQuotes(text), text);
        }
    }
}
