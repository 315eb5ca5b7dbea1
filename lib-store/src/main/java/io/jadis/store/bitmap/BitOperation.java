package io.jadis.store.bitmap;

import io.jadis.protocol.memory.Memory;

/** What BITOP does. NOT has one operand, the others have any number; missing bytes are zero. */
public enum BitOperation {
    AND, OR, XOR, NOT;

    /** Combines {@code length} bytes with as many others. */
    void into(long to, long from, int length) {
        int words = length & ~7;
        switch (this) {
            case AND -> {
                for (int i = 0; i < words; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) & Memory.getLong(from + i));
                for (int i = words; i < length; i++) {
                    Memory.putByte(to + i, (byte) (Memory.getByte(to + i) & Memory.getByte(from + i)));
                }
            }
            case OR -> {
                for (int i = 0; i < words; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) | Memory.getLong(from + i));
                for (int i = words; i < length; i++) {
                    Memory.putByte(to + i, (byte) (Memory.getByte(to + i) | Memory.getByte(from + i)));
                }
            }
            case XOR -> {
                for (int i = 0; i < words; i += 8) Memory.putLong(to + i, Memory.getLong(to + i) ^ Memory.getLong(from + i));
                for (int i = words; i < length; i++) {
                    Memory.putByte(to + i, (byte) (Memory.getByte(to + i) ^ Memory.getByte(from + i)));
                }
            }
            case NOT -> {
                for (int i = 0; i < words; i += 8) Memory.putLong(to + i, ~Memory.getLong(from + i));
                for (int i = words; i < length; i++) Memory.putByte(to + i, (byte) ~Memory.getByte(from + i));
            }
        }
    }
}
