package io.jadis.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text under construction, as bytes: replies are shown byte for byte, whatever their encoding. */
sealed class ByteOutput extends ByteArrayOutputStream permits PrintedOutput {
    ByteOutput add(byte[] bytes) {
        writeBytes(bytes);
        return this;
    }

    ByteOutput add(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    ByteOutput add(char ascii) {
        write(ascii);
        return this;
    }

    ByteOutput add(long number) {
        return add(Long.toString(number));
    }

    boolean startsWith(char ascii) {
        return count > 0 && buf[0] == ascii;
    }

    /** Takes the last byte off again. */
    void dropLast() {
        count--;
    }
}
