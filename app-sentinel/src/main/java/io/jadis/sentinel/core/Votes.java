package io.jadis.sentinel.core;

import java.util.HashMap;
import java.util.Map;

/** The election of who carries a failover out: one vote per Sentinel, master and epoch, kept in the file. */
final class Votes {
    private final Sentinel sentinel;

    Votes(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    /**
     * Somebody asks for a vote: it is given if this epoch is the newest and none was given in it. The answer, given now or
     * before, is in {@link Master#leader} and {@link Master#leaderEpoch}.
     */
    void request(Master master, long epoch, String candidate) {
        sentinel.learnEpoch(master, epoch);
        if (sentinel.abstains()) return;
        if (master.leaderEpoch >= epoch || sentinel.currentEpoch > epoch) return;
        master.leader = candidate;
        master.leaderEpoch = sentinel.currentEpoch;
        // Before anybody hears of it: after a crash this Sentinel must not vote for another in the same epoch.
        sentinel.persist();
        sentinel.event(EventLevel.WARNING, "+vote-for-leader", master,
                candidate + " " + Long.toUnsignedString(master.leaderEpoch));
        if (!candidate.equals(sentinel.id)) master.failover.leaveToOther();
    }

    /** Who has been elected for an epoch: by the majority of the Sentinels ever seen, and the quorum. Null if nobody. */
    String leader(Master master, long epoch) {
        Map<String, Integer> counts = new HashMap<>();
        for (Peer peer : master.peers.values()) {
            if (peer.leader != null && peer.leaderEpoch == epoch) counts.merge(peer.leader, 1, Integer::sum);
        }
        String winner = mostVoted(counts);
        request(master, epoch, winner == null ? sentinel.id : winner);
        if (master.leader != null && master.leaderEpoch == epoch) counts.merge(master.leader, 1, Integer::sum);
        winner = mostVoted(counts);
        if (winner == null) return null;
        int votes = counts.get(winner);
        return votes >= master.majority() && votes >= master.quorum ? winner : null;
    }

    private static String mostVoted(Map<String, Integer> counts) {
        String winner = null;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            boolean more = winner == null || entry.getValue() > counts.get(winner)
                    || entry.getValue().equals(counts.get(winner)) && entry.getKey().compareTo(winner) < 0;
            if (more) winner = entry.getKey();
        }
        return winner;
    }
}
