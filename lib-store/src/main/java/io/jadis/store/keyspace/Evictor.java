package io.jadis.store.keyspace;

import java.util.function.LongSupplier;

/**
 * Keeps the memory within maxmemory by the eight policies, with the samples, the pool and the time limits of Redis.
 * Where Redis samples for volatile-ttl, the expiry index knows.
 */
public final class Evictor {
    /** How often the clock is looked at, in keys. */
    private static final int KEYS_PER_CLOCK = 16;

    private final Keyspace keyspace;
    private final EvictionPool pool = new EvictionPool();
    private EvictionPolicy poolPolicy = EvictionPolicy.NOEVICTION;
    private long[] samples = new long[0];

    /** The database that the random policies took a key from last. */
    private int randomCursor;

    Evictor(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /**
     * Evicts until the counted memory is within maxmemory, the policy has nothing left, or the time is up that
     * maxmemory-eviction-tenacity grants. Memory that waits to be freed lazily is freed before any key is evicted.
     *
     * @param countedBytes memory that counts, asked again after each key: what an eviction itself makes grow, buffers
     *     of replicas, of the AOF, of snapshots and of clients, mustn't, or one eviction would lead to another
     */
    public EvictionOutcome evict(long nowMs, LongSupplier countedBytes) {
        KeyspaceConfig config = keyspace.config();
        long limitBytes = config.maxmemoryBytes();
        if (limitBytes == 0 || countedBytes.getAsLong() <= limitBytes) return EvictionOutcome.OK;

        prepare(config);
        long startNs = keyspace.nanoClock.getAsLong();
        long limitNs = limitNs(config.evictionTenacity());
        int steps = 0;
        while (countedBytes.getAsLong() > limitBytes) {
            if (!freeOne(nowMs, config)) return EvictionOutcome.FAILED;
            if (++steps % KEYS_PER_CLOCK == 0 && keyspace.nanoClock.getAsLong() - startNs > limitNs) {
                return EvictionOutcome.RUNNING;
            }
        }
        return EvictionOutcome.OK;
    }

    /** Takes one step. Returns false if there is nothing to free that the policy lets go. */
    private boolean freeOne(long nowMs, KeyspaceConfig config) {
        LazyFree lazyFree = keyspace.lazyFree();
        if (!lazyFree.isEmpty()) {
            lazyFree.step();
            return true;
        }
        return switch (config.evictionPolicy()) {
            case NOEVICTION -> false;
            case ALLKEYS_RANDOM, VOLATILE_RANDOM -> evictRandom(config);
            case VOLATILE_TTL -> evictSoonest();
            case ALLKEYS_LRU, ALLKEYS_LFU, VOLATILE_LRU, VOLATILE_LFU -> evictBest(nowMs, config);
        };
    }

    /** Scores of different policies can't be compared. */
    private void prepare(KeyspaceConfig config) {
        if (samples.length != config.evictionSamples()) samples = new long[config.evictionSamples()];
        if (poolPolicy != config.evictionPolicy()) {
            pool.clear();
            poolPolicy = config.evictionPolicy();
        }
    }

    /** A key of each database in turn. */
    private boolean evictRandom(KeyspaceConfig config) {
        boolean volatileOnly = config.evictionPolicy().volatileOnly();
        for (int visited = 0; visited < keyspace.databaseCount(); visited++) {
            randomCursor = (randomCursor + 1) % keyspace.databaseCount();
            Database database = keyspace.database(randomCursor);
            if (candidates(database, volatileOnly) == 0) continue;
            long record = volatileOnly
                    ? database.expiry().random(keyspace.random)
                    : keyspace.tables.randomEntry(database.table(), keyspace.random);
            database.evict(record, Database.hashOf(record));
            return true;
        }
        return false;
    }

    /** The key that has the least time to live of all. */
    private boolean evictSoonest() {
        Database soonestDatabase = null;
        long soonest = 0;
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (candidates(database, true) == 0) continue;
            long record = database.expiry().soonest();
            if (soonest == 0 || Record.expiresAtMs(record) < Record.expiresAtMs(soonest)) {
                soonest = record;
                soonestDatabase = database;
            }
        }
        if (soonest == 0) return false;
        soonestDatabase.evict(soonest, Database.hashOf(soonest));
        return true;
    }

    /** The candidate of the highest score that is still there, after some more samples of each database. */
    private boolean evictBest(long nowMs, KeyspaceConfig config) {
        boolean volatileOnly = config.evictionPolicy().volatileOnly();
        while (true) {
            long keys = 0;
            for (int i = 0; i < keyspace.databaseCount(); i++) {
                Database database = keyspace.database(i);
                long candidates = candidates(database, volatileOnly);
                if (candidates > 0) sample(nowMs, config, database);
                keys += candidates;
            }
            if (keys == 0) return false;
            while (!pool.isEmpty()) {
                pool.takeBest();
                Database database = pool.lastDatabase();
                if (database.evictIfThere(pool.lastRecord(), pool.lastHash(), volatileOnly)) return true;
            }
        }
    }

    private void sample(long nowMs, KeyspaceConfig config, Database database) {
        int count = config.evictionPolicy().volatileOnly()
                ? database.expiry().sample(keyspace.random, samples)
                : keyspace.tables.sample(database.table(), keyspace.random, samples, samples.length);
        boolean countsFrequency = config.evictionPolicy().countsFrequency();
        for (int i = 0; i < count; i++) {
            long record = samples[i];
            long score = countsFrequency
                    ? 255 - database.frequency(record, nowMs)
                    : database.idleMs(record, nowMs);
            if (pool.admits(score)) pool.offer(database, record, Database.hashOf(record), score);
        }
    }

    private static long candidates(Database database, boolean volatileOnly) {
        return volatileOnly ? database.volatileCount() : database.size();
    }

    /** 0 to 500 µs in equal steps up to a tenacity of 10, from there on 15 % more each; 100 is without limit. */
    static long limitNs(int tenacity) {
        if (tenacity <= 10) return 50_000L * tenacity;
        return tenacity == 100 ? Long.MAX_VALUE : (long) (500_000.0 * Math.pow(1.15, tenacity - 10));
    }
}
