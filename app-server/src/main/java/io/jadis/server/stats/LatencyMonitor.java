package io.jadis.server.stats;

import java.util.Map;
import java.util.TreeMap;

/** Latency spikes by the event that caused them: LATENCY HISTORY, LATEST, DOCTOR. Off until a threshold is set. */
public final class LatencyMonitor {
    /** Samples kept of an event. */
    public static final int SAMPLES_MAX = 160;

    /** The spikes of one event: a ring of one sample a second. */
    public static final class Series {
        private final long[] atSeconds = new long[SAMPLES_MAX];
        private final long[] latencyMs = new long[SAMPLES_MAX];
        private int next, count;
        private long maxMs;

        private void add(long seconds, long ms) {
            maxMs = Math.max(maxMs, ms);
            int last = (next + SAMPLES_MAX - 1) % SAMPLES_MAX;
            if (count > 0 && atSeconds[last] == seconds) {
                latencyMs[last] = Math.max(latencyMs[last], ms);
                return;
            }
            atSeconds[next] = seconds;
            latencyMs[next] = ms;
            next = (next + 1) % SAMPLES_MAX;
            count = Math.min(count + 1, SAMPLES_MAX);
        }

        public int count() {
            return count;
        }

        private int at(int index) {
            return (next - count + index + SAMPLES_MAX) % SAMPLES_MAX;
        }

        /** Unix time of sample {@code index}, oldest first. */
        public long atSeconds(int index) {
            return atSeconds[at(index)];
        }

        public long latencyMs(int index) {
            return latencyMs[at(index)];
        }

        /** The longest of all time since the last reset. */
        public long maxMs() {
            return maxMs;
        }
    }

    private final Map<String, Series> byEvent = new TreeMap<>();
    private long thresholdMs;

    /** {@code latency-monitor-threshold}: 0 turns it off. */
    public void thresholdMs(long ms) {
        thresholdMs = ms;
    }

    public long thresholdMs() {
        return thresholdMs;
    }

    /** An event took so long. */
    public void sample(String event, long tookMs, long nowMs) {
        if (thresholdMs == 0 || tookMs < thresholdMs) return;
        byEvent.computeIfAbsent(event, e -> new Series()).add(nowMs / 1000, tookMs);
    }

    public Map<String, Series> byEvent() {
        return byEvent;
    }

    /** Forgets an event; false if there was none. */
    public boolean reset(String event) {
        return byEvent.remove(event) != null;
    }

    public int resetAll() {
        int count = byEvent.size();
        byEvent.clear();
        return count;
    }
}
