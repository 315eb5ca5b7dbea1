package io.jadis.protocol.log;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.LongToIntFunction;

/** Writes moments as {@code 26 Dec 2023 14:08:50.910}, in one time zone and English in any locale. */
final class LogTime {
    private static final String[] MONTHS =
            {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    private static final int QUARTER_HOUR_SECONDS = 900;

    private final LongToIntFunction offsetSeconds;
    private volatile KnownOffset known = new KnownOffset(Long.MIN_VALUE, ZoneOffset.UTC);

    /** Time zones change their offset at full quarters of an hour only. */
    private record KnownOffset(long quarterHour, ZoneOffset offset) {}

    /** @param offsetSeconds how far local time is ahead of UTC at a moment in seconds since the epoch */
    LogTime(LongToIntFunction offsetSeconds) {
        this.offsetSeconds = offsetSeconds;
    }

    void append(long timeMs, StringBuilder to) {
        long seconds = Math.floorDiv(timeMs, 1_000L);
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, offset(seconds));
        pad(time.getDayOfMonth(), 2, to).append(' ').append(MONTHS[time.getMonthValue() - 1]).append(' ');
        to.append(time.getYear()).append(' ');
        pad(time.getHour(), 2, to).append(':');
        pad(time.getMinute(), 2, to).append(':');
        pad(time.getSecond(), 2, to).append('.');
        pad((int) Math.floorMod(timeMs, 1_000L), 3, to);
    }

    private ZoneOffset offset(long seconds) {
        long quarterHour = Math.floorDiv(seconds, QUARTER_HOUR_SECONDS);
        KnownOffset last = known;
        if (last.quarterHour != quarterHour) {
            last = new KnownOffset(quarterHour, ZoneOffset.ofTotalSeconds(offsetSeconds.applyAsInt(seconds)));
            known = last;
        }
        return last.offset;
    }

    private static StringBuilder pad(int number, int digits, StringBuilder to) {
        String text = Integer.toString(number);
        for (int i = text.length(); i < digits; i++) to.append('0');
        return to.append(text);
    }
}
