package io.jadis.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.Attributed;
import io.jadis.protocol.client.RespValue.BigNumber;
import io.jadis.protocol.client.RespValue.BooleanReply;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.MapReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Push;
import io.jadis.protocol.client.RespValue.SetReply;
import io.jadis.protocol.client.RespValue.SimpleString;
import io.jadis.protocol.client.RespValue.VerbatimString;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
    private static final ReplyLimits SMALL = new ReplyLimits(100, 64, 10, 3);

    static ReplyReader reader(String wire, ReplyLimits limits) {
        return reader(wire.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE, limits);
    }

    /** A reader that gets at most {@code chunkBytes} at a time. */
    static ReplyReader reader(byte[] wire, int chunkBytes, ReplyLimits limits) {
        ByteArrayInputStream in = new ByteArrayInputStream(wire);
        return new ReplyReader((into, at, length) -> in.read(into, at, Math.min(length, chunkBytes)), limits);
    }

    private static RespValue read(String wire) throws IOException {
        RespValue whole = reader(wire, ReplyLimits.DEFAULT).read();
        ReplyReader trickling = reader(wire.getBytes(StandardCharsets.ISO_8859_1), 1, ReplyLimits.DEFAULT);
        assertEquals(whole, trickling.read());
        assertFalse(trickling.hasBuffered());
        return whole;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyTypeIsReadWholeAndByteByByte() throws IOException {
        assertEquals(new SimpleString(bytes("OK")), read("+OK\r\n"));
        assertEquals(new SimpleString(bytes("")), read("+\r\n"));
        assertEquals(new ErrorReply(bytes("ERR no")), read("-ERR no\r\n"));
        assertEquals(new ErrorReply(bytes("ERR\r\nno")), read("!7\r\nERR\r\nno\r\n"));
        assertEquals(new IntegerReply(-42), read(":-42\r\n"));
        assertEquals(new IntegerReply(Long.MIN_VALUE), read(":-9223372036854775808\r\n"));
        assertEquals(new IntegerReply(Long.MAX_VALUE), read(":9223372036854775807\r\n"));
        assertEquals(new BulkString(bytes("a\r\n\0b")), read("$5\r\na\r\n\0b\r\n"));
        assertEquals(new BulkString(bytes("")), read("$0\r\n\r\n"));
        assertEquals(new VerbatimString("txt", bytes("hi")), read("=6\r\ntxt:hi\r\n"));
        assertEquals(new DoubleReply(3.25, "3.25"), read(",3.25\r\n"));
        assertEquals(new DoubleReply(1e20, "1e+20"), read(",1e+20\r\n"));
        assertEquals(new DoubleReply(Double.NEGATIVE_INFINITY, "-inf"), read(",-inf\r\n"));
        assertEquals(new DoubleReply(Double.NaN, "nan"), read(",nan\r\n"));
        assertEquals(new BooleanReply(true), read("#t\r\n"));
        assertEquals(new BooleanReply(false), read("#f\r\n"));
        assertEquals(new BigNumber(bytes("-12345678901234567890")), read("(-12345678901234567890\r\n"));
    }

    @Test
    void allNullsAreOne() throws IOException {
        assertEquals(new Null(), read("$-1\r\n"));
        assertEquals(new Null(), read("*-1\r\n"));
        assertEquals(new Null(), read("_\r\n"));
    }

    @Test
    void aggregatesNest() throws IOException {
        RespValue one = new IntegerReply(1);
        assertEquals(new Array(List.of()), read("*0\r\n"));
        assertEquals(new Array(List.of(one, new Array(List.of(new Null(), one)))),
                read("*2\r\n:1\r\n*2\r\n_\r\n:1\r\n"));
        assertEquals(new SetReply(List.of(one)), read("~1\r\n:1\r\n"));
        assertEquals(new Push(List.of(new BulkString(bytes("message")), one)), read(">2\r\n$7\r\nmessage\r\n:1\r\n"));
        assertEquals(new MapReply(List.of(one, new MapReply(List.of()))), read("%1\r\n:1\r\n%0\r\n"));
    }

    @Test
    void attributesStandBeforeTheirValue() throws IOException {
        RespValue value = read("|1\r\n+ttl\r\n:3\r\n*1\r\n:9\r\n");
        Attributed attributed = assertInstanceOf(Attributed.class, value);
        assertEquals(new IntegerReply(3), attributed.attributes().field("ttl"));
        assertEquals(new Array(List.of(new IntegerReply(9))), value.plain());
    }

    @Test
    void fieldsAreFoundInMapsAndInFlatArrays() throws IOException {
        MapReply map = assertInstanceOf(MapReply.class, read("%2\r\n+a\r\n:1\r\n$1\r\nb\r\n:2\r\n"));
        Array flat = assertInstanceOf(Array.class, read("*4\r\n+a\r\n:1\r\n$1\r\nb\r\n:2\r\n"));
        assertEquals(new IntegerReply(2), map.field("b"));
        assertEquals(new IntegerReply(2), flat.field("b"));
        assertNull(map.field("c"));
        assertEquals(2, map.size());
    }

    @Test
    void errorsHaveACodeAndBigNumbersAValue() {
        assertEquals("WRONGTYPE", new ErrorReply(bytes("WRONGTYPE Operation")).code());
        assertEquals("LOADING", new ErrorReply(bytes("LOADING")).code());
        assertEquals(BigInteger.TEN.pow(30), new BigNumber(bytes("1" + "0".repeat(30))).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "x\r\n", "\r\n", "PING\r\n", "HTTP/1.1 400 Bad Request\r\n", ":\r\n", ":1x\r\n", ":--1\r\n", ": 1\r\n",
        ":9223372036854775808\r\n", ":-9223372036854775809\r\n", ":99999999999999999999\r\n", "+a\nb\r\n", "\n",
        "$-2\r\n", "$x\r\n", "$\r\n", "$101\r\n", "$1\r\nab\r\n", "$1\r\na\n\n", "*-2\r\n", "*11\r\n",
        "*4294967296\r\n", "%6\r\n", "%-1\r\n", "~-1\r\n", ">-1\r\n", "=2\r\nab\r\n", "=4\r\ntxtx\r\n", "=-1\r\n",
        "!-1\r\n",
        "#\r\n", "#x\r\n", "#true\r\n", ",\r\n", ",x\r\n", ",0x1p3\r\n", ",1d\r\n", ", 1\r\n", "(\r\n", "(-\r\n",
        "(1.5\r\n",
        "_x\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "$?\r\n", "*1\r\n.\r\n"})
    void whatIsNotRespIsRefused(String wire) {
        ProtocolException e = assertThrows(ProtocolException.class, () -> reader(wire, SMALL).read());
        assertTrue(e.getMessage().startsWith("Protocol error, "), e.getMessage());
    }

    @Test
    void endlessLinesAndAttributesAreRefused() {
        assertThrows(ProtocolException.class, () -> reader("+" + "a".repeat(40_000), SMALL).read());
        assertThrows(ProtocolException.class, () -> reader("|0\r\n".repeat(100_000), SMALL).read());
        assertThrows(ProtocolException.class, () -> reader("*1\r\n".repeat(100_000), ReplyLimits.DEFAULT).read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "+OK", "+OK\r", "$5\r\nabc", "$5\r\nabcde", "$5\r\nabcde\r", "*2\r\n:1\r\n",
        "%1\r\n:1\r\n"})
    void theEndOfTheStreamIsTheEndWhereverItComes(String wire) {
        EOFException e = assertThrows(EOFException.class, () -> reader(wire, SMALL).read());
        assertEquals("Server closed the connection", e.getMessage());
    }

    @Test
    void aClaimedLengthTakesNoMemoryBeforeTheBytesCome() {
        // with 1 GiB of heap, the claims alone would be out of memory
        String claim = "*268435456\r\n".repeat(20) + "$1000000000\r\nabc";
        assertThrows(EOFException.class, () -> reader(claim, ReplyLimits.DEFAULT).read());
    }

    @Test
    void bulksLargerThanTheBufferAreWhole() throws IOException {
        String large = "x".repeat(3_000_001);
        byte[] wire = bytes("$3000001\r\n" + large + "\r\n+OK\r\n");
        ReplyReader reader = reader(wire, 70_000, ReplyLimits.DEFAULT);
        assertEquals(new BulkString(bytes(large)), reader.read());
        assertEquals(new SimpleString(bytes("OK")), reader.read());
    }

    @Test
    void rawBytesComeFromTheBufferFirst() throws IOException {
        ReplyReader reader = reader("+OK\r\nREDIS0011", SMALL);
        reader.read();
        byte[] raw = new byte[20];
        assertEquals(9, reader.readRaw(raw, 0, 20));
        assertEquals("REDIS0011", new String(raw, 0, 9, StandardCharsets.US_ASCII));
        assertEquals(-1, reader.readRaw(raw, 0, 20));
    }
}
