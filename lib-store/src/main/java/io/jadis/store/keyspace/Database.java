package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.table.EntryVisitor;
import io.jadis.store.table.HashTable;
import io.jadis.store.table.TableStatistics;
import java.util.List;

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

    /** What one key takes in the table: a pointer and a byte of hash. */
    private static final int TABLE_SHARE_BYTES = 9, EXPIRY_SHARE_BYTES = 8;

    /** How many keys that are expired but not ours to remove {@link #randomKey} passes over before it takes one. */
    private static final int RANDOM_KEY_TRIES_MAX = 100;
    /** From so many keys, and so many elements of each, the size of the whole is told. */
    private static final int KEY_SAMPLES = 64, ELEMENT_SAMPLES = 5;

    private final Keyspace keyspace;
    private final HashTable tables;
    private final int index;

    /** 0 until the first key comes. */
    private long table;

    /** Null until the first key with a time to live comes. */
    private ExpiryWheel expiry;

    /** Of payloads in which elements expire; null until the first comes. */
    private ExpiryWheel elementExpiry;

    /** What {@link #touch} has seen: kept, so that its loads aren't optimized away. */
    private long touched;

    Database(Keyspace keyspace, int index) {
        this.keyspace = keyspace;
        this.tables = keyspace.tables;
        this.index = index;
    }

    /** Its number: what SELECT takes. */
    public int index() {
        return index;
    }

    /** Keys, those included whose time has passed and that are not yet removed. */
    public long size() {
        return table == 0 ? 0 : tables.size(table);
    }

    /** Keys that have a time to live. */
    public long volatileCount() {
        return expiry == null ? 0 : expiry.size();
    }

    /** Keys with elements that have a time to live of their own. */
    public long timedPayloadCount() {
        return elementExpiry == null ? 0 : elementExpiry.size();
    }

    /** Average time to live of the volatile keys, 0 without any: exact. */
    public long averageTtlMs(long nowMs) {
        return expiry == null ? 0 : expiry.averageTtlMs(nowMs);
    }

    // ---- look-up

    /**
     * The record of a key, or 0. A key whose time has come is removed, or hidden, as the {@link ExpiryMode} and the
     * flags say; a key that is found is touched. Hits and misses are for the caller to count.
     */
    public long find(long nowMs, long keyAddress, long keyLength, int flags) {
        return find(nowMs, Memory.hash(keyAddress, keyLength), keyAddress, keyLength, flags);
    }

    long find(long nowMs, long hash, long keyAddress, long keyLength, int flags) {
        if (table == 0) return 0;
        long record = tables.find(table, hash, keyAddress, keyLength);
        if (record == 0) return 0;
        if (Record.isExpired(record, nowMs) && !outlivesItsTime(record, flags)) return 0;
        if ((flags & NO_TOUCH) == 0) keyspace.age.touch(record, nowMs);
        return record;
    }

    /** As {@link #find}, for who is going to change the key, its value or its time to live. */
    public long findToChange(long nowMs, long keyAddress, long keyLength, int flags) {
        return findToChange(nowMs, Memory.hash(keyAddress, keyLength), keyAddress, keyLength, flags);
    }

    long findToChange(long nowMs, long hash, long keyAddress, long keyLength, int flags) {
        long record = find(nowMs, hash, keyAddress, keyLength, flags);
        if (record != 0) beforeChange(record);
        return record;
    }

    /** To be called before a record that was found otherwise is changed: a snapshot under way may need it as it is. */
    public void beforeChange(long record) {
        if (keyspace.isSnapshotUnderWay()) keyspace.beforeChange(this, record);
    }

    /** What a look-up that has met an expired key does about it. Returns whether the key counts as there. */
    private boolean outlivesItsTime(long record, int flags) {
        ExpiryMode mode = keyspace.expiryMode();
        if (mode == ExpiryMode.LOADING || (flags & IGNORE_EXPIRY) != 0) return true;
        boolean ours = mode == ExpiryMode.MASTER || mode == ExpiryMode.REPLICA && (flags & FORCE_EXPIRE) != 0;
        if (ours && (flags & KEEP_EXPIRED) == 0) expire(record);
        return false;
    }

    /**
     * A key drawn with equal chances, expired ones skipped (and removed where the mode is MASTER); 0 if there is none.
     */
    public long randomKey(long nowMs) {
        int tries = 0;
        while (size() > 0) {
            long record = tables.randomEntry(table, keyspace.random);
            if (!Record.isExpired(record, nowMs) || outlivesItsTime(record, 0)) return record;
            // Not removed, and perhaps all others are expired as well: an expired name is better than no answer.
            if (keyspace.expiryMode() != ExpiryMode.MASTER && ++tries == RANDOM_KEY_TRIES_MAX) return record;
        }
        return 0;
    }

    /**
     * SCAN: visits some records, the expired ones among them, and gives the next cursor; 0 begins and ends. The visitor
     * must not change the database.
     */
    public long scan(long cursor, EntryVisitor visitor) {
        return table == 0 ? 0 : tables.scan(table, cursor, visitor);
    }

    /** Visits every record once (KEYS). The visitor must not change the database. */
    public void forEach(EntryVisitor visitor) {
        long cursor = 0;
        do {
            cursor = scan(cursor, visitor);
        } while (cursor != 0);
    }

    // ---- keys of other types than string

    /**
     * Creates a key whose payload the caller has built; the key must not be there.
     *
     * @return the record
     */
    public long add(long nowMs, long keyAddress, long keyLength, int type, int encoding, long root) {
        return add(nowMs, keyAddress, keyLength, type, encoding, root, Record.NO_EXPIRY);
    }

    /** As {@link #add(long, long, int, int, int, long)} of a key that may have a time to live. */
    public long add(long nowMs, long keyAddress, long keyLength, int type, int encoding, long root, long expiresAtMs) {
        long record = insert(nowMs, keyAddress, keyLength, type, encoding, root, expiresAtMs);
        if (keyspace.expiryMode() != ExpiryMode.LOADING) keyspace.listener.added(this, record);
        return record;
    }

    private long insert(long nowMs, long keyAddress, long keyLength, int type, int encoding, long root,
            long expiresAtMs) {
        long bytes = Record.wordBytes(keyLength, expiresAtMs != Record.NO_EXPIRY);
        long record = create(nowMs, keyAddress, keyLength, type, encoding, false, bytes, expiresAtMs);
        Record.setRoot(record, root);
        linkQuietly(nowMs, Memory.hash(keyAddress, keyLength), record);
        return record;
    }

    /**
     * As {@link #add}, in the place of what the key held, time to live included; the listener hears of a key that
     * wasn't there.
     *
     * @return the record
     */
    public long put(long nowMs, long keyAddress, long keyLength, int type, int encoding, long root) {
        long old = find(nowMs, keyAddress, keyLength, NO_TOUCH);
        if (old == 0) return add(nowMs, keyAddress, keyLength, type, encoding, root);
        remove(old, keyspace.config().lazyServerDelete());
        return insert(nowMs, keyAddress, keyLength, type, encoding, root, Record.NO_EXPIRY);
    }

    /** The payload has moved or changed its encoding. The record stays in place. */
    public void setRoot(long record, int encoding, long root) {
        Record.setEncoding(record, encoding);
        Record.setRoot(record, root);
    }

    // ---- removal

    /** Removes a key and frees it, large values in slices if {@code lazily}. */
    public void remove(long record, boolean lazily) {
        unlink(record);
        keyspace.free(record, lazily);
    }

    /**
     * Removes all keys.
     *
     * @param lazily whether the memory is won back in slices by {@link LazyFree}, or before the call returns
     * @return how many keys there were
     */
    public long flush(boolean lazily) {
        if (table == 0) return 0;
        long keys = tables.size(table);
        boolean adopted = keyspace.isSnapshotUnderWay()
                && keyspace.snapshotsAdopt(table, expiry, elementExpiry, memoryBytes());
        if (!adopted && lazily) keyspace.lazyFree().addTable(table, expiry, elementExpiry);
        if (!adopted && !lazily) keyspace.lazyFree().freeTable(table, expiry, elementExpiry);
        table = 0;
        expiry = null;
        elementExpiry = null;
        return keys;
    }

    /** About what all keys take, told from some of them. */
    private long memoryBytes() {
        long[] sample = new long[KEY_SAMPLES];
        int found = tables.sample(table, keyspace.random, sample, KEY_SAMPLES);
        long bytes = 0;
        for (int i = 0; i < found; i++) bytes += memoryBytes(sample[i], ELEMENT_SAMPLES);
        return Math.min(Math.round((double) bytes / Math.max(1, found) * tables.size(table)),
                keyspace.allocator.usedBytes() - keyspace.heldBytes());
    }

    // ---- whole records

    /**
     * Gives a record another name, value and time to live kept, in the same or another database of this keyspace. The
     * new name must be free; for an occupied one the caller removes that key first.
     *
     * @return the record, most likely at another address
     */
    public long rename(long nowMs, long record, Database to, long keyAddress, long keyLength) {
        beforeChange(record);
        long renamed = copyBlock(nowMs, record, keyAddress, keyLength);
        unlink(record);
        keyspace.allocator.free(record);
        to.link(nowMs, Memory.hash(keyAddress, keyLength), renamed);
        return renamed;
    }

    /**
     * A copy of a record, value and time to live, under a name that must be free, in this or another database.
     *
     * @return the new record
     */
    public long copy(long nowMs, long record, Database to, long keyAddress, long keyLength) {
        long copy = copyBlock(nowMs, record, keyAddress, keyLength);
        if (Record.type(record) != RecordType.STRING) {
            int encoding = Record.encoding(record);
            Record.setRoot(copy, keyspace.payload(Record.type(record)).copy(encoding, Record.root(record)));
        } else if (Record.isOutside(record)) {
            long length = Record.valueLength(record);
            long value = keyspace.allocator.allocate(length);
            Memory.copy(Record.valueAddress(record), value, length);
            Record.setOutsideValue(copy, value, length);
        }
        to.link(nowMs, Memory.hash(keyAddress, keyLength), copy);
        return copy;
    }

    /** MOVE: the record under its own name into another database, where the name must be free. */
    public long moveTo(long nowMs, long record, Database to) {
        unlink(record);
        Record.setAge(record, keyspace.age.initial(nowMs));
        to.link(nowMs, hashOf(record), record);
        return record;
    }

    private long copyBlock(long nowMs, long record, long keyAddress, long keyLength) {
        long copy = newBlock(keyLength, Record.bytesAs(record, keyLength));
        Record.copyAs(record, copy, keyAddress, keyLength);
        Record.setGenerations(copy, keyspace.generations());
        Record.setAge(copy, keyspace.age.initial(nowMs));
        return copy;
    }

    // ---- expiry

    /**
     * Sets or changes the moment after which the key is gone. A moment in the past is taken as any other: the caller
     * decides whether to remove the key instead.
     *
     * @param expiresAtMs since 1970, not negative
     * @return the record, perhaps at another address
     */
    public long setExpiry(long nowMs, long record, long expiresAtMs) {
        beforeChange(record);
        if (Record.hasExpiry(record)) {
            expiry.reschedule(record, expiresAtMs, nowMs);
            return record;
        }
        long bytes = Record.bytes(record);
        long bytesWithExpiry = bytes + Record.expiryBytes();
        boolean inPlace = keyspace.fits(record, bytes, bytesWithExpiry);
        long block = inPlace ? widen(record) : keyspace.allocator.allocate(bytesWithExpiry);
        Record.reshape(inPlace ? block : record, block, true);
        Record.setExpiresAtMs(block, expiresAtMs);
        if (!inPlace) {
            relocated(record, block, false);
            keyspace.allocator.free(record);
        }
        schedule(nowMs, block);
        return block;
    }

    /**
     * PERSIST: the key stays.
     *
     * @return the record, perhaps at another address
     */
    public long removeExpiry(long record) {
        if (!Record.hasExpiry(record)) return record;
        beforeChange(record);
        expiry.remove(record);
        // The room that the expiry leaves is too little to move the record for, and the next EXPIRE takes it again.
        Record.reshape(record, record, false);
        return record;
    }

    /**
     * Says when the first element of a record's payload expires from now on, or {@link TimedPayload#NEVER}; its
     * encoding is a timed one.
     */
    public void setNextElementExpiry(long nowMs, long record, long atMs) {
        long head = Record.root(record);
        long beforeMs = TimedPayload.nextAtMs(head);
        if (atMs == beforeMs) return;
        if (beforeMs == TimedPayload.NEVER) {
            TimedPayload.setNextAtMs(head, atMs);
            follow(nowMs, record);
        } else if (atMs == TimedPayload.NEVER) {
            elementExpiry.remove(head);
            TimedPayload.setNextAtMs(head, atMs);
        } else {
            elementExpiry.reschedule(head, atMs, nowMs);
        }
    }

    /** From now on a timed payload of this database is found when its time has come. */
    private void follow(long nowMs, long record) {
        long head = Record.root(record);
        TimedPayload.setRecord(head, record);
        if (TimedPayload.nextAtMs(head) == TimedPayload.NEVER) return;
        if (elementExpiry == null) elementExpiry = new ExpiryWheel(keyspace.allocator, TimedPayload.ENTRIES);
        elementExpiry.add(head, nowMs);
    }

    private void unfollow(long record) {
        long head = Record.root(record);
        if (TimedPayload.nextAtMs(head) != TimedPayload.NEVER) elementExpiry.remove(head);
    }

    private static boolean isTimed(long record) {
        return Encoding.isTimed(Record.encoding(record));
    }

    // ---- facts of a record

    /** OBJECT IDLETIME: time since last use, in steps of 1,000 ms. Not meaningful under an LFU policy. */
    public long idleMs(long record, long nowMs) {
        return keyspace.age.idleMs(record, nowMs);
    }

    /** OBJECT FREQ: the logarithmic counter, 0 to 255, decay included. Meaningful under an LFU policy. */
    public int frequency(long record, long nowMs) {
        return keyspace.age.frequency(record, nowMs);
    }

    /** RESTORE IDLETIME, and loading. Ignored under an LFU policy. */
    public void setIdleMs(long record, long nowMs, long idleMs) {
        keyspace.age.setIdleMs(record, nowMs, idleMs);
    }

    /** RESTORE FREQ, and loading. Ignored unless an LFU policy is set. */
    public void setFrequency(long record, long nowMs, int frequency) {
        keyspace.age.setFrequency(record, nowMs, frequency);
    }

    /** TOUCH: as a look-up without NO_TOUCH does. */
    public void touch(long record, long nowMs) {
        keyspace.age.touch(record, nowMs);
    }

    /**
     * MEMORY USAGE: bytes of the key with its share of table and expiry index.
     *
     * @param samples elements looked at in a collection, 0 for all
     */
    public long memoryBytes(long record, int samples) {
        long bytes = keyspace.allocator.usableSize(record) + TABLE_SHARE_BYTES;
        if (Record.hasExpiry(record)) bytes += EXPIRY_SHARE_BYTES;
        int type = Record.type(record);
        if (type != RecordType.STRING) {
            PayloadType payload = keyspace.payload(type);
            return bytes + payload.memoryBytes(Record.encoding(record), Record.root(record), samples);
        }
        return Record.isOutside(record) ? bytes + keyspace.allocator.usableSize(Record.valueAddress(record)) : bytes;
    }

    /** Bytes of the table's buckets: MEMORY STATS' overhead.hashtable.main. */
    public long tableBytes() {
        return table == 0 ? 0 : tables.bucketBytes(table);
    }

    /** How the keys lie in the table, and in the array that is about to replace its own: DEBUG HTSTATS. */
    public List<TableStatistics> tableStatistics() {
        return table == 0 ? List.of() : tables.statistics(table);
    }

    /** The same for the table that a value has of its own; empty where it has none: DEBUG HTSTATS-KEY. */
    public List<TableStatistics> tableStatistics(long record) {
        int type = Record.type(record);
        if (type == RecordType.STRING) return List.of();
        return keyspace.payload(type).tableStatistics(Record.encoding(record), Record.root(record));
    }

    /** Bytes of the expiry index. */
    public long expiryIndexBytes() {
        return (expiry == null ? 0 : expiry.bytes()) + (elementExpiry == null ? 0 : elementExpiry.bytes());
    }

    /** Makes room for so many keys (loading, DEBUG POPULATE). */
    public void expandTo(long keys) {
        if (table == 0) table = keyspace.createTable();
        tables.expandTo(table, keys);
    }

    // ---- for the room

    /** 0 if the database never had a key. */
    long table() {
        return table;
    }

    /** Null if the database never had a volatile key. */
    ExpiryWheel expiry() {
        return expiry;
    }

    /** Null if no payload of the database ever was timed. */
    ExpiryWheel elementExpiry() {
        return elementExpiry;
    }

    void swapContents(Database with) {
        long otherTable = with.table;
        ExpiryWheel otherExpiry = with.expiry, otherElementExpiry = with.elementExpiry;
        with.table = table;
        with.expiry = expiry;
        with.elementExpiry = elementExpiry;
        table = otherTable;
        expiry = otherExpiry;
        elementExpiry = otherElementExpiry;
    }

    /**
     * A new record with all but its value, not yet in the table: the value is to be written and then {@link #link} to
     * be called.
     *
     * @param bytes what the record will fill, from the sizes of {@link Record}
     */
    long create(long nowMs, long keyAddress, long keyLength, int type, int encoding, boolean outside, long bytes,
            long expiresAtMs) {
        boolean expires = expiresAtMs != Record.NO_EXPIRY;
        long record = newBlock(keyLength, bytes);
        int age = keyspace.age.initial(nowMs);
        Record.writeHeader(record, type, keyspace.generations(), encoding, age, keyLength, expires, outside);
        if (expires) Record.setExpiresAtMs(record, expiresAtMs);
        Memory.copy(keyAddress, Record.keyAddress(record), keyLength);
        return record;
    }

    /** All records with a key that isn't here yet begin with this: a key that is too long changes nothing. */
    private long newBlock(long keyLength, long bytes) {
        if (keyLength > Record.KEY_LENGTH_MAX) throw new IllegalArgumentException("key too long, length=" + keyLength);
        return keyspace.allocator.allocate(bytes);
    }

    /** Puts a record into table and expiry index: a new key. */
    void link(long nowMs, long hash, long record) {
        linkQuietly(nowMs, hash, record);
        if (keyspace.expiryMode() != ExpiryMode.LOADING) keyspace.listener.added(this, record);
    }

    private void linkQuietly(long nowMs, long hash, long record) {
        if (table == 0) table = keyspace.createTable();
        if (keyspace.hidesExpired()) removeHidden(hash, record);
        assert tables.find(table, hash, Record.keyAddress(record), Record.keyLength(record)) == 0;
        tables.insert(table, hash, record);
        if (Record.hasExpiry(record)) schedule(nowMs, record);
        if (isTimed(record)) follow(nowMs, record);
    }

    /** Looks at the buckets of keys that are going to come, so that they are at hand then. */
    void touch(long[] hashes, int count) {
        if (table == 0) return;
        long seen = 0;
        for (int i = 0; i < count; i++) seen |= tables.touch(table, hashes[i]);
        touched = seen;
    }

    /** As {@link #touch}, at the records of those that are there. */
    void touchRecords(long[] hashes, int count) {
        if (table == 0) return;
        long seen = 0;
        for (int i = 0; i < count; i++) seen |= tables.touchEntry(table, hashes[i]);
        touched = seen;
    }

    /** As {@link #link}, of a record from a file, which may have waited for this. @return false if the key is there */
    boolean linkIfAbsent(long nowMs, long hash, long record) {
        if (table != 0 && tables.find(table, hash, Record.keyAddress(record), Record.keyLength(record))
                != 0) return false;
        Record.setGenerations(record, keyspace.generations());
        linkQuietly(nowMs, hash, record);
        return true;
    }

    /** Where look-ups hide expired keys instead of removing them, one of them may stand where a new key wants to. */
    private void removeHidden(long hash, long byRecord) {
        long hidden = tables.find(table, hash, Record.keyAddress(byRecord), Record.keyLength(byRecord));
        if (hidden != 0) remove(hidden, false);
    }

    /** Takes a record out of table and expiry index. */
    void unlink(long record) {
        beforeChange(record);
        keyspace.listener.leaving(this, record);
        boolean removed = tables.removeEntry(table, hashOf(record), record);
        assert removed : "record=" + record;
        if (Record.hasExpiry(record)) expiry.remove(record);
        if (isTimed(record)) unfollow(record);
    }

    /**
     * Makes an existing record ready for another value, of whatever type: the old one is freed, key, age and expiry
     * stay or change as asked for, and the caller writes the value.
     *
     * @param bytes what the record will fill, from the sizes of {@link Record}
     * @return the record, perhaps at another address
     */
    long rewrite(long nowMs, long record, int encoding, boolean outside, long bytes, long expiresAtMs) {
        if (Record.type(record) != RecordType.STRING) keyspace.listener.leaving(this, record);
        boolean expired = Record.hasExpiry(record);
        boolean expires = expiresAtMs != Record.NO_EXPIRY;
        long oldBytes = Record.bytes(record);
        boolean inPlace = keyspace.fits(record, oldBytes, bytes);
        if (inPlace && bytes > oldBytes) record = widen(record);
        int keyLength = Record.keyLength(record);
        long oldKeyAddress = Record.keyAddress(record);
        int age = Record.age(record);
        if (isTimed(record)) unfollow(record);
        keyspace.freePayload(record, keyspace.config().lazyServerDelete());
        if (expired && !expires) expiry.remove(record);
        long oldExpiresAtMs = Record.expiresAtMs(record);
        int ticket = expired ? Record.ticket(record) : 0;

        long block = inPlace ? record : keyspace.allocator.allocate(bytes);
        // Key first: in place, the header may grow over its old bytes.
        long newKeyAddress = Record.keyAddressFor(block, RecordType.STRING, encoding, expires, outside);
        if (newKeyAddress != oldKeyAddress) Memory.copy(oldKeyAddress, newKeyAddress, keyLength);
        Record.writeHeader(block, RecordType.STRING, keyspace.generations(), encoding, age, keyLength, expires,
                outside);
        if (expires && expired) {
            Record.setExpiresAtMs(block, oldExpiresAtMs);
            Record.setTicket(block, ticket);
        }
        if (!inPlace) {
            relocated(record, block, expired && expires);
            keyspace.allocator.free(record);
        }
        if (!expires) return block;
        if (expired) {
            if (expiresAtMs != oldExpiresAtMs) expiry.reschedule(block, expiresAtMs, nowMs);
        } else {
            Record.setExpiresAtMs(block, expiresAtMs);
            schedule(nowMs, block);
        }
        return block;
    }

    /**
     * Makes all bytes writable that the block of a record takes, beyond those that were asked for: it stays where it is
     * but in the checked mode.
     */
    long widen(long record) {
        long widened = keyspace.allocator.reallocate(record, keyspace.allocator.usableSize(record));
        if (widened != record) relocated(record, widened, Record.hasExpiry(widened));
        return widened;
    }

    /**
     * Corrects table and expiry index after a record was copied to another block; its old one may be gone.
     *
     * @param scheduled whether the expiry index knows the record, by the ticket that it has now
     */
    void relocated(long from, long to, boolean scheduled) {
        tables.replaceEntry(table, hashOf(to), from, to);
        if (scheduled) expiry.moved(to);
        if (isTimed(to)) TimedPayload.setRecord(Record.root(to), to);
    }

    /** Removes a record whose time has come. */
    void expire(long record) {
        unlink(record);
        bury(record);
    }

    /** As {@link #expire}, of a record that the expiry index has just given out. */
    void expirePolled(long record) {
        beforeChange(record);
        keyspace.listener.leaving(this, record);
        boolean removed = tables.removeEntry(table, hashOf(record), record);
        assert removed : "record=" + record;
        if (isTimed(record)) unfollow(record);
        bury(record);
    }

    /** Removes a record to win memory. */
    void evict(long record, long hash) {
        boolean there = evictIfThere(record, hash, false);
        assert there : "record=" + record;
    }

    /**
     * As {@link #evict}, of an address that may have been freed since it was sampled.
     *
     * @return false if no such record is there, or none with a time to live where one is asked for
     */
    boolean evictIfThere(long record, long hash, boolean volatileOnly) {
        if (table == 0 || !tables.removeEntry(table, hash, record)) return false;
        if (volatileOnly && !Record.hasExpiry(record)) {
            tables.insert(table, hash, record);
            return false;
        }
        beforeChange(record);
        if (Record.hasExpiry(record)) expiry.remove(record);
        if (isTimed(record)) unfollow(record);
        keyspace.listener.leaving(this, record);
        keyspace.countEvicted();
        keyspace.listener.evicted(this, record);
        keyspace.free(record, keyspace.config().lazyEviction());
        return true;
    }

    private void bury(long record) {
        keyspace.countExpired();
        keyspace.listener.expired(this, record);
        keyspace.free(record, keyspace.config().lazyExpire());
    }

    private void schedule(long nowMs, long record) {
        if (expiry == null) expiry = new ExpiryWheel(keyspace.allocator);
        expiry.add(record, nowMs);
    }

    static long hashOf(long record) {
        return Memory.hash(Record.keyAddress(record), Record.keyLength(record));
    }
}
