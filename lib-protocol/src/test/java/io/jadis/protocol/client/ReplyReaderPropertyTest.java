package io.jadis.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.Attributed;
import io.jadis.protocol.client.RespValue.BooleanReply;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.MapReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Push;
import io.jadis.protocol.client.RespValue.SetReply;
import io.jadis.protocol.client.RespValue.VerbatimString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReplyReaderPropertyTest {
    private static final byte[] LINE_END = {'\r', '\n'};

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int chunkBytes)
            throws IOException {
        Random random = new Random(seed);
        List<RespValue> values = new ArrayList<>();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i >= 0; i--) values.add(value(random, 4));
        for (RespValue value : values) write(value, wire);
        ReplyReader reader = ReplyReaderTest.reader(wire.toByteArray(), chunkBytes, ReplyLimits.DEFAULT);
        for (RespValue value : values) assertEquals(value, reader.read());
    }

    @Property(tries = 2000)
    void anyBytesEndInAValueOrAnIOException(@ForAll @Size(max = 200) byte[] noise, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] wire = noise.clone();
        for (int i = 0; i < wire.length; i++) {
            if (random.nextInt(3) == 0) wire[i] = (byte) "+-:$*_#,(!=%~>|\r\n0123456789".charAt(random.nextInt(27));
        }
        ReplyReader reader = ReplyReaderTest.reader(wire, 7, ReplyLimits.DEFAULT);
        try {
            while (true) reader.read();
        } catch (IOException e) {
            // the end, or not RESP
        }
    }

    private static RespValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0 -> new IntegerReply(random.nextLong());
            case 1 -> new ErrorReply(bytes(random));
            case 2 -> new BooleanReply(random.nextBoolean());
            case 3 -> new Null();
            case 4 -> number(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 5 -> new VerbatimString("txt", bytes(random));
            case 6 -> new BulkString(bytes(random));
            case 7 -> new Array(values(random, depth, 1));
            case 8 -> new SetReply(values(random, depth, 1));
            case 9 -> new Push(values(random, depth, 1));
            case 10 -> new MapReply(values(random, depth, 2));
            default -> new Attributed(new MapReply(values(random, depth, 2)), value(random, depth - 1));
        };
    }

    private static DoubleReply number(double value) {
        return new DoubleReply(value, Double.toString(value));
    }

    private static List<RespValue> values(Random random, int depth, int multiple) {
        List<RespValue> values = new ArrayList<>();
        for (int i = multiple * random.nextInt(4); i > 0; i--) values.add(value(random, depth - 1));
        return values;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void write(RespValue value, ByteArrayOutputStream wire) throws IOException {
        switch (value) {
            case IntegerReply(long number) -> line(":" + number, wire);
            case BooleanReply(boolean yes) -> line(yes ? "#t" : "#f", wire);
            case Null _ -> line("_", wire);
            case DoubleReply(_, String text) -> line("," + text, wire);
            case ErrorReply error -> string("!", "", error.bytes(), wire);
            case VerbatimString string -> string("=", "txt:", string.bytes(), wire);
            case BulkString string -> string("$", "", string.bytes(), wire);
            case Array(var elements) -> list("*" + elements.size(), elements, wire);
            case SetReply(var elements) -> list("~" + elements.size(), elements, wire);
            case Push(var elements) -> list(">" + elements.size(), elements, wire);
            case MapReply(var elements) -> list("%" + elements.size() / 2, elements, wire);
            case Attributed(MapReply attributes, RespValue inner) -> {
                list("|" + attributes.size(), attributes.elements(), wire);
                write(inner, wire);
            }
            case RespValue.SimpleString _, RespValue.BigNumber _ -> throw new AssertionError(value);
        }
    }

    private static void line(String text, ByteArrayOutputStream wire) throws IOException {
        wire.write(text.getBytes(StandardCharsets.US_ASCII));
        wire.write(LINE_END);
    }

    private static void string(String type, String prefix, byte[] bytes, ByteArrayOutputStream wire)
            throws IOException {
        line(type + (prefix.length() + bytes.length), wire);
        wire.write(prefix.getBytes(StandardCharsets.US_ASCII));
        wire.write(bytes);
        wire.write(LINE_END);
    }

    private static void list(String header, List<RespValue> elements, ByteArrayOutputStream wire) throws IOException {
        line(header, wire);
        for (RespValue element : elements) write(element, wire);
    }
}
