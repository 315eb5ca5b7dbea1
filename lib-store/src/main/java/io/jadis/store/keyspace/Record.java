package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;

/**
 * One key with its value: one block of native memory.
 *
 * <pre>
 *   0  type:3 | generation0:1 | encoding:4 | age:24
 *                                        age: seconds of last use, or minutes:16 | frequency:8 under the LFU policies;
 *                                        generation: of the last {@link Snapshot} in its slot that has seen it
 *   4  keyLength:29 | generation1:1 | expiry:1 | outside:1
 *   8  [expiry: expiresAtMs:64 | ticket:32]                    the ticket is the record's place in the {@link
 *   ExpiryWheel} .  one of
 *        embedded string   valueLength:32 | key | value
 *        int string        number:64 | key
 *        outside string    valueLength:32 | valueAddress:48 | valueLength:16, its upper bits | key
 *                                                                  the value has a block of its own
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
    public static final int KEY_LENGTH_MAX = (1 << 29) - 1;

    private static final int KEY_LENGTH_OFFSET = 4, HEADER_BYTES = 8;
    private static final int TICKET_OFFSET = HEADER_BYTES + 8, EXPIRY_BYTES = 12;
    private static final int VALUE_LENGTH_BYTES = 4, POINTER_BYTES = 8;

    private static final int KEY_LENGTH_MASK = KEY_LENGTH_MAX,
            GENERATION_1_BIT = 1 << 29, EXPIRY_BIT = 1 << 30, OUTSIDE_BIT = 1 << 31;
    private static final int AGE_SHIFT = 8, TYPE_MASK = 0x7, GENERATION_SHIFT = 3, ENCODING_SHIFT = 4;
    private static final int TYPE_AND_ENCODING_MASK = 0xF7;
    /** User space ends below 2<sup>47</sup>, where more isn't asked for. */
    private static final long ADDRESS_MASK = (1L << 48) - 1;

    private Record() {}

    /** A {@link RecordType} code. */
    public static int type(long record) {
        return Memory.getByte(record) & TYPE_MASK;
    }

    /** An {@link Encoding} code. */
    public static int encoding(long record) {
        return Memory.getUnsignedByte(record) >>> ENCODING_SHIFT;
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
        return (Memory.getByte(record) & TYPE_AND_ENCODING_MASK)
                == (RecordType.STRING | Encoding.INT << ENCODING_SHIFT);
    }

    /** The value of an int string. */
    public static long number(long record) {
        assert isNumber(record);
        return Memory.getLong(record + bodyOffset(shape(record)));
    }

    /** Length of a string's value that has bytes: embstr or raw. */
    public static long valueLength(long record) {
        assert type(record) == RecordType.STRING && !isNumber(record);
        int shape = shape(record);
        long body = record + bodyOffset(shape);
        long low = Memory.getInt(body) & 0xFFFF_FFFFL;
        return (shape & OUTSIDE_BIT) == 0 ? low : low | Memory.getLong(body + VALUE_LENGTH_BYTES) >>> 48 << 32;
    }

    /** First byte of a string's value that has bytes: embstr or raw. Valid as long as the record is. */
    public static long valueAddress(long record) {
        assert type(record) == RecordType.STRING && !isNumber(record);
        int shape = shape(record);
        long body = record + bodyOffset(shape);
        if ((shape & OUTSIDE_BIT) != 0) return Memory.getLong(body + VALUE_LENGTH_BYTES) & ADDRESS_MASK;
        return body + VALUE_LENGTH_BYTES + (shape & KEY_LENGTH_MASK);
    }

    /** What a record of another type than string leads to. */
    public static long root(long record) {
        assert type(record) != RecordType.STRING;
        return Memory.getLong(record + bodyOffset(shape(record)));
    }

    // ---- sizes, for the keyspace

    /** Bytes of a string record that holds its value. */
    static long embeddedBytes(long keyLength, long valueLength, boolean expiry) {
        return headBytes(expiry) + VALUE_LENGTH_BYTES + keyLength + valueLength;
    }

    /** Bytes of a string record whose value has a block of its own. */
    static long outsideBytes(long keyLength, boolean expiry) {
        return headBytes(expiry) + VALUE_LENGTH_BYTES + POINTER_BYTES + keyLength;
    }

    /** Bytes of an int string, or of a record of another type than string. */
    static long wordBytes(long keyLength, boolean expiry) {
        return headBytes(expiry) + POINTER_BYTES + keyLength;
    }

    /** Bytes of the block that the record fills. */
    static long bytes(long record) {
        int shape = shape(record);
        int type = type(record);
        int encoding = encoding(record);
        long beforeValue = keyOffset(type, encoding, shape) + (long) (shape & KEY_LENGTH_MASK);
        return holdsItsValue(type, encoding, shape) ? beforeValue + valueLength(record) : beforeValue;
    }

    /** How many bytes an expiry adds. */
    static int expiryBytes() {
        return EXPIRY_BYTES;
    }

    /** Whether this is a string whose value has a block of its own, {@link #valueAddress}. */
    static boolean isOutside(long record) {
        return (shape(record) & OUTSIDE_BIT) != 0;
    }

    // ---- writing, for the keyspace

    /** Writes the header of a record in a block of any former content. */
    static void writeHeader(long record, int type, int generations, int encoding, int age, long keyLength,
            boolean expiry, boolean outside) {
        assert keyLength <= KEY_LENGTH_MAX : "keyLength=" + keyLength;
        Memory.putInt(record, type | (generations & 1) << GENERATION_SHIFT | encoding << ENCODING_SHIFT
                | age << AGE_SHIFT);
        Memory.putInt(record + KEY_LENGTH_OFFSET, (int) keyLength | (generations >> 1) * GENERATION_1_BIT
                | (expiry ? EXPIRY_BIT : 0) | (outside ? OUTSIDE_BIT : 0));
    }

    /** Where a record that begins with this header has its key. */
    static long keyAddressFor(long record, int type, int encoding, boolean expiry, boolean outside) {
        return record + keyOffset(type, encoding, (expiry ? EXPIRY_BIT : 0) | (outside ? OUTSIDE_BIT : 0));
    }

    /** The 24 bits of last use or frequency. */
    static int age(long record) {
        return Memory.getInt(record) >>> AGE_SHIFT;
    }

    static void setAge(long record, int age) {
        Memory.putInt(record, Memory.getUnsignedByte(record) | age << AGE_SHIFT);
    }

    static void setEncoding(long record, int encoding) {
        Memory.putByte(record, (byte) (Memory.getByte(record) & 0xF | encoding << ENCODING_SHIFT));
    }

    /**
     * A bit for each slot, the lowest for slot 0: where it isn't the keyspace's, the slot's snapshot waits for the
     * record.
     */
    static int generations(long record) {
        return Memory.getByte(record) >>> GENERATION_SHIFT & 1 | (shape(record) >>> 28 & 2);
    }

    static void setGenerations(long record, int generations) {
        int others = Memory.getByte(record) & ~(1 << GENERATION_SHIFT);
        Memory.putByte(record, (byte) (others | (generations & 1) << GENERATION_SHIFT));
        Memory.putInt(record + KEY_LENGTH_OFFSET, shape(record) & ~GENERATION_1_BIT
                | (generations >> 1) * GENERATION_1_BIT);
    }

    static void setExpiresAtMs(long record, long expiresAtMs) {
        assert hasExpiry(record);
        Memory.putLong(record + HEADER_BYTES, expiresAtMs);
    }

    static int ticket(long record) {
        assert hasExpiry(record);
        return Memory.getInt(record + TICKET_OFFSET);
    }

    static void setTicket(long record, int ticket) {
        assert hasExpiry(record);
        Memory.putInt(record + TICKET_OFFSET, ticket);
    }

    static void setNumber(long record, long number) {
        assert isNumber(record);
        Memory.putLong(record + bodyOffset(shape(record)), number);
    }

    static void setRoot(long record, long root) {
        assert type(record) != RecordType.STRING;
        Memory.putLong(record + bodyOffset(shape(record)), root);
    }

    static void setValueLength(long record, long length) {
        assert type(record) == RecordType.STRING && !isNumber(record);
        if (isOutside(record)) setOutsideValue(record, valueAddress(record), length);
        else Memory.putInt(record + bodyOffset(shape(record)), (int) length);
    }

    /** Points an outside string to the block of its value. */
    static void setOutsideValue(long record, long address, long length) {
        assert isOutside(record);
        long body = record + bodyOffset(shape(record));
        Memory.putInt(body, (int) length);
        Memory.putLong(body + VALUE_LENGTH_BYTES, address | length >>> 32 << 48);
    }

    /**
     * Copies a record into a block that is large enough, which may be its own, and gives it room for an expiry or takes
     * that away.
     */
    static void reshape(long from, long to, boolean expiry) {
        if (hasExpiry(from) == expiry) {
            Memory.copy(from, to, bytes(from));
            return;
        }
        int header = Memory.getInt(from);
        int shape = shape(from);
        int newShape = shape ^ EXPIRY_BIT;
        // Body first: in place, the room of the expiry is what the body leaves or takes.
        Memory.copy(from + bodyOffset(shape), to + bodyOffset(newShape), bytes(from) - bodyOffset(shape));
        Memory.putInt(to, header);
        Memory.putInt(to + KEY_LENGTH_OFFSET, newShape);
    }

    /** Bytes that {@link #copyAs} needs under a key of that length. */
    static long bytesAs(long record, long keyLength) {
        return bytes(record) - keyLength(record) + keyLength;
    }

    /** Copies a record under another key: all but the ticket is the same, pointers included. */
    static void copyAs(long from, long to, long keyAddress, long keyLength) {
        int shape = shape(from);
        int keyOffset = keyOffset(type(from), encoding(from), shape);
        int oldKeyLength = shape & KEY_LENGTH_MASK;
        Memory.copy(from, to, keyOffset);
        Memory.putInt(to + KEY_LENGTH_OFFSET, shape & ~KEY_LENGTH_MASK | (int) keyLength);
        Memory.copy(keyAddress, to + keyOffset, keyLength);
        long valueBytes = bytes(from) - keyOffset - oldKeyLength;
        Memory.copy(from + keyOffset + oldKeyLength, to + keyOffset + keyLength, valueBytes);
    }

    private static boolean holdsItsValue(int type, int encoding, int shape) {
        return type == RecordType.STRING && encoding != Encoding.INT && (shape & OUTSIDE_BIT) == 0;
    }

    private static int shape(long record) {
        return Memory.getInt(record + KEY_LENGTH_OFFSET);
    }

    private static int bodyOffset(int shape) {
        return headBytes((shape & EXPIRY_BIT) != 0);
    }

    private static int headBytes(boolean expiry) {
        return expiry ? HEADER_BYTES + EXPIRY_BYTES : HEADER_BYTES;
    }

    private static int keyOffset(int type, int encoding, int shape) {
        int body = bodyOffset(shape);
        // For an int string the number stands where others have the pointer: both are 8 bytes.
        if (type != RecordType.STRING || encoding == Encoding.INT) return body + POINTER_BYTES;
        return body + VALUE_LENGTH_BYTES + ((shape & OUTSIDE_BIT) != 0 ? POINTER_BYTES : 0);
    }
}
