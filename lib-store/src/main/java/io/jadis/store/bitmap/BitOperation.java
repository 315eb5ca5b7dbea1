package io.jadis.store.bitmap;

import io.jadis.protocol.memory.Memory;

/** What BITOP does. NOT has one operand, the others have any number; missing bytes are zero. */
public enum BitOperation {
    AND, OR, XOR, NOT;

    /** Combines {@code length} bytes with as many others. */
    void into(long to, long from, int length) {
        // A method for each, and in it a loop as plain as can be: so the JIT unrolls it.
        switch (this) {
            case AND -> and(to, from, length);
            case OR -> or(to, from, length);
            case XOR -> xor(to, from, length);
            case NOT -> not(to, from, length);
        }
    }

    private static void and(long to, long from, int length) {
        int i = 0;
        for (; i < length - 7; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) & Memory.getLong(from + i));
        for (; i < length; i++) Memory.putByte(to + i, (byte) (Memory.getByte(to + i) & Memory.getByte(from + i)));
    }

    private static void or(long to, long from, int length) {
        int i = 0;
        for (; i < length - 7; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) | Memory.getLong(from + i));
        for (; i < length; i++) Memory.putByte(to + i, (byte) (Memory.getByte(to + i) | Memory.getByte(from + i)));
    }

    private static void xor(long to, long from, int length) {
        int i = 0;
        for (; i < length - 7; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) ^ Memory.getLong(from + i));
        for (; i < length; i++) Memory.putByte(to + i, (byte) (Memory.getByte(to + i) ^ Memory.getByte(from + i)));
    }

    private static void not(long to, long from, int length) {
        int i = 0;
        for (; i < length - 7; i += 8) Memory.putLong(to + i, ~Memory.getLong(from + i));
        for (; i < length; i++) Memory.putByte(to + i, (byte) ~Memory.getByte(from + i));
    }
}
