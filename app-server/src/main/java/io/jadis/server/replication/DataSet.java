package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.OsError;
import io.jadis.server.persistence.LoadResult;
import io.jadis.server.persistence.LoadStream;
import io.jadis.server.persistence.Loading;
import io.jadis.server.persistence.Persistence;
import io.jadis.store.keyspace.Keyspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What we have, when a master's data set is to take its place. Executor thread only. */
final class DataSet {
    /** Whether what we have stays until all of the other has come, and whether it is shown meanwhile. */
    enum Swap { NONE, HIDDEN, SHOWN }

    private static final Logger LOG = LoggerFactory.getLogger(DataSet.class);

    private final Keyspace keyspace;
    private final Config config;
    private final Persistence persistence;
    private final Runnable attached;

    /** @param attached called when what we have is about to be, or has become, another history's */
    DataSet(Keyspace keyspace, Config config, Persistence persistence, Runnable attached) {
        this.keyspace = keyspace;
        this.config = config;
        this.persistence = persistence;
        this.attached = attached;
    }

    boolean isEmpty() {
        return keyspace.size() == 0;
    }

    /** What keeps the data set on disk is about to keep another one: it ends here. */
    void suspendPersistence(boolean direct) {
        if (persistence.saves().isUnderWay() && !direct) {
            LOG.info("Replica is about to load the RDB file received from the master, but there is a pending RDB child "
                    + "running. Killing process {} and removing its temp file to avoid any race",
                    ProcessHandle.current().pid());
        }
        persistence.suspend();
    }

    /** The data set is whole again: it is kept on disk as before. */
    void resumePersistence() {
        persistence.resume();
    }

    /** Says that the history is another one now. */
    void attach() {
        attached.run();
    }

    /** Makes room for the other one. */
    void clear() {
        attach();
        LOG.info("MASTER <-> REPLICA sync: Flushing old data");
        empty();
        LOG.info("MASTER <-> REPLICA sync: Loading DB in memory");
    }

    /** Removes all keys. */
    void empty() {
        persistence.forgetDataSet(config.get(Directives.REPLICA_LAZY_FLUSH));
    }

    private Loading loading() {
        return persistence.loading();
    }

    LoadStream newStream(Runnable roomAgain) {
        return new LoadStream(keyspace.allocator(), roomAgain);
    }

    void loadFile(Path file, Consumer<LoadResult> whenEnded) {
        loading().loadFile(file, whenEnded);
    }

    void loadStream(LoadStream stream, long sizeBytes, Swap swap, Consumer<LoadResult> whenEnded) {
        if (swap != Swap.NONE) LOG.info("MASTER <-> REPLICA sync: Loading DB in memory");
        loading().loadStream(stream, sizeBytes, swap != Swap.NONE, swap == Swap.SHOWN, whenEnded);
    }

    void cancelLoading() {
        loading().cancel();
    }

    /** {@code rdb-del-sync-files}: who wants nothing on disk gets nothing there. */
    void removeSyncFile(Path file) {
        if (!config.get(Directives.RDB_DEL_SYNC_FILES)) return;
        if (config.get(Directives.APPENDONLY) || !config.get(Directives.SAVE).isEmpty()) return;
        LOG.info("Removing the RDB file obtained from the master. This replica has persistence disabled");
        Thread.ofPlatform().daemon().name("sync-removal").start(() -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("Can't remove the RDB file obtained from the master: {}", OsError.text(e));
            }
        });
    }
}
