package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.ApartThreads;
import io.jadis.protocol.process.BackgroundThread;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.StandbyThreads;
import io.jadis.protocol.server.EventLoops;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.BackgroundSink;
import io.jadis.store.rdb.CommandTranslator;
import io.jadis.store.rdb.NamedFile;
import io.jadis.store.rdb.RdbFile;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** BGREWRITEAOF: by command, by growth, and for an append-only file that is switched on. Executor thread only. */
public final class AofRewrite {
    private static final Logger LOG = LoggerFactory.getLogger(AofRewrite.class);
    private static final long NEVER = -1;
    /** Of low priority; what a rewrite has made superfluous is removed there, too. */
    static final Executor THREADS = new ApartThreads(
            new StandbyThreads(new BackgroundThread("aof-rewrite")), EventLoops.EXECUTOR_THREAD);
    /**
     * After so many failures in a row, attempts that nobody asks for at this moment wait a minute, then twice as long
     * each time, up to an hour.
     */
    private static final int FAILURES_MIN = 3, WAIT_MINUTES_MAX = 60;
    private static final long MINUTE_MS = 60_000;

    private final Keyspace keyspace;
    private final Config config;
    private final Snapshots snapshots;
    private final BooleanSupplier saveUnderWay;
    private final AppendOnly aof;
    private final EventLoop executor;

    private SnapshotSave save;
    private BackgroundSink sink;
    /** Whether the base is an RDB; else it has commands. */
    private boolean rdbBase;
    private boolean scheduled;
    private long startedAtMs = NEVER, lastTookSeconds = NEVER;
    private long startedCount;
    private boolean failed;
    private int failuresInRow;
    private long notBeforeMs;

    /** @param saveUnderWay whether a BGSAVE is */
    AofRewrite(Keyspace keyspace, Config config, Snapshots snapshots, BooleanSupplier saveUnderWay, AppendOnly aof,
            EventLoop executor) {
        this.keyspace = keyspace;
        this.config = config;
        this.snapshots = snapshots;
        this.saveUnderWay = saveUnderWay;
        this.aof = aof;
        this.executor = executor;
    }

    public boolean isUnderWay() {
        return save != null;
    }

    /** Whether a rewrite or a BGSAVE is under way, or a snapshot that was given up is not over yet. */
    public boolean mustWait() {
        return save != null || saveUnderWay.getAsBoolean() || !snapshots.canBegin();
    }

    public boolean isScheduled() {
        return scheduled || aof.needsBase();
    }

    /** Begins as soon as nothing else is under way: whoever asks for it doesn't wait for failures of before. */
    public void schedule() {
        scheduled = true;
        failuresInRow = 0;
    }

    /** As {@link #begin}, for an append-only file that is switched on: it stays off if that can't be done. */
    boolean beginFirst(long nowMs) {
        aof.awaitSnapshot();
        if (begin(nowMs)) return true;
        scheduled = false;
        aof.stop();
        return false;
    }

    /** As {@link #beginFirst}, as soon as nothing else is under way. */
    void scheduleFirst() {
        aof.awaitSnapshot();
        schedule();
    }

    /** Begins now; {@link #mustWait} must be false. @return false if that can't be done, the log says why */
    public boolean begin(long nowMs) {
        startedCount++;
        RdbFile written = createFile();
        if (written == null) {
            failed = true;
            failuresInRow++;
            // Without its first base nothing is kept of what clients write: that is tried until it succeeds.
            scheduled = aof.awaitsBase();
            return false;
        }
        scheduled = false;
        startedAtMs = nowMs;
        rdbBase = config.get(Directives.AOF_USE_RDB_PREAMBLE);
        Path name = aof.nextBase(rdbBase);
        if (rdbBase) {
            sink = new BackgroundSink(keyspace.allocator(), new NamedFile(written, name), THREADS, executor,
                    this::ended, config.get(Directives.RDBCHECKSUM));
            save = snapshots.beginForFile(true, sink, nowMs, this::ended);
        } else {
            long timestampSeconds = config.get(Directives.AOF_TIMESTAMP_ENABLED) ? nowMs / 1000 : 0;
            sink = new BackgroundSink(keyspace.allocator(), new NamedFile(written, name), THREADS, executor,
                    this::ended, (snapshot, into) -> CommandTranslator.translate(snapshot, into, timestampSeconds));
            save = snapshots.beginForCommands(sink, nowMs, this::ended);
        }
        LOG.info("Background append only file rewriting started by pid {}", ProcessHandle.current().pid());
        return true;
    }

    /** The file of the base, while commands go to the increment behind it from now on; null if that can't be had. */
    private RdbFile createFile() {
        try {
            Path temporary = aof.nextDirectory().temporaryBase(ProcessHandle.current().pid());
            RdbFile file = RdbFile.create(temporary, config.get(Directives.AOF_REWRITE_INCREMENTAL_FSYNC));
            if (aof.beginRewrite()) return file;
            file.close();
        } catch (IOException e) {
            LOG.warn("Opening the temp file for AOF rewrite in rewriteAppendOnlyFile(): {}", OsError.text(e));
        }
        return null;
    }

    private void ended(IOException reason) {
        save = null;
        lastTookSeconds = (System.currentTimeMillis() - startedAtMs) / 1000;
        if (reason != null) {
            LOG.warn("Write error writing append only file on disk: {}", OsError.text(reason));
            LOG.warn("Background AOF rewrite terminated with error");
            fail();
            return;
        }
        LOG.info("Background AOF rewrite terminated with success");
        if (!aof.endRewrite(rdbBase)) {
            fail();
            return;
        }
        failed = false;
        failuresInRow = 0;
        LOG.info("Background AOF rewrite finished successfully");
    }

    private void fail() {
        failed = true;
        failuresInRow++;
        aof.rewriteFailed();
        if (aof.awaitsBase()) scheduled = true;
    }

    /** Gives up what is under way or scheduled, if anything is. */
    void abandon() {
        scheduled = false;
        if (save == null) return;
        LOG.info("Killing running AOF rewrite child: {}", ProcessHandle.current().pid());
        save.abandon();
        sink.revoke();
        save = null;
        aof.rewriteFailed();
    }

    void cron(long nowMs) {
        if (mustWait()) return;
        if (isScheduled()) {
            if (!isLimited(nowMs)) begin(nowMs);
            return;
        }
        int percentage = config.get(Directives.AUTO_AOF_REWRITE_PERCENTAGE);
        long bytes = aof.currentBytes();
        if (!aof.isOn() || percentage == 0 || bytes <= config.get(Directives.AUTO_AOF_REWRITE_MIN_SIZE)) return;
        long growth = bytes * 100 / Math.max(1, aof.rewriteBaseBytes()) - 100;
        if (growth < percentage || isLimited(nowMs)) return;
        LOG.info("Starting automatic rewriting of AOF on {}% growth", growth);
        begin(nowMs);
    }

    /**
     * A disk that makes one attempt after the other fail isn't to be littered with small files, nor are saves, which
     * have to wait for each, to get no turn.
     */
    private boolean isLimited(long nowMs) {
        if (failuresInRow < FAILURES_MIN) {
            notBeforeMs = 0;
            return false;
        }
        if (notBeforeMs == 0) {
            int doublings = Math.min(failuresInRow - FAILURES_MIN, 6);
            long minutes = Math.min(1L << doublings, WAIT_MINUTES_MAX);
            notBeforeMs = nowMs + minutes * MINUTE_MS;
            LOG.warn("Background AOF rewrite has repeatedly failed and triggered the limit, will retry in {} minutes",
                    minutes);
        }
        if (nowMs < notBeforeMs) return true;
        notBeforeMs = 0;
        return false;
    }

    // ---- INFO

    public boolean lastFailed() {
        return failed;
    }

    public int failuresInRow() {
        return failuresInRow;
    }

    public long startedCount() {
        return startedCount;
    }

    void resetStatistics() {
        startedCount = 0;
    }

    /** Seconds, or -1 before the first one has ended. */
    public long lastTookSeconds() {
        return lastTookSeconds;
    }

    /** Seconds since the one under way began, or -1. */
    public long currentSeconds(long nowMs) {
        return save == null ? NEVER : (nowMs - startedAtMs) / 1000;
    }
}
