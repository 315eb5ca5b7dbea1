package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Admission;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Execution;
import io.jadis.server.info.ServerIdentity;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.RdbValues;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that keeps the data set on disk, and what the rest of the server has to do with it. Executor thread only. */
public final class Persistence implements Admission.WriteGuard {
    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final ErrorReply SAVE_FAILED =
            ErrorReply.of("MISCONF Redis is configured to save RDB snapshots, but it's "
            + "currently unable to persist to disk. Commands that may modify the data set are disabled, because this "
            + "instance is configured to report errors during writes if RDB snapshotting fails "
            + "(stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.");

    private static final long RESUME_RETRY_MS = 1_000;

    private final Config config;
    private final RdbPersistence rdb;
    private final Snapshots snapshots;
    private final BackgroundSaves saves;
    private final Keyspace keyspace;
    private final AppendOnly aof;
    private final AofRewrite rewrite;
    private final Loading loading;
    private final Execution execution;
    private final Clients clients;
    private final ConnectionSettings connections;
    private BooleanSupplier copyToReplicas = () -> false;
    private Runnable abandonCopyToReplicas = () -> {};
    /** The append-only file is to be switched on as soon as that is possible. */
    private boolean resumes;
    private long resumesAtMs;
    private Optional<RdbHeader.Replication> loadedPlace = Optional.empty();

    /**
     * @param commandsCount grows with each command that is executed
     * @param newValues codecs of their own for who reads values while others do
     */
    public Persistence(Keyspace keyspace, Config config, Execution execution, Clients clients,
            ConnectionSettings connections, ServerIdentity identity, RdbValues values, EventLoop executor,
            LongSupplier commandsCount, Supplier<RdbValues> newValues) {
        this.keyspace = keyspace;
        this.config = config;
        this.execution = execution;
        this.clients = clients;
        this.connections = connections;
        Changes changes = execution.changes();
        rdb = new RdbPersistence(keyspace, config, changes, identity, values);
        snapshots = new Snapshots(keyspace, rdb, executor, commandsCount, execution.writeGate());
        saves = new BackgroundSaves(keyspace, config, changes, rdb, snapshots, this::isRewriteUnderWay, executor);
        aof = new AppendOnly(keyspace.allocator(), config, clients, executor);
        rewrite = new AofRewrite(keyspace, config, snapshots, saves::isUnderWay, aof, executor);
        loading = new Loading(keyspace, config, execution, executor, rdb, newValues);
        config.onChange(aof::configure, Directives.APPENDFSYNC, Directives.AOF_TIMESTAMP_ENABLED);
        config.onChange(this::switchAof, Directives.APPENDONLY);
        config.onChange(aof::followHistory, Directives.AOF_DISABLE_AUTO_GC);
    }

    // ---- start

    /**
     * Loads what is on disk, while the server answers that it does so. Once, at the start.
     *
     * @param whenLoaded called with false if that can't be done, the log says why: then the server mustn't run
     */
    public void load(Consumer<Boolean> whenLoaded) {
        if (config.get(Directives.APPENDONLY)) loadAof(whenLoaded);
        else loadRdb(whenLoaded);
    }

    private void loadRdb(Consumer<Boolean> whenLoaded) {
        Path file = rdbFile();
        if (file == null || !Files.exists(file)) {
            whenLoaded.accept(file != null);
            return;
        }
        long startedNs = System.nanoTime();
        loading.loadFile(file, result -> {
            switch (result.outcome()) {
                case LOADED -> {
                    double seconds = (System.nanoTime() - startedNs) / 1e9;
                    LOG.info(String.format(Locale.ROOT, "DB loaded from disk: %.3f seconds", seconds));
                    loadedPlace = result.replication();
                }
                case MISSING -> { }
                case REFUSED -> LOG.warn("Fatal error loading the DB, check server logs. Exiting.");
                case BROKEN -> LOG.warn("Terminating server after rdb file reading failure.");
            }
            whenLoaded.accept(result.isLoaded() || result.outcome() == LoadResult.Outcome.MISSING);
        });
    }

    /** Who knows where in a replication stream the data set is. */
    public void place(Supplier<Optional<RdbHeader.Replication>> place) {
        aof.log().place(place);
    }

    /** Told of each key that isn't loaded because its time has passed. */
    public void onExpiredAtLoad(ExpiredKeys listener) {
        loading.rdb().onExpired(listener);
    }

    /** Where in a replication stream the data set was that was loaded at the start, if what was loaded says so. */
    public Optional<RdbHeader.Replication> loadedPlace() {
        return loadedPlace;
    }

    /** Where the data set is, or null: the log says why. */
    private Path rdbFile() {
        try {
            return config.path(Directives.DBFILENAME);
        } catch (IOException e) {
            LOG.warn("Fatal error: can't open the RDB file {} for reading: {}", config.get(Directives.DBFILENAME),
                    OsError.text(e));
            return null;
        }
    }

    private void loadAof(Consumer<Boolean> whenLoaded) {
        AofLoader loader = loader();
        long bytes = aof.readManifest() ? loader.bytes(aof.manifest()) : -1;
        if (bytes <= 0) {
            whenLoaded.accept(bytes == 0 && openAof());
        } else {
            loading.start(bytes, pace -> loader.load(aof.manifest(), pace),
                    result -> {
                        loadedPlace = result.replication();
                        whenLoaded.accept(result.isLoaded() && openAof());
                    });
        }
    }

    private boolean openAof() {
        if (!config.get(Directives.APPENDONLY)) return true; // CONFIG SET has come in between
        boolean rdbBase = config.get(Directives.AOF_USE_RDB_PREAMBLE);
        if (!aof.open(rdbBase ? rdb::writeBase : base -> rdb.writeEmptyCommands(base, System.currentTimeMillis()))) {
            return false;
        }
        attach();
        return true;
    }

    private AofLoader loader() {
        return new AofLoader(keyspace, config, execution, clients, loading.rdb(), loading.progress(), aof.directory());
    }

    private void attach() {
        execution.propagation().addSink(aof);
        connections.outputGate = aof;
    }

    private void detach() {
        execution.propagation().removeSink(aof);
        connections.outputGate = null;
    }

    /** Another data set is about to take the place of this one: what follows this one on disk ends. */
    public void suspend() {
        resumes = false;
        saves.abandon();
        rewrite.abandon();
        if (!aof.isOpen()) return;
        aof.stop();
        detach();
    }

    /** After {@link #suspend}, or if nothing was suspended: the data set is kept on disk as the configuration says. */
    public void resume() {
        resumes = config.get(Directives.APPENDONLY) && !aof.isOpen();
        resumesAtMs = 0;
        goOnResuming(System.currentTimeMillis());
    }

    /** A snapshot of the old data set may still be on its way to the disk. */
    private void goOnResuming(long nowMs) {
        if (!resumes || nowMs < resumesAtMs || rewrite.mustWait()) return;
        if (rewrite.beginFirst(nowMs)) {
            resumes = false;
            attach();
        } else {
            resumesAtMs = nowMs + RESUME_RETRY_MS;
            LOG.warn("Failed enabling the AOF after successful master synchronization! Trying it again in one second.");
        }
    }

    /** All keys go, for others to be loaded. */
    public void forgetDataSet(boolean lazily) {
        execution.changes().allChanged();
        for (int i = 0; i < keyspace.databaseCount(); i++) execution.flush(keyspace.database(i), lazily);
    }

    /**
     * DEBUG LOADAOF: what the files hold in the place of what the databases hold. The manifest is read anew, as at the
     * start: increments are counted on from those that it names.
     *
     * @return false if they can't be read
     */
    public boolean reloadAof() throws IOException {
        aof.sync();
        execution.propagation().removeSink(aof);
        forgetDataSet(false);
        AofLoader loader = loader();
        long bytes = aof.readManifest() ? loader.bytes(aof.manifest()) : -1;
        boolean loaded = bytes == 0
                || bytes > 0 && loading.loadNow(bytes, pace -> loader.load(aof.manifest(), pace)).isLoaded();
        if (aof.isOpen()) execution.propagation().addSink(aof);
        return loaded;
    }

    /**
     * DEBUG RELOAD: reads the file into the databases, which the caller has emptied or not.
     *
     * @param merge whether keys that are there are replaced; else they are an error
     */
    public LoadResult reloadRdb(boolean merge) {
        Path file = rdbFile();
        if (file == null) return LoadResult.of(LoadResult.Outcome.REFUSED);
        boolean dropExpired = loading.dropsExpired();
        return loading.loadNow(file.toFile().length(), pace -> loading.rdb().readFile(file, dropExpired, merge, pace));
    }

    // ---- the append-only file

    private boolean isRewriteUnderWay() {
        return rewrite.isUnderWay();
    }

    /** Memory of the commands that wait to be written. */
    public long aofBufferBytes() {
        return aof.log().footprintBytes();
    }

    /** DEBUG AOF-FLUSH-SLEEP */
    public void aofFlushSleepUs(long us) {
        aof.flushSleepUs(us);
    }

    public AofRewrite rewrite() {
        return rewrite;
    }

    AppendOnly aof() {
        return aof;
    }

    /** Position of the append-only file behind what was appended last; it only grows. */
    public long appendedPosition() {
        return aof.log().appendedPosition();
    }

    /** Up to where the append-only file is on the disk. */
    public long durablePosition() {
        return aof.log().durablePosition();
    }

    /** Called whenever more of the append-only file is on the disk, and when it is switched off. */
    public void onDurable(Runnable listener) {
        aof.onDurable(listener);
    }

    /** Whether commands are appended, be it to a file whose base is not written yet. */
    public boolean isLogOpen() {
        return aof.isOpen();
    }

    /** Whether what is appended would be found after a restart. */
    public boolean isLogOn() {
        return aof.isOn();
    }

    /** CONFIG SET appendonly */
    private void switchAof() throws ConfigRefused {
        boolean on = config.get(Directives.APPENDONLY);
        resumes = false;
        // While the data set comes from a file, nothing is appended: what is wanted then counts afterwards.
        if (on == aof.isOpen() || loading.isUnderWay()) return;
        if (!on) {
            rewrite.abandon();
            aof.stop();
            detach();
            return;
        }
        if (rewrite.isUnderWay()) {
            LOG.info("AOF was enabled but there is already an AOF rewriting in background. Stopping background AOF and "
                    + "starting a rewrite now.");
            // What was written since that began is in no file.
            rewrite.abandon();
        }
        if (rewrite.mustWait()) {
            LOG.info("AOF was enabled but there is already another background operation. An AOF background was scheduled to "
                    + "start when possible.");
            rewrite.scheduleFirst();
            attach();
        } else if (execution.isNested()) {
            LOG.info("AOF was enabled during a transaction. An AOF background was scheduled to start when possible.");
            rewrite.scheduleFirst();
            attach();
        } else if (rewrite.beginFirst(System.currentTimeMillis())) {
            attach();
        } else {
            LOG.warn("Redis needs to enable the AOF but can't trigger a background AOF rewrite operation. Check the above logs "
                    + "for more info about the error.");
            throw new ConfigRefused("Unable to turn on AOF. Check server logs.");
        }
    }

    Keyspace keyspace() {
        return keyspace;
    }

    public Loading loading() {
        return loading;
    }

    public RdbPersistence rdb() {
        return rdb;
    }

    /** Snapshots of the data set, for whoever needs one. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Says whether a snapshot goes to replicas just now, and gives it up. */
    public void copyToReplicas(BooleanSupplier isUnderWay, Runnable abandon) {
        copyToReplicas = isUnderWay;
        abandonCopyToReplicas = abandon;
    }

    /** Whether a snapshot goes to the file, or to replicas: INFO's rdb_bgsave_in_progress. */
    public boolean isSaveUnderWay() {
        return saves.isUnderWay() || copyToReplicas.getAsBoolean();
    }

    public BackgroundSaves saves() {
        return saves;
    }

    /** SAVE. @return whether the file is there; the log says why not */
    public boolean save() {
        // It would put an older data set in the place of this one.
        saves.abandon();
        boolean saved = rdb.save();
        if (saved) saves.succeeded();
        return saved;
    }

    public void cron(long nowMs) {
        goOnResuming(nowMs);
        boolean writesFile = saves.isUnderWay() || rewrite.isUnderWay();
        boolean syncPaused = config.get(Directives.NO_APPENDFSYNC_ON_REWRITE) && writesFile;
        aof.cron(nowMs, syncPaused);
        if (loading.isUnderWay()) return;
        rewrite.cron(nowMs);
        saves.cron(nowMs);
    }

    public void resetStatistics() {
        rdb.resetStatistics();
        rewrite.resetStatistics();
        snapshots.resetStatistics();
    }

    /** What was appended is on disk when this returns; nothing else is saved. */
    public void stop() {
        loading.cancel();
        saves.abandon();
        rewrite.abandon();
        aof.stop();
    }

    /** Gives the memory back, after {@link #stop}. */
    public void close() {
        snapshots.close();
        aof.close();
    }

    /** Why commands that write are refused, or null. */
    @Override
    public ErrorReply refusal() {
        if (aof.failure() != null) {
            return ErrorReply.of("MISCONF Errors writing to the AOF file: " + OsError.text(aof.failure()));
        }
        return saves.refusesWrites() ? SAVE_FAILED : null;
    }

    /**
     * FLUSHALL: snapshots that nobody needs any more end, and the file on disk is to have nothing either, if it follows
     * the data set at all.
     */
    public void allFlushed() {
        saves.abandon();
        abandonCopyToReplicas.run();
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
        // Half a data set must not take the place of the file that it comes from.
        if (loading.isUnderWay()) return true;
        saves.abandon();
        if (!syncBeforeExit(force)) return false;
        if (noSave || !save && config.get(Directives.SAVE).isEmpty()) return true;
        LOG.info("Saving the final RDB snapshot before exiting.");
        if (save()) return true;
        LOG.warn(force ? "Error trying to save the DB. Exit anyway." : "Error trying to save the DB, can't exit.");
        return force;
    }

    private boolean syncBeforeExit(boolean force) {
        if (aof.awaitsBase()) {
            LOG.warn(force ? "Writing initial AOF. Exit anyway." : "Writing initial AOF, can't exit");
            if (!force) return false;
        }
        if (aof.isDistrusted()) {
            LOG.warn("Rewriting the AOF after a failed fsync{}", force ? ". Exit anyway." : ", can't exit");
            if (!force) return false;
        }
        if (rewrite.isUnderWay()) LOG.warn("There is a child rewriting the AOF. Killing it!");
        rewrite.abandon();
        if (!aof.isOpen() || aof.awaitsBase()) return true;
        LOG.info("Calling fsync() on the AOF file.");
        try {
            aof.sync();
            return true;
        } catch (IOException e) {
            LOG.warn("Fail to fsync the AOF file: {}.{}", OsError.text(e), force ? " Exit anyway." : "");
            return force;
        }
    }
}
