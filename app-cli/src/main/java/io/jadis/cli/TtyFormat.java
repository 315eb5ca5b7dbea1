package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
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
import java.util.List;

/** For people at a terminal: types named, elements numbered, nested ones indented below their number. */
final class TtyFormat implements ReplyFormat {
    @Override
    public void format(RespValue reply, ByteOutput out) {
        format(reply, "", out);
    }

    /** Every value ends in a line feed; {@code indent} goes before each of its lines but the first. */
    private void format(RespValue reply, String indent, ByteOutput out) {
        switch (reply) {
            case ErrorReply error -> out.add("(error) ").add(error.bytes()).add('\n');
            case SimpleString status -> out.add(status.bytes()).add('\n');
            case IntegerReply(long value) -> out.add("(integer) ").add(value).add('\n');
            case DoubleReply(_, String text) -> out.add("(double) ").add(text).add('\n');
            case BigNumber number -> out.add("(big number) ").add(number.bytes()).add('\n');
            case BulkString string -> {
                Quoting.quote(string.bytes(), out);
                out.add('\n');
            }
            case VerbatimString string -> out.add(string.bytes()).add('\n');
            case Null _ -> out.add("(nil)\n");
            case BooleanReply(boolean value) -> out.add(value ? "(true)\n" : "(false)\n");
            case Array(var elements) -> elements(elements, ")", "(empty array)\n", indent, out);
            case SetReply(var elements) -> elements(elements, "~", "(empty set)\n", indent, out);
            case Push(var elements) -> elements(elements, ")", "(empty push)\n", indent, out);
            case MapReply map -> pairs(map, indent, out);
            case Attributed(_, RespValue value) -> format(value, indent, out);
        }
    }

    private void elements(List<RespValue> elements, String mark, String ifEmpty, String indent, ByteOutput out) {
        if (elements.isEmpty()) out.add(ifEmpty);
        int width = digits(elements.size());
        String inner = indent + " ".repeat(width + 2);
        for (int i = 0; i < elements.size(); i++) {
            number(i, width, mark, indent, out);
            format(elements.get(i), inner, out);
        }
    }

    private void pairs(MapReply map, String indent, ByteOutput out) {
        if (map.size() == 0) out.add("(empty hash)\n");
        int width = digits(map.size());
        String inner = indent + " ".repeat(width + 2);
        for (int i = 0; i < map.size(); i++) {
            number(i, width, "#", indent, out);
            format(map.elements().get(2 * i), inner, out);
            out.dropLast();                       // the key's line feed: its value follows on the same line
            out.add(" => ");
            RespValue value = map.elements().get(2 * i + 1);
            if (takesLines(value)) out.add('\n').add(inner);
            format(value, inner, out);
        }
    }

    private static void number(int index, int width, String mark, String indent, ByteOutput out) {
        String number = Integer.toString(index + 1);
        out.add(index == 0 ? "" : indent).add(" ".repeat(width - number.length())).add(number).add(mark).add(' ');
    }

    private static int digits(int count) {
        return Integer.toString(count).length();
    }

    private static boolean takesLines(RespValue reply) {
        return switch (reply.plain()) {
            case MapReply map -> map.size() > 1 || map.size() == 1 && takesLines(map.elements().get(1));
            case Aggregate list -> list.elements().size() > 1
                    || list.elements().size() == 1 && takesLines(list.elements().getFirst());
            default -> false;
        };
    }
}
