package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Takes a snapshot to a thread of its own, which compresses and sums, or translates, for a {@link Destination}: buffers
 * go there full and come back empty. All methods are the executor's.
 */
public final class BackgroundSink implements SnapshotSink {
    /** Where the bytes go at last. All methods are called on the thread, but for the last two. */
    public interface Destination extends RdbOutput.Sink {
        /**
         * Takes some of what it is to hold, at most {@link #PART_BYTES_MAX}, before it returns. May wait.
         *
         * @return the address
         */
        @Override
        long take(long address, int length) throws IOException;

        /** Everything was taken. May wait. */
        default void complete() throws IOException {}

        /** What is complete is to be used. Takes no time, as it excludes {@link #revoke}. */
        default void publish() throws IOException {}

        /** Comes last on the thread. What isn't published is of no use. */
        default void close() throws IOException {}

        /**
         * What isn't published yet never will be: it leaves no trace, even if the process ends before the thread comes
         * to close it. On the executor, whatever the thread does; perhaps twice. Takes no time.
         */
        default void discard() throws IOException {}

        /** The thread needs it no more. On the executor, or when there is none any more; perhaps twice. */
        default void release() {}
    }

    /** Makes of a snapshot what the destination is to hold, on the thread. */
    @FunctionalInterface
    public interface Translation {
        /** @param to takes the bytes of a buffer before it returns */
        void translate(RdbInput.Source snapshot, RdbOutput.Sink to) throws IOException;
    }

    /** What a destination takes at once, but for a translation's. */
    public static final int PART_BYTES_MAX = FrameEncoder.BUFFER_BYTES;

    private sealed interface Job {
        record Write(long address, int length) implements Job {}

        record Finish() implements Job {}

        record Abandon() implements Job {}
    }

    private final SnapshotBuffers buffers;
    private final Destination destination;
    private final Executor executor;
    private final Consumer<IOException> callback;
    /** Null if the destination is to have an RDB. */
    private final Translation translation;
    private final boolean checksums;

    /** Bounded by {@link #hasRoom}, and where that isn't asked by what a snapshot may hold. */
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Queue<Long> written = new ConcurrentLinkedQueue<>();
    private volatile IOException failure;
    /** Written by the executor; guards the moment in which it is published. */
    private volatile boolean revoked;
    private final CountDownLatch threadEnded = new CountDownLatch(1);

    /** The buffer that is being filled. */
    private long current;

    /**
     * For an RDB.
     *
     * @param threads runs a task on a thread of its own
     * @param executor where the callback is called
     * @param callback after {@link #end}: with null when the destination has everything, or with the reason why not
     * @param checksums whether there is a checksum at its end
     */
    public BackgroundSink(Allocator allocator, Destination destination, Executor threads, Executor executor,
            Consumer<IOException> callback, boolean checksums) {
        this(allocator, destination, threads, executor, callback, null, checksums);
    }

    /** For a translation of the snapshot. */
    public BackgroundSink(Allocator allocator, Destination destination, Executor threads, Executor executor,
            Consumer<IOException> callback, Translation translation) {
        this(allocator, destination, threads, executor, callback, translation, false);
    }

    private BackgroundSink(Allocator allocator, Destination destination, Executor threads, Executor executor,
            Consumer<IOException> callback, Translation translation, boolean checksums) {
        this.translation = translation;
        this.checksums = checksums;
        this.buffers = new SnapshotBuffers(allocator);
        this.destination = destination;
        this.executor = executor;
        this.callback = callback;
        threads.execute(this::run);
    }

    /** A translation reads an RDB. */
    @Override
    public boolean takesFrames() {
        return translation == null;
    }

    @Override
    public long firstBuffer() {
        current = buffers.next();
        return current;
    }

    @Override
    public boolean hasRoom() {
        collect();
        return buffers.hasRoom();
    }

    @Override
    public long footprintBytes() {
        return buffers.footprintBytes();
    }

    @Override
    public long take(long address, int length) throws IOException {
        if (failure != null) throw failure;
        jobs.add(new Job.Write(address, length));
        collect();
        current = buffers.next();
        return current;
    }

    /** The destination is completed and published; then comes the callback. */
    @Override
    public void end() {
        buffers.giveBack(current);
        jobs.add(new Job.Finish());
    }

    /** The destination is closed without having been published. */
    @Override
    public void abandon() {
        buffers.giveBack(current);
        discard();
        jobs.add(new Job.Abandon());
    }

    /**
     * What goes on after {@link #end} is to come to nothing: when this returns it is published already or never will be,
     * and there is no callback any more.
     */
    public synchronized void revoke() {
        revoked = true;
        discard();
    }

    private void discard() {
        try {
            destination.discard();
        } catch (IOException e) {
            // The thread tries once more when it closes it.
        }
    }

    /** Whether nothing of it goes on, and no memory is held. */
    public boolean isOver() {
        return threadEnded.getCount() == 0 && written.isEmpty() && buffers.footprintBytes() == 0;
    }

    /**
     * After {@link #end} or {@link #abandon}, when there is no executor any more: waits for the thread, and gives the
     * memory back.
     */
    public void close() {
        boolean interrupted = false;
        while (threadEnded.getCount() != 0) {
            try {
                threadEnded.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        release();
    }

    private synchronized void publish() throws IOException {
        if (!revoked) destination.publish();
    }

    private void collect() {
        for (Long address; (address = written.poll()) != null;) buffers.giveBack(address);
    }

    private void release() {
        collect();
        buffers.close();
        destination.release();
    }

    // ---- the thread

    private void run() {
        try {
            if (translation != null) writeTranslation();
            else writeEncoded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threadEnded.countDown();
        }
    }

    private void writeTranslation() throws InterruptedException {
        Job job = translate();
        while (true) {
            // What comes after the translation has failed is of no interest.
            if (job instanceof Job.Write(long address, int _)) written.add(address);
            if (job != null && isLast(job)) return;
            job = jobs.take();
        }
    }

    private void writeEncoded() throws InterruptedException {
        try (FrameEncoder encoder = new FrameEncoder(destination, checksums)) {
            while (true) {
                Job job = jobs.take();
                if (job instanceof Job.Write(long address, int length)) {
                    trying(() -> encoder.encode(address, length));
                    written.add(address);
                } else {
                    if (job instanceof Job.Finish) trying(encoder::flush);
                    isLast(job);
                    return;
                }
            }
        }
    }

    /** Does what comes at the end. @return whether this is the end */
    private boolean isLast(Job job) {
        switch (job) {
            case Job.Write _ -> {
                return false;
            }
            case Job.Finish() -> finish();
            case Job.Abandon() -> {
                closeDestination();
                tell(this::release);
            }
        }
        return true;
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws IOException;
    }

    /** Unless something has failed before. */
    private void trying(Attempt attempt) {
        if (failure != null) return;
        try {
            attempt.make();
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new IOException(e);
        }
    }

    /** @return the job that the translation has met and that isn't done yet, or null */
    private Job translate() {
        Feed feed = new Feed();
        trying(() -> translation.translate(feed, destination));
        feed.release();
        return feed.last;
    }

    /** The snapshot's bytes, as they come. */
    private final class Feed implements RdbInput.Source {
        private long buffer;
        private int length, read;
        private Job last;

        @Override
        public int read(long to, int most) throws IOException {
            // As after each part that FrameEncoder has encoded.
            Thread.yield();
            while (read == length) {
                release();
                if (last != null || !next()) return -1;
            }
            int part = Math.min(most, length - read);
            Memory.copy(buffer + read, to, part);
            read += part;
            return part;
        }

        private boolean next() throws IOException {
            try {
                last = jobs.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            if (!(last instanceof Job.Write(long address, int bytes))) return false;
            last = null;
            buffer = address;
            length = bytes;
            read = 0;
            return true;
        }

        void release() {
            if (buffer != 0) written.add(buffer);
            buffer = 0;
            length = 0;
            read = 0;
        }
    }

    private void finish() {
        trying(() -> {
            destination.complete();
            publish();
        });
        closeDestination();
        IOException reason = failure;
        tell(() -> {
            release();
            if (!revoked) callback.accept(reason);
        });
    }

    private void tell(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The server has ended meanwhile: nobody is interested, and close() gives the memory back.
            revoked = true;
        }
    }

    private void closeDestination() {
        try {
            destination.close();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
    }
}
