package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Admission;
import io.jadis.server.execution.Changes;
import io.jadis.server.info.ServerIdentity;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.RdbValues;
import io.netty.channel.EventLoop;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that keeps the data set on disk, and what the rest of the server has to do with it. Executor thread only. */
public final class Persistence implements Admission.WriteGuard {
    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final ErrorReply SAVE_FAILED = ErrorReply.of("MISCONF Redis is configured to save RDB snapshots, but it's "
            + "currently unable to persist to disk. Commands that may modify the data set are disabled, because this "
            + "instance is configured to report errors during writes if RDB snapshotting fails "
            + "(stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.");

    private final Config config;
    private final RdbPersistence rdb;
    private final BackgroundSaves saves;

    /** @param commandsCount grows with each command that is executed */
    public Persistence(Keyspace keyspace, Config config, Changes changes, ServerIdentity identity, RdbValues values,
            EventLoop executor, LongSupplier commandsCount) {
        this.config = config;
        rdb = new RdbPersistence(keyspace, config, changes, identity, values);
        saves = new BackgroundSaves(keyspace, config, changes, rdb, executor, commandsCount);
    }

    public RdbPersistence rdb() {
        return rdb;
    }

    public BackgroundSaves saves() {
        return saves;
    }

    /** SAVE. @return whether the file is there; the log says why not */
    public boolean save() {
        boolean saved = rdb.save();
        if (saved) saves.succeeded();
        return saved;
    }

    public void cron(long nowMs) {
        saves.cron(nowMs);
    }

    /** Why commands that write are refused, or null. */
    @Override
    public ErrorReply refusal() {
        return saves.refusesWrites() ? SAVE_FAILED : null;
    }

    /** FLUSHALL: the file on disk is to have nothing either, if it follows the data set at all. */
    public void allFlushed() {
        saves.abandon();
        if (!config.get(Directives.SAVE).isEmpty()) save();
    }

    /**
     * The last thing before the process ends.
     *
     * @param save SHUTDOWN SAVE: even without save points
     * @param noSave SHUTDOWN NOSAVE
     * @param force the process ends whatever becomes of it
     * @return whether the process may end
     */
    public boolean saveBeforeExit(boolean save, boolean noSave, boolean force) {
        saves.abandon();
        if (noSave || !save && config.get(Directives.SAVE).isEmpty()) return true;
        LOG.info("Saving the final RDB snapshot before exiting.");
        if (save()) return true;
        LOG.warn(force ? "Error trying to save the DB. Exit anyway." : "Error trying to save the DB, can't exit.");
        return force;
    }
}
