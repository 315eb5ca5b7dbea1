package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LongestCommonSubsequenceTest extends CommandTest {
    @Test
    void findsTextLengthAndMatches() throws IOException {
        given("MSET a ohmytext b mynewtext");
        assertReply("'mytext'", "LCS a b");
        assertReply(":6", "LCS a b LEN");
        assertReply("['matches', [[[:4, :7], [:5, :8]], [[:2, :3], [:0, :1]]], 'len', :6]", "LCS a b IDX");
        assertReply("['matches', [[[:4, :7], [:5, :8], :4]], 'len', :6]", "LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN");
        assertReply("['matches', [], 'len', :6]", "LCS a b IDX MINMATCHLEN 5");
    }

    @Test
    void numbersAreTheirTexts() throws IOException {
        given("MSET a 123456 b 135");
        assertReply("'135'", "LCS a b");
        assertReply("'123456'", "LCS a a");
    }

    @Test
    void aMissingKeyIsEmpty() throws IOException {
        given("SET a abc");
        assertReply("''", "LCS a x");
        assertReply(":0", "LCS x a LEN");
        assertReply("['matches', [], 'len', :0]", "LCS x y IDX");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        given("MSET a x b y");
        assertReply("-ERR If you want both the length and indexes, please just use IDX.", "LCS a b LEN IDX");
        assertReply("-ERR syntax error", "LCS a b FOO");
        assertReply("-ERR syntax error", "LCS a b MINMATCHLEN");
        assertReply("-ERR value is not an integer or out of range", "LCS a b MINMATCHLEN x");
    }

    @Test
    void aTableBeyondTheLargestStringIsRefused() throws IOException {
        given("CONFIG SET proto-max-bulk-len 1mb");
        call("SET", "a", "x".repeat(600));
        call("SET", "b", "x".repeat(600));
        assertReply("-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len", "LCS a b LEN");
        given("CONFIG SET proto-max-bulk-len 512mb");
        assertReply(":600", "LCS a b LEN");
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theTextIsASubsequenceOfBothAndAsLongAsTheMatches(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            String a = word(random), b = word(random);
            call("SET", "a", a);
            call("SET", "b", b);
            String text = unquoted(run("LCS a b"));
            assertEquals(":" + text.length(), run("LCS a b LEN"));
            assertEquals(commonLength(a, b), text.length(), a + " " + b);
            assertEquals(text.length(), commonLength(a, text), a + " " + text);
            assertEquals(text.length(), commonLength(b, text), b + " " + text);
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int left = random.nextInt(60); left > 0; left--) word.append((char) ('a' + random.nextInt(3)));
        return word.toString();
    }

    private static String unquoted(String reply) {
        return reply.substring(1, reply.length() - 1);
    }

    private static int commonLength(String a, String b) {
        int[][] lengths = new int[a.length() + 1][b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                lengths[i][j] = a.charAt(i - 1) == b.charAt(j - 1)
                        ? lengths[i - 1][j - 1] + 1 : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        return lengths[a.length()][b.length()];
    }
}
