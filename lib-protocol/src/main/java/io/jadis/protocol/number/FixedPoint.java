package io.jadis.protocol.number;

import io.jadis.protocol.memory.Memory;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Doubles with a fixed number of digits behind the point, as Redis prints distances and coordinates. */
public final class FixedPoint {
    /** Enough for the text of any distance, and of any number that {@link #writeShort} writes. */
    public static final int LENGTH_MAX = 48;

    private static final int DISTANCE_DIGITS = 4, DISTANCE_SCALE = 10_000;

    private static final int DIGITS_MAX = 17;
    private static final long SCALE = 100_000_000_000_000_000L;

    /** From here on a double has no fraction; larger ones are not meant to be written. */
    private static final double WHOLE_FROM = 0x1p52;

    private FixedPoint() {}

    /** A distance with four digits behind the point. Returns the length. */
    public static int writeDistance(double value, long toAddress) {
        return write((long) Math.rint(value * DISTANCE_SCALE), DISTANCE_DIGITS, toAddress);
    }

    private static int write(long scaled, int fractionDigits, long toAddress) {
        long scale = 1;
        for (int i = 0; i < fractionDigits; i++) scale *= 10;
        long to = toAddress;
        if (scaled < 0) Memory.putByte(to++, (byte) '-');
        to += Decimal.write(Math.abs(scaled / scale), to);
        to = writeFraction(Math.abs(scaled % scale), fractionDigits, to);
        return (int) (to - toAddress);
    }

    private static long writeFraction(long fraction, int digits, long to) {
        Memory.putByte(to, (byte) '.');
        long rest = fraction;
        for (int i = digits; i > 0; i--) {
            Memory.putByte(to + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return to + 1 + digits;
    }

    /**
     * A number below 2^52 with up to 17 digits behind the point, rounded from its exact value, without zeros at the
     * end: what {@code %.17Lf} leaves. Returns the length.
     */
    public static int writeShort(double value, long toAddress) {
        assert Math.abs(value) < WHOLE_FROM : value;
        long bits = Double.doubleToRawLongBits(Math.abs(value));
        // The value is mantissa / 2^shift, with shift above 0 below 2^52.
        int exponent = (int) (bits >>> 52);
        long mantissa = bits & (1L << 52) - 1 | (exponent == 0 ? 0 : 1L << 52);
        int shift = 1075 - Math.max(exponent, 1);
        long whole = shift < Long.SIZE ? mantissa >>> shift : 0;
        long fraction = scaled(shift < Long.SIZE ? mantissa & (1L << shift) - 1 : mantissa, shift);
        if (fraction == SCALE) {
            whole++;
            fraction = 0;
        }
        long to = toAddress;
        if (value < 0 && (whole | fraction) != 0) Memory.putByte(to++, (byte) '-');
        to += Decimal.write(whole, to);
        if (fraction == 0) return (int) (to - toAddress);
        to = writeFraction(fraction, DIGITS_MAX, to);
        while (Memory.getByte(to - 1) == '0') to--;
        return (int) (to - toAddress);
    }

    /** {@code fraction * 10^17 / 2^shift}, rounded half to even. */
    private static long scaled(long fraction, int shift) {
        long high = Math.multiplyHigh(fraction, SCALE), low = fraction * SCALE;
        long quotient, rest, restLow, half;
        if (shift >= 2 * Long.SIZE) return 0;
        if (shift > Long.SIZE) {
            quotient = high >>> (shift - Long.SIZE);
            rest = high & (1L << (shift - Long.SIZE)) - 1;
            restLow = low;
            half = 1L << (shift - Long.SIZE - 1);
        } else {
            quotient = shift == Long.SIZE ? high : high << (Long.SIZE - shift) | low >>> shift;
            rest = shift == Long.SIZE ? low : low & (1L << shift) - 1;
            restLow = 0;
            half = 1L << (shift - 1);
        }
        int order = Long.compareUnsigned(rest, half);
        boolean up = order > 0 || order == 0 && (restLow != 0 || (quotient & 1) != 0);
        return up ? quotient + 1 : quotient;
    }

    /** Any double with six digits behind the point, as {@code %f} prints it: for messages. */
    public static String text(double value) {
        if (Double.isInfinite(value)) return value < 0 ? "-inf" : "inf";
        String text = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
        return value < 0 && !text.startsWith("-") ? "-" + text : text;
    }
}
