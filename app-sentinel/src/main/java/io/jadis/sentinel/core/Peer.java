package io.jadis.sentinel.core;

/** Another Sentinel that watches the same master. */
public final class Peer extends Instance {
    private final Master master;
    long helloAtMs;
    /** Its last answer about the master, and when that came. */
    boolean saysMasterDown;
    long answeredAtMs;
    /** Whom it voted for; null if that is not known, or too long ago. */
    String leader;
    long leaderEpoch;
    /** The last epoch in which it was asked for its vote and answered without giving one to anybody; 0: there is none. */
    long declinedEpoch;
    /** Since when it names another master in the same configuration epoch; 0: it doesn't. */
    long disagreesSinceMs;
    /** How often a new epoch was to end that, and didn't. */
    int tiesBroken;

    Peer(String runId, Address address, Master master, long nowMs) {
        super(runId, address, nowMs);
        this.runId = runId;
        this.master = master;
        helloAtMs = nowMs;
        answeredAtMs = nowMs;
    }

    @Override
    Master master() {
        return master;
    }

    @Override
    String type() {
        return "sentinel";
    }
}
