package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;

/**
 * How many elements HRANDFIELD and ZRANDMEMBER are asked for.
 *
 * @param count below 0: so many, each of which may come again
 * @param withValues whether what belongs to an element comes with it
 */
record DrawCount(long count, boolean withValues) {
    private static final ErrorReply COUNT_OUT_OF_RANGE = ErrorReply.of(
            "ERR value is out of range, value must between " + -Long.MAX_VALUE + " and " + Long.MAX_VALUE);

    /**
     * Reads what follows the key: count, and the word for values if they are wanted.
     *
     * @return null if the error is sent
     */
    static DrawCount of(Call call, String wordForValues) {
        if (!call.readInteger(2)) return null;
        long count = call.integer();
        if (count == Long.MIN_VALUE) return refuse(call, COUNT_OUT_OF_RANGE);
        boolean withValues = call.count() == 4 && call.is(3, wordForValues);
        if (call.count() > 3 && !withValues) return refuse(call, Errors.SYNTAX);
        if (withValues && Math.abs(count) > Long.MAX_VALUE / 2) return refuse(call, Errors.OUT_OF_RANGE);
        return new DrawCount(count, withValues);
    }

    private static DrawCount refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return null;
    }
}
