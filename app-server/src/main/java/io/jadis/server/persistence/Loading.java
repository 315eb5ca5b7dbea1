package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.server.execution.Admission;
import io.jadis.server.execution.BlockedClients;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.Watches;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.RdbInput;
import io.jadis.store.rdb.RdbValues;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings data sets into the databases while the server serves its clients. Executor thread only. One load at a time,
 * for three users:
 *
 * <ul>
 * <li>The start, and DEBUG RELOAD and LOADAOF: see {@link Persistence}. The latter two let everybody wait.
 * <li>A replica's full sync, from a file ({@link #loadFile}) or as it arrives ({@link #loadStream}). Both return at
 *     once; the callback comes later, on the executor.
 * </ul>
 *
 * <p>Until the callback commands without the LOADING flag are refused, nothing expires and nothing is evicted, and INFO
 * says {@code loading:1}. The caller has emptied the databases before ({@code Database.flush} of each, watches and
 * blocked clients told), and ended what appends to the AOF and snapshots that are of no use any more. When the outcome
 * isn't LOADED what was read so far is in the databases, and it is the caller who empties them again.
 *
 * <p>Loaded <em>beside</em> the data set ({@code repl-diskless-load swapdb}) clients go on reading the old one, all
 * commands but those with the NO_ASYNC_LOADING flag; INFO says {@code async_loading:1}. Only with the outcome LOADED
 * the new data set takes the old one's place, just before the callback: watches are touched and blocked clients see the
 * new keys. Otherwise the old one stays as it was.
 *
 * <p>{@link #cancel} ends a load at once; then there is no callback, and without <em>beside</em> what was read so far
 * is in the databases.
 *
 * <p>Whether expired keys are left out, as a master does, or kept, as a replica does, goes by {@code
 * Keyspace.expiryBy}, which can be set at any time: it counts again when loading has ended.
 */
public final class Loading {
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    /** Something to read, in turns with the executor or not. */
    @FunctionalInterface
    interface Task {
        LoadResult load(LoadPace pace) throws IOException;
    }

    private final Keyspace keyspace;
    private final Config config;
    private final Execution execution;
    private final EventLoop executor;
    private final RdbLoader rdb;
    private final LoadingProgress progress = new LoadingProgress();

    /** The load under way, if it takes turns. */
    private LoaderThread thread;
    private LoadStream stream;
    /** The old data set is still there. */
    private boolean besideOfOld;

    /** @param newValues codecs of their own for who reads values while others do */
    Loading(Keyspace keyspace, Config config, Execution execution, EventLoop executor, RdbPersistence persistence,
            Supplier<RdbValues> newValues) {
        this.keyspace = keyspace;
        this.config = config;
        this.execution = execution;
        this.executor = executor;
        rdb = new RdbLoader(keyspace, config, persistence, newValues, progress);
    }

    public LoadingProgress progress() {
        return progress;
    }

    RdbLoader rdb() {
        return rdb;
    }

    /** Whether a data set is being loaded, beside the one in use or not. */
    public boolean isUnderWay() {
        return progress.isActive();
    }

    // ---- a replica's full sync

    /** Loads an RDB file. */
    public void loadFile(Path file, Consumer<LoadResult> whenEnded) {
        boolean dropExpired = dropsExpired();
        start(sizeOf(file), pace -> rdb.readFile(file, dropExpired, false, pace), whenEnded);
    }

    /**
     * Loads an RDB as it arrives; the stream is closed at the end.
     *
     * @param sizeBytes how long it is, 0 if nobody knows
     * @param beside whether the old data set stays until all of this one is there
     * @param shown whether clients see the old data set meanwhile; else they are refused
     */
    public void loadStream(LoadStream bytes, long sizeBytes, boolean beside, boolean shown,
            Consumer<LoadResult> whenEnded) {
        boolean dropExpired = dropsExpired();
        long size = sizeBytes == 0 ? RdbInput.UNKNOWN_SIZE : sizeBytes;
        if (beside) keyspace.beginShadow();
        stream = bytes;
        start(sizeBytes, beside, shown,
                pace -> rdb.readStream(bytes, size, beside ? keyspace::shadow : keyspace::database, dropExpired, pace),
                whenEnded);
    }

    /** Ends the load under way, if there is one, without a callback. */
    public void cancel() {
        if (thread == null) return;
        LoaderThread ending = thread;
        boolean beside = besideOfOld;
        ending.cancel();
        end();
        if (beside) keyspace.dropShadow();
    }

    boolean dropsExpired() {
        return !keyspace.leavesExpiryToMaster();
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // who opens it will say why
        }
    }

    // ---- all loads

    /** Loads in turns with the executor. */
    void start(long totalBytes, Task task, Consumer<LoadResult> whenEnded) {
        start(totalBytes, false, false, task, whenEnded);
    }

    private void start(long totalBytes, boolean beside, boolean shown, Task task, Consumer<LoadResult> whenEnded) {
        if (thread != null) throw new IllegalStateException("a load is under way");
        begin(totalBytes, beside, shown);
        LoadPace pace = new LoadPace(config, progress, shown, System::nanoTime);
        Work work = new Work(task, pace, beside, whenEnded);
        thread = new LoaderThread(executor, work, work);
        pace.takesTurns(thread);
        if (stream != null) stream.readBy(thread);
        thread.start();
    }

    /** Loads while everybody waits. */
    LoadResult loadNow(long totalBytes, Task task) {
        begin(totalBytes, false, false);
        try {
            return task.load(new LoadPace(config, progress, false, System::nanoTime));
        } catch (IOException e) {
            throw new AssertionError("tasks say what is wrong by their result", e);
        } finally {
            end();
        }
    }

    private void begin(long totalBytes, boolean beside, boolean shown) {
        besideOfOld = beside;
        progress.begin(System.currentTimeMillis(), totalBytes, shown);
        rdb.resetCounts();
        execution.admission().loading(shown ? Admission.Loading.BESIDE : Admission.Loading.IN_PLACE);
        keyspace.loading(!beside);
    }

    private void end() {
        thread = null;
        if (stream != null) stream.close();
        stream = null;
        keyspace.loading(false);
        execution.admission().loading(Admission.Loading.NONE);
        progress.end();
    }

    /** One load in turns. */
    private final class Work implements LoaderThread.Work, LoaderThread.Listener {
        private final Task task;
        private final LoadPace pace;
        private final boolean beside;
        private final Consumer<LoadResult> whenEnded;
        private LoadResult result;

        Work(Task task, LoadPace pace, boolean beside, Consumer<LoadResult> whenEnded) {
            this.task = task;
            this.pace = pace;
            this.beside = beside;
            this.whenEnded = whenEnded;
        }

        @Override
        public void run() throws IOException {
            result = task.load(pace);
        }

        @Override
        public void turnBegins() {
            keyspace.loading(true);
        }

        @Override
        public void turnEnds() {
            // Between the turns the data set in use is as any other.
            if (beside) keyspace.loading(false);
            if (stream != null) stream.turnEnded();
            progress.log();
        }

        @Override
        public void ended(Throwable failure) {
            if (failure != null) {
                LOG.error("Loading has failed by an internal error", failure);
                result = LoadResult.of(LoadResult.Outcome.BROKEN);
            }
            end();
            if (beside) {
                if (result.isLoaded()) swapIn();
                keyspace.dropShadow();
            }
            whenEnded.accept(result);
        }
    }

    private void swapIn() {
        Watches watches = execution.changes().watches();
        BlockedClients blocked = execution.blocked();
        execution.changes().allChanged();
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            watches.touchAll(database, keyspace.shadow(i));
            blocked.contentsGo(database, keyspace.shadow(i));
        }
        keyspace.swapShadow();
        for (int i = 0; i < keyspace.databaseCount(); i++) blocked.contentsCame(keyspace.database(i));
    }
}
