package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;

/**
 * Keys from a file on their way into a database. Their records are made at once and get their places in the table some
 * at a time: so the processor fetches the buckets of all of them from memory side by side, where it would wait for one
 * after the other. The keyspace is in {@code ExpiryMode.LOADING} meanwhile.
 */
public final class LoadBatch implements AutoCloseable {
    private static final int RECORDS_MAX = 32;

    private final Keyspace keyspace;
    private final long[] records = new long[RECORDS_MAX], hashes = new long[RECORDS_MAX];
    private Database database;
    private int count;

    public LoadBatch(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** Where the keys go from now on; nothing must wait for {@link #flush}. */
    public void into(Database next) {
        assert count == 0;
        database = next;
    }

    /** Whether {@link #flush} is to be called before another key comes. */
    public boolean isFull() {
        return count == RECORDS_MAX;
    }

    /** A key with a string. @return its record */
    public long addString(long nowMs, long keyAddress, long keyLength, long valueAddress, long valueLength,
            long expiresAtMs) {
        return add(keyspace.strings().create(database, nowMs, keyAddress, keyLength, valueAddress, valueLength,
                expiresAtMs), keyAddress, keyLength);
    }

    /** A key of another type, whose payload the caller has built. @return its record */
    public long add(long nowMs, long keyAddress, long keyLength, int type, int encoding, long root, long expiresAtMs) {
        long bytes = Record.wordBytes(keyLength, expiresAtMs != Record.NO_EXPIRY);
        long record = database.create(nowMs, keyAddress, keyLength, type, encoding, false, bytes, expiresAtMs);
        Record.setRoot(record, root);
        return add(record, keyAddress, keyLength);
    }

    private long add(long record, long keyAddress, long keyLength) {
        hashes[count] = Memory.hash(keyAddress, keyLength);
        records[count++] = record;
        return record;
    }

    /**
     * Puts all that waits into the database.
     *
     * @return 0, or the record of a key that is there already: it and those behind it wait on
     */
    public long flush(long nowMs) {
        if (count == 0) return 0;
        database.touch(hashes, count);
        for (int i = 0; i < count; i++) {
            long record = records[i];
            if (!database.linkIfAbsent(nowMs, hashes[i], record)) {
                System.arraycopy(records, i, records, 0, count - i);
                System.arraycopy(hashes, i, hashes, 0, count - i);
                count -= i;
                return record;
            }
        }
        count = 0;
        return 0;
    }

    /** Frees what waits. */
    @Override
    public void close() {
        for (int i = 0; i < count; i++) keyspace.free(records[i], false);
        count = 0;
    }
}
