package io.jadis.store.keyspace;

/**
 * The operations on strings. Values are given by (address, length) outside of the record. Methods that return a record
 * may have moved it: its old address is no longer valid.
 */
public final class StringValues {
    /** For {@code expiresAtMs} of {@link #set}: keep the time to live that the key has. */
    public static final long KEEP_EXPIRY = -2;

    StringValues() {}

    // ---- reading: any string record

    /** STRLEN: bytes of the value as text. */
    public static int length(long record) { throw new UnsupportedOperationException(); }

    /**
     * The value as text, {@link #length} bytes. A number is printed into a scratch buffer that the next call overwrites;
     * others are the record's own bytes, valid as long as the record is.
     */
    public long address(long record) { throw new UnsupportedOperationException(); }

    // ---- writing

    /**
     * SET: creates the key or replaces its value, of whatever type it was. One look-up, which touches and, where its time
     * has come, expires the old key first.
     *
     * @param expiresAtMs {@link Record#NO_EXPIRY}, {@link #KEEP_EXPIRY}, or the moment in ms
     * @return the record
     */
    public long set(Database database, long nowMs, long keyAddress, int keyLength, long valueAddress, int valueLength,
            long expiresAtMs) { throw new UnsupportedOperationException(); }

    /** As {@link #set}, of a number. */
    public long setNumber(Database database, long nowMs, long keyAddress, int keyLength, long number, long expiresAtMs) { throw new UnsupportedOperationException(); }

    /** Replaces the value of a record that a look-up has found, of whatever type. Otherwise as {@link #set}. */
    public long replace(Database database, long nowMs, long record, long valueAddress, int valueLength, long expiresAtMs) { throw new UnsupportedOperationException(); }

    /** APPEND to a string that is there. The caller has checked the length against its limit. */
    public long append(Database database, long record, long tailAddress, int tailLength) { throw new UnsupportedOperationException(); }

    /** SETRANGE on a string that is there: fills a gap with zero bytes. */
    public long setRange(Database database, long record, int offset, long bytesAddress, int length) { throw new UnsupportedOperationException(); }

    /**
     * Makes the string's bytes writable in place: encoding raw, at least so long, new bytes zero. Then
     * {@link Record#valueAddress} may be written to (SETBIT, BITFIELD, HyperLogLog).
     */
    public long writable(Database database, long record, int lengthMin) { throw new UnsupportedOperationException(); }

    /** Creates a raw string of zero bytes; the key must not be there (SETRANGE, SETBIT on a missing key). */
    public long addZeros(Database database, long nowMs, long keyAddress, int keyLength, int length) { throw new UnsupportedOperationException(); }

    /**
     * INCRBY on a string that is there. On OK {@link #number} is the sum and {@link #record} where the record is now.
     */
    public StringOutcome increment(Database database, long record, long by) { throw new UnsupportedOperationException(); }

    /**
     * INCRBYFLOAT; {@code record} is 0 where the key is missing. On OK the new value is the text of {@link #record}.
     */
    public StringOutcome incrementByFloat(Database database, long nowMs, long record, long keyAddress, int keyLength,
            long byAddress, int byLength) { throw new UnsupportedOperationException(); }

    /** The sum of the last {@link #increment}. */
    public long number() { throw new UnsupportedOperationException(); }

    /** The record of the last increment. */
    public long record() { throw new UnsupportedOperationException(); }
}
