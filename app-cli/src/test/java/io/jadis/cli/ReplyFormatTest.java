package io.jadis.cli;

import static io.jadis.cli.Replies.array;
import static io.jadis.cli.Replies.bytes;
import static io.jadis.cli.Replies.error;
import static io.jadis.cli.Replies.map;
import static io.jadis.cli.Replies.number;
import static io.jadis.cli.Replies.push;
import static io.jadis.cli.Replies.set;
import static io.jadis.cli.Replies.status;
import static io.jadis.cli.Replies.value;
import static io.jadis.cli.Replies.verbatim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.client.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplyFormatTest {
    private static final RespValue BIG = new RespValue.BigNumber(bytes("12345678901234567890"));

    private static void assertShown(String expected, ReplyFormat format, Object reply) {
        ByteOutput out = new ByteOutput();
        format.format(value(reply), out);
        assertEquals(expected, out.toString(StandardCharsets.ISO_8859_1));
    }

    private static void tty(String expected, Object reply) {
        assertShown(expected, new TtyFormat(), reply);
    }

    private static void raw(String expected, Object reply) {
        assertShown(expected, new RawFormat(bytes("|")), reply);
    }

    private static void csv(String expected, Object reply) {
        assertShown(expected, new CsvFormat(), reply);
    }

    private static void json(String expected, Object reply) {
        assertShown(expected, new JsonFormat(false), reply);
    }

    private static void quotedJson(String expected, Object reply) {
        assertShown(expected, new JsonFormat(true), reply);
    }

    @Test
    void aTerminalShowsTheTypesOfScalars() {
        tty("OK\n", status("OK"));
        tty("(error) ERR no\n", error("ERR no"));
        tty("(integer) -7\n", -7);
        tty("(double) 1e+20\n", number("1e+20"));
        tty("\"a b\"\n", "a b");
        tty("(nil)\n", null);
        tty("(true)\n", true);
        tty("(false)\n", false);
        tty("some\ntext\n", verbatim("some\ntext"));
        tty("(big number) 12345678901234567890\n", BIG);
    }

    @Test
    void aTerminalShowsBytesEscaped() {
        tty("\"\\\"\\\\\\n\\r\\t\\a\\b\\x00\\x1b\\x7f\\xff '\"\n", "\"\\\n\r\t\007\b\0\033\177\377 '");
    }

    @Test
    void aTerminalNumbersElementsAndIndentsNestedOnes() {
        tty("1) \"a\"\n2) 1) (integer) 1\n   2) 1) (nil)\n      2) OK\n3) (integer) 2\n",
                array("a", array(1, array(null, status("OK"))), 2));
        tty("1~ \"a\"\n2~ \"b\"\n", set("a", "b"));
        tty("1) \"message\"\n2) \"ch\"\n3) \"x\"\n", push("message", "ch", "x"));
    }

    @Test
    void aTerminalAlignsNumbersOfDifferentLength() {
        Object[] ten = IntStream.range(0, 10).mapToObj(i -> (Object) array(i, "x")).toArray();
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 10; i++) {
            expected.append(i < 10 ? " " : "").append(i).append(") 1) (integer) ").append(i - 1)
                    .append("\n    2) \"x\"\n");
        }
        tty(expected.toString(), array(ten));
    }

    @Test
    void aTerminalShowsMapsWithTheirValuesBesideOrBelowTheKeys() {
        tty("1# \"a\" => (integer) 1\n2# (integer) 2 => (nil)\n", map("a", 1, 2, null));
        tty("1# \"one\" => 1) (integer) 1\n", map("one", array(1)));
        tty("1# \"two\" => \n   1) (integer) 1\n   2) (integer) 2\n", map("two", array(1, 2)));
        tty("1# \"m\" => 1# \"x\" => (integer) 1\n", map("m", map("x", 1)));
        tty("1# \"m\" => \n   1# \"x\" => (integer) 1\n   2# \"y\" => (integer) 2\n", map("m", map("x", 1, "y", 2)));
        tty("1) 1# \"m\" => \n      1) (integer) 1\n      2) (integer) 2\n", array(map("m", array(1, 2))));
    }

    @Test
    void aTerminalNamesEmptyAggregates() {
        tty("(empty array)\n", array());
        tty("(empty set)\n", set());
        tty("(empty hash)\n", map());
        tty("(empty push)\n", push());
        tty("1) (empty array)\n2) (empty hash)\n", array(array(), map()));
    }

    @Test
    void attributesAreNotShown() {
        RespValue attributed = new RespValue.Attributed(map("ttl", 3), value("x"));
        tty("1) \"x\"\n", array(attributed));
        raw("x", attributed);
        csv("\"x\"", attributed);
        json("\"x\"", attributed);
    }

    @Test
    void rawHasNothingButTheBytes() {
        raw("OK", status("OK"));
        raw("a\0\377", "a\0\377");
        raw("", null);
        raw("7", 7);
        raw("3.10", number("3.10"));
        raw("(true)", true);
        raw("ERR no\n", error("ERR no"));
        raw("a||1|b|c", array("a", null, 1, array("b", "c")));
        raw("k v|k2 a|b", map("k", "v", "k2", set("a", "b")));
        raw("", array());
        raw("12345678901234567890", BIG);
    }

    @Test
    void csvIsFlatAndQuoted() {
        csv("\"a\\\"b\",1,NULL,\"c\",1.5", array("a\"b", 1, null, array("c"), number("1.5")));
        csv("\"k\",\"v\",\"s\",true", map("k", "v", status("s"), true));
        csv("ERROR,\"ERR no\"", error("ERR no"));
        csv("", array());
        csv("12345678901234567890", BIG);
    }

    @Test
    void jsonKeepsTypes() {
        json("[\"a\",1,null,[],1.5,true,\"OK\"]", array("a", 1, null, array(), number("1.5"), true, status("OK")));
        json("{\"k\":{\"x\":[1]},\"1\":\"v\",\"true\":null}", map("k", map("x", set(1)), 1, "v", true, null));
        json("error:\"ERR no\"", error("ERR no"));
        json("12345678901234567890", BIG);
        json("{}", map());
        quotedJson("{\"1\":\"v\"}", map(1, "v"));
    }

    @Test
    void jsonStringsEscapeWhatJsonWants() {
        json("\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\177\303\245\"", "\"\\/\n\r\t\b\f\0\037\177\303\245");
        quotedJson("\"\\\\x00\\\\xff\\\\n\"", "\0\377\n");
    }
}
