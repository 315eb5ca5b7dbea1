package io.jadis.protocol.config;

import java.util.OptionalLong;

/** The number formats of redis.conf, with the leniency that each of them has in Redis. */
public final class Numbers {
    private Numbers() {}

    /** A 64-bit number in its one canonical form: no plus sign, no leading zeros, no blanks. */
    static OptionalLong canonical(String text) {
        // 20 chars hold every long; a longer text isn't worth the parser's time.
        if (text.isEmpty() || text.length() > 20) return OptionalLong.empty();
        try {
            long value = Long.parseLong(text);
            return Long.toString(value).equals(text) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * A number as C's strtoll reads it, up to the end of the text: white space in front, a sign, any number of zeros;
     * beyond 64 bits the nearest long. The empty text is 0.
     */
    static OptionalLong lenient(String text, int radix) {
        if (text.isEmpty()) return OptionalLong.of(0);
        int at = 0;
        while (at < text.length() && ByteText.isSpace(text.charAt(at))) at++;
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || at < text.length() && text.charAt(at) == '+') at++;
        if (at == text.length()) return OptionalLong.empty();
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0; // negated, as there is one more negative number than positive ones
        for (; at < text.length(); at++) {
            int digit = asciiDigit(text.charAt(at), radix);
            if (digit < 0) return OptionalLong.empty();
            value = value < (limit + digit) / radix ? limit : value * radix - digit;
        }
        return OptionalLong.of(negative ? value : -value);
    }

    /**
     * An amount of memory in bytes: digits and one of the units b, k, kb, m, mb, g, gb (powers of 1000 without the b,
     * of 1024 with it). No digits are 0; digits beyond 64 bits are 2^64-1; the product wraps around.
     *
     * @return the amount as an unsigned long
     */
    public static OptionalLong memory(String text) {
        int digits = 0;
        while (digits < text.length() && asciiDigit(text.charAt(digits), 10) >= 0) digits++;
        if (digits >= 128) return OptionalLong.empty();
        long unitBytes = switch (ByteText.lower(text.substring(digits))) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1L << 10;
            case "m" -> 1000_000;
            case "mb" -> 1L << 20;
            case "g" -> 1000_000_000;
            case "gb" -> 1L << 30;
            default -> 0;
        };
        if (unitBytes == 0) return OptionalLong.empty();
        long amount = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.charAt(i) - '0';
            if (Long.compareUnsigned(amount, Long.divideUnsigned(-1 - digit, 10)) > 0) {
                amount = -1;
                break;
            }
            amount = amount * 10 + digit;
        }
        return OptionalLong.of(amount * unitBytes);
    }

    /** An amount of bytes in the largest unit that divides it: what {@link #memory} reads back. */
    static String memoryText(long bytes) {
        if (bytes == 0) return "0";
        int zeros = Long.numberOfTrailingZeros(bytes);
        if (zeros >= 30) return Long.toUnsignedString(bytes >>> 30) + "gb";
        if (zeros >= 20) return Long.toUnsignedString(bytes >>> 20) + "mb";
        if (zeros >= 10) return Long.toUnsignedString(bytes >>> 10) + "kb";
        return Long.toUnsignedString(bytes);
    }

    private static int asciiDigit(char c, int radix) {
        return c >= '0' && c < '0' + radix ? c - '0' : -1;
    }
}
