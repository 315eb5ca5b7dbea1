package io.jadis.sentinel.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings of bytes that are meant to be UTF-8 and need not be, such as a password: what isn't comes back as it was. Each
 * byte of such text that isn't ASCII is held as half a surrogate pair, which no text has.
 */
final class LosslessText {
    private static final char ESCAPE = 0xDC00;

    private LosslessText() {}

    static String of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) return text;
        StringBuilder escaped = new StringBuilder(bytes.length);
        for (byte each : bytes) escaped.append((char) (each >= 0 ? each : ESCAPE + (each & 0xFF)));
        return escaped.toString();
    }

    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(each -> {
            if (each > ESCAPE && each <= ESCAPE + 0xFF) bytes.write(each - ESCAPE);
            else bytes.writeBytes(Character.toString(each).getBytes(StandardCharsets.UTF_8));
        });
        return bytes.toByteArray();
    }
}
