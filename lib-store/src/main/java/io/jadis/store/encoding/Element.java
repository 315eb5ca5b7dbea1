package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;

/**
 * An element of a {@link Listpack} without the length at its end: head and data, as they are drawn there. What reads an
 * entry of a listpack ({@link Listpack#isInteger}, {@link Listpack#integer} and their like) reads an element as well,
 * for they look at head and data alone.
 */
public final class Element {
    static final int STRING_32 = 0xF0, INT_16 = 0xF1, INT_24 = 0xF2, INT_32 = 0xF3, INT_64 = 0xF4;
    private static final int SHORT_STRING_MAX = 63, MEDIUM_STRING_MAX = 4095;

    private Element() {}

    /** Bytes of an element that is there. */
    public static int bytes(long element) {
        int head = Memory.getUnsignedByte(element);
        if (head < 0x80) return 1;
        if (head < 0xC0) return 1 + (head & 0x3F);
        if (head < 0xE0) return 2;
        return switch (head) {
            case INT_16 -> 3;
            case INT_24 -> 4;
            case INT_32 -> 5;
            case INT_64 -> 9;
            default -> stringHeadBytes(head) + stringLength(element, head);
        };
    }

    /** Bytes of the element that these bytes become. */
    public static int bytes(long address, int length) {
        long value = Decimal.parse(address, length);
        return isInteger(value, address, length) ? integerBytes(value) : stringHeadBytesFor(length) + length;
    }

    /** Bytes of the element that a number becomes. */
    public static int integerBytes(long value) {
        if (value >= 0 && value <= 127) return 1;
        if (value >= -4096 && value <= 4095) return 2;
        if (value == (short) value) return 3;
        if (value << 40 >> 40 == value) return 4;
        return value == (int) value ? 5 : 9;
    }

    /** What the entry of an element takes in a listpack. */
    public static int entryBytes(int elementBytes) {
        return elementBytes + Backlength.bytes(elementBytes);
    }

    /** Makes an element of these bytes; what spells a number becomes that. Returns the address behind it. */
    public static long write(long to, long address, int length) {
        long value = Decimal.parse(address, length);
        return isInteger(value, address, length) ? writeInteger(to, value) : writeString(to, address, length);
    }

    /** Makes an element of a number. Returns the address behind it. */
    public static long writeInteger(long to, long value) {
        int bytes = integerBytes(value);
        switch (bytes) {
            case 1 -> Memory.putByte(to, (byte) value);
            case 2 -> {
                Memory.putByte(to, (byte) (0xC0 | value >> 8 & 0x1F));
                Memory.putByte(to + 1, (byte) value);
            }
            case 3 -> {
                Memory.putByte(to, (byte) INT_16);
                Memory.putShort(to + 1, (short) value);
            }
            case 4 -> {
                Memory.putByte(to, (byte) INT_24);
                Memory.putShort(to + 1, (short) value);
                Memory.putByte(to + 3, (byte) (value >> 16));
            }
            case 5 -> {
                Memory.putByte(to, (byte) INT_32);
                Memory.putInt(to + 1, (int) value);
            }
            default -> {
                Memory.putByte(to, (byte) INT_64);
                Memory.putLong(to + 1, value);
            }
        }
        return to + bytes;
    }

    /** Makes an entry of a listpack from an element. Returns the address behind it. */
    public static long copyToEntry(long element, long to) {
        int bytes = bytes(element);
        Memory.copy(element, to, bytes);
        Backlength.write(to + bytes, bytes);
        return to + bytes + Backlength.bytes(bytes);
    }

    /** Makes an entry of a listpack from a number. Returns the address behind it. */
    public static long writeIntegerEntry(long to, long value) {
        long end = writeInteger(to, value);
        Backlength.write(end, end - to);
        return end + 1;
    }

    static long writeString(long to, long address, int length) {
        long data = writeStringHead(to, length);
        Memory.copy(address, data, length);
        return data + length;
    }

    /** Begins an element that is a string. Returns the address of its data. */
    static long writeStringHead(long to, int length) {
        int headBytes = stringHeadBytesFor(length);
        switch (headBytes) {
            case 1 -> Memory.putByte(to, (byte) (0x80 | length));
            case 2 -> {
                Memory.putByte(to, (byte) (0xE0 | length >> 8));
                Memory.putByte(to + 1, (byte) length);
            }
            default -> {
                Memory.putByte(to, (byte) STRING_32);
                Memory.putInt(to + 1, length);
            }
        }
        return to + headBytes;
    }

    /** Whether a string, of which this is what {@link Decimal#parse} gave, is stored as an integer. */
    static boolean isInteger(long parsed, long address, long length) {
        return parsed != Decimal.NOT_A_LONG || Decimal.isLong(address, length);
    }

    static int stringHeadBytes(int head) {
        if (head < 0xC0) return 1;
        return head == STRING_32 ? 5 : 2;
    }

    static int stringHeadBytesFor(int length) {
        if (length <= SHORT_STRING_MAX) return 1;
        return length <= MEDIUM_STRING_MAX ? 2 : 5;
    }

    static int stringLength(long element, int head) {
        if (head < 0xC0) return head & 0x3F;
        if (head == STRING_32) return Memory.getInt(element + 1);
        return (head & 0x0F) << 8 | Memory.getUnsignedByte(element + 1);
    }
}
