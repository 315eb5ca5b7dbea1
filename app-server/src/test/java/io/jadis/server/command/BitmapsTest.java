package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BitmapsTest extends CommandTest {
    private static final String BAD_OFFSET = "-ERR bit offset is not an integer or out of range";

    @Test
    void aBitIsSetInAStringThatGrowsWithZeros() throws IOException {
        assertReply(":0", "SETBIT k 10 1");
        assertReply("'\u0000 '", "GET k");
        assertReply(":1", "SETBIT k 10 0");
        assertReply(":0", "GETBIT k 10");
        assertReply(":0", "GETBIT k 1000000");
        assertReply(":0", "GETBIT missing 5");
        assertReply(":2", "STRLEN k");
        assertReply("'raw'", "OBJECT ENCODING k");
    }

    @Test
    void aNumberIsReadByItsTextAndStaysOneUntilItIsWrittenTo() throws IOException {
        given("SET k 1");
        assertReply(":1", "GETBIT k 2");
        assertReply(":3", "BITCOUNT k");
        assertReply(":2", "BITPOS k 1");
        assertReply("'int'", "OBJECT ENCODING k");
        assertReply(":0", "SETBIT k 6 1");
        assertReply("'3'", "GET k");
        assertReply("'raw'", "OBJECT ENCODING k");
    }

    @Test
    void onlyABitThatDiffersOrALongerStringIsAChange() throws IOException {
        run("SETBIT k 7 0");
        assertEvents("new k", "setbit k");
        assertPropagated("SETBIT k 7 0");
        run("SETBIT k 7 0");
        assertEvents();
        assertPropagated();
        run("SETBIT k 7 1");
        assertEvents("setbit k");
    }

    @Test
    void refusesPositionsThatNoStringReaches() throws IOException {
        assertReply(BAD_OFFSET, "SETBIT k -1 1");
        assertReply(BAD_OFFSET, "SETBIT k x 1");
        assertReply(BAD_OFFSET, "SETBIT k 4294967296 1");
        assertReply(BAD_OFFSET, "GETBIT k 4294967296");
        assertReply("-ERR bit is not an integer or out of range", "SETBIT k 0 2");
        assertReply("-ERR bit is not an integer or out of range", "SETBIT k 0 x");
    }

    @Test
    void countsBitsInRangesOfBytesAndBits() throws IOException {
        assertReply(":0", "BITCOUNT missing");
        given("SET k foobar");
        assertReply(":26", "BITCOUNT k");
        assertReply(":26", "BITCOUNT k 0 -1");
        assertReply(":4", "BITCOUNT k 0 0");
        assertReply(":6", "BITCOUNT k 1 1 BYTE");
        assertReply(":17", "BITCOUNT k 5 30 bit");
        assertReply(":0", "BITCOUNT k -1 -2");
        assertReply(":0", "BITCOUNT k 100 200");
        assertReply(":26", "BITCOUNT k -100 9223372036854775807 BIT");
        assertReply(":0", "BITCOUNT k 9223372036854775807 9223372036854775807");
        assertReply("-ERR syntax error", "BITCOUNT k 1");
        assertReply("-ERR syntax error", "BITCOUNT k 1 2 HEX");
        assertReply("-ERR value is not an integer or out of range", "BITCOUNT k a 2");
    }

    @ParameterizedTest(name = "BITPOS of {0}, {1}: {2}")
    @CsvSource({"ff, 0, 8", "ff, 0 0, 8", "ff, 0 0 -1, -1", "00, 1, -1", "00ff, 1, 8", "00ff, 1 1, 8", "fff0, 0, 12",
        "fff0, 0 0 -1, 12", "fff0, 0 3 10 BIT, -1", "fff0, 0 3 12 BIT, 12", "fff0, 1 11 11 BIT, 11", "ff00, 1 2, -1",
        "ff00, 0 5, -1", "'', 0, -1", "'', 1, -1", "00f0, 1 0 -1 BYTE, 8", "00f0, 1 0 -100, -1"})
    void findsTheFirstBit(String hex, String arguments, long position) throws IOException {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < hex.length(); i += 2) value.append((char) Integer.parseInt(hex, i, i + 2, 16));
        call("SET", "k", value.toString());
        assertReply(":" + position, "BITPOS k " + arguments);
    }

    @Test
    void findsTheFirstBitOfNothing() throws IOException {
        assertReply(":0", "BITPOS missing 0");
        assertReply(":-1", "BITPOS missing 1");
        assertReply("-ERR The bit argument must be 1 or 0.", "BITPOS missing 2");
        given("SET k a");
        assertReply("-ERR syntax error", "BITPOS k 1 0 2 HEX");
        assertReply("-ERR syntax error", "BITPOS k 1 0 1 BIT 5");
    }

    @Test
    void combinesStringsOfDifferentLengths() throws IOException {
        given("SET a abcdef", "SET b AB", "SET n 12", "SET out x EX 1000");
        assertReply(":6", "BITOP AND out a b");
        assertReply("'AB\u0000\u0000\u0000\u0000'", "GET out");
        assertReply(":-1", "TTL out");
        assertReply(":6", "BITOP OR out a b missing");
        assertReply("'abcdef'", "GET out");
        assertReply(":6", "BITOP XOR out a b n");
        assertReply("'\u0011\u0012cdef'", "GET out");
        assertReply(":2", "BITOP NOT out n");
        assertReply("'\u00ce\u00cd'", "GET out");
        assertReply(":2", "BITOP OR out n");
        assertReply("'12'", "GET out");
        assertReply("'raw'", "OBJECT ENCODING out");
    }

    @Test
    void anEmptyOutcomeRemovesTheTarget() throws IOException {
        given("SET out x");
        assertReply(":0", "BITOP AND out missing other");
        assertEvents("keymiss missing", "keymiss other", "del out");
        assertPropagated("BITOP AND out missing other");
        assertReply(":0", "BITOP AND out missing");
        assertEvents("keymiss missing");
        assertPropagated();
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        given("SET a x");
        assertReply("-ERR syntax error", "BITOP NAND out a");
        assertReply("-ERR BITOP NOT must be called with a single source key.", "BITOP NOT out a a");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"out a b", "out out a", "out a out", "out out out", "a a a", "out b a b"})
    void largeValuesAreCombinedInPlaceWhoeverIsTheTarget(String keys) throws IOException {
        Random random = new Random(keys.hashCode());
        String a = bytes(random, 40_000), b = bytes(random, 39_990), out = bytes(random, 40_000);
        for (String operation : new String[] {"AND", "OR", "XOR"}) {
            call("SET", "a", a);
            call("SET", "b", b);
            call("SET", "out", out, "EX", "100");
            String[] names = keys.split(" ");
            char[] expected = null;
            for (int i = 1; i < names.length; i++) {
                String operand = names[i].equals("a") ? a : names[i].equals("b") ? b + "\0".repeat(10) : out;
                expected = expected == null ? operand.toCharArray() : combined(operation, expected, operand);
            }
            assertReply(":40000", "BITOP " + operation + " " + keys);
            call("SET", "expected", new String(expected));
            assertEquals(run("GET expected"), run("GET " + names[0]), operation);
            assertReply(":-1", "TTL " + names[0]);
        }
    }

    private static String bytes(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(256));
        return text.toString();
    }

    private static char[] combined(String operation, char[] a, String b) {
        for (int i = 0; i < a.length; i++) {
            a[i] = (char) switch (operation) {
                case "AND" -> a[i] & b.charAt(i);
                case "OR" -> a[i] | b.charAt(i);
                default -> a[i] ^ b.charAt(i);
            };
        }
        return a;
    }
}
