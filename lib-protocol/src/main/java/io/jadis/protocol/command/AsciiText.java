package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import java.nio.charset.StandardCharsets;

/**
 * Arguments as words of the protocol. Only ASCII letters have two cases, as in Redis; strings hold one byte in each
 * {@code char}, so that names with any bytes in them survive.
 */
public final class AsciiText {
    private AsciiText() {}

    /** Eight bytes at once: each of 'A' to 'Z' becomes its lower case, every other byte stays. */
    static long lower(long word) {
        long low7 = word & 0x7F7F_7F7F_7F7F_7F7FL;
        long fromA = low7 + 0x3F3F_3F3F_3F3F_3F3FL;           // top bit set where the byte is at least 'A'
        long beyondZ = low7 + 0x2525_2525_2525_2525L;         // top bit set where it is beyond 'Z'
        long upper = (fromA ^ beyondZ) & ~word & 0x8080_8080_8080_8080L;
        return word | upper >>> 2;                            // 0x80 >> 2 is the bit between the cases
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }

    /** A text with A to Z in lower case. */
    public static String lower(String text) {
        char[] chars = new char[text.length()];
        for (int i = 0; i < chars.length; i++) chars[i] = lower(text.charAt(i));
        return new String(chars);
    }

    /** Whether bytes are this word, in any case. */
    public static boolean equalsIgnoringCase(long address, long length, String word) {
        if (length != word.length()) return false;
        for (int i = 0; i < length; i++) {
            if (lower((char) Memory.getUnsignedByte(address + i)) != lower(word.charAt(i))) return false;
        }
        return true;
    }

    /** Whether an argument is this word, in any case. */
    public static boolean is(Arguments arguments, int i, String word) {
        return equalsIgnoringCase(arguments.address(i), arguments.length(i), word);
    }

    /** An argument, one char a byte. */
    public static String string(Arguments arguments, int i) {
        return new String(Memory.toArray(arguments.address(i), arguments.length(i)), StandardCharsets.ISO_8859_1);
    }
}
