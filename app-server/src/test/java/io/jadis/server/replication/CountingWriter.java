package io.jadis.server.replication;

import io.jadis.server.TestClient;
import java.io.IOException;

/** A client that increments a counter at whichever of two servers is the master, and knows how often that was done. */
final class CountingWriter implements AutoCloseable {
    static final String KEY = "counted";
    private static final String READ_ONLY = "-READONLY ";

    private final TestClient[] servers;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long count;
    private volatile Throwable trouble;

    CountingWriter(int master, int replica) throws IOException {
        servers = new TestClient[] {new TestClient(master), new TestClient(replica)};
        thread = Thread.ofPlatform().name("writer").start(this::run);
    }

    private void run() {
        int at = 0;
        try {
            while (!closed) {
                String reply = servers[at].run("INCR " + KEY);
                if (reply.equals(":" + (count + 1))) count++;
                else if (reply.startsWith(READ_ONLY)) at = 1 - at;
                else throw new AssertionError("count=" + count + " reply=" + reply);
            }
        } catch (IOException | AssertionError e) {
            trouble = e;
        }
    }

    /** Waits until it has written so often again. */
    void awaitMore(long times) {
        for (long enough = count + times; count < enough && trouble == null; ) Thread.onSpinWait();
    }

    /** How often the counter was incremented, which is over. */
    long stop() throws InterruptedException {
        closed = true;
        thread.join();
        if (trouble != null) throw new AssertionError("writer", trouble);
        return count;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        closed = true;
        thread.join();
        for (TestClient each : servers) each.close();
    }
}
