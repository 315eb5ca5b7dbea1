package io.jadis.server.clock;

/**
 * The executor's clock. Wall time is read once for all that one event brings, so that a command sees one moment; the
 * monotonic clock is read once per command. Executor thread only.
 */
public final class ServerClock {
    private static final long WALL_VALID_NS = 500_000;

    private long nowMs = System.currentTimeMillis();
    private long nowNs = System.nanoTime();
    private long wallReadAtNs = nowNs;

    /** Wall time of the event at hand in ms since 1970. */
    public long nowMs() {
        return nowMs;
    }

    /** The monotonic clock as of the last {@link #tick}. */
    public long nowNs() {
        return nowNs;
    }

    /** Reads both clocks: an event has come. */
    public long wake() {
        nowNs = System.nanoTime();
        nowMs = System.currentTimeMillis();
        wallReadAtNs = nowNs;
        return nowNs;
    }

    /**
     * Between two commands of one event: reads the monotonic clock, and the wall clock where its last reading is half a
     * millisecond old.
     */
    public long tick() {
        long ns = System.nanoTime();
        nowNs = ns;
        if (ns - wallReadAtNs > WALL_VALID_NS) {
            nowMs = System.currentTimeMillis();
            wallReadAtNs = ns;
        }
        return ns;
    }
}
