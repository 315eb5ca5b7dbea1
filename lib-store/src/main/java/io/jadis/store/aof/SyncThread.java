package io.jadis.store.aof;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The one thread that syncs and closes files of the log, in the order in which it was asked to. Where the disk is quick
 * its owner may sync without it. All methods are the owner's.
 */
final class SyncThread implements AutoCloseable {
    /** Told, on the owner's thread, what became of it; a null failure is success. */
    interface Callback {
        void synced(long position, IOException failure);
    }

    /** What is done once a file is synced. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException;
    }

    /**
     * A null for a file ends the thread.
     *
     * @param after what comes behind the sync, whatever became of that
     * @param callback null if somebody awaits it
     * @param outcome the failure, or null
     */
    private record Job(LogFile file, Step after, long position, Callback callback,
            CompletableFuture<IOException> outcome) {
        Job(LogFile file, Step after, long position, Callback callback) {
            this(file, after, position, callback, new CompletableFuture<>());
        }
    }

    private static final Step NOTHING = () -> { };
    /** A sync at a time and a file that a rewrite has left; more wait until there is room. */
    private static final int JOBS_MAX = 64;
    /**
     * To wake a thread and be woken by it takes some 0.1 ms. A disk whose last syncs took no longer than a few times
     * that is quick: whoever waits for the sync saves by doing it, and whoever doesn't is hardly held up.
     */
    static final long QUICK_SYNC_NS = 500_000;
    static final int QUICK_SYNCS_MIN = 16;

    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(JOBS_MAX);
    /**
     * What the owner has not heard the outcome of, in order. That the thread is through with it isn't enough: the
     * kernel tells of a failure once, and a sync that came before the owner knows would succeed.
     */
    private final ArrayDeque<Job> pending = new ArrayDeque<>();
    private final Executor owner;
    private final LongSupplier nanoClock;
    private Thread thread;
    /** How many of the last syncs were quick, in a row. Written while {@link #pending} keeps others away. */
    private int quickInRow;

    /** @param owner where callbacks run */
    SyncThread(Executor owner, LongSupplier nanoClock) {
        this.owner = owner;
        this.nanoClock = nanoClock;
    }

    /** Whether a sync is under way or waits, or its callback does. */
    boolean isBusy() {
        return !pending.isEmpty();
    }

    /** Whether {@link #syncHere} is likely to be over at once; never while a sync is under way or waits. */
    boolean isQuick() {
        return !isBusy() && quickInRow >= QUICK_SYNCS_MIN;
    }

    int pending() {
        return pending.size();
    }

    void sync(LogFile file, long position, Callback callback) {
        submit(new Job(file, NOTHING, position, callback));
    }

    /** As {@link #sync}, and closes the file; the step comes behind that. */
    void close(LogFile file, Step last, long position, Callback callback) {
        submit(new Job(file, () -> {
            try {
                file.close();
            } finally {
                last.take();
            }
        }, position, callback));
    }

    /** Syncs on the caller's thread; {@link #isQuick} must be true. */
    void syncHere(LogFile file) throws IOException {
        timedSync(file);
    }

    private void timedSync(LogFile file) throws IOException {
        int before = quickInRow;
        quickInRow = 0;
        long beganNs = nanoClock.getAsLong();
        file.sync();
        if (nanoClock.getAsLong() - beganNs <= QUICK_SYNC_NS) quickInRow = before + 1;
    }

    /**
     * Syncs, and closes if so asked; returns when it is done, and everything asked for before. There is no callback for
     * what was asked for before and has none yet.
     *
     * @throws IOException the first failure of all that
     */
    void await(LogFile file, boolean close) throws IOException {
        submit(new Job(file, close ? file::close : NOTHING, 0, null));
        IOException failure = null;
        while (!pending.isEmpty()) {
            IOException next = pending.poll().outcome.join();
            if (failure == null) failure = next;
        }
        if (failure != null) throw failure;
    }

    private void submit(Job job) {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("aof-fsync").start(this::run);
        }
        pending.add(job);
        try {
            jobs.put(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(job, new InterruptedIOException());
        }
    }

    private void run() {
        try {
            while (true) {
                Job job = jobs.take();
                if (job.file == null) return;
                end(job, perform(job));
            }
        } catch (InterruptedException e) {
            // The process is ending.
            Thread.currentThread().interrupt();
        }
    }

    private void end(Job job, IOException failure) {
        job.outcome.complete(failure);
        if (job.callback != null) owner.execute(this::tell);
    }

    /** There may be nothing to tell: who has awaited a later one knows. */
    private void tell() {
        while (!pending.isEmpty() && pending.peek().outcome.isDone()) {
            Job job = pending.poll();
            job.callback.synced(job.position, job.outcome.join());
        }
    }

    private IOException perform(Job job) {
        IOException failure = null;
        try {
            timedSync(job.file);
        } catch (IOException e) {
            failure = e;
        }
        try {
            job.after.take();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
        return failure;
    }

    /** Ends the thread when it has done what it was asked for. */
    @Override
    public void close() {
        if (thread == null) return;
        submit(new Job(null, NOTHING, 0, null));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
