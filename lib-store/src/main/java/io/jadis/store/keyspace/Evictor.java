package io.jadis.store.keyspace;

/** Keeps the memory within maxmemory by the eight policies, as {@code performEvictions} of Redis does. */
public final class Evictor {
    Evictor() {}

    /**
     * Evicts until the counted memory is within maxmemory, the policy has nothing left, or the time is up that
     * maxmemory-eviction-tenacity grants.
     *
     * @param usedBytes memory that the server uses now; of it {@code uncountedBytes}, the buffers of replicas and of the
     *     AOF, don't count. The keyspace's own memory is part of {@code usedBytes}; what is freed is measured there.
     */
    public EvictionOutcome evict(long nowMs, long usedBytes, long uncountedBytes) { throw new UnsupportedOperationException(); }
}
