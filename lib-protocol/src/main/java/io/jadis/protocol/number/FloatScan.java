package io.jadis.protocol.number;

import io.jadis.protocol.memory.Memory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The syntax of C's {@code strtod} and {@code strtold}, the whole text and nothing but it: sign, then decimal digits
 * with point and exponent, hexadecimal ones with a binary exponent, or an infinity. Spaces and NaN are refused, as
 * Redis does.
 */
final class FloatScan {
    /** What a text is. */
    enum Kind { INVALID, INFINITE, DECIMAL, HEXADECIMAL }

    /** Exponents beyond this are as good as infinite, in either direction and precision. */
    private static final int EXPONENT_LIMIT = 1_000_000;

    /** Up to here the powers of ten are exact as doubles, and integers up to 2^53. */
    private static final double[] EXACT_POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
        1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

    private final long address;
    private final int length;
    private int at;
    private boolean negative;
    private boolean hexadecimal;
    private boolean hasExponent;
    private int exponent;
    private BigInteger digits = BigInteger.ZERO;

    FloatScan(long address, int length) {
        this.address = address;
        this.length = length;
    }

    /** See {@link DoubleText#parse}. Nothing is allocated for up to 15 digits and small exponents. */
    static double parseDouble(long address, long length) {
        double plain = parsePlain(address, length);
        if (!Double.isNaN(plain)) return plain;
        if (length >= LongDouble.LENGTH_MAX) return Double.NaN;
        FloatScan scan = new FloatScan(address, (int) length);
        return switch (scan.scan()) {
            case INVALID -> Double.NaN;
            case INFINITE -> scan.negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case DECIMAL, HEXADECIMAL -> scan.toDouble();
        };
    }

    /** Digits with at most one point: exact by one division. NaN means that it takes the long way. */
    private static double parsePlain(long address, long length) {
        if (length <= 0 || length > 17) return Double.NaN;
        boolean negative = Memory.getByte(address) == '-';
        long sum = 0;
        int digitCount = 0;
        int pointAt = -1;
        for (int i = negative ? 1 : 0; i < length; i++) {
            int c = Memory.getByte(address + i);
            if (c >= '0' && c <= '9') {
                sum = sum * 10 + c - '0';
                digitCount++;
            } else if (c == '.' && pointAt < 0) {
                pointAt = digitCount;
            } else {
                return Double.NaN;
            }
        }
        if (digitCount == 0 || digitCount > 15) return Double.NaN;
        double value = pointAt < 0 ? sum : sum / EXACT_POWERS[digitCount - pointAt];
        return negative ? -value : value;
    }

    /** Reads the text; INVALID if any of it is left over. */
    Kind scan() {
        if (length <= 0) return Kind.INVALID;
        int sign = peek();
        if (sign == '-' || sign == '+') at++;
        negative = sign == '-';
        if (matches("infinity") || matches("inf")) return Kind.INFINITE;
        hexadecimal = peek() == '0' && at + 1 < length && lower(Memory.getByte(address + at + 1)) == 'x';
        if (hexadecimal) at += 2;
        if (!scanDigits(hexadecimal ? 16 : 10) || !scanExponent(hexadecimal ? 'p' : 'e')) return Kind.INVALID;
        if (at != length) return Kind.INVALID;
        return hexadecimal ? Kind.HEXADECIMAL : Kind.DECIMAL;
    }

    boolean negative() {
        return negative;
    }

    /** All digits as one integer. */
    BigInteger digits() {
        return digits;
    }

    /** Of 10, or of 2 for a hexadecimal text, that the digits are to be multiplied by. */
    int exponent() {
        return exponent;
    }

    private double toDouble() {
        String text = new String(Memory.toArray(address, length), StandardCharsets.ISO_8859_1);
        // Java asks for the binary exponent that C lets one leave out.
        double value = Double.parseDouble(hexadecimal && !hasExponent ? text + "p0" : text);
        boolean outOfRange = Double.isInfinite(value) || value == 0 && digits.signum() != 0;
        return outOfRange ? Double.NaN : value;
    }

    private boolean scanDigits(int radix) {
        StringBuilder text = new StringBuilder(length);
        boolean any = false;
        boolean point = false;
        for (; at < length; at++) {
            int c = peek();
            if (c == '.' && !point) {
                point = true;
                continue;
            }
            if (Character.digit(c, radix) < 0) break;
            any = true;
            text.append((char) c);
            if (point) exponent -= radix == 16 ? 4 : 1;
        }
        if (any) digits = new BigInteger(text.toString(), radix);
        return any;
    }

    private boolean scanExponent(int letter) {
        if (at == length || lower(peek()) != letter) return true;
        at++;
        boolean down = at < length && peek() == '-';
        if (at < length && (down || peek() == '+')) at++;
        if (at == length) return false;
        int sum = 0;
        for (; at < length && peek() >= '0' && peek() <= '9'; at++) {
            sum = Math.min(EXPONENT_LIMIT, sum * 10 + peek() - '0');
        }
        hasExponent = true;
        exponent += down ? -sum : sum;
        return true;
    }

    private boolean matches(String word) {
        if (length - at != word.length()) return false;
        for (int i = 0; i < word.length(); i++) {
            if (lower(Memory.getByte(address + at + i)) != word.charAt(i)) return false;
        }
        return true;
    }

    private int peek() {
        return at < length ? Memory.getByte(address + at) : -1;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
}
