package io.jadis.server.replication;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** {@link Traffic} without an end, to a master that may die meanwhile, with breaks. */
final class SteadyTraffic implements AutoCloseable {
    private static final int COMMANDS_AT_ONCE = 20;

    private final int port;
    private final SplittableRandom random;
    private final Thread thread;
    private boolean wanted, busy, closed;
    private volatile Throwable trouble;

    SteadyTraffic(int port, long seed) {
        this.port = port;
        random = new SplittableRandom(seed);
        thread = Thread.ofPlatform().name("traffic").start(this::run);
    }

    /** When this returns it flows, or nothing is under way any more. */
    synchronized void flow(boolean flows) throws InterruptedException {
        wanted = flows;
        notifyAll();
        while (!flows && busy) wait();
        if (trouble != null) throw new AssertionError("traffic", trouble);
    }

    private synchronized boolean begin() throws InterruptedException {
        while (!wanted && !closed) wait();
        busy = !closed;
        return busy;
    }

    private synchronized void end() {
        busy = false;
        notifyAll();
    }

    private void run() {
        TestClient client = null;
        Traffic traffic = null;
        try {
            while (begin()) {
                try {
                    if (client == null) {
                        client = new TestClient(port);
                        traffic = new Traffic(client, random);
                    }
                    traffic.send(COMMANDS_AT_ONCE);
                } catch (IOException e) {
                    // The master was killed, or stopped for long.
                    if (client != null) client.close();
                    client = null;
                    LockSupport.parkNanos(10_000_000);
                }
                end();
            }
            if (client != null) client.close();
        } catch (InterruptedException | IOException | RuntimeException | AssertionError e) {
            trouble = e;
            end();
        }
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join();
    }
}
