package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Writes a snapshot to an {@link RdbFile} on a thread of its own, which compresses and sums, or translates: buffers go
 * there full and come back empty. At the end the file is synced and gets its name. All methods are the executor's.
 */
public final class BackgroundFile implements SnapshotSink {
    /** Makes of a snapshot what the file is to hold, on the file's thread. */
    @FunctionalInterface
    public interface Translation {
        /** @param file takes the bytes of a buffer before it returns */
        void translate(RdbInput.Source snapshot, RdbOutput.Sink file) throws IOException;
    }

    private sealed interface Job {
        record Write(long address, int length) implements Job {}

        record Finish() implements Job {}

        record Abandon() implements Job {}
    }

    private final SnapshotBuffers buffers;
    private final RdbFile file;
    private final Path name;
    private final Executor executor;
    private final Consumer<IOException> callback;
    /** Null if the file is to be an RDB. */
    private final Translation translation;
    private final boolean checksums;

    /** Bounded by {@link #hasRoom}, and where that isn't asked by what a snapshot may hold. */
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Queue<Long> written = new ConcurrentLinkedQueue<>();
    private volatile IOException failure;
    /** Written by the executor; guards the moment in which the file gets its name. */
    private volatile boolean revoked;
    private final Thread thread;

    /** The buffer that is being filled. */
    private long current;

    /**
     * An RDB.
     *
     * @param name what the file is called once it is whole
     * @param threads makes the file's thread
     * @param executor where the callback is called
     * @param callback after {@link #end}: with null when the file has its name, or with the reason why it hasn't
     * @param checksums whether there is a checksum at its end
     */
    public BackgroundFile(Allocator allocator, RdbFile file, Path name, ThreadFactory threads, Executor executor,
            Consumer<IOException> callback, boolean checksums) {
        this(allocator, file, name, threads, executor, callback, null, checksums);
    }

    /** With a file that holds a translation of the snapshot. */
    public BackgroundFile(Allocator allocator, RdbFile file, Path name, ThreadFactory threads, Executor executor,
            Consumer<IOException> callback, Translation translation) {
        this(allocator, file, name, threads, executor, callback, translation, false);
    }

    private BackgroundFile(Allocator allocator, RdbFile file, Path name, ThreadFactory threads, Executor executor,
            Consumer<IOException> callback, Translation translation, boolean checksums) {
        this.translation = translation;
        this.checksums = checksums;
        this.buffers = new SnapshotBuffers(allocator);
        this.file = file;
        this.name = name;
        this.executor = executor;
        this.callback = callback;
        thread = threads.newThread(this::run);
        thread.start();
    }

    /**
     * A temporary name that nobody uses, this one if possible: a file that was given up is there for another moment,
     * and is then removed by its name.
     */
    public static Path unused(Path temporary) {
        Path unused = temporary;
        for (int i = 1; Files.exists(unused); i++) unused = temporary.resolveSibling(i + "-" + temporary.getFileName());
        return unused;
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

    /** Syncs the file, and gives it its name. */
    @Override
    public void end() {
        buffers.giveBack(current);
        jobs.add(new Job.Finish());
    }

    /** Removes the file. */
    @Override
    public void abandon() {
        buffers.giveBack(current);
        jobs.add(new Job.Abandon());
    }

    /**
     * What goes on after {@link #end} is to come to nothing: when this returns the file has its name already or never
     * gets it, and there is no callback any more.
     */
    public synchronized void revoke() {
        revoked = true;
    }

    /** Whether nothing of it goes on, and no memory is held. */
    public boolean isOver() {
        return !thread.isAlive() && written.isEmpty() && buffers.footprintBytes() == 0;
    }

    /**
     * After {@link #end} or {@link #abandon}, when there is no executor any more: waits for the thread, and gives the
     * memory back.
     */
    public void close() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        releaseBuffers();
    }

    private synchronized void giveName() throws IOException {
        if (!revoked) file.publish(name);
    }

    private void collect() {
        for (Long address; (address = written.poll()) != null;) buffers.giveBack(address);
    }

    private void releaseBuffers() {
        collect();
        buffers.close();
    }

    // ---- the thread

    private void run() {
        try {
            if (translation != null) writeTranslation();
            else writeEncoded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        try (FrameEncoder encoder = new FrameEncoder(file, checksums)) {
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
            case Job.Finish() -> publish();
            case Job.Abandon() -> {
                closeFile();
                tell(this::releaseBuffers);
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
        trying(() -> translation.translate(feed, file));
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

    private void publish() {
        trying(() -> {
            file.sync();
            giveName();
        });
        closeFile();
        IOException reason = failure;
        tell(() -> {
            releaseBuffers();
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

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
    }
}
