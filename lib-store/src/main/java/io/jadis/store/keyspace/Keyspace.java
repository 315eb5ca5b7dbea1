package io.jadis.store.keyspace;

import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryLayout;
import io.jadis.store.table.HashTable;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All databases, with what they share: the allocator, the configuration, expiry, eviction, lazy freeing. Executor
 * thread only.
 */
public final class Keyspace implements AutoCloseable {
    /**
     * A block may be so much larger than what it holds before that is moved: about a step of the allocator's size
     * classes, 7 bytes or a sixteenth.
     */
    private static final int SLACK_MIN_BYTES = 7, SLACK_SHIFT = 4;

    /** How often the clock is looked at, in keys. */
    private static final int KEYS_PER_CLOCK = 16;

    /** Elements of one key that expire between two looks at the clock. */
    private static final int ELEMENTS_PER_CLOCK = 64;

    /** Records that one call of {@link #expireDue} moves nearer to their time beyond what it has to. */
    private static final int CASCADE_RECORDS_MAX = 2_048;

    private static final int REHASH_BUCKETS = 64;

    /** How many snapshots may be under way at once: one bit of each record's header stands for each. */
    public static final int SNAPSHOTS_MAX = 2;

    final Allocator allocator;
    final HashTable tables;
    final RandomGenerator random;
    final LongSupplier nanoClock;
    final KeyspaceListener listener;
    final AccessAge age;
    final Pins pins;
    private long adoptedBytes;

    private final Database[] databases;
    /** Another data set that is being loaded beside the one in use, or null. */
    private Database[] shadows;
    private final PayloadType[] payloads = new PayloadType[RecordType.CODES];
    private final StringValues strings;
    private final Evictor evictor;
    private final LazyFree lazyFree;

    private KeyspaceConfig config;
    private ExpiryMode expiryMode = ExpiryMode.MASTER;
    private boolean loading;
    private long expiredCount;
    private long expiredFieldCount;
    private long evictedCount;
    private int resizePauses;
    /** By slot. */
    private final Snapshot[] snapshots = new Snapshot[SNAPSHOTS_MAX];
    private int snapshotCount;
    /** A bit for each slot. */
    private int generations;

    /** The database that {@link #expireDue} goes on with. */
    private int expiryCursor;

    /**
     * @param nanoClock for time budgets alone: System::nanoTime
     */
    public Keyspace(Allocator allocator, KeyspaceConfig config, RandomGenerator random, LongSupplier nanoClock,
            KeyspaceListener listener) {
        this.allocator = allocator;
        this.config = config;
        this.random = random;
        this.nanoClock = nanoClock;
        this.listener = listener;
        tables = new HashTable(allocator, new RecordLayout());
        age = new AccessAge(config, random);
        databases = newDatabases(config.databaseCount());
        strings = new StringValues(this);
        lazyFree = new LazyFree(this);
        pins = new Pins(lazyFree, allocator);
        evictor = new Evictor(this);
    }

    private Database[] newDatabases(int count) {
        Database[] created = new Database[count];
        for (int i = 0; i < count; i++) created[i] = new Database(this, i);
        return created;
    }

    /** The database that SELECT names so; the caller has checked the number. */
    public Database database(int index) {
        return databases[index];
    }

    public int databaseCount() {
        return databases.length;
    }

    /** Where the memory of all keys and values comes from: the rooms of the types take theirs from it too. */
    public Allocator allocator() {
        return allocator;
    }

    /** Randomness for members drawn at random. */
    public RandomGenerator random() {
        return random;
    }

    public KeyspaceConfig config() {
        return config;
    }

    /** CONFIG SET: everything but the number of databases takes effect with the next call. */
    public void configure(KeyspaceConfig config) {
        this.config = config;
        age.configure(config);
    }

    public ExpiryMode expiryMode() {
        return loading ? ExpiryMode.LOADING : expiryMode;
    }

    /** Whether it is our master who says that a time has come, even where for the moment nobody does. */
    public boolean leavesExpiryToMaster() {
        return expiryMode == ExpiryMode.REPLICA;
    }

    /** While this is on, keys come from a file, and the mode is LOADING whatever {@link #expiryBy} says. */
    public void loading(boolean on) {
        loading = on;
    }

    /** Whether look-ups hide keys whose time has passed instead of removing them. */
    boolean hidesExpired() {
        return expiryMode() == ExpiryMode.REPLICA || expiryMode() == ExpiryMode.PAUSED;
    }

    /** Says who decides from now on that keys expire. */
    public void expiryBy(ExpiryMode mode) {
        expiryMode = mode;
    }

    /** Teaches the keyspace how to free, copy and measure the payloads of a type: once per type, at the start. */
    public void register(int type, PayloadType payload) {
        payloads[type] = payload;
    }

    /** Frees a payload that no record leads to: one that was made for the length of a command. Large ones in slices. */
    public void discard(int type, int encoding, long root) {
        lazyFree.freePayload(payload(type), encoding, root, LazyFree.EFFORT_MIN, true);
    }

    /** Who hears of what goes by itself: for the rooms of the types, whose elements may expire. */
    public KeyspaceListener listener() {
        return listener;
    }

    public StringValues strings() {
        return strings;
    }

    public Evictor evictor() {
        return evictor;
    }

    public LazyFree lazyFree() {
        return lazyFree;
    }

    /** SWAPDB: exchanges the contents of two databases. */
    public void swap(Database a, Database b) {
        a.swapContents(b);
    }

    /** Keys of all databases. */
    public long size() {
        long keys = 0;
        for (Database database : databases) keys += database.size();
        return keys;
    }

    // ---- housekeeping, in slices

    /**
     * Removes keys and fields of hashes whose time has passed, in MASTER mode only. Cheap when nothing is due.
     *
     * @param keysMax of keys, and of fields
     * @param deadlineNs on the keyspace's nano clock; looked at every few keys
     * @return how many were removed
     */
    public int expireDue(long nowMs, int keysMax, long deadlineNs) {
        if (expiryMode() != ExpiryMode.MASTER) return 0;
        int removed = 0;
        for (int visited = 0; visited < databases.length; visited++) {
            Database database = databases[expiryCursor];
            removed += expireKeys(database, nowMs, keysMax - removed, deadlineNs);
            removed += expireElements(database, nowMs, keysMax - removed, deadlineNs);
            if (removed >= keysMax || nanoClock.getAsLong() - deadlineNs > 0) return removed;
            expiryCursor = (expiryCursor + 1) % databases.length;
        }
        cascadeAhead(deadlineNs);
        return removed;
    }

    private int expireKeys(Database database, long nowMs, int keysMax, long deadlineNs) {
        ExpiryWheel wheel = database.expiry();
        int removed = 0, steps = 0;
        while (wheel != null && wheel.size() > 0 && removed < keysMax) {
            if (++steps % KEYS_PER_CLOCK == 0 && nanoClock.getAsLong() - deadlineNs > 0) break;
            long record = wheel.pollDue(nowMs);
            if (record == 0) break;
            if (record == ExpiryWheel.CASCADE_FIRST) {
                wheel.cascade(KEYS_PER_CLOCK);
            } else {
                database.expirePolled(record);
                removed++;
            }
        }
        return removed;
    }

    private int expireElements(Database database, long nowMs, int elementsMax, long deadlineNs) {
        ExpiryWheel wheel = database.elementExpiry();
        int removed = 0;
        while (wheel != null && wheel.size() > 0 && removed < elementsMax) {
            if (nanoClock.getAsLong() - deadlineNs > 0) break;
            long head = wheel.pollDue(nowMs);
            if (head == 0) break;
            if (head == ExpiryWheel.CASCADE_FIRST) {
                wheel.cascade(KEYS_PER_CLOCK);
                continue;
            }
            long record = TimedPayload.record(head);
            // A snapshot takes it for a value whose elements expire as long as this is not gone.
            database.beforeChange(record);
            // Out of the index now; comes back with the time of the next element, if there is one.
            TimedPayload.setNextAtMs(head, TimedPayload.NEVER);
            int max = Math.min(elementsMax - removed, ELEMENTS_PER_CLOCK);
            removed += payload(Record.type(record)).expireSome(database, nowMs, record, max);
        }
        return removed;
    }

    /** What is not due yet comes nearer while there is time, so that it need not be waited for. */
    private void cascadeAhead(long deadlineNs) {
        int left = CASCADE_RECORDS_MAX;
        for (Database database : databases) {
            left -= cascadeAhead(database.expiry(), left, deadlineNs);
            left -= cascadeAhead(database.elementExpiry(), left, deadlineNs);
        }
    }

    private int cascadeAhead(ExpiryWheel wheel, int max, long deadlineNs) {
        int moved = 0;
        if (wheel == null || wheel.size() == 0) return moved;
        while (moved < max) {
            int step = wheel.cascade(KEYS_PER_CLOCK);
            moved += step;
            if (step < KEYS_PER_CLOCK || nanoClock.getAsLong() - deadlineNs > 0) break;
        }
        return moved;
    }

    /**
     * The moment at which {@link #expireDue} will have something to do; Long.MAX_VALUE if never, or not in this mode. A
     * lower bound.
     */
    public long nextExpiryAtMs() {
        long next = Long.MAX_VALUE;
        if (expiryMode() != ExpiryMode.MASTER) return next;
        for (Database database : databases) {
            if (database.expiry() != null) next = Math.min(next, database.expiry().nextAtMs());
            if (database.elementExpiry() != null) next = Math.min(next, database.elementExpiry().nextAtMs());
        }
        return next;
    }

    /**
     * Moves buckets of tables that grow or shrink.
     *
     * @return whether there is more to move
     */
    public boolean rehash(long deadlineNs) {
        for (Database database : databases) {
            while (database.table() != 0 && tables.rehash(database.table(), REHASH_BUCKETS)) {
                if (nanoClock.getAsLong() - deadlineNs > 0) return true;
            }
        }
        return false;
    }

    /** While a snapshot walks the tables: neither grow nor shrink them unless they overflow. Calls nest. */
    public void pauseResize() {
        resizePauses++;
        forEachTable(tables::pauseResize);
    }

    /** Ends what {@link #pauseResize} began. */
    public void resumeResize() {
        resizePauses--;
        forEachTable(tables::resumeResize);
    }

    private void forEachTable(LongConsumer action) {
        for (Database database : databases) {
            if (database.table() != 0) action.accept(database.table());
        }
        if (shadows == null) return;
        for (Database database : shadows) {
            if (database.table() != 0) action.accept(database.table());
        }
    }

    // ---- a second data set, which is loaded while the first one is in use

    /** Begins a data set beside the one in use; there is one at a time. It ends by {@link #dropShadow}. */
    public void beginShadow() {
        if (shadows != null) throw new IllegalStateException("a shadow is there");
        shadows = newDatabases(databases.length);
    }

    boolean hasShadow() {
        return shadows != null;
    }

    /** The shadow of a database; its expiry, and what its keys mean to clients, rest until it is swapped in. */
    public Database shadow(int index) {
        return shadows[index];
    }

    /**
     * The shadow is the data set from now on, and the other way round. Watches and blocked clients are the caller's.
     */
    public void swapShadow() {
        for (int i = 0; i < databases.length; i++) databases[i].swapContents(shadows[i]);
    }

    /** Removes what the shadow holds, in slices. */
    public void dropShadow() {
        for (Database shadow : shadows) shadow.flush(true);
        shadows = null;
    }

    // ---- snapshots

    /** Whether another snapshot can begin: there are {@link #SNAPSHOTS_MAX} slots. */
    public boolean canBeginSnapshot() {
        return snapshotCount < SNAPSHOTS_MAX;
    }

    /** Begins a snapshot of all databases as they are now; {@link #canBeginSnapshot} must be true. */
    public Snapshot beginSnapshot(Snapshot.Visitor visitor) {
        if (!canBeginSnapshot()) throw new IllegalStateException("too many snapshots are under way");
        int slot = 0;
        while (snapshots[slot] != null) slot++;
        generations ^= 1 << slot;
        snapshots[slot] = new Snapshot(this, slot, visitor);
        snapshotCount++;
        return snapshots[slot];
    }

    /** Whether there is any, those included that were abandoned and are not yet over. */
    public boolean isSnapshotUnderWay() {
        return snapshotCount != 0;
    }

    void endSnapshot(int slot) {
        snapshots[slot] = null;
        snapshotCount--;
    }

    void beforeChange(Database database, long record) {
        int pending = Record.generations(record) ^ generations;
        if (pending == 0) return;
        for (Snapshot snapshot : snapshots) {
            if (snapshot != null) snapshot.beforeChange(database, record);
        }
    }

    /**
     * A table is about to be freed.
     *
     * @param bytes about what it takes with all it has
     * @return whether snapshots still need it and will have it freed
     */
    boolean snapshotsAdopt(long table, ExpiryWheel expiry, ExpiryWheel elementExpiry, long bytes) {
        Snapshot.AdoptedTable adopted = new Snapshot.AdoptedTable(table, expiry, elementExpiry, bytes);
        for (Snapshot snapshot : snapshots) {
            if (snapshot != null) snapshot.adopt(adopted);
        }
        if (adopted.isAdopted()) adoptedBytes += bytes;
        return adopted.isAdopted();
    }

    /** None of them needs it any more. */
    void snapshotsLeave(Snapshot.AdoptedTable adopted) {
        adoptedBytes -= adopted.bytes;
    }

    /**
     * About how much of the allocator's memory is not the data set's any more but still read by snapshots: values that
     * were removed in the middle of being written, tables that were flushed. Told from samples.
     */
    public long heldBytes() {
        return pins.heldBytes() + adoptedBytes;
    }

    /** What the records have, a bit for each slot, that are new, or that no snapshot waits for. */
    int generations() {
        return generations;
    }

    /**
     * A snapshot is in the middle of a payload: whoever frees it before {@link #unpin} leaves that to the snapshot.
     *
     * @param address what {@link PayloadType#pinAddress} gives for it
     */
    public void pin(long address) {
        pins.add(address);
    }

    public void unpin(long address) {
        pins.remove(address);
    }

    // ---- statistics (INFO stats)

    /** expired_keys */
    public long expiredCount() {
        return expiredCount;
    }

    /** expired_subkeys: fields of hashes. */
    public long expiredFieldCount() {
        return expiredFieldCount;
    }

    /** Counts fields that a type has removed since their time had come. */
    public void countExpiredField() {
        expiredFieldCount++;
    }

    /** evicted_keys */
    public long evictedCount() {
        return evictedCount;
    }

    /** CONFIG RESETSTAT: expired, evicted, lazily freed. */
    public void resetStatistics() {
        expiredCount = 0;
        expiredFieldCount = 0;
        evictedCount = 0;
        lazyFree.resetStatistics();
    }

    /** Frees everything. */
    @Override
    public void close() {
        for (Snapshot snapshot : snapshots) {
            if (snapshot != null) snapshot.close();
        }
        if (shadows != null) dropShadow();
        for (Database database : databases) database.flush(true);
        while (!lazyFree.reclaim(Long.MAX_VALUE)) continue;
        strings.close();
    }

    // ---- for the room

    /** A new table, paused as all others are. */
    long createTable() {
        long table = tables.create();
        for (int i = 0; i < resizePauses; i++) tables.pauseResize(table);
        return table;
    }

    PayloadType payload(int type) {
        PayloadType payload = payloads[type];
        assert payload != null : "type=" + type;
        return payload;
    }

    void countExpired() {
        expiredCount++;
    }

    void countEvicted() {
        evictedCount++;
    }

    /** Whether a block that holds {@code oldBytes} may hold {@code newBytes} in place, without a waste of room. */
    boolean fits(long block, long oldBytes, long newBytes) {
        if (oldBytes == newBytes) return true;
        long usable = allocator.usableSize(block);
        return newBytes <= usable && usable - newBytes <= Math.max(SLACK_MIN_BYTES, usable >> SLACK_SHIFT);
    }

    /** Frees a record that no table knows any more, with all that belongs to it. */
    void free(long record, boolean lazily) {
        freePayload(record, lazily);
        allocator.free(record);
    }

    /** Frees a record of a table that is drained: what it leads to goes in slices, and INFO doesn't count it apart. */
    void freeDrained(long record) {
        freePayload(record, LazyFree.EFFORT_MIN, false);
        allocator.free(record);
    }

    /** Frees what a record leads to, not the record; in slices what is large, and if {@code lazily} less than that. */
    void freePayload(long record, boolean lazily) {
        freePayload(record, lazily ? LazyFree.EFFORT_MIN : LazyFree.EAGER_EFFORT_MAX, lazily);
    }

    private void freePayload(long record, int effortMax, boolean counted) {
        int type = Record.type(record);
        if (type != RecordType.STRING) {
            lazyFree.freePayload(payload(type), Record.encoding(record), Record.root(record), effortMax, counted);
        } else if (Record.isOutside(record)) {
            allocator.freeInBackground(Record.valueAddress(record));
        }
    }

    /** Where the table finds the key of an entry. */
    private static final class RecordLayout implements EntryLayout {
        @Override
        public long keyAddress(long entry) {
            return Record.keyAddress(entry);
        }

        @Override
        public long keyLength(long entry) {
            return Record.keyLength(entry);
        }
    }
}
