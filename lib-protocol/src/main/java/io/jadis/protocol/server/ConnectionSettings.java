package io.jadis.protocol.server;

/**
 * What all connections share and CONFIG SET may change. Written by the executor; fields are plain because an I/O thread
 * that sees an old value for a moment does no harm.
 */
public final class ConnectionSettings {
    /** What all connections read and write. */
    public final NetworkStats network = new NetworkStats();
    /** {@code client-query-buffer-limit}. */
    public long queryBufferLimitBytes = 1L << 30;
    /** {@code tcp-keepalive}: seconds between probes, 0 for none. Applies to connections accepted from now on. */
    public int keepAliveSeconds = 300;
}
