package io.jadis.store.memory;

import org.jctools.queues.MpscBlockingConsumerArrayQueue;

/**
 * Gives large blocks back to the C allocator, and what that keeps back to the system, on a thread of its own: unmapping a
 * gigabyte takes tens of milliseconds. The thread starts with the first such work.
 */
final class BackgroundFree {
    private static final int QUEUED_MAX = 1024;
    /** In the place of addresses, which they can't be. */
    private static final Long STOP = 0L, PURGE = 1L;

    private MpscBlockingConsumerArrayQueue<Long> queue;
    private Thread thread;

    /** False if too many wait already: then the caller frees the block itself. */
    boolean offer(long address) {
        return offer((Long) address);
    }

    /** False if too much waits already. */
    boolean purge() {
        return offer(PURGE);
    }

    private boolean offer(Long work) {
        if (thread == null) {
            queue = new MpscBlockingConsumerArrayQueue<>(QUEUED_MAX);
            thread = Thread.ofPlatform().daemon().name("bio_lazy_free").start(this::run);
        }
        return queue.offer(work);
    }

    private void run() {
        try {
            for (long work = queue.take(); work != STOP; work = queue.take()) {
                if (work == PURGE) LibC.trim();
                else LibC.freeSlowly(work);
            }
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
