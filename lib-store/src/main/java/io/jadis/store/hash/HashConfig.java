package io.jadis.store.hash;

/**
 * How large a hash may be as a listpack.
 *
 * @param listpackEntriesMax {@code hash-max-listpack-entries}: fields
 * @param listpackValueMax {@code hash-max-listpack-value}: bytes of a field or a value
 */
public record HashConfig(long listpackEntriesMax, long listpackValueMax) {
    public static final HashConfig DEFAULT = new HashConfig(512, 64);
}
