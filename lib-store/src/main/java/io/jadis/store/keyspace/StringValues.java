package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.LongDouble;
import io.jadis.store.memory.Allocator;

/**
 * The operations on strings. Values are given by (address, length) outside of the record. Methods that return a record
 * may have moved it: its old address is no longer valid.
 *
 * <p>A value set as a whole is stored as a number where it spells one, else as embstr up to 44 bytes, else raw. A value
 * changed in place is raw whatever its length. That is what OBJECT ENCODING shows, and independent of it a value of up
 * to {@link #EMBEDDED_MAX_BYTES} lies in its key's record and a longer one in a block of its own, so that records stay
 * small and large values grow and are freed by themselves.
 */
public final class StringValues {
    /** For {@code expiresAtMs} of {@link #set}: keep the time to live that the key has. */
    public static final long KEEP_EXPIRY = -2;

    /** The longest value in a key's own record. */
    static final int EMBEDDED_MAX_BYTES = 4_096;

    private static final int EMBSTR_MAX_BYTES = 44;

    /** A value that grows gets as much again to grow into, but not more than this. */
    private static final int SLACK_MAX_BYTES = 1 << 20;

    /** From here on the system hands out zeroed pages, and not before they are touched. */
    private static final int ZEROED_BLOCK_BYTES_MIN = 1 << 16;

    private final Keyspace keyspace;
    private final Allocator allocator;

    /** The text of a number. */
    private final long scratch;

    private final LongDouble sum = new LongDouble();
    private final LongDouble summand = new LongDouble();
    private long number;
    private long record;

    StringValues(Keyspace keyspace) {
        this.keyspace = keyspace;
        allocator = keyspace.allocator;
        scratch = allocator.allocate(LongDouble.LENGTH_MAX);
    }

    void close() {
        allocator.free(scratch);
    }

    // ---- reading: any string record

    /** STRLEN: bytes of the value as text. */
    public static long length(long record) {
        return Record.isNumber(record) ? Decimal.length(Record.number(record)) : Record.valueLength(record);
    }

    /**
     * The value as text, {@link #length} bytes. A number is printed into a scratch buffer that the next call
     * overwrites; others are the record's own bytes, valid as long as the record is.
     */
    public long address(long record) {
        if (!Record.isNumber(record)) return Record.valueAddress(record);
        Decimal.write(Record.number(record), scratch);
        return scratch;
    }

    // ---- writing

    /**
     * SET: creates the key or replaces its value, of whatever type it was. One look-up, which touches and, where its
     * time has come, expires the old key first.
     *
     * @param expiresAtMs {@link Record#NO_EXPIRY}, {@link #KEEP_EXPIRY}, or the moment in ms
     * @param flags of the look-up, see {@link Database}
     * @return the record
     */
    public long set(Database database, long nowMs, long keyAddress, long keyLength, long valueAddress, long valueLength,
            long expiresAtMs, int flags) {
        long hash = Memory.hash(keyAddress, keyLength);
        long old = database.findToChange(nowMs, hash, keyAddress, keyLength, flags);
        if (old != 0) return replace(database, nowMs, old, valueAddress, valueLength, expiresAtMs);

        long atMs = expiresAtMs == KEEP_EXPIRY ? Record.NO_EXPIRY : expiresAtMs;
        long parsed = Decimal.parse(valueAddress, valueLength);
        if (parsed != Decimal.NOT_A_LONG || Decimal.isLong(valueAddress, valueLength)) {
            return addNumber(database, nowMs, hash, keyAddress, keyLength, parsed, atMs);
        }
        return addBytes(database, nowMs, hash, keyAddress, keyLength, valueAddress, valueLength, atMs);
    }

    /** As {@link #set}, of a number. */
    public long setNumber(Database database, long nowMs, long keyAddress, long keyLength, long value, long expiresAtMs,
            int flags) {
        long hash = Memory.hash(keyAddress, keyLength);
        long old = database.findToChange(nowMs, hash, keyAddress, keyLength, flags);
        if (old != 0) return replaceByNumber(database, nowMs, old, value, expiresAtMs);
        long atMs = expiresAtMs == KEEP_EXPIRY ? Record.NO_EXPIRY : expiresAtMs;
        return addNumber(database, nowMs, hash, keyAddress, keyLength, value, atMs);
    }

    /** Replaces the value of a record that a look-up has found, of whatever type. Otherwise as {@link #set}. */
    public long replace(Database database, long nowMs, long old, long valueAddress, long valueLength,
            long expiresAtMs) {
        long parsed = Decimal.parse(valueAddress, valueLength);
        if (parsed != Decimal.NOT_A_LONG || Decimal.isLong(valueAddress, valueLength)) {
            return replaceByNumber(database, nowMs, old, parsed, expiresAtMs);
        }
        return replaceByBytes(database, nowMs, old, valueAddress, valueLength, expiresAtMs);
    }

    /** APPEND to a string that is there. The caller has checked the length against its limit. */
    public long append(Database database, long string, long tailAddress, long tailLength) {
        long length = length(string);
        long grown = resize(database, string, length + tailLength);
        Memory.copy(tailAddress, Record.valueAddress(grown) + length, tailLength);
        return grown;
    }

    /** SETRANGE on a string that is there: fills a gap with zero bytes. */
    public long setRange(Database database, long string, long offset, long bytesAddress, long length) {
        long grown = writable(database, string, offset + length);
        Memory.copy(bytesAddress, Record.valueAddress(grown) + offset, length);
        return grown;
    }

    /**
     * Makes the string's bytes writable in place: encoding raw, at least so long, new bytes zero. Then
     * {@link Record#valueAddress} may be written to (SETBIT, BITFIELD, HyperLogLog).
     */
    public long writable(Database database, long string, long lengthMin) {
        long length = length(string);
        if (lengthMin > ZEROED_BLOCK_BYTES_MIN && length < lengthMin / 2) return lengthen(database, string, lengthMin);
        long grown = resize(database, string, Math.max(length, lengthMin));
        if (lengthMin > length) Memory.fill(Record.valueAddress(grown) + length, lengthMin - length, (byte) 0);
        return grown;
    }

    /** Much is added to little: a block whose zeros need not be written takes no time whatever its length. */
    private long lengthen(Database database, long string, long length) {
        long block = allocator.allocateZeroed(length);
        Memory.copy(address(string), block, length(string));
        return pointTo(database, 0, string, block, length, Record.expiresAtMs(string));
    }

    /** Cuts off the end of a string that has been made {@link #writable}; its block stays as it is. */
    public void truncate(long string, long length) {
        assert length <= Record.valueLength(string) : "length=" + length;
        Record.setValueLength(string, length);
    }

    /** Whether the value is a block of its own, and not a part of the record. */
    public static boolean isBlock(long record) {
        return Record.type(record) == RecordType.STRING && Record.isOutside(record);
    }

    /** Creates a raw string of zero bytes; the key must not be there (SETRANGE, SETBIT on a missing key). */
    public long addZeros(Database database, long nowMs, long keyAddress, long keyLength, long length) {
        boolean outside = length > EMBEDDED_MAX_BYTES;
        long bytes = recordBytes(keyLength, length, outside, false);
        long created = database.create(nowMs, keyAddress, keyLength, RecordType.STRING, Encoding.RAW, outside, bytes,
                Record.NO_EXPIRY);
        if (outside) {
            Record.setOutsideValue(created, allocator.allocateZeroed(length), length);
        } else {
            Record.setValueLength(created, length);
            Memory.fill(Record.valueAddress(created), length, (byte) 0);
        }
        database.link(nowMs, Memory.hash(keyAddress, keyLength), created);
        return created;
    }

    /**
     * Creates a raw string of bytes that the caller has made, or replaces what the key holds, of whatever type, and its
     * time to live (BITOP).
     *
     * @param block of the keyspace's allocator, which belongs to the string or is freed
     * @return the record
     */
    public long setBlock(Database database, long nowMs, long keyAddress, long keyLength, long block, long length,
            int flags) {
        long hash = Memory.hash(keyAddress, keyLength);
        long old = database.findToChange(nowMs, hash, keyAddress, keyLength, flags);
        boolean outside = length > EMBEDDED_MAX_BYTES;
        if (old != 0 && outside) return pointTo(database, nowMs, old, block, length, Record.NO_EXPIRY);
        long bytes = recordBytes(keyLength, length, outside, false);
        long string = old == 0
                ? database.create(nowMs, keyAddress, keyLength, RecordType.STRING, Encoding.RAW, outside, bytes,
                        Record.NO_EXPIRY)
                : database.rewrite(nowMs, old, Encoding.RAW, false, bytes, Record.NO_EXPIRY);
        if (outside) {
            Record.setOutsideValue(string, block, length);
        } else {
            Record.setValueLength(string, length);
            Memory.copy(block, Record.valueAddress(string), length);
            allocator.free(block);
        }
        if (old == 0) database.link(nowMs, hash, string);
        return string;
    }

    /**
     * INCRBY on a string that is there. On OK {@link #number} is the sum and {@link #record} where the record is now.
     */
    public StringOutcome increment(Database database, long string, long by) {
        long before;
        if (Record.isNumber(string)) {
            before = Record.number(string);
        } else {
            long address = Record.valueAddress(string);
            long length = Record.valueLength(string);
            before = Decimal.parse(address, length);
            if (before == Decimal.NOT_A_LONG && !Decimal.isLong(address, length)) return StringOutcome.NOT_AN_INTEGER;
        }
        long after = before + by;
        if (((before ^ after) & (by ^ after)) < 0) return StringOutcome.OVERFLOW;
        number = after;
        record = string;
        if (Record.isNumber(string)) Record.setNumber(string, after);
        else record = replaceByNumber(database, 0, string, after, KEEP_EXPIRY);
        return StringOutcome.OK;
    }

    /**
     * INCRBYFLOAT in the extended precision of 80 bits; {@code string} is 0 where the key is missing. On OK the new
     * value is the text of {@link #record}.
     */
    public StringOutcome incrementByFloat(Database database, long nowMs, long string, long keyAddress, long keyLength,
            long byAddress, long byLength) {
        if (string == 0) sum.set(0);
        else if (Record.isNumber(string)) sum.set(Record.number(string));
        else if (!sum.parse(Record.valueAddress(string), Record.valueLength(string))) return StringOutcome.NOT_A_FLOAT;
        if (!summand.parse(byAddress, byLength)) return StringOutcome.NOT_A_FLOAT;
        sum.add(summand);
        if (!sum.isFinite()) return StringOutcome.NAN_OR_INFINITY;
        int length = sum.write(scratch);
        record = string == 0
                ? addBytes(database, nowMs, Memory.hash(keyAddress, keyLength), keyAddress, keyLength, scratch, length,
                        Record.NO_EXPIRY)
                : replaceByBytes(database, nowMs, string, scratch, length, KEEP_EXPIRY);
        return StringOutcome.OK;
    }

    /** The sum of the last {@link #increment}. */
    public long number() {
        return number;
    }

    /** The record of the last increment. */
    public long record() {
        return record;
    }

    // ---- new keys

    /** A record in no table yet. */
    long create(Database database, long nowMs, long keyAddress, long keyLength, long valueAddress, long valueLength,
            long expiresAtMs) {
        long parsed = Decimal.parse(valueAddress, valueLength);
        if (parsed != Decimal.NOT_A_LONG || Decimal.isLong(valueAddress, valueLength)) {
            return createNumber(database, nowMs, keyAddress, keyLength, parsed, expiresAtMs);
        }
        int encoding = encodingFor(valueLength);
        long created = createBytes(database, nowMs, keyAddress, keyLength, encoding, valueLength, expiresAtMs);
        Memory.copy(valueAddress, Record.valueAddress(created), valueLength);
        return created;
    }

    private long addNumber(Database database, long nowMs, long hash, long keyAddress, long keyLength, long value,
            long expiresAtMs) {
        long created = createNumber(database, nowMs, keyAddress, keyLength, value, expiresAtMs);
        database.link(nowMs, hash, created);
        return created;
    }

    private long createNumber(Database database, long nowMs, long keyAddress, long keyLength, long value,
            long expiresAtMs) {
        long bytes = Record.wordBytes(keyLength, expiresAtMs != Record.NO_EXPIRY);
        long created = database.create(nowMs, keyAddress, keyLength, RecordType.STRING, Encoding.INT, false, bytes,
                expiresAtMs);
        Record.setNumber(created, value);
        return created;
    }

    private long addBytes(Database database, long nowMs, long hash, long keyAddress, long keyLength, long valueAddress,
            long valueLength, long expiresAtMs) {
        int encoding = encodingFor(valueLength);
        long created = createBytes(database, nowMs, keyAddress, keyLength, encoding, valueLength, expiresAtMs);
        Memory.copy(valueAddress, Record.valueAddress(created), valueLength);
        database.link(nowMs, hash, created);
        return created;
    }

    /** A record with room for a value, not linked yet. */
    private long createBytes(Database database, long nowMs, long keyAddress, long keyLength, int encoding,
            long valueLength, long expiresAtMs) {
        boolean outside = valueLength > EMBEDDED_MAX_BYTES;
        long bytes = recordBytes(keyLength, valueLength, outside, expiresAtMs != Record.NO_EXPIRY);
        long created = database.create(nowMs, keyAddress, keyLength, RecordType.STRING, encoding, outside, bytes,
                expiresAtMs);
        if (outside) Record.setOutsideValue(created, allocator.allocate(valueLength), valueLength);
        else Record.setValueLength(created, valueLength);
        return created;
    }

    // ---- other values for keys that are there

    private long replaceByNumber(Database database, long nowMs, long old, long value, long expiresAtMs) {
        long atMs = expiresAtMs == KEEP_EXPIRY ? Record.expiresAtMs(old) : expiresAtMs;
        if (Record.isNumber(old) && !Record.hasExpiry(old) && atMs == Record.NO_EXPIRY) {
            Record.setNumber(old, value);
            return old;
        }
        long bytes = Record.wordBytes(Record.keyLength(old), atMs != Record.NO_EXPIRY);
        long rewritten = database.rewrite(nowMs, old, Encoding.INT, false, bytes, atMs);
        Record.setNumber(rewritten, value);
        return rewritten;
    }

    private long replaceByBytes(Database database, long nowMs, long old, long valueAddress, long valueLength,
            long expiresAtMs) {
        long atMs = expiresAtMs == KEEP_EXPIRY ? Record.expiresAtMs(old) : expiresAtMs;
        boolean outside = valueLength > EMBEDDED_MAX_BYTES;
        if (outside) return replaceByBlock(database, nowMs, old, valueAddress, valueLength, atMs);
        long bytes = Record.embeddedBytes(Record.keyLength(old), valueLength, atMs != Record.NO_EXPIRY);
        long rewritten = database.rewrite(nowMs, old, encodingFor(valueLength), false, bytes, atMs);
        Record.setValueLength(rewritten, valueLength);
        Memory.copy(valueAddress, Record.valueAddress(rewritten), valueLength);
        return rewritten;
    }

    private long replaceByBlock(Database database, long nowMs, long old, long valueAddress, long valueLength,
            long expiresAtMs) {
        long block = allocator.allocate(valueLength);
        Memory.copy(valueAddress, block, valueLength);
        return pointTo(database, nowMs, old, block, valueLength, expiresAtMs);
    }

    /** Makes an existing record one of an outside value. */
    private long pointTo(Database database, long nowMs, long old, long block, long valueLength, long expiresAtMs) {
        long bytes = Record.outsideBytes(Record.keyLength(old), expiresAtMs != Record.NO_EXPIRY);
        long rewritten = database.rewrite(nowMs, old, Encoding.RAW, true, bytes, expiresAtMs);
        Record.setOutsideValue(rewritten, block, valueLength);
        return rewritten;
    }

    // ---- growth in place

    /** Gives the value another length, not less than it has, and the encoding raw; new bytes are undefined. */
    private long resize(Database database, long string, long length) {
        if (Record.isNumber(string)) return resizeNumber(database, string, length);
        Record.setEncoding(string, Encoding.RAW);
        if (length == Record.valueLength(string)) return string;
        if (Record.isOutside(string)) {
            resizeOutside(string, length);
            return string;
        }
        return length > EMBEDDED_MAX_BYTES
                ? moveOutside(database, string, length)
                : resizeEmbedded(database, string, length);
    }

    private long resizeNumber(Database database, long string, long length) {
        int textLength = Decimal.write(Record.number(string), scratch);
        long expiresAtMs = Record.expiresAtMs(string);
        if (length > EMBEDDED_MAX_BYTES) {
            long block = allocator.allocate(withSlack(length));
            Memory.copy(scratch, block, textLength);
            return pointTo(database, 0, string, block, length, expiresAtMs);
        }
        long bytes = Record.embeddedBytes(Record.keyLength(string), length, Record.hasExpiry(string));
        long rewritten = database.rewrite(0, string, Encoding.RAW, false, bytes, expiresAtMs);
        Record.setValueLength(rewritten, length);
        Memory.copy(scratch, Record.valueAddress(rewritten), textLength);
        return rewritten;
    }

    private void resizeOutside(long string, long length) {
        long block = Record.valueAddress(string);
        long usable = allocator.usableSize(block);
        long resized = allocator.reallocate(block, length <= usable ? usable : withSlack(length));
        Record.setOutsideValue(string, resized, length);
    }

    private long moveOutside(Database database, long string, long length) {
        long block = allocator.allocate(withSlack(length));
        Memory.copy(Record.valueAddress(string), block, Record.valueLength(string));
        return pointTo(database, 0, string, block, length, Record.expiresAtMs(string));
    }

    private long resizeEmbedded(Database database, long string, long length) {
        long bytes = Record.embeddedBytes(Record.keyLength(string), length, Record.hasExpiry(string));
        long grown;
        if (bytes <= allocator.usableSize(string)) {
            grown = database.widen(string);
        } else {
            grown = allocator.reallocate(string, withSlack(bytes));
            database.relocated(string, grown, Record.hasExpiry(grown));
        }
        Record.setValueLength(grown, length);
        return grown;
    }

    private static long withSlack(long bytes) {
        return bytes + Math.min(bytes, SLACK_MAX_BYTES);
    }

    private static int encodingFor(long valueLength) {
        return valueLength <= EMBSTR_MAX_BYTES ? Encoding.EMBSTR : Encoding.RAW;
    }

    private static long recordBytes(long keyLength, long valueLength, boolean outside, boolean expiry) {
        return outside
                ? Record.outsideBytes(keyLength, expiry)
                : Record.embeddedBytes(keyLength, valueLength, expiry);
    }
}
