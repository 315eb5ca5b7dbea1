package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import java.math.BigInteger;

/**
 * The cursor of SCAN and its like: 64 bits without a sign, read as C's {@code strtoul} reads them. So the empty text is
 * 0, zeros in front don't matter, and a minus counts down from 2^64.
 */
final class ScanCursor {
    private static final ErrorReply INVALID = ErrorReply.of("ERR invalid cursor");
    private static final int PLAIN_DIGITS_MAX = 18, DIGITS_MAX = 20;

    private ScanCursor() {}

    /** Whether the argument is a cursor; where it is none, sends the error. */
    static boolean isValid(Call call, int index) {
        String text = call.shown(index);
        String digits = withoutSign(text);
        boolean valid = text.isEmpty() || !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && fits(withoutZeros(digits));
        if (!valid) call.reply().error(INVALID);
        return valid;
    }

    private static boolean fits(String digits) {
        if (digits.length() <= PLAIN_DIGITS_MAX) return true;
        return digits.length() <= DIGITS_MAX && new BigInteger(digits).bitLength() <= Long.SIZE;
    }

    /** The cursor that a valid argument is. */
    static long parse(Call call, int index) {
        String text = call.shown(index);
        if (text.isEmpty()) return 0;
        long value = new BigInteger(withoutZeros(withoutSign(text))).longValue();
        return text.charAt(0) == '-' ? -value : value;
    }

    private static String withoutSign(String text) {
        return text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    }

    /** Without those in front, but for the last digit. */
    private static String withoutZeros(String digits) {
        int at = 0;
        while (at < digits.length() - 1 && digits.charAt(at) == '0') at++;
        return digits.substring(at);
    }

    /** The reply of HSCAN and its like where there is no key. */
    static void replyNothing(ReplyBuffer reply) {
        reply.array(2);
        reply(reply, 0);
        reply.array(0);
    }

    static void reply(ReplyBuffer reply, long cursor) {
        if (cursor >= 0) reply.bulkInteger(cursor);
        else reply.bulk(Long.toUnsignedString(cursor));
    }
}
