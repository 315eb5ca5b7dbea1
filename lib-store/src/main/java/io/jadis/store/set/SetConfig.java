package io.jadis.store.set;

/**
 * Up to where a set stays compact.
 *
 * @param intsetEntriesMax set-max-intset-entries
 * @param listpackEntriesMax set-max-listpack-entries
 * @param listpackValueBytesMax set-max-listpack-value, of the longest member
 */
public record SetConfig(long intsetEntriesMax, long listpackEntriesMax, long listpackValueBytesMax) {
    /** What redis.conf has. */
    public static final SetConfig DEFAULT = new SetConfig(512, 128, 64);
}
