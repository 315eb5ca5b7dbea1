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
     * Somebody asks for a vote: it is given if this epoch is the newest and none was given in it. The answer, given now
     * or before, is in {@link Master#leader} and {@link Master#leaderEpoch}.
     */
    void request(Master master, long epoch, String candidate) {
        boolean votes = !sentinel.abstains() && master.leaderEpoch < epoch && sentinel.currentEpoch <= epoch;
        if (!votes) {
            sentinel.learnEpoch(master, epoch);
            return;
        }
        boolean news = sentinel.currentEpoch < epoch;
        sentinel.currentEpoch = epoch;
        master.leader = candidate;
        master.leaderEpoch = epoch;
        // Nobody hears of it before it is in the file: after a crash this Sentinel must not vote for another in the same
        // epoch. Once for both: the candidate waits, and others may become candidates meanwhile.
        sentinel.persist();
        if (news) sentinel.event(EventLevel.WARNING, "+new-epoch", master, Long.toUnsignedString(epoch));
        sentinel.event(EventLevel.WARNING, "+vote-for-leader", master,
                candidate + " " + Long.toUnsignedString(master.leaderEpoch));
        if (!candidate.equals(sentinel.id)) master.failover.leaveToOther();
    }

    /**
     * Who has been elected for an epoch: by the majority of the Sentinels ever seen, and the quorum. Null if nobody.
     */
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

    /**
     * Whether nobody can get enough votes any more, as they went to several or were declined: by those who have yet to
     * vote, the best would still be short. A Sentinel that merely hears nothing of the others doesn't know that.
     */
    boolean areTooFew(Master master, long epoch) {
        Map<String, Integer> counts = new HashMap<>();
        if (master.leader != null && master.leaderEpoch == epoch) counts.merge(master.leader, 1, Integer::sum);
        int outstanding = 0, spent = 0;
        for (Peer peer : master.peers.values()) {
            if (peer.leader != null && peer.leaderEpoch == epoch) counts.merge(peer.leader, 1, Integer::sum);
            else if (peer.declinedEpoch == epoch || peer.leader != null && peer.leaderEpoch > epoch) spent++;
            else if (!peer.subjectivelyDown) outstanding++;
        }
        if (counts.size() + spent < 2) return false;
        int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
        return most + outstanding < Math.max(master.majority(), master.quorum);
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
