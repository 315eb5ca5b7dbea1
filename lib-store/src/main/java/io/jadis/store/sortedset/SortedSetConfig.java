package io.jadis.store.sortedset;

/**
 * How large a sorted set may be that is kept as a listpack.
 *
 * @param listpackEntriesMax {@code zset-max-listpack-entries}
 * @param listpackValueBytesMax {@code zset-max-listpack-value}, of each member
 */
public record SortedSetConfig(long listpackEntriesMax, long listpackValueBytesMax) {
    /** What Redis ships with. */
    public static final SortedSetConfig DEFAULT = new SortedSetConfig(128, 64);
}
