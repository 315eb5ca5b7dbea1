package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds replies for tests; a string is a bulk string, its characters bytes. */
final class Replies {
    private Replies() {}

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static RespValue status(String text) {
        return new RespValue.SimpleString(bytes(text));
    }

    static RespValue error(String text) {
        return new RespValue.ErrorReply(bytes(text));
    }

    static RespValue verbatim(String text) {
        return new RespValue.VerbatimString("txt", bytes(text));
    }

    static RespValue number(String text) {
        return new RespValue.DoubleReply(Double.parseDouble(text), text);
    }

    static RespValue array(Object... elements) {
        return new RespValue.Array(values(elements));
    }

    static RespValue set(Object... elements) {
        return new RespValue.SetReply(values(elements));
    }

    static RespValue push(Object... elements) {
        return new RespValue.Push(values(elements));
    }

    static RespValue.MapReply map(Object... keysAndValues) {
        return new RespValue.MapReply(values(keysAndValues));
    }

    static RespValue value(Object object) {
        return switch (object) {
            case null -> new RespValue.Null();
            case RespValue value -> value;
            case String text -> new RespValue.BulkString(bytes(text));
            case Boolean value -> new RespValue.BooleanReply(value);
            case Number value -> new RespValue.IntegerReply(value.longValue());
            default -> throw new IllegalArgumentException(object.toString());
        };
    }

    private static List<RespValue> values(Object... objects) {
        return java.util.Arrays.stream(objects).map(Replies::value).toList();
    }
}
