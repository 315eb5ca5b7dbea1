package io.jadis.store.keyspace;

import java.util.random.RandomGenerator;

/**
 * The 24 bits of a record that eviction goes by, with Redis's figures: under the LFU policies the minute of the last
 * access (16 bits) and a logarithmic counter of accesses (8 bits), else the second of the last access. Both wrap.
 */
final class AccessAge {
    private static final int LRU_STEP_MS = 1_000, LRU_MAX = (1 << 24) - 1;
    private static final int LFU_MINUTES_MASK = 0xFFFF, LFU_COUNTER_MAX = 0xFF, LFU_MINUTE_MS = 60_000;

    /**
     * A snapshot asks with the time at which it began, and its keys are touched while it goes on: as much later than
     * that a touch may be.
     */
    private static final int AHEAD_MINUTES_MAX = 24 * 60, AHEAD_SECONDS_MAX = 60 * AHEAD_MINUTES_MAX;

    /** New keys begin with some accesses to their credit, else they would be the first to go. */
    private static final int LFU_COUNTER_INITIAL = 5;

    private final RandomGenerator random;
    private boolean countsFrequency;
    private int logFactor;
    private int decayTimeMinutes;

    AccessAge(KeyspaceConfig config, RandomGenerator random) {
        this.random = random;
        configure(config);
    }

    void configure(KeyspaceConfig config) {
        countsFrequency = config.evictionPolicy().countsFrequency();
        logFactor = config.lfuLogFactor();
        decayTimeMinutes = config.lfuDecayTimeMinutes();
    }

    /** What a new record begins with. */
    int initial(long nowMs) {
        return countsFrequency ? minutes(nowMs) << 8 | LFU_COUNTER_INITIAL : seconds(nowMs);
    }

    void touch(long record, long nowMs) {
        int before = Record.age(record);
        int after = countsFrequency ? minutes(nowMs) << 8 | increased(decayed(before, nowMs)) : seconds(nowMs);
        // Most accesses come within the second of the last: spare the cache line the write.
        if (after != before) Record.setAge(record, after);
    }

    long idleMs(long record, long nowMs) {
        int now = seconds(nowMs);
        int then = Record.age(record);
        if ((then - now & LRU_MAX) <= AHEAD_SECONDS_MAX) return 0;
        // Wraps by 2^24 - 1, one less than the clock does: so do Redis's figures.
        long idle = now >= then ? now - then : now + (LRU_MAX - then);
        return idle * LRU_STEP_MS;
    }

    int frequency(long record, long nowMs) {
        return decayed(Record.age(record), nowMs);
    }

    void setIdleMs(long record, long nowMs, long idleMs) {
        if (countsFrequency) return;
        long then = seconds(nowMs) - idleMs / LRU_STEP_MS;
        Record.setAge(record, (int) (then < 0 ? then + LRU_MAX : then) & LRU_MAX);
    }

    void setFrequency(long record, long nowMs, int frequency) {
        if (countsFrequency) Record.setAge(record, minutes(nowMs) << 8 | frequency);
    }

    private int decayed(int age, long nowMs) {
        int counter = age & LFU_COUNTER_MAX;
        if (decayTimeMinutes == 0) return counter;
        int now = minutes(nowMs);
        int then = age >>> 8;
        if ((then - now & LFU_MINUTES_MASK) <= AHEAD_MINUTES_MAX) return counter;
        int elapsed = now >= then ? now - then : LFU_MINUTES_MASK - then + now;
        return Math.max(0, counter - elapsed / decayTimeMinutes);
    }

    /** Counts an access with a probability that falls as the counter rises. */
    private int increased(int counter) {
        if (counter == LFU_COUNTER_MAX) return counter;
        int credit = Math.max(0, counter - LFU_COUNTER_INITIAL);
        double probability = 1.0 / ((double) credit * logFactor + 1);
        return random.nextDouble() < probability ? counter + 1 : counter;
    }

    private static int seconds(long nowMs) {
        return (int) (nowMs / LRU_STEP_MS) & LRU_MAX;
    }

    private static int minutes(long nowMs) {
        return (int) (nowMs / LFU_MINUTE_MS) & LFU_MINUTES_MASK;
    }
}
