package io.jadis.store.aof;

import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.RdbHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The growing end of an append-only file. The executor appends commands to a buffer and writes it before the clients of
 * those commands get their replies; a {@link SyncThread} makes it durable, or under {@link FsyncPolicy#ALWAYS}, where
 * replies wait for that, the executor itself as long as the disk is quick.
 *
 * <p>A position counts the bytes ever appended, whatever file they went to: {@code durable <= written <= appended}.
 * Under {@link FsyncPolicy#ALWAYS} one sync serves all commands that were written before it began: whoever waits for a
 * position learns by {@link Listener#durable} that it is reached.
 *
 * <p>A failed write loses nothing: the buffer stays, a part that got into the file is cut off again, and every further
 * {@link #flush} tries once more.
 */
public final class CommandLog implements AutoCloseable {
    /** Hears on the executor of what becomes of the writes. */
    public interface Listener {
        /** Everything up to this position survives a crash. */
        void durable(long position);

        /** A write or a sync has failed, for the first time after a success. */
        void failed(IOException failure);

        /**
         * The first success after {@link #failed}.
         *
         * @param wholeFile whether what earlier writes put into the file may be gone: a sync had failed, after which
         *     the kernel takes its pages for clean. Then only a new base makes the file trustworthy.
         */
        void recovered(boolean wholeFile);

        /** What waited for a sync can be written now. */
        void mayWrite();

        /**
         * Under {@link FsyncPolicy#ALWAYS} more was written while a sync went on: {@link CommandLog#flush} is to be
         * called soon, best when those who were just answered have had the time to write more, which the same sync then
         * serves.
         */
        void moreToSync();

        /** Syncing takes so long that a write could not wait for its end any more. */
        void syncIsSlow();
    }

    /** Makes durable that a file is one of those to be loaded. Any thread. */
    @FunctionalInterface
    public interface Naming {
        /** It is durable when this returns. */
        void sync() throws IOException;
    }

    /** How long a write waits for a sync under way, which would block it in the kernel. */
    private static final long POSTPONE_MAX_NS = 2_000_000_000L;
    private static final long SYNC_PERIOD_NS = 1_000_000_000L;
    /** As much may wait for a slow disk before those who write have to wait too. */
    static final long UNWRITTEN_BYTES_MAX = 64 << 20;
    /** For a command that is the same in all databases. */
    public static final int NO_DATABASE = -1;

    private final CommandBuffer buffer;
    private final SyncThread syncs;
    private final Listener listener;
    private final LongSupplier nanoClock;

    private FsyncPolicy policy = FsyncPolicy.EVERYSEC;
    private boolean timestamps;
    private boolean syncPaused;

    private LogFile file;
    private long fileBytes;
    private int selectedDatabase = NO_DATABASE;
    private long timestamp;

    private Supplier<Optional<RdbHeader.Replication>> place = Optional::empty;
    /** What was noted last in this file, and whether it is to be noted though nothing was appended. */
    private RdbHeader.Replication notedPlace;
    private boolean placeDue;

    private long appended, written, durable;
    /** Where {@link #flush} was called last: what a policy other than ALWAYS asks for has been tried. */
    private long attempted;
    private boolean failing, syncFailed;
    private boolean postponed;
    private long postponedSinceNs, syncedAtNs;
    private long delayedSyncCount;

    /** @param executor the thread that owns the log */
    public CommandLog(Allocator allocator, Executor executor, Listener listener) {
        this(allocator, executor, listener, System::nanoTime);
    }

    /** @param nanoClock by which syncs are timed: nobody sets it back */
    CommandLog(Allocator allocator, Executor executor, Listener listener, LongSupplier nanoClock) {
        this.buffer = new CommandBuffer(allocator);
        this.syncs = new SyncThread(executor, nanoClock);
        this.listener = listener;
        this.nanoClock = nanoClock;
        syncedAtNs = nanoClock.getAsLong();
    }

    // ---- configuration

    public void policy(FsyncPolicy policy) {
        this.policy = policy;
    }

    /** {@code aof-timestamp-enabled}: a line with the time before the first command of each second. */
    public void timestamps(boolean on) {
        timestamps = on;
    }

    /** Where in a replication stream the data set is: noted behind what is written. */
    public void place(Supplier<Optional<RdbHeader.Replication>> place) {
        this.place = place;
    }

    /** {@code no-appendfsync-on-rewrite} while one goes on: nothing is synced, and nobody waits for that. */
    public void pauseSync(boolean paused) {
        syncPaused = paused;
    }

    // ---- files

    public boolean isOpen() {
        return file != null;
    }

    /** Appends to this file, the first, from now on. */
    public void open(Path path) throws IOException {
        open(LogFile.open(path), () -> { });
    }

    /**
     * Appends to this file from now on. What the one before holds is made durable in the background, then that this one
     * is loaded behind it, and only then what this one holds.
     */
    public void open(Path path, Naming naming) throws IOException {
        open(LogFile.open(path), naming);
    }

    void open(LogFile next, Naming naming) throws IOException {
        fileBytes = next.size();
        if (file == null) naming.sync();
        else syncs.close(file, naming::sync, written, this::onSynced);
        file = next;
        selectedDatabase = NO_DATABASE;
        notedPlace = null;
        placeDue = true;
    }

    /** Writes and syncs what was appended before this returns. */
    public void syncNow() throws IOException {
        if (file == null) return;
        notePlace();
        attempted = appended;
        writeAll();
        // Nobody will tell that the sync which it waits for is over.
        postponed = false;
        try {
            syncs.await(file, false);
        } catch (IOException e) {
            syncFailed(e);
            throw e;
        }
        recovered();
        durable(written);
    }

    /**
     * Closes the file: what was appended is written and synced when this returns. What could not be is forgotten, as a
     * later file begins with a base that holds it: nobody waits for it, and no failure is left. The listener hears
     * nothing of all that: only the caller knows which of the two it is.
     *
     * @throws IOException if something that was appended is perhaps in no file
     */
    public void stop() throws IOException {
        if (file == null) return;
        notePlace();
        LogFile last = file;
        try {
            try {
                writeAll();
            } finally {
                file = null;
                syncs.await(last, true);
            }
        } finally {
            forget();
        }
    }

    private void forget() {
        buffer.drop(buffer.bytes());
        attempted = appended;
        written = appended;
        postponed = false;
        failing = false;
        syncFailed = false;
        durable = appended;
    }

    /** Frees everything; what was not written is lost. */
    @Override
    public void close() {
        syncs.close();
        buffer.release();
        file = null;
    }

    // ---- appending

    /** Appends a command that was executed in this database, or in {@link #NO_DATABASE}. */
    public void append(int database, Arguments command, long nowMs) {
        long before = buffer.bytes();
        if (timestamps && timestamp < nowMs / 1000) {
            timestamp = nowMs / 1000;
            buffer.appendTimestamp(timestamp);
        }
        if (database != NO_DATABASE && database != selectedDatabase) {
            buffer.appendSelect(database);
            selectedDatabase = database;
        }
        buffer.append(command);
        appended += buffer.bytes() - before;
    }

    /** Whether there is something to write, or to wait for. */
    public boolean isBehind() {
        return written < appended || policy == FsyncPolicy.ALWAYS && durable < appended;
    }

    /** The position behind the last command. */
    public long appendedPosition() {
        return appended;
    }

    public long durablePosition() {
        return durable;
    }

    /**
     * The position up to which replies may go out. Under {@link FsyncPolicy#ALWAYS} it is durable; else it is written,
     * or that was tried: a disk that is slow or full doesn't hold up clients who take such a risk, but where memory
     * would grow without a limit. While syncs are paused it is written.
     */
    public long acknowledgedPosition() {
        if (policy == FsyncPolicy.ALWAYS) return syncPaused ? written : durable;
        return buffer.bytes() < UNWRITTEN_BYTES_MAX ? attempted : written;
    }

    /** Whether writes must be refused. */
    public boolean isFailing() {
        return failing;
    }

    /** Bytes of the file. */
    public long fileBytes() {
        return fileBytes;
    }

    /** INFO's aof_buffer_length. */
    public long bufferedBytes() {
        return buffer.bytes();
    }

    /** Memory of the buffer: not the data set's. */
    public long footprintBytes() {
        return buffer.footprintBytes();
    }

    /** INFO's aof_pending_bio_fsync. */
    public int pendingSyncs() {
        return syncs.pending();
    }

    /** INFO's aof_delayed_fsync. */
    public long delayedSyncCount() {
        return delayedSyncCount;
    }

    /**
     * Writes what was appended, and syncs as the policy says. To be called before replies go out, and from a cron.
     *
     * @param force not to wait for a sync that is under way
     */
    public void flush(boolean force) {
        if (file == null) return;
        if (placeDue || written < appended) notePlace();
        attempted = appended;
        if (written < appended) {
            if (!force && mustWaitForSync()) return;
            postponed = false;
            try {
                writeAll();
                if (!syncFailed) recovered();
            } catch (IOException e) {
                fail(e);
                return;
            }
        }
        // What fails is tried again though nothing is to be synced: else writes would be refused for ever.
        if (syncFailed || durable < written && !syncPaused) syncIfDue();
    }

    /** A reader may go on from here in the stream if no command follows. */
    private void notePlace() {
        placeDue = false;
        RdbHeader.Replication now = place.get().orElse(null);
        if (now == null || now.equals(notedPlace)) return;
        boolean sameStream = notedPlace != null && notedPlace.id().equals(now.id())
                && notedPlace.streamDatabase() == now.streamDatabase();
        long before = buffer.bytes();
        buffer.appendComment(sameStream ? AofPlace.offsetLine(now) : AofPlace.wholeLine(now));
        appended += buffer.bytes() - before;
        notedPlace = now;
    }

    private boolean mustWaitForSync() {
        if (policy != FsyncPolicy.EVERYSEC || !syncs.isBusy()) return false;
        long nowNs = nanoClock.getAsLong();
        if (!postponed) postponedSinceNs = nowNs;
        postponed = true;
        if (nowNs - postponedSinceNs < POSTPONE_MAX_NS) return true;
        delayedSyncCount++;
        listener.syncIsSlow();
        return false;
    }

    private void syncIfDue() {
        switch (policy) {
            case ALWAYS -> {
                if (syncs.isQuick()) syncHere();
                else if (!syncs.isBusy()) startSync();
            }
            case EVERYSEC -> syncOnceASecond();
            case NO -> {
                if (syncFailed) syncOnceASecond();
            }
        }
    }

    private void syncOnceASecond() {
        if (!syncs.isBusy() && nanoClock.getAsLong() - syncedAtNs >= SYNC_PERIOD_NS) startSync();
    }

    private void startSync() {
        syncedAtNs = nanoClock.getAsLong();
        syncs.sync(file, written, this::onSynced);
    }

    private void syncHere() {
        IOException failure = null;
        try {
            syncs.syncHere(file);
        } catch (IOException e) {
            failure = e;
        }
        onSynced(written, failure);
    }

    private void onSynced(long position, IOException failure) {
        if (failure != null) {
            syncFailed(failure);
            return;
        }
        if (written == appended) recovered();
        durable(position);
        // What was postponed for this sync need not wait any longer.
        if (postponed && !syncs.isBusy()) listener.mayWrite();
        if (policy == FsyncPolicy.ALWAYS && file != null && durable < written && !syncs.isBusy()) listener.moreToSync();
    }

    private void syncFailed(IOException failure) {
        syncFailed = true;
        fail(failure);
    }

    private void durable(long position) {
        if (position <= durable) return;
        durable = position;
        listener.durable(position);
    }

    /** Writes the whole buffer, or leaves file and buffer as they were. */
    private void writeAll() throws IOException {
        while (buffer.bytes() > 0) {
            ByteBuffer bytes = buffer.next();
            try {
                while (bytes.hasRemaining()) file.append(bytes);
            } catch (IOException e) {
                if (bytes.position() > 0) takeBack(bytes.position());
                throw e;
            }
            count(bytes.position());
        }
    }

    /** Cuts off what a failed write has left, so that the file ends with a whole command. */
    private void takeBack(int bytes) {
        try {
            file.truncate(fileBytes);
        } catch (IOException e) {
            // It stays then, and the next write goes on behind it.
            count(bytes);
        }
    }

    private void count(int bytes) {
        buffer.drop(bytes);
        fileBytes += bytes;
        written += bytes;
    }

    private void fail(IOException failure) {
        if (!failing) listener.failed(failure);
        failing = true;
    }

    private void recovered() {
        if (failing) listener.recovered(syncFailed);
        failing = false;
        syncFailed = false;
    }
}
