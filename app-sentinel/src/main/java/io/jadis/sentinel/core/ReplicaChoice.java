package io.jadis.sentinel.core;

import io.jadis.sentinel.core.Timing.Span;
import java.util.Comparator;

/** Which replica is to be the next master: the least priority, then the most data, then the least run id. */
final class ReplicaChoice {
    private static final Comparator<Replica> BETTER_FIRST = Comparator.<Replica>comparingInt(r -> r.priority)
            .thenComparing(Comparator.<Replica>comparingLong(r -> r.offset).reversed())
            .thenComparing(r -> r.runId, Comparator.nullsLast(String.CASE_INSENSITIVE_ORDER));

    private ReplicaChoice() {}

    /** Null if none qualifies. */
    static Replica best(Master master, Timing timing, long nowMs) {
        return master.replicas.values().stream()
                .filter(replica -> objection(replica, timing, nowMs) == null)
                .min(BETTER_FIRST).orElse(null);
    }

    /** Whether one may qualify as soon as its next INFO comes. */
    static boolean awaitsInfo(Master master, Timing timing, long nowMs) {
        return master.replicas.values().stream().anyMatch(replica -> linkObjection(replica, timing, nowMs) == null
                && replica.priority != 0 && nowMs - replica.infoAtMs > infoMsMax(master, timing));
    }

    /** Why a replica can't be promoted, in words; null if it can. */
    static String objection(Replica replica, Timing timing, long nowMs) {
        Master master = replica.master();
        String linkObjection = linkObjection(replica, timing, nowMs);
        if (linkObjection != null) return linkObjection;
        if (replica.priority == 0) return "its replica-priority is 0";
        long infoMs = nowMs - replica.infoAtMs;
        if (infoMs > infoMsMax(master, timing)) {
            return replica.infoAtMs == 0 ? "its INFO has not been seen yet" : "its last INFO is " + infoMs + " ms old";
        }
        // It may have taken long to find the master down, in TILT above all: replicas lost it when it was last heard of.
        long lostMs = master.subjectivelyDown
                ? nowMs - Math.min(master.downSinceMs, master.link.availableAtMs) : 0;
        long linkDownMsMax = 10 * master.options.downAfterMs + lostMs;
        if (replica.masterLinkDownMs > linkDownMsMax) {
            return "it lost the master " + replica.masterLinkDownMs + " ms ago, longer than " + linkDownMsMax
                    + " ms: its data is too old";
        }
        return null;
    }

    private static String linkObjection(Replica replica, Timing timing, long nowMs) {
        if (replica.subjectivelyDown) return "it is down";
        if (replica.link.isDisconnected()) return "this Sentinel is not connected to it";
        long silentMs = nowMs - replica.link.availableAtMs;
        if (silentMs > 5 * timing.ms(Span.PING_PERIOD)) return "it has not answered PING for " + silentMs + " ms";
        return null;
    }

    private static long infoMsMax(Master master, Timing timing) {
        // It is asked for each second while the master is down.
        return master.subjectivelyDown ? 5 * timing.ms(Span.PING_PERIOD) : 3 * timing.ms(Span.INFO_PERIOD);
    }
}
