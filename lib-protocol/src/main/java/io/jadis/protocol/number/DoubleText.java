package io.jadis.protocol.number;

import io.jadis.protocol.memory.Memory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Doubles as Redis 7.2 spells them: integers plainly, others with the digits of Grisu2 (Loitsch, "Printing
 * Floating-Point Numbers Quickly and Accurately with Integers", 2010). Grisu2 finds the shortest digits for 999 doubles
 * in 1,000 and one digit more for the rest; a shorter spelling would be a different reply, so it is Grisu2 here too.
 */
public final class DoubleText {
    /** Room that {@link #write} needs. */
    public static final int LENGTH_MAX = 32;

    private static final long FRACTION_MASK = (1L << 52) - 1, HIDDEN_BIT = 1L << 52;
    private static final int EXPONENT_BIAS = 1075;

    /** Digits of a number at most: 17, and one that rounding may leave. */
    private static final int DIGITS_MAX = 18;

    private static final MathContext GENERAL_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

    private DoubleText() {}

    /**
     * The number that a text spells in the syntax of {@code strtod}, infinities and hexadecimal ones included.
     *
     * @return NaN if the text is no number, or one too large or, not being zero, too small for a double
     */
    public static double parse(long address, long length) {
        return FloatScan.parseDouble(address, length);
    }

    /**
     * Stores the text of a double at an address.
     *
     * @return its length in bytes
     */
    public static int write(double value, long toAddress) {
        if (Double.isNaN(value)) return writeAscii("nan", toAddress);
        if (Double.isInfinite(value)) return writeAscii(value < 0 ? "-inf" : "inf", toAddress);
        if (value == 0) return writeAscii(1 / value < 0 ? "-0" : "0", toAddress);
        // Half of the longs' range, as Redis: there the conversion to long and back is exact beyond doubt.
        if (Math.abs(value) <= (double) (Long.MAX_VALUE / 2) && value == (long) value) {
            return Decimal.write((long) value, toAddress);
        }
        if (value > 0) return writePositive(value, toAddress, DIGITS_MAX);
        Memory.putByte(toAddress, (byte) '-');
        return 1 + writePositive(-value, toAddress + 1, DIGITS_MAX - 1);
    }

    /** The text of a double in C's format {@code %.17g}, with {@code inf} and {@code -inf}. */
    public static String general(double value) {
        if (Double.isInfinite(value)) return value < 0 ? "-inf" : "inf";
        if (value == 0) return 1 / value < 0 ? "-0" : "0";
        BigDecimal rounded = new BigDecimal(value).round(GENERAL_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < GENERAL_DIGITS.getPrecision()) return rounded.toPlainString();
        String digits = rounded.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) text.append('.').append(digits, 1, digits.length());
        text.append(exponent < 0 ? "e-" : "e+");
        if (Math.abs(exponent) < 10) text.append('0');
        return text.append(Math.abs(exponent)).toString();
    }

    /** Stores the digits, and puts point, zeros and exponent where they belong. */
    private static int writePositive(double value, long to, int scientificDigitsMax) {
        long packed = Grisu.digits(value, to);
        int count = Grisu.count(packed);
        int power = Grisu.power(packed);
        int exponent = power + count - 1;
        if (power >= 0 && exponent < count + 7) {
            Memory.fill(to + count, power, (byte) '0');
            return count + power;
        }
        if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) return insertPoint(to, count, count + power);
        return appendExponent(to, Math.min(count, scientificDigitsMax), exponent);
    }

    /** {@code integerDigits} may be negative: so many zeros follow the point. */
    private static int insertPoint(long to, int count, int integerDigits) {
        if (integerDigits > 0) {
            Memory.copy(to + integerDigits, to + integerDigits + 1, count - integerDigits);
            Memory.putByte(to + integerDigits, (byte) '.');
            return count + 1;
        }
        int lead = 2 - integerDigits;
        Memory.copy(to, to + lead, count);
        Memory.fill(to, lead, (byte) '0');
        Memory.putByte(to + 1, (byte) '.');
        return lead + count;
    }

    private static int appendExponent(long to, int count, int exponent) {
        int length = count;
        if (count > 1) {
            Memory.copy(to + 1, to + 2, count - 1);
            Memory.putByte(to + 1, (byte) '.');
            length++;
        }
        Memory.putByte(to + length++, (byte) 'e');
        Memory.putByte(to + length++, (byte) (exponent < 0 ? '-' : '+'));
        return length + Decimal.write(Math.abs(exponent), to + length);
    }

    private static int writeAscii(String text, long to) {
        for (int i = 0; i < text.length(); i++) Memory.putByte(to + i, (byte) text.charAt(i));
        return text.length();
    }

    /** The digits of a positive finite double. */
    private static final class Grisu {
        private Grisu() {}

        static int count(long packed) {
            return (int) packed & 0xFF;
        }

        /** Of 10, that the digits as an integer are to be multiplied by. */
        static int power(long packed) {
            return (int) (packed >> 8);
        }

        /** Stores the digits; {@link #count} and {@link #power} unpack what is returned. */
        static long digits(double value, long to) {
            long bits = Double.doubleToRawLongBits(value);
            int biased = (int) (bits >>> 52);
            long fraction = bits & FRACTION_MASK;
            if (biased != 0) fraction |= HIDDEN_BIT;
            int exponent = Math.max(biased, 1) - EXPONENT_BIAS;

            // Between the middles to both neighbours every number is read back as this one. All three are brought to
            // one exponent, the upper with its top bit set.
            int shift = Long.numberOfLeadingZeros(fraction << 1 | 1);
            int commonExponent = exponent - 1 - shift;
            long upper = (fraction << 1 | 1) << shift;
            boolean nearerBelow = fraction == HIDDEN_BIT;
            long lower = nearerBelow ? (fraction << 2) - 1 << shift - 1 : (fraction << 1) - 1 << shift;
            int ownShift = Long.numberOfLeadingZeros(fraction);

            int index = PowersOfTen.indexFor(commonExponent);
            long ten = PowersOfTen.significand(index);
            int productExponent = commonExponent + PowersOfTen.exponent(index) + 64;
            // A product is inexact by less than one unit: the safe interval is one narrower on both sides.
            long own = product(fraction << ownShift, ten);
            return generate(own, product(lower, ten) + 1, product(upper, ten) - 1, -productExponent,
                    -PowersOfTen.power(index), to);
        }

        /** The upper half of the product, rounded. */
        private static long product(long a, long b) {
            return Math.unsignedMultiplyHigh(a, b) + (a * b >>> 63);
        }

        /**
         * The digits of {@code upper} until what is left is within the interval, then down towards the number itself.
         *
         * @param pointBits bits behind the binary point of the first three, 32 to 60
         */
        private static long generate(long own, long lower, long upper, int pointBits, int power, long to) {
            long toOwn = upper - own;
            long interval = upper - lower;
            long one = 1L << pointBits;
            long integer = upper >>> pointBits;
            long rest = upper & one - 1;
            int count = 0;
            int left = 10;
            for (long ten = 1_000_000_000; left > 0; ten /= 10) {
                long digit = integer / ten;
                if (digit != 0 || count != 0) Memory.putByte(to + count++, (byte) ('0' + digit));
                integer -= digit * ten;
                left--;
                long remainder = (integer << pointBits) + rest;
                if (Long.compareUnsigned(remainder, interval) <= 0) {
                    round(to + count - 1, interval, remainder, ten << pointBits, toOwn);
                    return pack(count, power + left);
                }
            }
            long unit = 1;
            while (true) {
                rest *= 10;
                interval *= 10;
                unit *= 10;
                left--;
                long digit = rest >>> pointBits;
                if (digit != 0 || count != 0) Memory.putByte(to + count++, (byte) ('0' + digit));
                rest &= one - 1;
                if (Long.compareUnsigned(rest, interval) < 0) {
                    round(to + count - 1, interval, rest, one, toOwn * unit);
                    return pack(count, power + left);
                }
            }
        }

        /** Lowers the last digit as long as that brings the digits nearer to the number and keeps them inside. */
        private static void round(long lastDigit, long interval, long remainder, long step, long toOwn) {
            int digit = Memory.getByte(lastDigit);
            while (Long.compareUnsigned(remainder, toOwn) < 0
                    && Long.compareUnsigned(interval - remainder, step) >= 0
                    && (Long.compareUnsigned(remainder + step, toOwn) < 0
                            || Long.compareUnsigned(toOwn - remainder, remainder + step - toOwn) > 0)) {
                digit--;
                remainder += step;
            }
            Memory.putByte(lastDigit, (byte) digit);
        }

        private static long pack(int count, int power) {
            return (long) power << 8 | count;
        }
    }
}
