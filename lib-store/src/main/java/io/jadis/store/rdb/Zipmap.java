package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;

/**
 * Walks a zipmap, as which Redis 2.2 and 2.4 stored small hashes, and believes nothing of it.
 *
 * <pre>
 *   0  count:8                    254: more than fit in it
 *   1  fields with their values
 *   .  0xFF
 *
 *   field      length, bytes
 *   value      length, unusedBytes:8, bytes, so many unused ones
 *   length     length:8 (below 254), or 0xFE | length:32
 * </pre>
 */
final class Zipmap {
    private static final int END = 0xFF, LONG_LENGTH = 0xFE;

    private long zipmap;
    private long end;
    private long at;
    private int count;
    private boolean broken;

    private long length;
    private long fieldAddress, valueAddress;
    private int fieldLength, valueLength;

    /** Begins a walk over these bytes, whatever they are. */
    void open(long address, long bytes) {
        zipmap = address;
        end = address + bytes - 1;
        at = address + 1;
        count = 0;
        broken = bytes < 2 || Memory.getUnsignedByte(end) != END;
    }

    /** Goes to the next field; false at the end, and where it is broken. */
    boolean next() {
        if (broken || at == end) return false;
        broken = !read();
        return !broken;
    }

    /** After the last {@link #next}: whether all of it was what it has to be, and not empty. */
    boolean isWhole() {
        if (broken || count == 0) return false;
        int announced = Memory.getUnsignedByte(zipmap);
        return announced == LONG_LENGTH || announced == count;
    }

    long fieldAddress() {
        return fieldAddress;
    }

    int fieldLength() {
        return fieldLength;
    }

    long valueAddress() {
        return valueAddress;
    }

    int valueLength() {
        return valueLength;
    }

    private boolean read() {
        long field = behindLength(at);
        if (field == 0 || length > end - field) return false;
        fieldAddress = field;
        fieldLength = (int) length;
        long unused = behindLength(field + length);
        if (unused == 0 || unused >= end) return false;
        long value = unused + 1;
        int unusedBytes = Memory.getUnsignedByte(unused);
        if (length + unusedBytes > end - value) return false;
        valueAddress = value;
        valueLength = (int) length;
        at = value + length + unusedBytes;
        count++;
        return true;
    }

    /** Reads a length and returns the address behind it, 0 if it is none. */
    private long behindLength(long address) {
        if (address >= end) return 0;
        int first = Memory.getUnsignedByte(address);
        if (first < LONG_LENGTH) {
            length = first;
            return address + 1;
        }
        if (first == END || end - address < 5) return 0;
        length = Memory.getInt(address + 1) & 0xFFFF_FFFFL;
        return address + 5;
    }
}
