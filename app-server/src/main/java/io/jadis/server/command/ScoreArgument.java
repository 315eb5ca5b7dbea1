package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.DoubleText;
import io.jadis.server.execution.Call;
import io.jadis.store.sortedset.Bound;
import java.util.Locale;
import java.util.regex.Pattern;

/** Ends of ranges as arguments spell them: {@code 1.5 (1.5 -inf} for scores, {@code [a (a - +} for members. */
final class ScoreArgument {
    /** What has too large an exponent is as good as infinite here. It never goes back: long arguments take no longer. */
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?+([0-9]++\\.?+[0-9]*+|\\.[0-9]++)([eE][+-]?+[0-9]++)?+");
    private static final int LENGTH_MAX = 5 * 1024;

    private ScoreArgument() {}

    /**
     * Sets the bound to where a range of scores begins or ends.
     *
     * @return false if the argument is no score
     */
    static boolean readScore(Call call, int index, boolean isEnd, Bound bound) {
        long address = call.address(index);
        long length = call.length(index);
        boolean exclusive = length > 0 && Memory.getByte(address) == '(';
        int skipped = exclusive ? 1 : 0;
        double score = DoubleText.parse(address + skipped, length - skipped);
        if (Double.isNaN(score) && length < LENGTH_MAX) score = parseLeniently(call.shown(index).substring(skipped));
        bound.score(score, isEnd != exclusive);
        return !Double.isNaN(score);
    }

    /** What C's {@code strtod} takes and a score given to ZADD may not be: nothing, spaces in front, any exponent. */
    private static double parseLeniently(String text) {
        if (text.isEmpty()) return 0;
        String number = text.stripLeading();
        if (DECIMAL.matcher(number).matches()) return Double.parseDouble(number);
        return switch (number.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    /**
     * Sets the bound to where a range of members begins or ends.
     *
     * @return false if the argument is neither - nor + nor begins with [ or (
     */
    static boolean readMember(Call call, int index, boolean isEnd, Bound bound) {
        long address = call.address(index);
        long length = call.length(index);
        if (length == 0) return false;
        int first = Memory.getByte(address);
        switch (first) {
            case '-' -> bound.start();
            case '+' -> bound.end();
            case '[', '(' -> bound.member(address + 1, length - 1, isEnd == (first == '['));
            default -> {
                return false;
            }
        }
        return first == '[' || first == '(' || length == 1 || Memory.getByte(address + 1) == 0;
    }
}
