package io.jadis.store.aof;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The one thread that syncs and closes files of the log, in the order in which it was asked to. Where the disk is quick
 * its owner may sync without it.
 */
final class SyncThread implements AutoCloseable {
    /** Told, on the sync thread, what became of it; a null failure is success. */
    interface Callback {
        void synced(long position, IOException failure);
    }

    /** A file with null for a callback ends the thread. */
    private record Job(LogFile file, boolean close, long position, Callback callback) {}

    /** A sync at a time and a file that a rewrite has left; more wait until there is room. */
    private static final int JOBS_MAX = 64;
    /**
     * To wake a thread and be woken by it takes some 0.1 ms. A disk whose last syncs took no longer than a few times
     * that is quick: whoever waits for the sync saves by doing it, and whoever doesn't is hardly held up.
     */
    static final long QUICK_SYNC_NS = 500_000;
    static final int QUICK_SYNCS_MIN = 16;

    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(JOBS_MAX);
    private final AtomicInteger pending = new AtomicInteger();
    private final LongSupplier nanoClock;
    private Thread thread;
    /** How many of the last syncs were quick, in a row. Written while {@link #pending} keeps others away. */
    private int quickInRow;

    SyncThread(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether a sync is under way or waits. */
    boolean isBusy() {
        return pending.get() > 0;
    }

    /** Whether {@link #syncHere} is likely to be over at once; never while a sync is under way or waits. */
    boolean isQuick() {
        return !isBusy() && quickInRow >= QUICK_SYNCS_MIN;
    }

    int pending() {
        return pending.get();
    }

    void sync(LogFile file, long position, Callback callback) {
        submit(new Job(file, false, position, callback));
    }

    /** As {@link #sync}, and closes the file. */
    void close(LogFile file, long position, Callback callback) {
        submit(new Job(file, true, position, callback));
    }

    /** Syncs on the caller's thread; {@link #isQuick} must be true. */
    void syncHere(LogFile file) throws IOException {
        timedSync(file);
    }

    private void timedSync(LogFile file) throws IOException {
        long beganNs = nanoClock.getAsLong();
        try {
            file.sync();
        } finally {
            quickInRow = nanoClock.getAsLong() - beganNs <= QUICK_SYNC_NS ? quickInRow + 1 : 0;
        }
    }

    /** Syncs, and closes if so asked; returns when it is done, and everything asked for before. */
    void await(LogFile file, boolean close) throws IOException {
        CompletableFuture<IOException> done = new CompletableFuture<>();
        submit(new Job(file, close, 0, (position, failure) -> done.complete(failure)));
        IOException failure = done.join();
        if (failure != null) throw failure;
    }

    private void submit(Job job) {
        pending.incrementAndGet();
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("aof-fsync").start(this::run);
        }
        try {
            jobs.put(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pending.decrementAndGet();
        }
    }

    private void run() {
        try {
            while (true) {
                Job job = jobs.take();
                if (job.callback == null) return;
                IOException failure = perform(job);
                pending.decrementAndGet();
                job.callback.synced(job.position, failure);
            }
        } catch (InterruptedException e) {
            // The process is ending.
            Thread.currentThread().interrupt();
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
            if (job.close) job.file.close();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
        return failure;
    }

    /** Ends the thread when it has done what it was asked for. */
    @Override
    public void close() {
        if (thread == null) return;
        submit(new Job(null, false, 0, null));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
