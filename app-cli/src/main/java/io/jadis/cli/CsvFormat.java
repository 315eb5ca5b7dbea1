package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Attributed;
import io.jadis.protocol.client.RespValue.BigNumber;
import io.jadis.protocol.client.RespValue.BooleanReply;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Text;

/** One line of values with commas between, strings quoted; whatever is nested is flattened. */
final class CsvFormat implements ReplyFormat {
    @Override
    public void format(RespValue reply, ByteOutput out) {
        switch (reply) {
            case ErrorReply error -> {
                out.add("ERROR,");
                Quoting.quote(error.bytes(), out);
            }
            case BigNumber number -> out.add(number.bytes());
            case Text text -> Quoting.quote(text.bytes(), out);
            case IntegerReply(long value) -> out.add(value);
            case DoubleReply(_, String text) -> out.add(text);
            case Null _ -> out.add("NULL");
            case BooleanReply(boolean value) -> out.add(value ? "true" : "false");
            case Aggregate list -> {
                boolean first = true;
                for (RespValue element : list.elements()) {
                    if (!first) out.add(',');
                    format(element, out);
                    first = false;
                }
            }
            case Attributed(_, RespValue value) -> format(value, out);
        }
    }
}
