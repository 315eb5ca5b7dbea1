package io.jadis.server.stats;

/** For how long the memory has been over its limit, now and in all (INFO's *_eviction_exceeded_time). */
public final class EvictionTime {
    private long totalNs;
    private long sinceNs;
    private boolean exceeded;

    /** Memory was looked at and was over its limit, or not. */
    public void note(boolean isExceeded, long nowNs) {
        if (isExceeded && !exceeded) sinceNs = nowNs;
        if (!isExceeded && exceeded) totalNs += nowNs - sinceNs;
        exceeded = isExceeded;
    }

    /** Since when it has been over the limit without a break; 0 if it isn't. */
    public long currentMs(long nowNs) {
        return exceeded ? (nowNs - sinceNs) / 1_000_000 : 0;
    }

    /** All such times together, the current one included. */
    public long totalMs(long nowNs) {
        return totalNs / 1_000_000 + currentMs(nowNs);
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        totalNs = 0;
        exceeded = false;
    }
}
