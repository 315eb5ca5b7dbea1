package io.jadis.store.keyspace;

import io.jadis.store.memory.Allocator;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All databases, with what they share: the allocator, the configuration, expiry, eviction, lazy freeing. Executor
 * thread only.
 */
public final class Keyspace implements AutoCloseable {
    /**
     * @param nanoClock for time budgets alone: System::nanoTime
     */
    public Keyspace(Allocator allocator, KeyspaceConfig config, RandomGenerator random, LongSupplier nanoClock,
            KeyspaceListener listener) { throw new UnsupportedOperationException(); }

    public Database database(int index) { throw new UnsupportedOperationException(); }

    public int databaseCount() { throw new UnsupportedOperationException(); }

    public KeyspaceConfig config() { throw new UnsupportedOperationException(); }

    /** CONFIG SET: everything but the number of databases takes effect with the next call. */
    public void configure(KeyspaceConfig config) { throw new UnsupportedOperationException(); }

    public ExpiryMode expiryMode() { throw new UnsupportedOperationException(); }

    public void expiryBy(ExpiryMode mode) { throw new UnsupportedOperationException(); }

    /** Teaches the keyspace how to free, copy and measure the payloads of a type: once per type, at the start. */
    public void register(int type, PayloadType payload) { throw new UnsupportedOperationException(); }

    public StringValues strings() { throw new UnsupportedOperationException(); }

    public Evictor evictor() { throw new UnsupportedOperationException(); }

    public LazyFree lazyFree() { throw new UnsupportedOperationException(); }

    /** SWAPDB: exchanges the contents of two databases. */
    public void swap(Database a, Database b) { throw new UnsupportedOperationException(); }

    /** Keys of all databases. */
    public long size() { throw new UnsupportedOperationException(); }

    // ---- housekeeping, in slices

    /**
     * Removes keys whose time has passed, in MASTER mode only. Cheap when nothing is due.
     *
     * @param deadlineNs on the keyspace's nano clock; looked at every few keys
     * @return how many keys were removed
     */
    public int expireDue(long nowMs, int keysMax, long deadlineNs) { throw new UnsupportedOperationException(); }

    /** The moment at which {@link #expireDue} will have something to do; Long.MAX_VALUE if never. A lower bound. */
    public long nextExpiryAtMs() { throw new UnsupportedOperationException(); }

    /** Moves buckets of tables that grow or shrink. Returns whether there is more to move. */
    public boolean rehash(long deadlineNs) { throw new UnsupportedOperationException(); }

    /** While a snapshot walks the tables: neither grow nor shrink them unless they overflow. Calls nest. */
    public void pauseResize() { throw new UnsupportedOperationException(); }

    public void resumeResize() { throw new UnsupportedOperationException(); }

    // ---- statistics (INFO stats)

    /** expired_keys */
    public long expiredCount() { throw new UnsupportedOperationException(); }

    /** evicted_keys */
    public long evictedCount() { throw new UnsupportedOperationException(); }

    /** CONFIG RESETSTAT: expired, evicted, lazily freed. */
    public void resetStatistics() { throw new UnsupportedOperationException(); }

    /** Frees everything: a test's check for leaks, and SHUTDOWN needs no call. */
    @Override
    public void close() { throw new UnsupportedOperationException(); }
}
