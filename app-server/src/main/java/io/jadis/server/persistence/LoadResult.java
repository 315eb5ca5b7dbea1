package io.jadis.server.persistence;

import io.jadis.store.rdb.RdbHeader;
import java.util.Optional;

/**
 * What has become of a load; the log has the details.
 *
 * @param replication where in a replication stream the data set is, if an RDB was read that says so
 */
public record LoadResult(Outcome outcome, Optional<RdbHeader.Replication> replication) {
    /** In one word. */
    public enum Outcome {
        LOADED,
        /** There is no file. */
        MISSING,
        /** It can't be read or is none of ours: the databases are as they were. */
        REFUSED,
        /** It is damaged or not whole, and some of it is in the databases: they are not to be used like that. */
        BROKEN
    }

    static LoadResult of(Outcome outcome) {
        return new LoadResult(outcome, Optional.empty());
    }

    public boolean isLoaded() {
        return outcome == Outcome.LOADED;
    }
}
