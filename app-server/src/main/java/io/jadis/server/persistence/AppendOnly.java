package io.jadis.server.persistence;

import io.jadis.protocol.config.Choice.AppendFsync;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.file.FileReplacement;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.OutputGate;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Propagation;
import io.jadis.store.aof.AofDirectory;
import io.jadis.store.aof.AofFile;
import io.jadis.store.aof.CommandLog;
import io.jadis.store.aof.FsyncPolicy;
import io.jadis.store.aof.Manifest;
import io.jadis.store.aof.ManifestException;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file while the server runs: takes what commands do, has it on disk as {@code appendfsync} asks for
 * before their clients hear of it, and changes from file to file when it is rewritten. Executor thread only.
 *
 * <p>It is off, on, or waits for its first base: as soon as that is being written the commands go to a file that has no
 * place in the manifest yet, and that is worth nothing until the base is there.
 */
final class AppendOnly implements Propagation.Sink, OutputGate, CommandLog.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AppendOnly.class);

    private enum State {
        OFF,
        ON,
        /** It is on as soon as another snapshot, which is under way, lets the one for its base begin. */
        AWAITS_SNAPSHOT,
        AWAITS_BASE
    }

    private record Held(Connection connection, long position) {}

    private final Config config;
    private final Clients clients;
    private final EventLoop executor;
    private final CommandLog log;
    private AofDirectory directory;
    private Manifest manifest = Manifest.EMPTY;
    /** Not before it is needed. */
    private boolean manifestRead;
    private State state = State.OFF;
    /** A sync has failed: what is on disk may not be what was written. Whether the base that is being written helps. */
    private boolean distrusted, cured;

    /** In the order of their positions. */
    private final ArrayDeque<Held> waiting = new ArrayDeque<>();
    private Runnable durableListener = () -> { };
    private boolean flushScheduled;
    private long nowMs = System.currentTimeMillis();
    private IOException failure;
    private long flushSleepUs;

    /** Bytes of the files when the last base was written, and of those before the one that is appended to. */
    private long rewriteBaseBytes, earlierBytes;

    AppendOnly(Allocator allocator, Config config, Clients clients, EventLoop executor) {
        this.config = config;
        this.clients = clients;
        this.executor = executor;
        log = new CommandLog(allocator, executor, this);
        directory = configuredDirectory();
        configure();
    }

    private AofDirectory configuredDirectory() {
        return new AofDirectory(config.directory(), config.get(Directives.APPENDDIRNAME),
                config.get(Directives.APPENDFILENAME));
    }

    /** To be called when {@code appendfsync} or {@code aof-timestamp-enabled} has changed. */
    void configure() {
        log.policy(FsyncPolicy.valueOf(config.get(Directives.APPENDFSYNC).name()));
        log.timestamps(config.get(Directives.AOF_TIMESTAMP_ENABLED));
    }

    AofDirectory directory() {
        return directory;
    }

    Manifest manifest() {
        return manifest;
    }

    boolean isOn() {
        return state == State.ON;
    }

    /** Whether it is on, or will be as soon as it has its base. */
    boolean isOpen() {
        return state != State.OFF;
    }

    // ---- start

    /** Reads the manifest, and takes over the single file of an older Redis. @return false if that can't be done */
    boolean readManifest() {
        try {
            manifest = directory.load();
            manifestRead = true;
            if (directory.awaitsUpgrade(manifest)) {
                manifest = directory.upgrade(manifest);
                LOG.info("Successfully migrated an old-style AOF file ({}) into the AOF directory ({}).",
                        directory.prefix(), config.get(Directives.APPENDDIRNAME));
            }
            return true;
        } catch (ManifestException e) {
            LOG.warn("\n*** FATAL AOF MANIFEST FILE ERROR ***\n");
            if (e.line() > 0) {
                LOG.warn("Reading the manifest file, at line {}\n", e.line());
                LOG.warn(">>> '{}'\n", e.text());
            }
            LOG.warn("{}\n", e.getMessage());
        } catch (IOException e) {
            LOG.warn("Fatal error: can't open the AOF manifest file {}.manifest for reading: {}", directory.prefix(),
                    OsError.text(e));
        }
        return false;
    }

    /** Writes a file that holds the data set, which is small: the base that an empty server begins with. */
    @FunctionalInterface
    interface BaseWriter {
        void write(Path file) throws IOException;
    }

    /** Begins to append, after what there was is loaded. @return false if that can't be done, the log says why */
    boolean open(BaseWriter baseWriter) {
        try {
            directory.create();
            Manifest next = manifest;
            if (next.isEmpty()) {
                setAside(directory);
                next = next.withBase(directory.prefix(), config.get(Directives.AOF_USE_RDB_PREAMBLE));
                AofFile base = next.base().orElseThrow();
                baseWriter.write(directory.path(base));
                LOG.info("Creating AOF base file {} on server start", base.name());
            }
            boolean created = next.increments().isEmpty();
            if (created) next = next.withIncrement(directory.prefix());
            AofFile increment = next.increments().getLast();
            // The manifest has a base and not this one: a crash has left it.
            if (created) Files.deleteIfExists(directory.path(increment));
            log.open(directory.path(increment));
            if (next != manifest) directory.store(next);
            manifest = next;
            state = State.ON;
            measureEarlier();
            rewriteBaseBytes = manifest.base().isPresent() ? bytesOf(manifest.base().orElseThrow()) : 0;
            removeHistory();
            LOG.info("{} AOF incr file {} on server start", created ? "Creating" : "Opening", increment.name());
            return true;
        } catch (IOException e) {
            LOG.warn("Can't open the append-only file: {}", OsError.text(e));
            return false;
        }
    }

    private static void setAside(AofDirectory unlisted) throws IOException {
        for (Path file : unlisted.setAside()) {
            LOG.warn("There is no AOF manifest that says what it is, so a file was renamed {}", file.getFileName());
        }
    }

    // ---- rewriting

    /** Where the next base goes, which is there now: not where the files are so far if {@code dir} was changed. */
    AofDirectory nextDirectory() throws IOException {
        AofDirectory next = configuredDirectory();
        next.create();
        return next;
    }

    /** All begins anew there: what is in the place so far ends here, and what is in that one is history. */
    private void moveTo(AofDirectory next) throws IOException {
        Manifest there;
        try {
            there = next.load();
        } catch (ManifestException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (there.isEmpty()) setAside(next);
        manifestRead = true;
        if (state == State.ON) {
            LOG.info("The append-only file begins anew in {}", config.directory());
            endFile();
            state = State.AWAITS_SNAPSHOT;
        }
        directory = next;
        manifest = there;
    }

    /**
     * A new base is going to hold what the data set is at this moment: commands from now on go to a file of their own.
     *
     * @return false if that can't be had, the log says why
     */
    boolean beginRewrite() {
        try {
            AofDirectory next = nextDirectory();
            if (!manifestRead || !next.isAt(directory)) moveTo(next);
            cured = state == State.OFF || beginIncrement(state == State.AWAITS_SNAPSHOT);
            return cured;
        } catch (IOException e) {
            LOG.warn("Can't open the append-only file: {}", OsError.text(e));
            return false;
        }
    }

    private boolean beginIncrement(boolean first) throws IOException {
        log.flush(true);
        if (log.bufferedBytes() > 0) {
            // The next increment would have what the base has already.
            LOG.warn("Can't begin to rewrite the append-only file before all is written to it that was executed");
            return false;
        }
        Manifest next = first ? manifest : manifest.withIncrement(directory.prefix());
        Path path = first ? directory.temporaryIncrement() : directory.path(next.increments().getLast());
        Files.deleteIfExists(path);
        Files.createFile(path);
        long appendedBefore = log.fileBytes();
        if (first) {
            log.open(path);
        } else {
            // If the process is killed it is named before anything is written to it. If the machine crashes it is named
            // only behind the sync of the increment before, which must be whole then, as far as that is in our hands:
            // the system may write the directory sooner, but only while that sync goes on.
            directory.replace(next);
            log.open(path, directory::sync);
        }
        manifest = next;
        if (first) state = State.AWAITS_BASE;
        earlierBytes += appendedBefore;
        LOG.info("Creating AOF incr file {} on background rewrite", path.getFileName());
        return true;
    }

    /** The base is in its place: what came before it is history. The name is that of {@link #nextBase}. */
    boolean endRewrite(boolean rdb) {
        try {
            Manifest next = manifest.withBase(directory.prefix(), rdb);
            int kept = state == State.OFF ? 0 : 1;
            if (state == State.AWAITS_BASE) {
                next = next.withIncrement(directory.prefix());
                // Perhaps over that of an attempt whose manifest couldn't be stored.
                FileReplacement.rename(directory.temporaryIncrement(), directory.path(next.increments().getLast()));
            }
            next = next.keepingIncrements(kept);
            directory.store(next);
            manifest = next;
            if (state == State.AWAITS_BASE) state = State.ON;
            distrusted &= !cured;
            measureEarlier();
            rewriteBaseBytes = currentBytes();
            removeHistory();
            return true;
        } catch (IOException e) {
            LOG.warn("Error trying to persist the AOF manifest: {}", OsError.text(e));
            return false;
        }
    }

    /** It is switched on, and its first base can't be written yet: that will come by {@link #beginRewrite}. */
    void awaitSnapshot() {
        state = State.AWAITS_SNAPSHOT;
    }

    /** The rewrite has come to nothing. */
    void rewriteFailed() {
        cured = false;
        if (state != State.AWAITS_BASE) return;
        // Without its base this file is worth nothing; the next attempt begins another.
        endFile();
        state = State.AWAITS_SNAPSHOT;
        LOG.info("Removing the temp incr aof file {}", directory.temporaryIncrement().getFileName());
        try {
            Files.deleteIfExists(directory.temporaryIncrement());
        } catch (IOException e) {
            LOG.warn("Can't remove the temp incr aof file: {}", OsError.text(e));
        }
    }

    /** Where the base that is being written will be. */
    Path nextBase(boolean rdb) {
        return directory.path(manifest.withBase(directory.prefix(), rdb).base().orElseThrow());
    }

    /** {@code aof-disable-auto-gc} was set: what was kept so far may go. */
    void followHistory() {
        try {
            removeHistory();
        } catch (IOException e) {
            LOG.warn("Error trying to persist the AOF manifest: {}", OsError.text(e));
        }
    }

    private void removeHistory() throws IOException {
        if (config.get(Directives.AOF_DISABLE_AUTO_GC) || manifest.history().isEmpty()) return;
        List<Path> paths = new ArrayList<>();
        for (AofFile file : manifest.history()) {
            LOG.info("Removing the history file {} in the background", file.name());
            paths.add(directory.path(file));
        }
        // The system takes its time to free a large file.
        AofRewrite.THREADS.execute(() -> paths.forEach(AppendOnly::remove));
        manifest = manifest.withoutHistory();
        directory.store(manifest);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Can't remove the history file {}: {}", file.getFileName(), OsError.text(e));
        }
    }

    private void measureEarlier() throws IOException {
        earlierBytes = 0;
        for (AofFile file : manifest.live()) {
            if (!manifest.increments().isEmpty() && file == manifest.increments().getLast()) break;
            earlierBytes += bytesOf(file);
        }
    }

    private long bytesOf(AofFile file) throws IOException {
        return Files.size(directory.path(file));
    }

    /** INFO's aof_current_size. */
    long currentBytes() {
        return earlierBytes + log.fileBytes();
    }

    /** INFO's aof_base_size. */
    long rewriteBaseBytes() {
        return rewriteBaseBytes;
    }

    CommandLog log() {
        return log;
    }

    // ---- the end

    /** Stops appending; what was appended is safe when this returns, if the disk lets it. */
    void stop() {
        if (state == State.OFF) return;
        endFile();
        durableListener.run();
    }

    private void endFile() {
        state = State.OFF;
        distrusted = false;
        try {
            log.stop();
        } catch (IOException e) {
            LOG.warn("Fail to fsync the AOF file: {}", OsError.text(e));
            if (failure == null) closeUnsure();
        }
        failure = null;
        releaseAll();
    }

    /** Makes everything durable that was appended, before this returns. */
    void sync() throws IOException {
        if (state != State.OFF) log.syncNow();
    }

    boolean awaitsBase() {
        return state == State.AWAITS_BASE || state == State.AWAITS_SNAPSHOT;
    }

    /** Whether what was written is perhaps not on disk, though the last sync succeeded, until a new base is there. */
    boolean isDistrusted() {
        return distrusted;
    }

    /** Whether that base is to be begun. */
    boolean needsBase() {
        return distrusted && !cured;
    }

    void close() {
        log.close();
    }

    /** Called whenever more of what was appended has become durable, and when it is switched off. */
    void onDurable(Runnable listener) {
        durableListener = listener;
    }

    // ---- what commands do

    @Override
    public void append(Database database, Arguments command) {
        if (state != State.ON && state != State.AWAITS_BASE) return;
        log.append(database == null ? CommandLog.NO_DATABASE : database.index(), command, nowMs);
    }

    /** To be called from the cron: writes what waits, and syncs what is due. */
    void cron(long nowMs, boolean syncPaused) {
        this.nowMs = nowMs;
        if (state == State.OFF) return;
        log.pauseSync(syncPaused);
        flush();
    }

    /** DEBUG AOF-FLUSH-SLEEP: everybody waits so long before each write. */
    void flushSleepUs(long us) {
        flushSleepUs = us;
    }

    private void flush() {
        flushScheduled = false;
        if (flushSleepUs > 0 && log.isBehind()) LockSupport.parkNanos(1000 * flushSleepUs);
        log.flush(false);
        releaseReached();
    }

    // ---- replies

    @Override
    public long position() {
        return log.appendedPosition();
    }

    @Override
    public boolean isOpen(long position) {
        return state == State.OFF || log.isFailing() || position <= log.acknowledgedPosition();
    }

    @Override
    public void hold(Connection connection, long position) {
        waiting.add(new Held(connection, position));
        if (flushScheduled) return;
        // After the commands of the other clients in this turn of the loop: one write for all.
        flushScheduled = true;
        executor.execute(this::flush);
    }

    private void releaseReached() {
        while (!waiting.isEmpty() && isOpen(waiting.peek().position)) waiting.poll().connection.release();
    }

    private void releaseAll() {
        while (!waiting.isEmpty()) waiting.poll().connection.release();
    }

    @Override
    public void mayWrite() {
        flush();
    }

    /** By the timer: sockets have their turn before. */
    @Override
    public void moreToSync() {
        executor.schedule(this::flush, 1, TimeUnit.NANOSECONDS);
    }

    @Override
    public void durable(long position) {
        releaseReached();
        durableListener.run();
    }

    // ---- failures

    /** Why writes are refused, or null. */
    IOException failure() {
        return failure;
    }

    @Override
    public void failed(IOException reason) {
        failure = reason;
        LOG.warn("Error writing to the AOF file: {}", OsError.text(reason));
        closeUnsure();
    }

    /** Under ALWAYS a reply promises that what it tells of is durable: better none than one that may be false. */
    private void closeUnsure() {
        if (config.get(Directives.APPENDFSYNC) != AppendFsync.ALWAYS) return;
        while (!waiting.isEmpty()) waiting.poll().connection.close();
        for (Client client : List.copyOf(clients.all())) {
            // They would find the gate open: what is executed from now on is no write.
            if (client.connection().hasNewReplies()) client.connection().close();
        }
    }

    @Override
    public void recovered(boolean wholeFile) {
        failure = null;
        LOG.info("AOF write error looks solved, Redis can write again.");
        if (!wholeFile) return;
        distrusted = true;
        cured = false;
    }

    @Override
    public void syncIsSlow() {
        LOG.info("Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer without waiting for "
                + "fsync to complete, this may slow down Redis.");
    }
}
