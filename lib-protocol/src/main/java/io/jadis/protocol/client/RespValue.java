package io.jadis.protocol.client;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One value of RESP2 or RESP3 as it was on the wire: nothing is converted that a tool may want to show, so doubles keep
 * their text, maps their order, and strings their bytes. RESP2's null bulk and null array are {@link Null} as RESP3's.
 */
public sealed interface RespValue {
    /** A value that is a run of bytes. Two are equal if type and bytes are. */
    sealed interface Text extends RespValue {
        /** The bytes themselves, not a copy. */
        byte[] bytes();

        /** The bytes read as UTF-8; malformed sequences become U+FFFD. */
        default String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /** A value that holds others. */
    sealed interface Aggregate extends RespValue {
        /** The elements in order; for a map key, value, key, value … */
        List<RespValue> elements();

        /**
         * The value behind a key in a map, or in RESP2's flat array of keys and values.
         *
         * @param key compared with text elements
         * @return the value of the first such key, or null
         */
        default RespValue field(String key) {
            List<RespValue> all = elements();
            for (int i = 0; i + 1 < all.size(); i += 2) {
                if (all.get(i) instanceof Text text && text.text().equals(key)) return all.get(i + 1);
            }
            return null;
        }
    }

    /** {@code +OK}: a status line. */
    record SimpleString(byte[] bytes) implements Text {
        @Override
        public boolean equals(Object other) {
            return other instanceof SimpleString that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "SimpleString[" + text() + "]";
        }
    }

    /** {@code -ERR …} or RESP3's blob error: the request failed. The bytes hold code and message. */
    record ErrorReply(byte[] bytes) implements Text {
        /** The first word: {@code ERR}, {@code WRONGTYPE}, {@code MOVED} … */
        public String code() {
            String all = text();
            int space = all.indexOf(' ');
            return space < 0 ? all : all.substring(0, space);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ErrorReply that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "ErrorReply[" + text() + "]";
        }
    }

    /** {@code $}: a binary-safe string. */
    record BulkString(byte[] bytes) implements Text {
        @Override
        public boolean equals(Object other) {
            return other instanceof BulkString that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "BulkString[" + text() + "]";
        }
    }

    /**
     * {@code =}: a string for people, to be shown as it is.
     *
     * @param format three letters, {@code txt} or {@code mkd}
     * @param bytes  the string without the format
     */
    record VerbatimString(String format, byte[] bytes) implements Text {
        @Override
        public boolean equals(Object other) {
            return other instanceof VerbatimString that && format.equals(that.format)
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "VerbatimString[" + format + ":" + text() + "]";
        }
    }

    /** {@code (}: an integer of any size, as its decimal digits. */
    record BigNumber(byte[] bytes) implements Text {
        /** The number. */
        public BigInteger value() {
            return new BigInteger(text());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BigNumber that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "BigNumber[" + text() + "]";
        }
    }

    /** {@code :}: a 64-bit signed integer. */
    record IntegerReply(long value) implements RespValue {}

    /**
     * {@code ,}: a double.
     *
     * @param value the number
     * @param text  how the server wrote it
     */
    record DoubleReply(double value, String text) implements RespValue {}

    /** {@code #t} or {@code #f}. */
    record BooleanReply(boolean value) implements RespValue {}

    /** {@code $-1}, {@code *-1} or {@code _}: there is no such thing. */
    record Null() implements RespValue {
        static final Null INSTANCE = new Null();
    }

    /** {@code *}: an ordered list. */
    record Array(List<RespValue> elements) implements Aggregate {}

    /** {@code %}: keys and values in the server's order, flattened. */
    record MapReply(List<RespValue> elements) implements Aggregate {
        /** The number of pairs. */
        public int size() {
            return elements.size() / 2;
        }
    }

    /** {@code ~}: an unordered collection in the order it was sent. */
    record SetReply(List<RespValue> elements) implements Aggregate {}

    /** {@code >}: out-of-band data; not the answer to a command, but for the confirmations of SUBSCRIBE and its kin. */
    record Push(List<RespValue> elements) implements Aggregate {}

    /**
     * {@code |}: a value with attributes in front of it.
     *
     * @param attributes what the server says about the value
     * @param value      the value proper
     */
    record Attributed(MapReply attributes, RespValue value) implements RespValue {}

    /** The value without its attributes, if it has any. */
    default RespValue plain() {
        RespValue value = this;
        while (value instanceof Attributed attributed) value = attributed.value();
        return value;
    }
}
