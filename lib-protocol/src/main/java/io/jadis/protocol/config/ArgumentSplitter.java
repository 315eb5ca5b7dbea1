package io.jadis.protocol.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a line into arguments by the quoting rules that redis.conf, inline commands and redis-cli share, and quotes an
 * argument so that it survives the way back:
 *
 * <pre>
 *   plain       up to the next blank; a quote inside opens a quoted part
 *   "double"    \n \r \t \b \a \xHH, and \ before any other character stands for that character
 *   'single'    \' for a quote, all else as it is
 * </pre>
 *
 * A closing quote must be followed by white space or the end of the line. A NUL ends the line.
 */
public final class ArgumentSplitter {
    private final String line;
    private int at;

    private ArgumentSplitter(String line) {
        this.line = line;
    }

    /**
     * The arguments of a line, as {@link ByteText}.
     *
     * @return empty if quotes are unbalanced; a list without elements for a blank line
     */
    public static Optional<List<String>> split(String line) {
        return new ArgumentSplitter(line).split();
    }

    /** The text in double quotes, with all that isn't printable ASCII escaped. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\', '"' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case 7 -> quoted.append("\\a");
                default -> {
                    if (ByteText.isPrintable(c)) quoted.append(c);
                    else quoted.append("\\x").append(hexDigit(c >> 4)).append(hexDigit(c));
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** Whether a text must be quoted to come back as one argument: it is empty, or has blanks, quotes or worse. */
    public static boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '"' || c == '\'' || c == ' ' || !ByteText.isPrintable(c)) return true;
        }
        return text.isEmpty();
    }

    private Optional<List<String>> split() {
        List<String> arguments = new ArrayList<>();
        while (true) {
            while (ByteText.isSpace(current())) at++;
            if (current() == 0) return Optional.of(arguments);
            StringBuilder argument = new StringBuilder();
            if (!readArgument(argument)) return Optional.empty();
            arguments.add(argument.toString());
        }
    }

    /** Reads one argument; false if its quotes are unbalanced. */
    private boolean readArgument(StringBuilder argument) {
        while (true) {
            char c = current();
            switch (c) {
                case 0, ' ', '\n', '\r', '\t' -> {
                    return true;
                }
                case '"' -> {
                    return readDoubleQuoted(argument);
                }
                case '\'' -> {
                    return readSingleQuoted(argument);
                }
                default -> {
                    argument.append(c);
                    at++;
                }
            }
        }
    }

    private boolean readDoubleQuoted(StringBuilder argument) {
        at++;
        while (current() != 0) {
            char c = current();
            if (c == '"') return closeQuote();
            if (c == '\\' && peek(1) == 'x' && isHex(peek(2)) && isHex(peek(3))) {
                argument.append((char) (Character.digit(peek(2), 16) << 4 | Character.digit(peek(3), 16)));
                at += 4;
            } else if (c == '\\' && peek(1) != 0) {
                argument.append(unescaped(peek(1)));
                at += 2;
            } else {
                argument.append(c);
                at++;
            }
        }
        return false;
    }

    private boolean readSingleQuoted(StringBuilder argument) {
        at++;
        while (current() != 0) {
            char c = current();
            if (c == '\'') return closeQuote();
            if (c == '\\' && peek(1) == '\'') {
                c = '\'';
                at++;
            }
            argument.append(c);
            at++;
        }
        return false;
    }

    private boolean closeQuote() {
        at++;
        return current() == 0 || ByteText.isSpace(current());
    }

    private char current() {
        return peek(0);
    }

    /** The char so many places on, 0 behind the end. */
    private char peek(int distance) {
        return at + distance < line.length() ? line.charAt(at + distance) : 0;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private static char hexDigit(int value) {
        return Character.forDigit(value & 0xF, 16);
    }
}
