package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Attributed;
import io.jadis.protocol.client.RespValue.BooleanReply;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.MapReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Text;
import java.util.List;

/** For other programs: the bytes as they are, elements apart by the delimiter, a map's values behind their keys. */
final class RawFormat implements ReplyFormat {
    private final byte[] delimiter;

    RawFormat(byte[] delimiter) {
        this.delimiter = delimiter;
    }

    @Override
    public void format(RespValue reply, ByteOutput out) {
        switch (reply) {
            case Null _ -> { }
            case ErrorReply error -> out.add(error.bytes()).add('\n');
            case Text text -> out.add(text.bytes());
            case BooleanReply(boolean value) -> out.add(value ? "(true)" : "(false)");
            case IntegerReply(long value) -> out.add(value);
            case DoubleReply(_, String text) -> out.add(text);
            case MapReply(var elements) -> elements(elements, true, out);
            case Aggregate list -> elements(list.elements(), false, out);
            case Attributed(_, RespValue value) -> format(value, out);
        }
    }

    private void elements(List<RespValue> elements, boolean paired, ByteOutput out) {
        for (int i = 0; i < elements.size(); i++) {
            if (paired && i % 2 == 1) out.add(' ');
            else if (i > 0) out.add(delimiter);
            format(elements.get(i), out);
        }
    }
}
