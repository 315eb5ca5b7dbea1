package io.jadis.cli;

/** Numbers as C's atoi and atof read them: the longest valid beginning counts, and nothing valid is 0. */
final class LeadingNumber {
    private LeadingNumber() {}

    /** The integer at the beginning, held within the bounds of long. */
    static long integer(String text) {
        int at = skipBlanks(text);
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || at < text.length() && text.charAt(at) == '+') at++;
        long value = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            int digit = text.charAt(at) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /** The integer at the beginning, cut to int as C does. */
    static int int32(String text) {
        return (int) integer(text);
    }

    /** The decimal number at the beginning. */
    static double decimal(String text) {
        int start = skipBlanks(text);
        for (int end = text.length(); end > start; end--) {
            char last = text.charAt(end - 1);
            if (!isDigit(last) && last != '.') continue;      // Java would take "1d" and "0x1p3"
            try {
                return Double.parseDouble(text.substring(start, end));
            } catch (NumberFormatException e) {
                // a shorter beginning may be one
            }
        }
        return 0;
    }

    private static int skipBlanks(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) >= '\t' && text.charAt(at) <= '\r')) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
