package io.jadis.protocol.client;

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
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Reads RESP2 and RESP3 values from a source of bytes that blocks. Bytes beyond the value stay buffered here for the
 * next. One thread.
 */
final class ReplyReader {
    /** Where the bytes come from. */
    interface Source {
        /** Blocks for at least one byte; returns how many it put at {@code into[at…]}, or -1 at the end. */
        int read(byte[] into, int at, int length) throws IOException;
    }

    private static final int BUFFER_BYTES = 16 * 1024;
    /** What is reserved at once on the peer's mere claim of a length. */
    private static final int CLAIM_BYTES_MAX = 1 << 20, CLAIM_ELEMENTS_MAX = 1 << 10;

    private final Source source;
    private final ReplyLimits limits;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position, limit;                  // unread bytes are buffer[position … limit)

    ReplyReader(Source source, ReplyLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    boolean hasBuffered() {
        return position < limit;
    }

    int bufferedBytes() {
        return limit - position;
    }

    /** The next value; {@link EOFException} where the stream ends, {@link ProtocolException} where it is not RESP. */
    RespValue read() throws IOException {
        return value(0);
    }

    /** Bytes that are not RESP, such as an RDB file: those buffered first. -1 at the end. */
    int readRaw(byte[] into, int at, int length) throws IOException {
        if (!hasBuffered()) return source.read(into, at, length);
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, at, count);
        position += count;
        return count;
    }

    private RespValue value(int depth) throws IOException {
        if (!hasBuffered()) fill();
        byte type = buffer[position++];
        return switch (type) {
            case '+' -> new SimpleString(line());
            case '-' -> new ErrorReply(line());
            case ':' -> new IntegerReply(number("integer"));
            case '$' -> bulk();
            case '*' -> array(depth);
            case '_' -> nothing();
            case '#' -> bool();
            case ',' -> dbl();
            case '(' -> bigNumber();
            case '=' -> verbatim();
            case '!' -> new ErrorReply(bytes(length("blob error", limits.bulkBytesMax())));
            case '%' -> new MapReply(pairs("map", depth));
            case '~' -> new SetReply(elements(length("set", limits.elementsMax()), depth));
            case '>' -> new Push(elements(length("push", limits.elementsMax()), depth));
            case '|' -> new Attributed(new MapReply(pairs("attribute", depth)), value(deeper(depth)));
            default -> throw new ProtocolException("Protocol error, got " + shown(type) + " as reply type byte");
        };
    }

    private RespValue bulk() throws IOException {
        long length = number("bulk length");
        if (length == -1) return Null.INSTANCE;
        return new BulkString(bytes(bounded("bulk length", length, limits.bulkBytesMax())));
    }

    private RespValue array(int depth) throws IOException {
        long length = number("array length");
        if (length == -1) return Null.INSTANCE;
        return new Array(elements(bounded("array length", length, limits.elementsMax()), depth));
    }

    private RespValue nothing() throws IOException {
        if (line().length != 0) throw new ProtocolException("Protocol error, null with a value");
        return Null.INSTANCE;
    }

    private RespValue bool() throws IOException {
        byte[] line = line();
        if (line.length == 1 && line[0] == 't') return new BooleanReply(true);
        if (line.length == 1 && line[0] == 'f') return new BooleanReply(false);
        throw new ProtocolException("Protocol error, bad boolean " + shown(line));
    }

    private RespValue dbl() throws IOException {
        byte[] line = line();
        String text = new String(line, StandardCharsets.ISO_8859_1);
        double value = switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> finite(line, text);
        };
        return new DoubleReply(value, text);
    }

    private static double finite(byte[] line, String text) throws ProtocolException {
        // Double.parseDouble also takes blanks, "NaN", hexadecimal and type suffixes
        for (byte b : line) {
            if ((b < '0' || b > '9') && "+-.eE".indexOf(b) < 0) {
                throw new ProtocolException("Protocol error, bad double " + shown(line));
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("Protocol error, bad double " + shown(line));
        }
    }

    private RespValue bigNumber() throws IOException {
        byte[] line = line();
        int digits = line.length > 0 && (line[0] == '-' || line[0] == '+') ? 1 : 0;
        boolean valid = line.length > digits;
        for (int i = digits; i < line.length; i++) valid &= line[i] >= '0' && line[i] <= '9';
        if (!valid) throw new ProtocolException("Protocol error, bad big number " + shown(line));
        return new BigNumber(line);
    }

    private RespValue verbatim() throws IOException {
        byte[] all = bytes(length("verbatim string", limits.bulkBytesMax()));
        if (all.length < 4 || all[3] != ':') {
            throw new ProtocolException("Protocol error, verbatim string without its format");
        }
        return new VerbatimString(new String(all, 0, 3, StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(all, 4, all.length));
    }

    private List<RespValue> pairs(String what, int depth) throws IOException {
        return elements(2 * length(what, limits.elementsMax() / 2), depth);
    }

    private List<RespValue> elements(int count, int depth) throws IOException {
        int inner = deeper(depth);
        List<RespValue> elements = new ArrayList<>(Math.min(count, CLAIM_ELEMENTS_MAX));
        for (int i = 0; i < count; i++) elements.add(value(inner));
        return Collections.unmodifiableList(elements);
    }

    private int deeper(int depth) throws ProtocolException {
        if (depth >= limits.depthMax()) {
            throw new ProtocolException("Protocol error, nested deeper than " + limits.depthMax());
        }
        return depth + 1;
    }

    private int length(String what, int max) throws IOException {
        return bounded(what + " length", number(what + " length"), max);
    }

    private static int bounded(String what, long value, int max) throws ProtocolException {
        if (value < 0 || value > max) {
            throw new ProtocolException("Protocol error, " + what + " out of range: " + value);
        }
        return (int) value;
    }

    /** The rest of the line as a signed decimal number. */
    private long number(String what) throws IOException {
        byte[] line = line();
        boolean negative = line.length > 0 && line[0] == '-';
        int at = negative || line.length > 0 && line[0] == '+' ? 1 : 0;
        boolean valid = line.length > at && line.length - at <= 19;
        long value = 0;                           // kept negative, for Long.MIN_VALUE has no positive counterpart
        for (; at < line.length && valid; at++) {
            int digit = line[at] - '0';
            valid = digit >= 0 && digit <= 9;
            value = value * 10 - digit;
            valid &= value <= 0;
        }
        valid &= negative || value != Long.MIN_VALUE;
        if (!valid) throw new ProtocolException("Protocol error, bad " + what + " " + shown(line));
        return negative ? value : -value;
    }

    /** The bytes up to CRLF, which is consumed. */
    private byte[] line() throws IOException {
        int scanned = position;
        while (true) {
            for (; scanned < limit; scanned++) {
                if (buffer[scanned] == '\n') {
                    if (scanned == position || buffer[scanned - 1] != '\r') {
                        throw new ProtocolException("Protocol error, line feed without carriage return");
                    }
                    byte[] line = Arrays.copyOfRange(buffer, position, scanned - 1);
                    position = scanned + 1;
                    return line;
                }
            }
            if (limit - position > limits.lineBytesMax()) {
                throw new ProtocolException("Protocol error, line longer than " + limits.lineBytesMax());
            }
            scanned -= position;                  // fill() moves the unread bytes to the front
            fill();
        }
    }

    /** {@code length} bytes and the CRLF behind them. */
    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, CLAIM_BYTES_MAX)];
        int count = 0;
        while (count < length) {
            if (count == bytes.length) bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
            int read = readRaw(bytes, count, bytes.length - count);
            if (read < 0) throw ended();
            count += read;
        }
        while (limit - position < 2) fill();
        if (buffer[position] != '\r' || buffer[position + 1] != '\n') {
            throw new ProtocolException("Protocol error, string longer than its length " + length);
        }
        position += 2;
        return bytes;
    }

    /** Moves the unread bytes to the front of the buffer and adds at least one. */
    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (limit == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        int read = source.read(buffer, limit, buffer.length - limit);
        if (read < 0) throw ended();
        limit += read;
    }

    private static EOFException ended() {
        return new EOFException("Server closed the connection");
    }

    private static String shown(byte... bytes) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < bytes.length && i < 64; i++) {
            if (bytes[i] >= ' ' && bytes[i] <= '~') shown.append((char) bytes[i]);
            else shown.append(String.format("\\x%02x", bytes[i] & 0xFF));
        }
        return shown.append('"').toString();
    }
}
