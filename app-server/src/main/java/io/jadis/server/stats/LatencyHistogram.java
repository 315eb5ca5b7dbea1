package io.jadis.server.stats;

/**
 * Latencies of one command from a nanosecond to a second in buckets of some 6 % width: for each power of two 16 linear
 * steps. HdrHistogram gives more than is asked for here at several times the memory (one such object exists per command
 * ever called) and cost per value.
 */
public final class LatencyHistogram {
    /** Redis's upper bound: longer calls count as this long. */
    private static final long MAX_NS = 1_000_000_000L;
    private static final int STEP_BITS = 4, STEPS = 1 << STEP_BITS;

    private final int[] counts = new int[(31 - STEP_BITS + 1) * STEPS];
    private long total;

    void record(long ns) {
        counts[bucketOf(Math.max(1, Math.min(ns, MAX_NS)))]++;
        total++;
    }

    private static int bucketOf(long ns) {
        if (ns < STEPS) return (int) ns;
        int shift = 63 - Long.numberOfLeadingZeros(ns) - STEP_BITS;
        return (shift + 1 << STEP_BITS) + (int) (ns >>> shift) - STEPS;
    }

    /** The highest value that falls into a bucket. */
    private static long upperNs(int bucket) {
        if (bucket < STEPS) return bucket;
        int shift = (bucket >> STEP_BITS) - 1;
        return ((long) (bucket & STEPS - 1) + STEPS + 1 << shift) - 1;
    }

    public long count() {
        return total;
    }

    /** The value that {@code percentile} percent of the calls did not exceed, in ns. */
    public long percentileNs(double percentile) {
        long rank = Math.max(1, (long) Math.ceil(percentile / 100 * total));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) return upperNs(bucket);
        }
        return MAX_NS;
    }

    /** How many calls took no longer than so many ns, as precisely as the buckets are fine. */
    public long countUpTo(long ns) {
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && upperNs(bucket) <= ns; bucket++) seen += counts[bucket];
        return seen;
    }
}
