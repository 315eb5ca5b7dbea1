package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.store.stream.StreamId;

/** Reads the ids that commands on streams are given; where one is none, sends the error and answers false. */
final class StreamIds {
    private static final ErrorReply INVALID =
            ErrorReply.of("ERR Invalid stream ID specified as stream command argument");
    private static final ErrorReply INVALID_START = ErrorReply.of("ERR invalid start ID for the interval");
    private static final ErrorReply INVALID_END = ErrorReply.of("ERR invalid end ID for the interval");

    private StreamIds() {}

    /** An id proper: neither {@code -} nor {@code +}. A missing sequence is 0. */
    static boolean read(Call call, int index, StreamId into) {
        return isId(call, into.parse(call.address(index), call.length(index), 0) == StreamId.Form.ID);
    }

    /** Whether the argument is an id proper; sends no error. */
    static boolean isId(Call call, int index, StreamId into) {
        return into.parse(call.address(index), call.length(index), 0) == StreamId.Form.ID;
    }

    /** An id, {@code -} or {@code +}. */
    static boolean readAny(Call call, int index, StreamId into) {
        return readAny(call, call.address(index), call.length(index), into, 0);
    }

    private static boolean readAny(Call call, long address, long length, StreamId into, long missingSeq) {
        return isId(call, switch (into.parse(address, length, missingSeq)) {
            case ID, MIN, MAX -> true;
            case AUTO_SEQUENCE, INVALID -> false;
        });
    }

    /** The lower end of a range, after {@code (} an exclusive one. */
    static boolean readStart(Call call, int index, StreamId into) {
        if (!isExclusive(call, index)) return readAny(call, index, into);
        if (!readExclusive(call, index, into, 0)) return false;
        if (into.increment()) return true;
        call.reply().error(INVALID_START);
        return false;
    }

    /** The upper end of a range, after {@code (} an exclusive one; a missing sequence is the highest. */
    static boolean readEnd(Call call, int index, StreamId into) {
        if (!isExclusive(call, index)) return readAny(call, call.address(index), call.length(index), into, -1);
        if (!readExclusive(call, index, into, -1)) return false;
        if (into.decrement()) return true;
        call.reply().error(INVALID_END);
        return false;
    }

    private static boolean isExclusive(Call call, int index) {
        return call.length(index) > 1 && Memory.getByte(call.address(index)) == '(';
    }

    private static boolean readExclusive(Call call, int index, StreamId into, long missingSeq) {
        return isId(call, into.parse(call.address(index) + 1, call.length(index) - 1, missingSeq) == StreamId.Form.ID);
    }

    private static boolean isId(Call call, boolean valid) {
        if (!valid) call.reply().error(INVALID);
        return valid;
    }

    /** The id of a new entry: as {@link #read}, or {@code ms-*}. Null, with the error sent, for anything else. */
    static StreamId.Form readNew(Call call, int index, StreamId into) {
        StreamId.Form form = into.parse(call.address(index), call.length(index), 0);
        if (form == StreamId.Form.ID || form == StreamId.Form.AUTO_SEQUENCE) return form;
        call.reply().error(INVALID);
        return null;
    }
}
