package io.jadis.protocol.match;

import io.jadis.protocol.memory.Memory;
import java.nio.charset.StandardCharsets;

/**
 * Redis's glob patterns over bytes: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]} and {@code \} to escape; letter
 * case may be ignored for ASCII. Bytes compare as signed, ranges included. What Redis does with odd patterns is kept:
 * an unclosed {@code [} ends with the pattern, {@code [z-a]} is {@code [a-z]}, and no pattern but the empty one
 * matches the empty text.
 *
 * <p>A mismatch goes back to the last {@code *} only: an earlier one could but hand the rest of the pattern a shorter
 * text. So the time is at most pattern length times text length, and nothing recurses or is allocated.
 */
public final class Glob {
    private Glob() {}

    /** Whether the pattern matches the whole text, both as one char per byte (ISO 8859-1). */
    public static boolean matches(String pattern, String text, boolean ignoreCase) {
        return matches(
                pattern.getBytes(StandardCharsets.ISO_8859_1), text.getBytes(StandardCharsets.ISO_8859_1), ignoreCase);
    }

    /** Whether the pattern matches the whole text. */
    public static boolean matches(byte[] pattern, byte[] text, boolean ignoreCase) {
        return matches(pattern, 0, pattern.length, text, 0, text.length, ignoreCase);
    }

    /** Whether the pattern matches the whole of a native range. */
    public static boolean matches(byte[] pattern, long address, long length, boolean ignoreCase) {
        return matches(pattern, 0, pattern.length, null, address, length, ignoreCase);
    }

    /** Whether a pattern in native memory matches the whole of a native range. */
    public static boolean matches(
            long patternAddress, long patternLength, long address, long length, boolean ignoreCase) {
        return matches(null, patternAddress, patternLength, null, address, length, ignoreCase);
    }

    /** Whether a pattern in native memory matches the whole text. */
    public static boolean matches(long patternAddress, long patternLength, byte[] text, boolean ignoreCase) {
        return matches(null, patternAddress, patternLength, text, 0, text.length, ignoreCase);
    }

    /** A sequence of bytes is a heap array and an offset in it, or {@code null} and an address. */
    private static boolean matches(
            byte[] pattern, long patternBase, long patternLength,
            byte[] text, long textBase, long textLength, boolean ignoreCase) {
        if (textLength == 0) return patternLength == 0;
        long p = 0, t = 0;
        long afterStar = -1, starText = 0;
        while (true) {
            boolean matched;
            if (t == textLength) {
                while (p < patternLength && at(pattern, patternBase, p) == '*') p++;
                if (p == patternLength) return true;
                matched = false;
            } else if (p == patternLength) {
                matched = false;
            } else {
                byte c = at(pattern, patternBase, p);
                if (c == '*') {
                    while (p < patternLength && at(pattern, patternBase, p) == '*') p++;
                    if (p == patternLength) return true;
                    afterStar = p;
                    starText = t;
                    continue;
                }
                byte subject = at(text, textBase, t);
                if (c == '[') {
                    long end = classEnd(pattern, patternBase, patternLength, p);
                    matched = inClass(pattern, patternBase, patternLength, p, subject, ignoreCase);
                    p = end;
                } else {
                    if (c == '\\' && p + 1 < patternLength) c = at(pattern, patternBase, ++p);
                    else if (c == '?') c = subject;
                    matched = same(c, subject, ignoreCase);
                    p++;
                }
                t++;
            }
            if (!matched) {
                if (afterStar < 0 || ++starText >= textLength) return false;
                p = afterStar;
                t = starText;
            }
        }
    }

    /** The index behind the class that opens at {@code open}. */
    private static long classEnd(byte[] pattern, long base, long length, long open) {
        long p = classStart(pattern, base, length, open);
        while (p < length && at(pattern, base, p) != ']') p = memberEnd(pattern, base, length, p);
        return Math.min(p + 1, length);
    }

    private static boolean inClass(byte[] pattern, long base, long length, long open, byte subject,
            boolean ignoreCase) {
        long p = classStart(pattern, base, length, open);
        boolean negated = p == open + 2;
        boolean found = false;
        while (p < length && at(pattern, base, p) != ']') {
            long end = memberEnd(pattern, base, length, p);
            byte first = at(pattern, base, p);
            if (first == '\\' && end == p + 2) {
                // An escaped member keeps its case even where case is ignored, as in Redis.
                found |= at(pattern, base, p + 1) == subject;
            } else if (end == p + 3) {
                found |= inRange(first, at(pattern, base, p + 2), subject, ignoreCase);
            } else {
                found |= same(first, subject, ignoreCase);
            }
            p = end;
        }
        return found != negated;
    }

    private static long classStart(byte[] pattern, long base, long length, long open) {
        return open + 1 < length && at(pattern, base, open + 1) == '^' ? open + 2 : open + 1;
    }

    /** The index behind the class member at {@code p}: an escaped byte, a range, or one byte. */
    private static long memberEnd(byte[] pattern, long base, long length, long p) {
        if (at(pattern, base, p) == '\\' && p + 1 < length) return p + 2;
        return p + 2 < length && at(pattern, base, p + 1) == '-' ? p + 3 : p + 1;
    }

    private static boolean inRange(byte first, byte last, byte subject, boolean ignoreCase) {
        byte low = first < last ? first : last;
        byte high = first < last ? last : first;
        if (ignoreCase) {
            low = lower(low);
            high = lower(high);
            subject = lower(subject);
        }
        return subject >= low && subject <= high;
    }

    private static boolean same(byte a, byte b, boolean ignoreCase) {
        return a == b || ignoreCase && lower(a) == lower(b);
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    private static byte at(byte[] heap, long base, long index) {
        return heap != null ? heap[(int) (base + index)] : Memory.getByte(base + index);
    }
}
