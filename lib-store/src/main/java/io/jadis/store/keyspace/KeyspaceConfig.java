package io.jadis.store.keyspace;

/**
 * What redis.conf says about the keyspace. Swapped whole by {@link Keyspace#configure}; {@code databaseCount} counts at
 * the start only.
 *
 * @param maxmemoryBytes 0 for no limit
 * @param evictionTenacity 0 to 100, {@code maxmemory-eviction-tenacity}
 * @param lfuDecayTimeMinutes 0 for no decay
 */
public record KeyspaceConfig(
        int databaseCount,
        long maxmemoryBytes,
        EvictionPolicy evictionPolicy,
        int evictionSamples,
        int evictionTenacity,
        int lfuLogFactor,
        int lfuDecayTimeMinutes,
        boolean lazyEviction,
        boolean lazyExpire,
        boolean lazyServerDelete) {
    /** The defaults of Redis 7.2. */
    public static final KeyspaceConfig DEFAULT =
            new KeyspaceConfig(16, 0, EvictionPolicy.NOEVICTION, 5, 10, 10, 1, false, false, false);

    public KeyspaceConfig {
        if (databaseCount < 1) throw new IllegalArgumentException("databaseCount=" + databaseCount);
        if (maxmemoryBytes < 0) throw new IllegalArgumentException("maxmemoryBytes=" + maxmemoryBytes);
        if (evictionSamples < 1) throw new IllegalArgumentException("evictionSamples=" + evictionSamples);
        if (evictionTenacity < 0 || evictionTenacity > 100) {
            throw new IllegalArgumentException("evictionTenacity=" + evictionTenacity);
        }
        if (lfuLogFactor < 0) throw new IllegalArgumentException("lfuLogFactor=" + lfuLogFactor);
        if (lfuDecayTimeMinutes < 0) throw new IllegalArgumentException("lfuDecayTimeMinutes=" + lfuDecayTimeMinutes);
    }
}
