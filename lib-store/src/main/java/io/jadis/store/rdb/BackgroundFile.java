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
 * Writes what the executor encodes to an {@link RdbFile} on a thread of its own. Buffers go there full and come back
 * empty. While there is {@link #hasRoom} a few are enough; who can't wait gets another one, which is given back as soon
 * as the thread has caught up.
 *
 * <p>All methods are the executor's. The end is {@link #finish} or {@link #abandon}, and after each the callback.
 */
public final class BackgroundFile implements RdbOutput.Sink {
    public static final int BUFFER_BYTES = 256 << 10;

    /** As many as wait while the walk goes on. */
    private static final int BUFFERS = 8;

    private sealed interface Job {
        record Write(long address, int length) implements Job {}

        record Finish(Path name) implements Job {}

        record Abandon() implements Job {}
    }

    private final Allocator allocator;
    private final RdbFile file;
    private final Executor executor;
    private final Consumer<IOException> callback;

    /** Bounded by {@link #hasRoom}, which whoever can wait respects. */
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Queue<Long> written = new ConcurrentLinkedQueue<>();
    private volatile IOException failure;

    /** The buffer that is being filled. */
    private long current;
    private int bufferCount;
    private int freeCount;
    private final long[] free = new long[BUFFERS];

    /**
     * @param executor where the callback is called
     * @param callback when the file is published, with null, or is not, with the reason; after {@link #abandon} with null
     */
    public BackgroundFile(Allocator allocator, RdbFile file, String threadName, Executor executor,
            Consumer<IOException> callback) {
        this.allocator = allocator;
        this.file = file;
        this.executor = executor;
        this.callback = callback;
        Thread.ofPlatform().daemon().name(threadName).start(this::run);
    }

    /** A buffer to begin with. */
    public long firstBuffer() {
        current = nextBuffer();
        return current;
    }

    /** Whether there is a buffer for what comes next. */
    public boolean hasRoom() {
        collect();
        return bufferCount < BUFFERS || freeCount > 0;
    }

    /** Bytes of all buffers. */
    public long footprintBytes() {
        return (long) bufferCount * BUFFER_BYTES;
    }

    @Override
    public long take(long address, int length) throws IOException {
        if (failure != null) throw failure;
        jobs.add(new Job.Write(address, length));
        current = nextBuffer();
        return current;
    }

    /** Everything was taken: syncs the file, and gives it its name. The buffer that was given last is void. */
    public void finish(Path name) {
        release(current);
        jobs.add(new Job.Finish(name));
    }

    /** Removes the file. The buffer that was given last is void. */
    public void abandon() {
        release(current);
        jobs.add(new Job.Abandon());
    }

    private long nextBuffer() {
        collect();
        if (freeCount > 0) return free[--freeCount];
        bufferCount++;
        return allocator.allocate(BUFFER_BYTES);
    }

    private void collect() {
        for (Long address; (address = written.poll()) != null;) {
            if (freeCount < BUFFERS) free[freeCount++] = address;
            else release(address);
        }
        while (bufferCount > BUFFERS && freeCount > 0) release(free[--freeCount]);
    }

    private void release(long buffer) {
        allocator.free(buffer);
        bufferCount--;
    }

    private void end(IOException reason) {
        collect();
        while (freeCount > 0) release(free[--freeCount]);
        callback.accept(reason);
    }

    // ---- the thread

    private void run() {
        try {
            while (true) {
                switch (jobs.take()) {
                    case Job.Write(long address, int length) -> write(address, length);
                    case Job.Finish(Path name) -> {
                        publish(name);
                        return;
                    }
                    case Job.Abandon() -> {
                        close();
                        executor.execute(() -> end(null));
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

    private void publish(Path name) {
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
        executor.execute(() -> end(reason));
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            if (failure == null) failure = e;
        }
    }
}
