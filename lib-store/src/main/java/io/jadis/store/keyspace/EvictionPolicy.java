package io.jadis.store.keyspace;

/** The values of {@code maxmemory-policy}. */
public enum EvictionPolicy {
    NOEVICTION("noeviction"),
    ALLKEYS_LRU("allkeys-lru"),
    ALLKEYS_LFU("allkeys-lfu"),
    ALLKEYS_RANDOM("allkeys-random"),
    VOLATILE_LRU("volatile-lru"),
    VOLATILE_LFU("volatile-lfu"),
    VOLATILE_RANDOM("volatile-random"),
    VOLATILE_TTL("volatile-ttl");

    private final String directive;

    EvictionPolicy(String directive) {
        this.directive = directive;
    }

    /** The word in redis.conf. */
    public String directive() {
        return directive;
    }

    /** Whether only keys with a time to live may go. */
    public boolean volatileOnly() {
        return switch (this) {
            case VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL -> true;
            case NOEVICTION, ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM -> false;
        };
    }

    /** Whether the moment of last use decides. */
    public boolean goesByLastUse() {
        return this == ALLKEYS_LRU || this == VOLATILE_LRU;
    }

    /** Whether the 24 bits of a record count frequency; under every other policy they hold the moment of last use. */
    public boolean countsFrequency() {
        return this == ALLKEYS_LFU || this == VOLATILE_LFU;
    }
}
