package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;

/** The moment that EX, PX, EXAT, PXAT and the commands of the EXPIRE family name. */
final class Expiration {
    private Expiration() {}

    /** {@link #momentMs} has sent an error. */
    static final long INVALID = Long.MIN_VALUE;

    /**
     * The moment in ms since 1970 that argument {@code index} means, or {@link #INVALID}.
     *
     * @param seconds whether its unit is the second, else the millisecond
     * @param relative whether it counts from now, else from 1970
     */
    static long momentMs(Call call, int index, boolean seconds, boolean relative) {
        if (!call.readInteger(index)) return INVALID;
        long value = call.integer();
        if (value <= 0) return invalid(call);
        return toMoment(call, value, seconds, relative);
    }

    /** As {@link #momentMs} of a value that may be zero or negative; the moment is never below 0. */
    static long toMoment(Call call, long value, boolean seconds, boolean relative) {
        long ms = value;
        if (seconds) {
            if (value > Long.MAX_VALUE / 1000 || value < Long.MIN_VALUE / 1000) return invalid(call);
            ms = value * 1000;
        }
        if (relative) {
            if (ms > Long.MAX_VALUE - call.nowMs()) return invalid(call);
            ms += call.nowMs();
        }
        return Math.max(0, ms);
    }

    /**
     * Whether what gets this moment for its time is to be removed instead. Only who decides on expiry may do so: a
     * replica waits for its master's DEL.
     */
    static boolean isPast(Call call, Keyspace keyspace, long ms) {
        return ms <= call.nowMs() && !keyspace.leavesExpiryToMaster() && keyspace.expiryMode() != ExpiryMode.LOADING;
    }

    private static long invalid(Call call) {
        call.reply().error(ErrorReply.of("ERR invalid expire time in '" + call.command().fullName() + "' command"));
        return INVALID;
    }

    /** The units of SET's and GETEX's options. */
    enum Option {
        EX(true, true), PX(false, true), EXAT(true, false), PXAT(false, false);

        final boolean seconds, relative;

        Option(boolean seconds, boolean relative) {
            this.seconds = seconds;
            this.relative = relative;
        }

        private static final Option[] ALL = values();

        /** The option that the argument is, or null. */
        static Option at(Call call, int index) {
            long length = call.length(index);
            if (length != 2 && length != 4) return null;
            for (Option option : ALL) {
                if (call.is(index, option.name())) return option;
            }
            return null;
        }
    }

    static void syntaxError(Call call) {
        call.reply().error(Errors.SYNTAX);
    }
}
