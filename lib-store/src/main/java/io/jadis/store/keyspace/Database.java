package io.jadis.store.keyspace;

import io.jadis.store.table.HashTable.EntryVisitor;

/**
 * One numbered database: its table of records and its index of expiry. Costs nothing but this object until the first
 * key arrives. SWAPDB exchanges contents, so a Database is the same object for the life of the process.
 *
 * <p>Keys are given by (address, length) outside of the record itself: arguments, not views of a record that the
 * operation may free. Records are addresses: see {@link Record} for how long they live.
 */
public final class Database {
    /** Look-up: leave the moment of last use and the frequency alone (CLIENT NO-TOUCH, OBJECT, TYPE, TTL …). */
    public static final int NO_TOUCH = 1;
    /** Look-up: report an expired key as missing without removing it. */
    public static final int KEEP_EXPIRED = 2;
    /** Look-up: an expired key is there as any other (commands of our master's stream). */
    public static final int IGNORE_EXPIRY = 4;
    /** Look-up: remove an expired key on a replica too (a writable replica's own writes). */
    public static final int FORCE_EXPIRE = 8;

    Database() {}

    /** Its number: what SELECT takes. */
    public int index() { throw new UnsupportedOperationException(); }

    /** Keys, those included whose time has passed and that are not yet removed. */
    public long size() { throw new UnsupportedOperationException(); }

    /** Keys that have a time to live. */
    public long volatileCount() { throw new UnsupportedOperationException(); }

    /** Average time to live of the volatile keys, 0 without any: exact. */
    public long averageTtlMs(long nowMs) { throw new UnsupportedOperationException(); }

    // ---- look-up

    /**
     * The record of a key, or 0. A key whose time has come is removed, or hidden, as the {@link ExpiryMode} and the flags
     * say; a key that is found is touched. Hits and misses are for the caller to count.
     */
    public long find(long nowMs, long keyAddress, int keyLength, int flags) { throw new UnsupportedOperationException(); }

    /** A key drawn with equal chances, expired ones skipped (and removed where the mode is MASTER); 0 if there is none. */
    public long randomKey(long nowMs) { throw new UnsupportedOperationException(); }

    /**
     * SCAN: visits some records, the expired ones among them, and gives the next cursor; 0 begins and ends. The visitor
     * must not change the database.
     */
    public long scan(long cursor, EntryVisitor visitor) { throw new UnsupportedOperationException(); }

    /** Visits every record once (KEYS). The visitor must not change the database. */
    public void forEach(EntryVisitor visitor) { throw new UnsupportedOperationException(); }

    // ---- keys of other types than string

    /**
     * Creates a key whose payload the caller has built; the key must not be there.
     *
     * @return the record
     */
    public long add(long nowMs, long keyAddress, int keyLength, int type, int encoding, long root) { throw new UnsupportedOperationException(); }

    /** The payload has moved or changed its encoding. The record stays in place. */
    public void setRoot(long record, int encoding, long root) { throw new UnsupportedOperationException(); }

    // ---- removal

    /** Removes a key and frees it, large values in slices if {@code lazily}. */
    public void remove(long record, boolean lazily) { throw new UnsupportedOperationException(); }

    /**
     * Removes all keys.
     *
     * @param lazily whether the memory is won back in slices by {@link LazyFree}, or before the call returns
     * @return how many keys there were
     */
    public long flush(boolean lazily) { throw new UnsupportedOperationException(); }

    // ---- whole records

    /**
     * Gives a record another name, value and time to live kept, in the same or another database of this keyspace. The new
     * name must be free; for an occupied one the caller removes that key first.
     *
     * @return the record, most likely at another address
     */
    public long rename(long nowMs, long record, Database to, long keyAddress, int keyLength) { throw new UnsupportedOperationException(); }

    /**
     * A copy of a record, value and time to live, under a name that must be free, in this or another database.
     *
     * @return the new record
     */
    public long copy(long nowMs, long record, Database to, long keyAddress, int keyLength) { throw new UnsupportedOperationException(); }

    /** MOVE: the record under its own name into another database, where the name must be free. */
    public long moveTo(long nowMs, long record, Database to) { throw new UnsupportedOperationException(); }

    // ---- expiry

    /**
     * Sets or changes the moment after which the key is gone. A moment in the past is taken as any other: the caller
     * decides whether to remove the key instead.
     *
     * @param expiresAtMs since 1970, not negative
     * @return the record, perhaps at another address
     */
    public long setExpiry(long nowMs, long record, long expiresAtMs) { throw new UnsupportedOperationException(); }

    /**
     * PERSIST: the key stays.
     *
     * @return the record, perhaps at another address
     */
    public long removeExpiry(long record) { throw new UnsupportedOperationException(); }

    // ---- facts of a record

    /** OBJECT IDLETIME: time since last use, in steps of 1,000 ms. Not meaningful under an LFU policy. */
    public long idleMs(long record, long nowMs) { throw new UnsupportedOperationException(); }

    /** OBJECT FREQ: the logarithmic counter, 0 to 255, decay included. Meaningful under an LFU policy. */
    public int frequency(long record, long nowMs) { throw new UnsupportedOperationException(); }

    /** RESTORE IDLETIME, and loading. Ignored under an LFU policy. */
    public void setIdleMs(long record, long nowMs, long idleMs) { throw new UnsupportedOperationException(); }

    /** RESTORE FREQ, and loading. Ignored unless an LFU policy is set. */
    public void setFrequency(long record, long nowMs, int frequency) { throw new UnsupportedOperationException(); }

    /** TOUCH: as a look-up without NO_TOUCH does. */
    public void touch(long record, long nowMs) { throw new UnsupportedOperationException(); }

    /**
     * MEMORY USAGE: bytes of the key with its share of table and expiry index.
     *
     * @param samples elements looked at in a collection, 0 for all
     */
    public long memoryBytes(long record, int samples) { throw new UnsupportedOperationException(); }

    /** Bytes of the table's buckets: MEMORY STATS' overhead.hashtable.main. */
    public long tableBytes() { throw new UnsupportedOperationException(); }

    /** Bytes of the expiry index. */
    public long expiryIndexBytes() { throw new UnsupportedOperationException(); }

    /** Makes room for so many keys (loading, DEBUG POPULATE). */
    public void expandTo(long keys) { throw new UnsupportedOperationException(); }
}
