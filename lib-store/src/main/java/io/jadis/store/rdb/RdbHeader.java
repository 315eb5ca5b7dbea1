package io.jadis.store.rdb;

import java.util.Optional;

/**
 * What a file says about itself before its keys.
 *
 * @param usedMemoryBytes of the server that writes it
 * @param aofBase whether the file is the base of an AOF
 */
public record RdbHeader(int version, String redisVersion, long createdAtSeconds, long usedMemoryBytes,
        Optional<Replication> replication, boolean aofBase) {
    /** Up to where in which stream the data set is. */
    public record Replication(int streamDatabase, String id, long offset) {}
}
