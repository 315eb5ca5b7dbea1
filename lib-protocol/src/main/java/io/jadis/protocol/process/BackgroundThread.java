package io.jadis.protocol.process;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads of low priority ({@link Posix#runInBackground}), for work that takes all the processor it gets:
 * with as many busy threads as processors, clients would wait for it.
 *
 * @param name the threads' name, as tools show it
 */
public record BackgroundThread(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            Posix.runInBackground();
            task.run();
        });
    }
}
