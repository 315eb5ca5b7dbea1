package io.jadis.store.rdb;

import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Writes a snapshot to an {@link RdbFile} on a thread of its own: buffers go there full and come back empty. At the end
 * the file is synced and gets its name. All methods are the executor's.
 */
public final class BackgroundFile implements SnapshotSink {
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

    /** Bounded by {@link #hasRoom}, and where that isn't asked by what a snapshot may hold. */
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Queue<Long> written = new ConcurrentLinkedQueue<>();
    private volatile IOException failure;

    /** The buffer that is being filled. */
    private long current;

    /**
     * @param name what the file is called once it is whole
     * @param executor where the callback is called
     * @param callback after {@link #end}: with null when the file has its name, or with the reason why it hasn't
     */
    public BackgroundFile(Allocator allocator, RdbFile file, Path name, String threadName, Executor executor,
            Consumer<IOException> callback) {
        this.buffers = new SnapshotBuffers(allocator);
        this.file = file;
        this.name = name;
        this.executor = executor;
        this.callback = callback;
        Thread.ofPlatform().daemon().name(threadName).start(this::run);
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
            while (true) {
                switch (jobs.take()) {
                    case Job.Write(long address, int length) -> write(address, length);
                    case Job.Finish() -> {
                        publish();
                        return;
                    }
                    case Job.Abandon() -> {
                        close();
                        executor.execute(this::releaseBuffers);
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(long address, int length) {
        try {
            if (failure == null) file.take(address, length);
        } catch (IOException e) {
            failure = e;
        }
        written.add(address);
    }

    private void publish() {
        try {
            if (failure == null) {
                file.sync();
                file.publish(name);
            }
        } catch (IOException e) {
            failure = e;
        }
        close();
        IOException reason = failure;
        executor.execute(() -> {
            releaseBuffers();
            callback.accept(reason);
        });
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
    }
}
