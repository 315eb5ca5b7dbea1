package io.jadis.store.rdb;

import io.jadis.store.keyspace.Database;
import java.io.IOException;

/** Hears what an {@link RdbReader} meets besides keys. */
public interface LoadEvents {
    /** Something that the log should have. */
    void notice(String message);

    void warning(String message);

    /** The file's writer used so much memory. */
    default void usedMemory(long bytes) {}

    /**
     * A key was read, whatever became of it: a place to rest.
     *
     * @throws IOException to have no more of it
     */
    default void keyRead() throws IOException {}

    /** The time of a key has passed, and it wasn't loaded. The bytes are valid during the call. */
    default void expired(Database database, long keyAddress, long keyLength) {}
}
