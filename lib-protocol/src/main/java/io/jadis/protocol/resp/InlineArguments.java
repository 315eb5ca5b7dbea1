package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;

/**
 * Splits an inline request into arguments by Redis's quoting rules: blanks separate; {@code "…"} knows
 * {@code \n \r \t \b \a \xHH} and takes any other escaped byte as itself; {@code '…'} knows only {@code \'}; a closing
 * quote must be followed by a blank or the end. Quoted text is unescaped in place: it never grows.
 */
final class InlineArguments {
    private InlineArguments() {}

    /** Adds the arguments of the line in {@code [from, end)} to the reader; false if quotes don't balance. */
    static boolean split(long base, long from, long end, RequestReader into) {
        long at = from;
        while (true) {
            while (at < end && isBlank(Memory.getByte(base + at))) at++;
            if (at >= end) return true;
            long start = at, to = at;
            byte quote = 0;
            while (true) {
                if (at >= end) {
                    if (quote != 0) return false;
                    break;
                }
                byte c = Memory.getByte(base + at);
                if (quote == 0) {
                    if (isBlank(c)) break;
                    at++;
                    if (c == '"' || c == '\'') quote = c;
                    else Memory.putByte(base + to++, c);
                } else if (c == quote) {
                    at++;
                    if (at < end && !isBlank(Memory.getByte(base + at))) return false;
                    quote = 0;
                    break;
                } else if (c == '\\' && quote == '\'' && at + 1 < end && Memory.getByte(base + at + 1) == '\'') {
                    Memory.putByte(base + to++, (byte) '\'');
                    at += 2;
                } else if (c == '\\' && quote == '"' && at + 1 < end) {
                    int hex = at + 3 < end && Memory.getByte(base + at + 1) == 'x' ? hexByte(base + at + 2) : -1;
                    Memory.putByte(base + to++, hex >= 0 ? (byte) hex : unescaped(Memory.getByte(base + at + 1)));
                    at += hex >= 0 ? 4 : 2;
                } else {
                    Memory.putByte(base + to++, c);
                    at++;
                }
            }
            into.addArgument(start, to - start);
        }
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0;
    }

    private static byte unescaped(byte c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    private static int hexByte(long address) {
        int high = Character.digit(Memory.getByte(address), 16), low = Character.digit(Memory.getByte(address + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
