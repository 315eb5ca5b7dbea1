package io.jadis.protocol.process;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task at once, on a thread of its own, one of which stands ready from the beginning. Who starts a thread waits
 * until the system has let it run for the first time, which takes milliseconds where all processors are busy; the
 * executor hands its work over here instead.
 */
public final class StandbyThreads implements Executor {
    private static final long IDLE_SECONDS_MAX = 60;

    private final ThreadPoolExecutor threads;

    /** @param factory makes daemon threads */
    public StandbyThreads(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(1, Integer.MAX_VALUE, IDLE_SECONDS_MAX, TimeUnit.SECONDS,
                new SynchronousQueue<>(), factory);
        threads.prestartCoreThread();
    }

    /** Runs the task now; on a new thread if none is idle. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }
}
