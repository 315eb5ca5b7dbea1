package io.jadis.store.rdb;

import io.jadis.protocol.hash.Crc64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of files and payloads, put together one by one as the format has them. One char of a text is one byte. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** These bytes. */
    Bytes b(int... bytes) {
        for (int value : bytes) out.write(value);
        return this;
    }

    Bytes hex(String digits) {
        out.writeBytes(HexFormat.of().parseHex(digits.replace(" ", "")));
        return this;
    }

    Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Bytes raw(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Bytes littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) out.write((int) (value >>> 8 * i));
        return this;
    }

    Bytes bigEndian(long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) out.write((int) (value >>> 8 * i));
        return this;
    }

    /** A length in the shortest form. */
    Bytes length(long length) {
        if (length < 64) return b((int) length);
        if (length < 1 << 14) return b(0x40 | (int) length >> 8, (int) length & 0xFF);
        return b(0x80).bigEndian(length, 4);
    }

    /** A string with its length before it. */
    Bytes string(String text) {
        return length(text.length()).raw(text);
    }

    Bytes string(Bytes content) {
        byte[] bytes = content.array();
        return length(bytes.length).raw(bytes);
    }

    byte[] array() {
        return out.toByteArray();
    }

    // ---- frames

    /** Begins a file. */
    static Bytes file(int version) {
        return new Bytes().raw(String.format("REDIS%04d", version));
    }

    /** Ends a file, with its checksum if its version has one. */
    byte[] end(int version) {
        b(255);
        if (version >= 5) checksum();
        return array();
    }

    Bytes checksum() {
        byte[] bytes = array();
        return littleEndian(Crc64.update(0, bytes, 0, bytes.length), 8);
    }

    // ---- old forms

    /** A ziplist of texts, each stored as a string. */
    static Bytes ziplist(String... elements) {
        Bytes entries = new Bytes();
        int previous = 0, tail = 10;
        for (String element : elements) {
            Bytes entry = previousBytes(previous);
            int length = element.length();
            if (length < 64) entry.b(length);
            else if (length < 1 << 14) entry.b(0x40 | length >> 8, length & 0xFF);
            else entry.b(0x80).bigEndian(length, 4);
            entry.raw(element);
            tail += previous;
            previous = entry.array().length;
            entries.raw(entry.array());
        }
        return ziplist(entries, tail, elements.length);
    }

    static Bytes previousBytes(int previous) {
        return previous < 254 ? new Bytes().b(previous) : new Bytes().b(254).littleEndian(previous, 4);
    }

    static Bytes ziplist(Bytes entries, int tail, int count) {
        byte[] bytes = entries.array();
        return new Bytes().littleEndian(11 + bytes.length, 4).littleEndian(tail, 4).littleEndian(count, 2).raw(bytes)
                .b(255);
    }

    /** A listpack of texts of less than 64 bytes, each stored as a string. */
    static Bytes listpack(String... elements) {
        Bytes entries = new Bytes();
        for (String element : elements) entries.b(0x80 | element.length()).raw(element).b(element.length() + 1);
        return listpack(entries, elements.length);
    }

    static Bytes listpack(Bytes entries, int count) {
        byte[] bytes = entries.array();
        return new Bytes().littleEndian(7 + bytes.length, 4).littleEndian(count, 2).raw(bytes).b(255);
    }

    /** An intset of values that are so many bytes wide. */
    static Bytes intset(int width, long... values) {
        Bytes intset = new Bytes().littleEndian(width, 4).littleEndian(values.length, 4);
        for (long value : values) intset.littleEndian(value, width);
        return intset;
    }
}
