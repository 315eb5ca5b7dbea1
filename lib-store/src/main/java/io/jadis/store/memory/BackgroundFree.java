package io.jadis.store.memory;

import org.jctools.queues.MpscBlockingConsumerArrayQueue;

/**
 * Gives large blocks back to the C allocator on a thread of its own: unmapping a gigabyte takes tens of milliseconds.
 * The thread starts with the first block.
 */
final class BackgroundFree {
    private static final int QUEUED_MAX = 1024;
    private static final Long STOP = 0L;

    private MpscBlockingConsumerArrayQueue<Long> queue;
    private Thread thread;

    /** False if too many wait already: then the caller frees the block itself. */
    boolean offer(long address) {
        if (thread == null) {
            queue = new MpscBlockingConsumerArrayQueue<>(QUEUED_MAX);
            thread = Thread.ofPlatform().daemon().name("bio_lazy_free").start(this::run);
        }
        return queue.offer(address);
    }

    private void run() {
        try {
            for (long address = queue.take(); address != STOP; address = queue.take()) LibC.freeSlowly(address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all that was offered is freed. */
    void close() {
        if (thread == null) return;
        try {
            while (!queue.offer(STOP)) Thread.onSpinWait();
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
