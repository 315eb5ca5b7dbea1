package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;

/**
 * One key with its value: one block of native memory.
 *
 * <pre>
 *   0  type:4 | encoding:4 | age:24      age: seconds of last use, or minutes:16 | frequency:8 under the LFU policies
 *   4  keyLength:30 | expiry:1 | outside:1
 *   8  [expiry: expiresAtMs:64 | ticket:32]                    the ticket is the record's place in the {@link ExpiryWheel}
 *   .  one of
 *        embedded string   valueLength:32 | key | value
 *        int string        number:64 | key
 *        outside string    valueLength:32 | valueAddress:64 | key      the value has a block of its own
 *        other types       root:64 | key
 * </pre>
 *
 * A key of 16 bytes with a value of 32 takes 60 bytes, with an integer 32. A record's address is valid until the next
 * operation that may change that key; operations which move a record say so by returning its new address.
 *
 * <p>Readers are public; only the keyspace writes.
 */
public final class Record {
    /** What {@link #expiresAtMs} answers for a key that stays. */
    public static final long NO_EXPIRY = -1;

    /** Longest key in bytes. */
    public static final int KEY_LENGTH_MAX = (1 << 30) - 1;

    private static final int KEY_LENGTH_OFFSET = 4, HEADER_BYTES = 8;
    private static final int TICKET_OFFSET = HEADER_BYTES + 8, EXPIRY_BYTES = 12;
    private static final int VALUE_LENGTH_BYTES = 4, POINTER_BYTES = 8;

    private static final int KEY_LENGTH_MASK = KEY_LENGTH_MAX, EXPIRY_BIT = 1 << 30, OUTSIDE_BIT = 1 << 31;
    private static final int AGE_SHIFT = 8, LOW_BYTE = 0xFF;

    private Record() {}

    /** A {@link RecordType} code. */
    public static int type(long record) {
        return Memory.getByte(record) & 0xF;
    }

    /** An {@link Encoding} code. */
    public static int encoding(long record) {
        return Memory.getUnsignedByte(record) >>> 4;
    }

    public static int keyLength(long record) {
        return shape(record) & KEY_LENGTH_MASK;
    }

    public static long keyAddress(long record) {
        return record + keyOffset(type(record), encoding(record), shape(record));
    }

    public static boolean hasExpiry(long record) {
        return (shape(record) & EXPIRY_BIT) != 0;
    }

    /** The moment after which the key is gone, in ms since 1970, or {@link #NO_EXPIRY}. */
    public static long expiresAtMs(long record) {
        return hasExpiry(record) ? Memory.getLong(record + HEADER_BYTES) : NO_EXPIRY;
    }

    /** Whether the key's time has passed; the key may be there all the same. */
    public static boolean isExpired(long record, long nowMs) {
        return hasExpiry(record) && nowMs > Memory.getLong(record + HEADER_BYTES);
    }

    /** Whether this is a string stored as a number: then {@link #number} is its value and it has no bytes. */
    public static boolean isNumber(long record) {
        return (Memory.getByte(record) & LOW_BYTE) == (RecordType.STRING | Encoding.INT << 4);
    }

    /** The value of an int string. */
    public static long number(long record) {
        assert isNumber(record);
        return Memory.getLong(record + bodyOffset(shape(record)));
    }

    /** Length of a string's value that has bytes: embstr or raw. */
    public static int valueLength(long record) {
        assert type(record) == RecordType.STRING && !isNumber(record);
        return Memory.getInt(record + bodyOffset(shape(record)));
    }

    /** First byte of a string's value that has bytes: embstr or raw. Valid as long as the record is. */
    public static long valueAddress(long record) {
        assert type(record) == RecordType.STRING && !isNumber(record);
        int shape = shape(record);
        long body = record + bodyOffset(shape);
        if ((shape & OUTSIDE_BIT) != 0) return Memory.getLong(body + VALUE_LENGTH_BYTES);
        return body + VALUE_LENGTH_BYTES + (shape & KEY_LENGTH_MASK);
    }

    /** What a record of another type than string leads to. */
    public static long root(long record) {
        assert type(record) != RecordType.STRING;
        return Memory.getLong(record + bodyOffset(shape(record)));
    }

    private static int shape(long record) {
        return Memory.getInt(record + KEY_LENGTH_OFFSET);
    }

    private static int bodyOffset(int shape) {
        return HEADER_BYTES + ((shape & EXPIRY_BIT) != 0 ? EXPIRY_BYTES : 0);
    }

    private static int keyOffset(int type, int encoding, int shape) {
        int body = bodyOffset(shape);
        if (type != RecordType.STRING || encoding == Encoding.INT) return body + POINTER_BYTES;
        return body + VALUE_LENGTH_BYTES + ((shape & OUTSIDE_BIT) != 0 ? POINTER_BYTES : 0);
    }
}
