package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.StoredLength;
import io.jadis.store.table.EntryLayout;

/**
 * A field with its value in a hash table: one block.
 *
 * <pre>
 *   0  shape:8                 bit 0: longField, 1: longValue, 2: timed
 *   1  fieldLength:8 or 40     by longField
 *   .  valueLength:8 or 40     by longValue
 *   .  [timed: place:32]       where the field stands in the hash's {@link FieldHeap}
 *   .  field | value
 * </pre>
 *
 * A field and a value of 12 bytes each take 27 bytes.
 */
final class FieldEntry {
    static final EntryLayout LAYOUT = new Layout();

    private static final int LONG_FIELD = 1, LONG_VALUE = 2, TIMED = 4;
    private static final int HEAD_BYTES_MIN = 3, LONG_BYTES = StoredLength.BYTES - 1, PLACE_BYTES = 4;
    private static final int SHORT_LENGTH_MAX = 255;

    private FieldEntry() {}

    static long fieldLength(long entry) {
        return fieldLength(entry, Memory.getByte(entry));
    }

    static long fieldAddress(long entry) {
        return entry + headBytes(Memory.getByte(entry));
    }

    static long valueLength(long entry) {
        int shape = Memory.getByte(entry);
        long at = entry + valueLengthOffset(shape);
        return (shape & LONG_VALUE) == 0 ? Memory.getUnsignedByte(at) : StoredLength.get(at);
    }

    static long valueAddress(long entry) {
        int shape = Memory.getByte(entry);
        return entry + headBytes(shape) + fieldLength(entry, shape);
    }

    static boolean isTimed(long entry) {
        return (Memory.getByte(entry) & TIMED) != 0;
    }

    /** The index of a timed field in the heap. */
    static int place(long entry) {
        assert isTimed(entry);
        return Memory.getInt(placeAddress(entry));
    }

    static void setPlace(long entry, int place) {
        assert isTimed(entry);
        Memory.putInt(placeAddress(entry), place);
    }

    private static long placeAddress(long entry) {
        int shape = Memory.getByte(entry);
        return entry + headBytes(shape) - PLACE_BYTES;
    }

    /** All bytes of an entry. */
    static long bytes(long entry) {
        int shape = Memory.getByte(entry);
        return (long) headBytes(shape) + fieldLength(entry, shape) + valueLength(entry);
    }

    /** The bytes of an entry with such parts. */
    static long bytesFor(long fieldLength, long valueLength, boolean timed) {
        return (long) headBytes(shapeFor(fieldLength, valueLength, timed)) + fieldLength + valueLength;
    }

    /** Whether the entry could have a value of that length with its head as it is. */
    static boolean suits(long entry, long valueLength) {
        return (Memory.getByte(entry) & LONG_VALUE) != 0 == valueLength > SHORT_LENGTH_MAX;
    }

    /** Fills a block; the place of a timed field is to be set. */
    static void write(long entry, long fieldAddress, long fieldLength, long valueAddress, long valueLength,
            boolean timed) {
        int shape = shapeFor(fieldLength, valueLength, timed);
        Memory.putByte(entry, (byte) shape);
        if ((shape & LONG_FIELD) == 0) Memory.putByte(entry + 1, (byte) fieldLength);
        else StoredLength.put(entry + 1, fieldLength);
        writeValueLength(entry, shape, valueLength);
        long at = entry + headBytes(shape);
        Memory.copy(fieldAddress, at, fieldLength);
        Memory.copy(valueAddress, at + fieldLength, valueLength);
    }

    /** Overwrites the value in a block that has room for it; the entry must suit the length. */
    static void writeValue(long entry, long valueAddress, long valueLength) {
        int shape = Memory.getByte(entry);
        writeValueLength(entry, shape, valueLength);
        Memory.copy(valueAddress, entry + headBytes(shape) + fieldLength(entry, shape), valueLength);
    }

    private static void writeValueLength(long entry, int shape, long valueLength) {
        long at = entry + valueLengthOffset(shape);
        if ((shape & LONG_VALUE) == 0) Memory.putByte(at, (byte) valueLength);
        else StoredLength.put(at, valueLength);
    }

    private static long fieldLength(long entry, int shape) {
        return (shape & LONG_FIELD) == 0 ? Memory.getUnsignedByte(entry + 1) : StoredLength.get(entry + 1);
    }

    private static int valueLengthOffset(int shape) {
        return 2 + (shape & LONG_FIELD) * LONG_BYTES;
    }

    private static int headBytes(int shape) {
        return HEAD_BYTES_MIN + (shape & LONG_FIELD) * LONG_BYTES + (shape >> 1 & 1) * LONG_BYTES
                + (shape >> 2 & 1) * PLACE_BYTES;
    }

    private static int shapeFor(long fieldLength, long valueLength, boolean timed) {
        return (fieldLength > SHORT_LENGTH_MAX ? LONG_FIELD : 0) | (valueLength > SHORT_LENGTH_MAX ? LONG_VALUE : 0)
                | (timed ? TIMED : 0);
    }

    private static final class Layout implements EntryLayout {
        @Override
        public long keyAddress(long entry) {
            return fieldAddress(entry);
        }

        @Override
        public long keyLength(long entry) {
            return fieldLength(entry);
        }

        @Override
        public boolean hasKey(long entry, long keyAddress, long keyLength) {
            int shape = Memory.getByte(entry);
            return fieldLength(entry, shape) == keyLength
                    && Memory.equal(entry + headBytes(shape), keyAddress, keyLength);
        }
    }
}
