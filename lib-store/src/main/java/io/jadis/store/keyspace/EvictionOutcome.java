package io.jadis.store.keyspace;

/** How {@link Evictor#evict} left the memory. */
public enum EvictionOutcome {
    /** Within maxmemory. */
    OK,
    /** Above it with more to evict: the time was up. Call again soon; commands may run meanwhile. */
    RUNNING,
    /** Above it and nothing left that the policy lets go: commands that need memory are to be refused. */
    FAILED
}
