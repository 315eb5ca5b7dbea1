package io.jadis.cli;

import static io.jadis.cli.Replies.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotingTest {
    private static void assertSplit(String line, String... words) {
        List<String> split = Quoting.split(bytes(line)).stream()
                .map(word -> new String(word, StandardCharsets.ISO_8859_1)).toList();
        assertEquals(List.of(words), split);
    }

    @Test
    void blanksSeparateWords() {
        assertSplit("");
        assertSplit(" \t\r\n ");
        assertSplit("set a  1\t2\n", "set", "a", "1", "2");
        assertSplit("a\013b", "a\013b");
        assertSplit("a\0b", "a");
    }

    @Test
    void doubleQuotesKnowEscapes() {
        assertSplit("\"a b\" \"\"", "a b", "");
        assertSplit("\"\\n\\r\\t\\b\\a\\\\\\\"\\q\"", "\n\r\t\b\007\\\"q");
        assertSplit("\"\\xff\\x00\\xfg\\x4\"", "\377\0xfgx4");
    }

    @Test
    void singleQuotesKnowOnlyThemselves() {
        assertSplit("'a\\n\\'b\"'", "a\\n'b\"");
        assertSplit("''", "");
    }

    @Test
    void aQuoteInsideAWordEndsIt() {
        assertSplit("key\"\" bar", "key", "bar");
        assertSplit("k\"a b\" c", "ka b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "'", "\"a", "'a", "\"a\"b", "'a'b", "\"\"key", "\"a\\\"", "a\"", "\"\\"})
    void quotesMustCloseAndBeFollowedByABlank(String line) {
        assertNull(Quoting.split(bytes(line)));
    }

    @Test
    void anArgumentIsUnquotedToExactlyOneWord() {
        assertArrayEquals(bytes("a b"), Quoting.unquote(bytes("\"a b\"")));
        assertArrayEquals(bytes("ab"), Quoting.unquote(bytes("ab")));
        assertNull(Quoting.unquote(bytes("a b")));
        assertNull(Quoting.unquote(bytes("")));
        assertNull(Quoting.unquote(bytes("\"a")));
    }

    @Property
    void whatIsQuotedIsPrintableAndSplitsBackIntoItself(@ForAll byte[] word) {
        ByteOutput quoted = new ByteOutput();
        Quoting.quote(word, quoted);
        for (byte b : quoted.toByteArray()) assertEquals(true, b >= ' ' && b <= '~');
        List<byte[]> words = Quoting.split(quoted.toByteArray());
        assertEquals(1, words.size());
        assertArrayEquals(word, words.getFirst());
    }
}
