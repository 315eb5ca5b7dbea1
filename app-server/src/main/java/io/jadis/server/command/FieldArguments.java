package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;

/** What the commands on the expiry of fields have in common: {@code FIELDS numfields field …} and the moment. */
final class FieldArguments {
    /** Something is wrong, and the error is sent. */
    static final int INVALID = -1;
    static final long INVALID_MOMENT = -1;

    /** The last moment at which a field may expire, in ms since 1970: Redis keeps two bits of its 48 for later. */
    private static final long MOMENT_MAX_MS = (1L << 46) - 1;

    private static final ErrorReply FIELDS_MISSING =
            ErrorReply.of("ERR Mandatory argument FIELDS is missing or not at the right position");
    private static final ErrorReply COUNT_MISMATCH =
            ErrorReply.of("ERR The `numfields` parameter must match the number of arguments");
    private static final ErrorReply NEGATIVE_TIME = ErrorReply.of("ERR invalid expire time, must be >= 0");

    private FieldArguments() {}

    /**
     * Where the fields begin that all arguments from {@code FIELDS} at this index on are about, or {@link #INVALID}.
     *
     * @param notPositive what a number of fields is answered that is none, or not positive
     */
    static int first(Call call, int fieldsIndex, ErrorReply notPositive) {
        if (!call.is(fieldsIndex, "FIELDS")) return refuse(call, FIELDS_MISSING);
        if (!call.readInteger(fieldsIndex + 1, notPositive)) return INVALID;
        if (call.integer() < 1) return refuse(call, notPositive);
        if (call.integer() != call.count() - fieldsIndex - 2) return refuse(call, COUNT_MISMATCH);
        return fieldsIndex + 2;
    }

    private static int refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return INVALID;
    }

    /**
     * The moment that an argument means, in ms since 1970, or {@link #INVALID_MOMENT}. See {@link Expiration#momentMs}.
     */
    static long momentMs(Call call, int index, boolean seconds, boolean relative) {
        if (!call.readInteger(index)) return INVALID_MOMENT;
        long value = call.integer();
        if (value < 0) return refuse(call, NEGATIVE_TIME);
        if (seconds) {
            if (value > MOMENT_MAX_MS / 1000) return outOfRange(call);
            value *= 1000;
        }
        long base = relative ? call.nowMs() : 0;
        return value > MOMENT_MAX_MS - base ? outOfRange(call) : value + base;
    }

    private static long outOfRange(Call call) {
        return refuse(call, ErrorReply.of("ERR invalid expire time in '" + call.command().fullName() + "' command"));
    }
}
