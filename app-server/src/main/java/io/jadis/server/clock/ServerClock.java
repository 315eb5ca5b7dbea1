package io.jadis.server.clock;

/**
 * The executor's clock. A command sees one moment of wall time, which is at most half a millisecond old; the monotonic
 * clock is read once per command and once for the requests that have come together. Executor thread only.
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

    /** Reads both clocks: a timer has fired, or a task begins that looks at the time of day. */
    public long wake() {
        nowNs = System.nanoTime();
        nowMs = System.currentTimeMillis();
        wallReadAtNs = nowNs;
        return nowNs;
    }

    /**
     * Before and after a command: reads the monotonic clock, and the wall clock where its last reading is half a
     * millisecond old. Reading a clock takes as long as a hundredth of a command that comes alone.
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
