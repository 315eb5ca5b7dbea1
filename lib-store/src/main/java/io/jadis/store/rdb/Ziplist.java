package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;

/**
 * Walks a ziplist, which lists, hashes and sorted sets of files before Redis 7 are, and believes nothing of it.
 *
 * <pre>
 *   0  totalBytes:32 | tailOffset:32 | count:16        count 65535: more than fit in it
 *  10  entries
 *   .  0xFF
 *
 *   entry      previousBytes:8 (below 254), or 0xFE | previousBytes:32; head; data
 *
 *   00llllll                 string of up to 63 bytes
 *   01llllll llllllll        string of up to 16,383 bytes
 *   10000000 length:32       string; the length with its high byte first
 *   0xC0 0xD0 0xE0           integer of 16, 32, 64 bits
 *   0xF0 0xFE                integer of 24, 8 bits
 *   1111xxxx                 x - 1, for x from 1 to 13
 * </pre>
 */
final class Ziplist {
    private static final int COUNT_OFFSET = 8, TAIL_OFFSET = 4, HEADER_BYTES = 10, END = 0xFF;
    private static final int COUNT_UNKNOWN = 0xFFFF, LONG_PREVIOUS = 0xFE;

    private long ziplist;
    private long end;
    private long at;
    private long last;
    private long lastBytes;
    private int count;
    private boolean broken;

    private boolean isInteger;
    private long integer;
    private long stringAddress;
    private int stringLength;

    /** Begins a walk over these bytes, whatever they are. */
    void open(long address, long length) {
        ziplist = address;
        end = address + length - 1;
        at = address + HEADER_BYTES;
        last = 0;
        lastBytes = 0;
        count = 0;
        broken = length < HEADER_BYTES + 1 || Memory.getInt(address) != length || Memory.getUnsignedByte(end) != END
                || (Memory.getInt(address + TAIL_OFFSET) & 0xFFFF_FFFFL) > length - 1;
    }

    /** Goes to the next element; false at the end, and where it is broken. */
    boolean next() {
        if (broken || at == end) return false;
        broken = !read();
        return !broken;
    }

    /** After the last {@link #next}: whether all of it was what it has to be. */
    boolean isWhole() {
        if (broken || at != end) return false;
        if (last != 0 && last != ziplist + (Memory.getInt(ziplist + TAIL_OFFSET) & 0xFFFF_FFFFL)) return false;
        int announced = Memory.getShort(ziplist + COUNT_OFFSET) & 0xFFFF;
        return announced == COUNT_UNKNOWN || announced == count;
    }

    boolean isInteger() {
        return isInteger;
    }

    long integer() {
        return integer;
    }

    long stringAddress() {
        return stringAddress;
    }

    int stringLength() {
        return stringLength;
    }

    /** Reads the entry at {@link #at}, if all of it lies before the end. */
    private boolean read() {
        int previous = Memory.getUnsignedByte(at);
        if (previous == END) return false;
        int previousHeadBytes = previous == LONG_PREVIOUS ? 5 : 1;
        long head = at + previousHeadBytes;
        if (head >= end) return false;
        long previousBytes = previous == LONG_PREVIOUS ? Memory.getInt(at + 1) & 0xFFFF_FFFFL : previous;
        if (previousBytes != lastBytes) return false;
        long behind = readElement(head, Memory.getUnsignedByte(head));
        if (behind == 0 || behind > end) return false;
        last = at;
        lastBytes = behind - at;
        at = behind;
        count++;
        return true;
    }

    /** Returns the address behind it, 0 if it is none. */
    private long readElement(long head, int code) {
        int kind = code >> 6;
        isInteger = kind == 3;
        if (isInteger) return readInteger(head, code);
        if (kind == 0) return string(head + 1, code & 0x3F);
        if (kind == 1) {
            return end - head < 2 ? 0 : string(head + 2, (code & 0x3F) << 8 | Memory.getUnsignedByte(head + 1));
        }
        if (code != 0x80 || end - head < 5) return 0;
        return string(head + 5, Integer.reverseBytes(Memory.getInt(head + 1)) & 0xFFFF_FFFFL);
    }

    private long string(long address, long length) {
        if (length > end - address) return 0;
        stringAddress = address;
        stringLength = (int) length;
        return address + length;
    }

    private long readInteger(long head, int code) {
        if (code > 0xF0 && code < 0xFE) {
            integer = (code & 0x0F) - 1;
            return head + 1;
        }
        int bytes = switch (code) {
            case 0xC0 -> 2;
            case 0xD0 -> 4;
            case 0xE0 -> 8;
            case 0xF0 -> 3;
            case 0xFE -> 1;
            default -> 0;
        };
        if (bytes == 0 || end - head <= bytes) return 0;
        long data = head + 1;
        integer = switch (bytes) {
            case 1 -> Memory.getByte(data);
            case 2 -> Memory.getShort(data);
            case 3 -> Memory.getShort(data) & 0xFFFF | Memory.getByte(data + 2) << 16;
            case 4 -> Memory.getInt(data);
            default -> Memory.getLong(data);
        };
        return data + bytes;
    }
}
