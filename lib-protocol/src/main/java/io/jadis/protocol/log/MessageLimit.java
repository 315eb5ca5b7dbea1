package io.jadis.protocol.log;

/**
 * How much of a message a line takes: as much as Redis's {@code serverLog} has room for. What clients send is in many
 * messages, and thousands of lines may wait for the disk, so what is too much goes before anything is made of it.
 */
final class MessageLimit {
    private MessageLimit() {}

    /** The message up to the limit in UTF-8, without the character that would pass it. */
    static String cut(String message) {
        if (message.length() <= ServerLog.MESSAGE_BYTES_MAX / 3) return message;
        int bytes = 0;
        for (int at = 0, next; at < message.length(); at = next) {
            int character = message.codePointAt(at);
            next = at + Character.charCount(character);
            bytes += bytesOf(character);
            if (bytes > ServerLog.MESSAGE_BYTES_MAX) return message.substring(0, at);
        }
        return message;
    }

    /** Half a pair is written as a question mark. */
    private static int bytesOf(int character) {
        if (character < 0x80 || character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) return 1;
        if (character < 0x800) return 2;
        return character < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 3 : 4;
    }

    /** The arguments of a message, without what is beyond the limit wherever they stand in it. */
    static Object[] cutEach(Object[] arguments) {
        Object[] cut = arguments;
        for (int i = 0; i < arguments.length; i++) {
            if (!(arguments[i] instanceof String text) || text.length() <= ServerLog.MESSAGE_BYTES_MAX) continue;
            if (cut == arguments) cut = arguments.clone();
            // One more than can be shown: whether the last one is half a pair shows in the next.
            cut[i] = text.substring(0, ServerLog.MESSAGE_BYTES_MAX + 1);
        }
        return cut;
    }
}
