package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.SavePoint;
import io.jadis.protocol.process.ApartThreads;
import io.jadis.protocol.process.BackgroundThread;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.StandbyThreads;
import io.jadis.protocol.server.EventLoops;
import io.jadis.server.execution.Changes;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.BackgroundSink;
import io.jadis.store.rdb.NamedFile;
import io.jadis.store.rdb.RdbFile;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** BGSAVE: by command, and by the save points of the configuration. Executor thread only. */
public final class BackgroundSaves {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSaves.class);
    private static final Executor THREADS = new ApartThreads(
            new StandbyThreads(new BackgroundThread("bgsave")), EventLoops.EXECUTOR_THREAD);
    /** After a failure the save points wait so long. */
    private static final long RETRY_MS = 5_000;
    private static final long NEVER = -1;

    private final Keyspace keyspace;
    private final Config config;
    private final Changes changes;
    private final RdbPersistence rdb;
    private final Snapshots snapshots;
    private final BooleanSupplier rewriteUnderWay;
    private final EventLoop executor;

    /** Told how a save has ended. */
    @FunctionalInterface
    public interface Listener {
        /** @param saved whether the file is there; not if it was given up */
        void onEnd(boolean saved);
    }

    /** The one under way, or null. */
    private SnapshotSave save;
    private Listener listener = saved -> { };
    private BackgroundSink sink;
    private boolean scheduled;
    private long startedAtMs = NEVER, triedAtMs;
    private long dirtyAtStart;
    private boolean failed;
    private long lastTookSeconds = NEVER;

    /** @param rewriteUnderWay whether the AOF gets a new base */
    BackgroundSaves(Keyspace keyspace, Config config, Changes changes, RdbPersistence rdb, Snapshots snapshots,
            BooleanSupplier rewriteUnderWay, EventLoop executor) {
        this.keyspace = keyspace;
        this.config = config;
        this.changes = changes;
        this.rdb = rdb;
        this.snapshots = snapshots;
        this.rewriteUnderWay = rewriteUnderWay;
        this.executor = executor;
    }

    public void onEnd(Listener ofEachSave) {
        listener = ofEachSave;
    }

    public boolean isUnderWay() {
        return save != null;
    }

    /** Whether the AOF gets a new base just now, or a snapshot that was given up is not over yet. */
    public boolean mustWait() {
        return save == null && (rewriteUnderWay.getAsBoolean() || !snapshots.canBegin());
    }

    /** Begins as soon as nothing else is under way. */
    public void schedule() {
        scheduled = true;
    }

    /** Begins now; nothing else must be under way. @return false if the file can't be written, the log says why */
    public boolean begin(long nowMs) {
        scheduled = false;
        triedAtMs = nowMs;
        rdb.countSave();
        Path temporary = config.directory().resolve("temp-" + ProcessHandle.current().pid() + ".rdb");
        RdbFile written;
        Path name;
        try {
            name = config.path(Directives.DBFILENAME);
            written = RdbFile.create(temporary, config.get(Directives.RDB_SAVE_INCREMENTAL_FSYNC));
        } catch (IOException e) {
            LOG.warn("Failed opening the temp RDB file {} (in server root dir {}) for saving: {}",
                    temporary.getFileName(), config.directory(), OsError.text(e));
            LOG.warn("Background saving error");
            failed = true;
            return false;
        }
        startedAtMs = nowMs;
        dirtyAtStart = changes.dirty();
        sink = new BackgroundSink(keyspace.allocator(), new NamedFile(written, name), THREADS, executor,
                this::ended, config.get(Directives.RDBCHECKSUM));
        save = snapshots.beginForFile(false, sink, nowMs, this::ended);
        LOG.info("Background saving started by pid {}", ProcessHandle.current().pid());
        return true;
    }

    private void ended(IOException reason) {
        long nowMs = System.currentTimeMillis();
        save = null;
        lastTookSeconds = (nowMs - startedAtMs) / 1000;
        failed = reason != null;
        if (failed) {
            LOG.warn("Write error while saving DB to the disk(rdbSaveRio): {}", OsError.text(reason));
            LOG.warn("Background saving error");
        } else {
            LOG.info("DB saved on disk");
            LOG.info("Background saving terminated with success");
            rdb.saved(nowMs, dirtyAtStart);
        }
        listener.onEnd(!failed);
    }

    /** Gives up what is under way, if anything is: the data set it is of is of no interest any more. */
    public void abandon() {
        if (save == null) return;
        LOG.info("There is a child saving an .rdb. Killing it!");
        save.abandon();
        sink.revoke();
        save = null;
        lastTookSeconds = NEVER;
        listener.onEnd(false);
    }

    /** To be called from the cron: begins what was scheduled, or what a save point asks for. */
    public void cron(long nowMs) {
        if (save != null || mustWait()) return;
        if (scheduled) {
            begin(nowMs);
            return;
        }
        if (failed && nowMs - triedAtMs <= RETRY_MS) return;
        for (SavePoint point : config.get(Directives.SAVE)) {
            if (rdb.changesSinceSave() < point.changes() || nowMs - rdb.savedAtMs() <= point.seconds() * 1000) continue;
            LOG.info("{} changes in {} seconds. Saving...", point.changes(), point.seconds());
            begin(nowMs);
            return;
        }
    }

    /** Whether the last one failed and writes are to be refused for it. */
    public boolean refusesWrites() {
        return failed && config.get(Directives.STOP_WRITES_ON_BGSAVE_ERROR) && !config.get(Directives.SAVE).isEmpty();
    }

    // ---- INFO

    public boolean lastFailed() {
        return failed;
    }

    /** A save in the foreground has succeeded. */
    void succeeded() {
        failed = false;
    }

    /** Seconds, or -1 before the first one has ended. */
    public long lastTookSeconds() {
        return lastTookSeconds;
    }

    /** Seconds since the one under way began, or -1. */
    public long currentSeconds(long nowMs) {
        return save == null ? NEVER : (nowMs - startedAtMs) / 1000;
    }

    public long keysVisited() {
        return save == null ? 0 : save.keysVisited();
    }

    public long keysTotal() {
        return save == null ? 0 : save.keysTotal();
    }
}
