package io.jadis.server.clock;

import java.util.function.LongSupplier;

/**
 * The executor's clock. A command sees one moment of wall time: the millisecond in which it began, as a client that
 * looks at its own clock before it sends a request has a right to. The monotonic clock is read once per command and
 * once for the requests that have come together. Wall time is for what is shown and for what expires; how long
 * something lasts is measured by steady time, which goes on when the wall clock is set. Executor thread only.
 */
public final class ServerClock {
    private static final long NS_PER_MS = 1_000_000;

    private final LongSupplier wallMs;
    /** Where the monotonic clock would have been in 1970, by the wall clock of the start. */
    private final long epochNs;
    private long nowNs;
    private long nowMs;
    /** The monotonic clock just before the wall clock was read last. */
    private long wallReadAtNs;
    /** Until then, by the monotonic clock, the wall clock would tell nothing new. */
    private long wallValidUntilNs;

    public ServerClock() {
        this(System::currentTimeMillis);
    }

    /** @param wallMs the wall clock, ms since 1970 */
    public ServerClock(LongSupplier wallMs) {
        this.wallMs = wallMs;
        wake();
        epochNs = nowNs - nowMs * NS_PER_MS;
    }

    /** Wall time of the event at hand in ms since 1970. */
    public long nowMs() {
        return nowMs;
    }

    /**
     * Time of the event at hand in ms on a clock that nobody sets: for what is measured, not for what is shown. It
     * begins as wall time, so 0 is long ago.
     */
    public long steadyMs() {
        return (nowNs - epochNs) / NS_PER_MS;
    }

    /** The monotonic clock as of the last {@link #tick}. */
    public long nowNs() {
        return nowNs;
    }

    /** Reads both clocks: a timer has fired, or a task begins that looks at the time of day. */
    public long wake() {
        nowNs = System.nanoTime();
        readWall(nowNs);
        return nowNs;
    }

    /**
     * Before and after a command: reads the monotonic clock, and the wall clock where its millisecond may be over.
     * Reading a clock takes as long as a hundredth of a command that comes alone.
     */
    public long tick() {
        long ns = System.nanoTime();
        nowNs = ns;
        if (ns - wallValidUntilNs >= 0) readWall(ns);
        return ns;
    }

    /**
     * Where the next millisecond has begun since the last reading, it lasts for a millisecond after that reading at
     * least. From then on the clock is read each time until the one after it begins: so the busier the server, the
     * shorter the while in which it reads in vain.
     */
    private void readWall(long ns) {
        long ms = wallMs.getAsLong();
        if (ms == nowMs + 1) wallValidUntilNs = wallReadAtNs + NS_PER_MS;
        else if (ms != nowMs) wallValidUntilNs = ns;
        nowMs = ms;
        wallReadAtNs = ns;
    }
}
