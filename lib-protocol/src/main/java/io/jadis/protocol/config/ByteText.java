package io.jadis.protocol.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Text with one char per byte, from 0 to 255 (ISO 8859-1): how configuration text is held, so that a password or a path
 * of any encoding comes back byte for byte. The character classes are those of C's own locale.
 */
public final class ByteText {
    private ByteText() {}

    /** The bytes as text. */
    public static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The UTF-8 bytes of an ordinary string, such as a command-line argument or a path, as text. */
    public static String ofString(String string) {
        return of(string.getBytes(StandardCharsets.UTF_8));
    }

    /** The ordinary string whose UTF-8 bytes the text holds. */
    public static String toString(String text) {
        return new String(bytes(text), StandardCharsets.UTF_8);
    }

    /**
     * The path that a text names.
     *
     * @throws NoSuchFileException if no path of this system can have that name
     */
    public static Path path(String text) throws NoSuchFileException {
        try {
            return Path.of(toString(text));
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(e.getInput(), null, e.getReason());
        }
    }

    /** Blank, tab, line end and the like. */
    public static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    static boolean isPrintable(char c) {
        return c >= ' ' && c <= '~';
    }

    /** ASCII letters in lower case. */
    public static String lower(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') chars[i] += 'a' - 'A';
        }
        return new String(chars);
    }

    /** Whether the texts are the same but for the case of ASCII letters. */
    public static boolean sameIgnoringCase(String a, String b) {
        return a.length() == b.length() && lower(a).equals(lower(b));
    }

    /** Without the blanks, tabs and line ends around it. */
    public static String trim(String text) {
        int start = 0, end = text.length();
        while (start < end && isBlankOrLineEnd(text.charAt(start))) start++;
        while (end > start && isBlankOrLineEnd(text.charAt(end - 1))) end--;
        return text.substring(start, end);
    }

    private static boolean isBlankOrLineEnd(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
