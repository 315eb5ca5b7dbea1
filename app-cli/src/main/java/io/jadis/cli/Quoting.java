package io.jadis.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The quoting of the prompt, of {@code --quoted-input} and of formatted replies. Between double quotes {@code \n \r \t
 * \b \a \xHH} and a backslash before any other byte are escapes, between single quotes only {@code \'}.
 */
final class Quoting {
    private static final String HEX = "0123456789abcdef";

    private Quoting() {}

    /**
     * Splits a line into its words.
     *
     * @param line the line; it ends at a NUL byte if it has one
     * @return the words, or null if a quote is not closed or is followed by something else than a blank
     */
    static List<byte[]> split(byte[] line) {
        List<byte[]> words = new ArrayList<>();
        int end = 0;
        while (end < line.length && line[end] != 0) end++;
        for (int at = skipBlanks(line, 0, end); at < end; at = skipBlanks(line, at, end)) {
            ByteOutput word = new ByteOutput();
            at = word(line, at, end, word);
            if (at < 0) return null;
            words.add(word.toByteArray());
        }
        return words;
    }

    /** The one word that the argument is when unquoted, or null. */
    static byte[] unquote(byte[] argument) {
        List<byte[]> words = split(argument);
        return words == null || words.size() != 1 ? null : words.getFirst();
    }

    /** Adds the bytes between double quotes, so that {@link #split} gives them back and all of it is printable. */
    static void quote(byte[] bytes, ByteOutput out) {
        out.add('"');
        for (byte b : bytes) {
            switch (b) {
                case '\\', '"' -> out.add('\\').add((char) b);
                case '\n' -> out.add("\\n");
                case '\r' -> out.add("\\r");
                case '\t' -> out.add("\\t");
                case 7 -> out.add("\\a");
                case '\b' -> out.add("\\b");
                default -> {
                    if (b >= ' ' && b <= '~') out.add((char) b);
                    else out.add("\\x").add(HEX.charAt(b >> 4 & 15)).add(HEX.charAt(b & 15));
                }
            }
        }
        out.add('"');
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** Reads the word at {@code at}; returns the index behind it, or -1. A quote may open inside a word and ends it. */
    private static int word(byte[] line, int at, int end, ByteOutput word) {
        for (; at < end; at++) {
            switch (line[at]) {
                case ' ', '\n', '\r', '\t' -> {
                    return at;
                }
                case '"' -> {
                    return doubleQuoted(line, at + 1, end, word);
                }
                case '\'' -> {
                    return singleQuoted(line, at + 1, end, word);
                }
                default -> word.write(line[at]);
            }
        }
        return at;
    }

    private static int doubleQuoted(byte[] line, int at, int end, ByteOutput word) {
        for (; at < end; at++) {
            byte b = line[at];
            if (b == '"') return closed(line, at + 1, end);
            if (b != '\\' || at + 1 == end) {
                word.write(b);
            } else if (line[at + 1] == 'x' && at + 3 < end && hex(line[at + 2]) >= 0 && hex(line[at + 3]) >= 0) {
                word.write(hex(line[at + 2]) << 4 | hex(line[at + 3]));
                at += 3;
            } else {
                word.write(escaped(line[++at]));
            }
        }
        return -1;
    }

    private static int singleQuoted(byte[] line, int at, int end, ByteOutput word) {
        for (; at < end; at++) {
            if (line[at] == '\'') return closed(line, at + 1, end);
            if (line[at] == '\\' && at + 1 < end && line[at + 1] == '\'') at++;
            word.write(line[at]);
        }
        return -1;
    }

    private static int closed(byte[] line, int at, int end) {
        return at < end && !isBlank(line[at]) ? -1 : at;
    }

    private static int escaped(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private static int skipBlanks(byte[] line, int at, int end) {
        while (at < end && isBlank(line[at])) at++;
        return at;
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
