package io.jadis.protocol.server;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all connections share and CONFIG SET may change. Written by the executor; fields are plain because an I/O thread
 * that sees an old value for a moment does no harm.
 */
public final class ConnectionSettings {
    /** What all connections read and write. */
    public final NetworkStats network = new NetworkStats();
    /** {@code client-query-buffer-limit}: what may have come behind the last argument that is whole. */
    public long queryBufferLimitBytes = 1L << 30;
    /** What one request may take in all, however many arguments it has. */
    public long requestBytesMax = Long.MAX_VALUE;
    /** {@code tcp-keepalive}: seconds between probes, 0 for none. Applies to connections accepted from now on. */
    public int keepAliveSeconds = 300;
    /** What replies have to pass, or null. */
    public OutputGate outputGate;

    /** With more connections than this a query buffer isn't kept for the next request: 16 MB of them at the most. */
    private static final int KEPT_QUERY_BUFFERS_MAX = 1_000;

    private final AtomicInteger openCount = new AtomicInteger();

    void opened() {
        openCount.incrementAndGet();
    }

    void closed() {
        openCount.decrementAndGet();
    }

    /** Whether so many connections are open that they share the query buffers of the pool. */
    boolean sharesQueryBuffers() {
        return openCount.get() > KEPT_QUERY_BUFFERS_MAX;
    }
}
