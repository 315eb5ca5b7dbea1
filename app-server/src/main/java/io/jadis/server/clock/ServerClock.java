package io.jadis.server.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The executor's clock. A command sees one moment of wall time: the millisecond in which it began, as a client that
 * looks at its own clock before it sends a request has a right to. The monotonic clock is read once per command and
 * once for the requests that have come together. Executor thread only.
 */
public final class ServerClock {
    private static final int NS_PER_MS = 1_000_000;

    private final InstantSource wall = Clock.systemUTC();
    private long nowNs;
    private long nowMs;
    /** The monotonic clock when the millisecond ends that {@link #nowMs} names. */
    private long msEndsAtNs;

    public ServerClock() {
        wake();
    }

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
        readWall(nowNs);
        return nowNs;
    }

    /**
     * Before and after a command: reads the monotonic clock, and the wall clock where the millisecond of its last
     * reading is over. Reading a clock takes as long as a hundredth of a command that comes alone.
     */
    public long tick() {
        long ns = System.nanoTime();
        nowNs = ns;
        if (ns - msEndsAtNs >= 0) readWall(ns);
        return ns;
    }

    /** The wall clock is read after {@code ns}, so the end of its millisecond may be put too early, but never too late. */
    private void readWall(long ns) {
        Instant now = wall.instant();
        nowMs = now.toEpochMilli();
        msEndsAtNs = ns + NS_PER_MS - now.getNano() % NS_PER_MS;
    }
}
