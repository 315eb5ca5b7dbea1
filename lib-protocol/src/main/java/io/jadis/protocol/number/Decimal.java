package io.jadis.protocol.number;

import io.jadis.protocol.memory.Memory;
import java.nio.charset.StandardCharsets;

/**
 * The canonical decimal of a signed 64-bit integer: an optional minus and digits, no plus, no spaces, no leading zeros,
 * no {@code -0}. A text is canonical exactly when printing the number gives the same bytes back, which is what lets a
 * store keep the number in place of the text.
 */
public final class Decimal {
    /** Bytes of the longest text, {@code -9223372036854775808}. */
    public static final int LENGTH_MAX = 20;

    /**
     * What {@link #parse} answers for a text that is no canonical long. It is itself a long that a text may spell, so a
     * caller that sees it asks {@link #isLong} before it believes in an error.
     */
    public static final long NOT_A_LONG = Long.MIN_VALUE + 0x5EED;

    private static final byte[] NOT_A_LONG_TEXT = Long.toString(NOT_A_LONG).getBytes(StandardCharsets.US_ASCII);

    /** Two digits a number, low byte first: {@code PAIRS[42]} stores as "42". */
    private static final short[] PAIRS = new short[100];

    /** 10^0 … 10^18. */
    private static final long[] POWERS = new long[19];

    static {
        for (int i = 0; i < 100; i++) PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) POWERS[i] = POWERS[i - 1] * 10;
    }

    private Decimal() {}

    /** How many bytes {@link #write} stores for the value: 1 to {@link #LENGTH_MAX}. */
    public static int length(long value) {
        if (value >= 0) return digits(value);
        return value == Long.MIN_VALUE ? LENGTH_MAX : 1 + digits(-value);
    }

    /** Digits of a number that is not negative. */
    private static int digits(long value) {
        // 1233 / 4096 is a little more than log10(2): the estimate is exact or one too high.
        int estimate = (64 - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
        return value < POWERS[estimate] ? Math.max(estimate, 1) : estimate + 1;
    }

    /**
     * Stores the decimal of the value at an address.
     *
     * @return its length in bytes, at most {@link #LENGTH_MAX}
     */
    public static int write(long value, long toAddress) {
        int length = length(value);
        long at = toAddress + length;
        // Down from the negative side, where every long has its place.
        long rest = value < 0 ? value : -value;
        while (rest <= -100) {
            long next = rest / 100;
            at -= 2;
            Memory.putShort(at, PAIRS[(int) (next * 100 - rest)]);
            rest = next;
        }
        if (rest <= -10) Memory.putShort(at - 2, PAIRS[(int) -rest]);
        else Memory.putByte(at - 1, (byte) ('0' - rest));
        if (value < 0) Memory.putByte(toAddress, (byte) '-');
        return length;
    }

    /**
     * The number that a text spells, or {@link #NOT_A_LONG}:
     *
     * <pre>{@code
     * long n = Decimal.parse(address, length);
     * if (n == Decimal.NOT_A_LONG && !Decimal.isLong(address, length)) return NOT_AN_INTEGER;
     * }</pre>
     */
    public static long parse(long address, long length) {
        if (length <= 0 || length > LENGTH_MAX) return NOT_A_LONG;
        int first = Memory.getByte(address);
        boolean negative = first == '-';
        if (negative) {
            if (length == 1) return NOT_A_LONG;
            first = Memory.getByte(address + 1);
        }
        int at = negative ? 2 : 1;
        long sum = '0' - first;
        if (sum > 0 || sum < -9) return NOT_A_LONG;
        if (sum == 0) return length == 1 ? 0 : NOT_A_LONG;
        // Sums downwards: the negative side is one longer. 18 digits and the sign can't overflow.
        for (; at < length; at++) {
            int digit = Memory.getByte(address + at) - '0';
            if (digit < 0 || digit > 9) return NOT_A_LONG;
            if (at >= 18 && (sum < Long.MIN_VALUE / 10 || sum * 10 < Long.MIN_VALUE + digit)) return NOT_A_LONG;
            sum = sum * 10 - digit;
        }
        if (negative) return sum;
        return sum == Long.MIN_VALUE ? NOT_A_LONG : -sum;
    }

    /** Whether the text is the canonical decimal of a long. */
    public static boolean isLong(long address, long length) {
        return parse(address, length) != NOT_A_LONG || Memory.equal(address, length, NOT_A_LONG_TEXT);
    }
}
