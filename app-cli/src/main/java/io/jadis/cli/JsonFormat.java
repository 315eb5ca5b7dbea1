package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Attributed;
import io.jadis.protocol.client.RespValue.BigNumber;
import io.jadis.protocol.client.RespValue.BooleanReply;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.MapReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Text;
import java.util.List;

/**
 * JSON. Plain, strings keep their bytes and are valid JSON where they are UTF-8. Quoted, strings are ASCII: quoted as
 * for a terminal, then each backslash doubled, so that a reader gets the quoted form back.
 */
final class JsonFormat implements ReplyFormat {
    private final boolean quoted;

    JsonFormat(boolean quoted) {
        this.quoted = quoted;
    }

    @Override
    public void format(RespValue reply, ByteOutput out) {
        switch (reply) {
            case ErrorReply error -> {
                out.add("error:");                // not JSON, so that no script takes an error for a string
                string(error.bytes(), out);
            }
            case BigNumber number -> out.add(number.bytes());
            case Text text -> string(text.bytes(), out);
            case IntegerReply(long value) -> out.add(value);
            case DoubleReply(_, String text) -> out.add(text);
            case Null _ -> out.add("null");
            case BooleanReply(boolean value) -> out.add(value ? "true" : "false");
            case MapReply(var elements) -> object(elements, out);
            case Aggregate list -> array(list.elements(), out);
            case Attributed(_, RespValue value) -> format(value, out);
        }
    }

    private void array(List<RespValue> elements, ByteOutput out) {
        out.add('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) out.add(',');
            format(elements.get(i), out);
        }
        out.add(']');
    }

    private void object(List<RespValue> elements, ByteOutput out) {
        out.add('{');
        for (int i = 0; i < elements.size(); i += 2) {
            if (i > 0) out.add(',');
            key(elements.get(i).plain(), out);
            out.add(':');
            format(elements.get(i + 1), out);
        }
        out.add('}');
    }

    /** JSON has no keys but strings, RESP3 has. */
    private void key(RespValue key, ByteOutput out) {
        ByteOutput text = new ByteOutput();
        format(key, text);
        boolean isString = key instanceof ErrorReply || text.startsWith('"');
        if (isString) out.add(text.toByteArray());
        else out.add('"').add(text.toByteArray()).add('"');
    }

    private void string(byte[] bytes, ByteOutput out) {
        if (quoted) {
            ByteOutput once = new ByteOutput();
            Quoting.quote(bytes, once);
            for (byte b : once.toByteArray()) {
                if (b == '\\') out.add('\\');
                out.write(b);
            }
            return;
        }
        out.add('"');
        for (byte b : bytes) {
            switch (b) {
                case '\\', '"' -> out.add('\\').add((char) b);
                case '\n' -> out.add("\\n");
                case '\f' -> out.add("\\f");
                case '\r' -> out.add("\\r");
                case '\t' -> out.add("\\t");
                case '\b' -> out.add("\\b");
                default -> {
                    if (b >= 0 && b <= 0x1f) out.add(b < 16 ? "\\u000" : "\\u00").add(Integer.toHexString(b));
                    else out.write(b);
                }
            }
        }
        out.add('"');
    }
}
