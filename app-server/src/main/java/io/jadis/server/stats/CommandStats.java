package io.jadis.server.stats;

import io.jadis.protocol.command.Command;
import java.util.Arrays;

/** Calls, time, and refusals of each command, in arrays by {@link Command#index()}. */
public final class CommandStats {
    private final long[] calls, nanos, rejected, failed;
    private final LatencyHistogram[] histograms;
    private boolean latencyTracking = true;
    private long totalCalls, totalNanos;

    public CommandStats(int commands) {
        calls = new long[commands];
        nanos = new long[commands];
        rejected = new long[commands];
        failed = new long[commands];
        histograms = new LatencyHistogram[commands];
    }

    /** {@code latency-tracking}. */
    public void latencyTracking(boolean on) {
        latencyTracking = on;
    }

    /** A command was executed. */
    public void executed(Command command, long tookNs, boolean withError) {
        int index = command.index();
        totalCalls++;
        totalNanos += tookNs;
        calls[index]++;
        nanos[index] += tookNs;
        if (withError) failed[index]++;
        if (latencyTracking) {
            LatencyHistogram histogram = histograms[index];
            if (histogram == null) histograms[index] = histogram = new LatencyHistogram();
            histogram.record(tookNs);
        }
    }

    /** A command was refused before it began. */
    public void rejected(Command command) {
        rejected[command.index()]++;
    }

    /** total_commands_processed */
    public long totalCalls() {
        return totalCalls;
    }

    /** Time spent in commands. */
    public long totalNanos() {
        return totalNanos;
    }

    public long calls(Command command) {
        return calls[command.index()];
    }

    public long micros(Command command) {
        return nanos[command.index()] / 1000;
    }

    public long rejectedCalls(Command command) {
        return rejected[command.index()];
    }

    public long failedCalls(Command command) {
        return failed[command.index()];
    }

    /** Null if it was never executed. */
    public LatencyHistogram histogram(Command command) {
        return histograms[command.index()];
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        totalCalls = 0;
        totalNanos = 0;
        Arrays.fill(calls, 0);
        Arrays.fill(nanos, 0);
        Arrays.fill(rejected, 0);
        Arrays.fill(failed, 0);
        Arrays.fill(histograms, null);
    }

    /** Forgets the latencies of one command (LATENCY RESET does not; CONFIG RESETSTAT does all). */
    public void resetHistograms() {
        Arrays.fill(histograms, null);
    }
}
