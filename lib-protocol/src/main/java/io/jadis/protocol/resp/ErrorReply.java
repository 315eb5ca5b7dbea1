package io.jadis.protocol.resp;

import java.nio.charset.StandardCharsets;

/**
 * An error reply, encoded once: {@code -CODE text\r\n}. Line breaks at the text's end go away and others become blanks,
 * because an error is one line on the wire.
 */
public final class ErrorReply {
    private final String code;
    private final byte[] line;

    private ErrorReply(String code, byte[] line) {
        this.code = code;
        this.line = line;
    }

    /** An error from its whole text, code first, without the dash: {@code "ERR no such key"}. */
    public static ErrorReply of(String text) {
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) end--;
        String oneLine = text.substring(0, end).replace('\r', ' ').replace('\n', ' ');
        return new ErrorReply(code, ("-" + oneLine + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first word, which clients match on and INFO errorstats counts. */
    public String code() {
        return code;
    }

    /** The text without dash and line end. */
    public String text() {
        return new String(line, 1, line.length - 3, StandardCharsets.ISO_8859_1);
    }

    byte[] line() {
        return line;
    }

    @Override
    public String toString() {
        return text();
    }
}
