package io.jadis.store.memory;

import org.jctools.queues.MpscBlockingConsumerArrayQueue;

/**
 * What the system does with the pages of large blocks, on a thread of its own: unmapping a gigabyte takes tens of
 * milliseconds, and so does putting memory behind one. The thread starts with the first such work.
 */
final class BackgroundPages {
    private static final int QUEUED_MAX = 1024;
    private static final Runnable STOP = () -> { }, PURGE = LibC::trim;

    private MpscBlockingConsumerArrayQueue<Runnable> queue;
    private Thread thread;

    /** Frees a block. False if too much waits already: then the caller does it. */
    boolean free(long address) {
        return offer(() -> LibC.freeSlowly(address));
    }

    /** Unless too much waits already. Work is done in its order: a block isn't freed while it is populated. */
    void populate(long address, long bytes) {
        offer(() -> LibC.populate(address, bytes));
    }

    /** Gives back to the system what the C allocator keeps. False if too much waits already. */
    boolean purge() {
        return offer(PURGE);
    }

    private boolean offer(Runnable work) {
        if (thread == null) {
            queue = new MpscBlockingConsumerArrayQueue<>(QUEUED_MAX);
            thread = Thread.ofPlatform().daemon().name("bio_lazy_free").start(this::run);
        }
        return queue.offer(work);
    }

    private void run() {
        try {
            for (Runnable work = queue.take(); work != STOP; work = queue.take()) work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all that was offered is done. */
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
