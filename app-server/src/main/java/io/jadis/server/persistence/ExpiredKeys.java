package io.jadis.server.persistence;

import io.jadis.store.keyspace.Database;

/** Hears of keys of a file that are not loaded because their time has passed. */
@FunctionalInterface
public interface ExpiredKeys {
    /** The bytes are valid during the call, which comes while the executor waits for the loader. */
    void leftOut(Database database, long keyAddress, long keyLength);
}
