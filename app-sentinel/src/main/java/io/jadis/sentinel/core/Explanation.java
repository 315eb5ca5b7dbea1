package io.jadis.sentinel.core;

import io.jadis.sentinel.core.Timing.Span;
import java.util.ArrayList;
import java.util.List;

/** SENTINEL EXPLAIN: in plain words, what this Sentinel sees of a master and why it is, or is not, failing it over. */
public final class Explanation {
    private final Sentinel sentinel;
    private final Master master;
    private final long nowMs;
    private final List<String> lines = new ArrayList<>();

    private Explanation(Sentinel sentinel, Master master, long now) {
        this.sentinel = sentinel;
        this.master = master;
        this.nowMs = sentinel.timeAt(now);
    }

    public static List<String> of(Sentinel sentinel, Master master, long now) {
        Explanation explanation = new Explanation(sentinel, master, now);
        explanation.sayMaster();
        explanation.sayOthers();
        explanation.sayFailover();
        explanation.sayReplicas();
        return explanation.lines;
    }

    private void sayMaster() {
        Address current = master.currentAddress();
        say("The master of '%s' is %s, configuration epoch %d.", master.name,
                current.shownWithPort(sentinel.options.announceHostnames), master.configEpoch);
        long silentMs = Downs.silentMs(master.link, nowMs);
        long downAfterMs = master.options.downAfterMs;
        if (master.subjectivelyDown) {
            say("This Sentinel sees it down for %d ms.", nowMs - master.downSinceMs);
            if (silentMs > downAfterMs) {
                say("It has not answered PING for %d ms; down-after-milliseconds is %d.", silentMs, downAfterMs);
            } else if (master.roleReported == DataNode.Role.REPLICA) {
                say("It has said for %d ms that it is a replica.", nowMs - master.roleReportedAtMs);
            } else if (master.rebooted) {
                say("It was restarted %d ms ago and is not ready.", nowMs - master.rebootedAtMs);
            }
        } else if (silentMs > 0) {
            say("It owes an answer to a PING of %d ms ago, and counts as down after %d ms.", silentMs, downAfterMs);
        } else {
            say("This Sentinel sees it up; its last PING reply is %d ms old.", nowMs - master.link.availableAtMs);
        }
        if (sentinel.tilt) {
            say("TILT: the clock or this process stood still or jumped. It only watches for another %d ms.",
                    Math.max(0, sentinel.timing.ms(Span.TILT_PERIOD) - (nowMs - sentinel.tiltSinceMs())));
        }
    }

    private void sayOthers() {
        int usable = sentinel.usableCount(master);
        say("It knows %d other Sentinels; with this one %d of %d are up. Quorum %d, majority %d.", master.peers.size(),
                usable, master.voterCount(), master.quorum, master.majority());
        for (Peer peer : master.peers.values()) {
            String state = peer.subjectivelyDown ? "down for " + (nowMs - peer.downSinceMs) + " ms"
                    : !master.subjectivelyDown ? "up" : peer.saysMasterDown ? "up, agrees that the master is down"
                    : "up, does not say that the master is down";
            String vote = peer.leader == null ? "" : "; voted for " + peer.leader + " in epoch " + peer.leaderEpoch;
            if (master.failover.isInProgress() && peer.declinedEpoch == master.failover.epoch()) {
                vote += "; gives nobody its vote in epoch " + peer.declinedEpoch;
            }
            say("Sentinel %s at %s: %s%s.", peer.name, peer.address.shownWithPort(sentinel.options.announceHostnames),
                    state, vote);
        }
        if (usable < master.quorum) say("Too few Sentinels are up for the quorum: the master can't be found down together.");
        if (usable < master.majority()) say("Too few Sentinels are up for a majority: no failover can be authorized.");
    }

    private void sayFailover() {
        Failover failover = master.failover;
        if (failover.isInProgress()) {
            sayProgress(failover);
        } else if (!master.subjectivelyDown) {
            say("No failover: the master is up.");
        } else if (!master.objectivelyDown) {
            say("No failover: %d of the %d Sentinels that are needed see the master down.", Downs.agreedCount(master),
                    master.quorum);
        } else if (sentinel.abstains()) {
            say("No failover yet: this Sentinel started without a memory of its votes and takes part in elections again in "
                    + "%d ms.", sentinel.abstainsMs());
        } else if (nowMs < failover.mayStartAtMs() && failover.waitsToRetry()) {
            say("No failover by this Sentinel for another %d ms: nobody has won the last election.",
                    failover.mayStartAtMs() - nowMs);
        } else if (nowMs < failover.mayStartAtMs()) {
            say("No failover by this Sentinel for another %d ms: it tried one, or voted for another's, less than twice the "
                    + "failover-timeout (%d ms) ago.", failover.mayStartAtMs() - nowMs,
                    master.options.failoverTimeoutMs);
        } else {
            say("A failover begins with the next tick.");
        }
        if (master.leader != null) {
            say("Its last vote: for %s in epoch %d.", master.leader.equals(sentinel.id) ? "itself" : master.leader,
                    master.leaderEpoch);
        }
    }

    private void sayProgress(Failover failover) {
        long sinceMs = nowMs - failover.stateSinceMs();
        long timeoutMs = master.options.failoverTimeoutMs;
        switch (failover.state()) {
            case NONE -> { }
            case WAIT_START -> {
                long limitMs = Math.min(sentinel.timing.ms(Span.ELECTION_TIMEOUT), timeoutMs);
                say("Failover of epoch %d: waits to be elected, for another %d ms at the most.", failover.epoch(),
                        failover.startedAtMs() + limitMs - nowMs);
            }
            case SELECT_SLAVE -> say("Failover of epoch %d: elected, chooses a replica.", failover.epoch());
            case SEND_SLAVEOF_NOONE,
                    WAIT_PROMOTION -> say("Failover of epoch %d: waits %d ms for %s to become a master; "
                    + "failover-timeout is %d ms.", failover.epoch(), sinceMs, failover.promoted().name, timeoutMs);
            case RECONF_SLAVES, UPDATE_CONFIG ->
                    say("Failover of epoch %d: %s is the master; for %d ms the other replicas are "
                    + "being told, %d at a time; failover-timeout is %d ms.", failover.epoch(),
                    failover.promoted().name, sinceMs, master.options.parallelSyncs, timeoutMs);
        }
    }

    private void sayReplicas() {
        Replica best = ReplicaChoice.best(master, sentinel.timing, nowMs);
        if (master.replicas.isEmpty()) say("It knows no replica: there is nothing to fail over to.");
        for (Replica replica : master.replicas.values()) {
            String objection = ReplicaChoice.objection(replica, sentinel.timing, nowMs);
            String verdict = objection != null ? "can't be promoted: " + objection
                    : replica == best ? "would be promoted" : "could be promoted";
            say("Replica %s (priority %d, offset %d) %s.", replica.name, replica.priority, replica.offset, verdict);
        }
    }

    private void say(String line, Object... values) {
        lines.add(String.format(java.util.Locale.ROOT, line, values));
    }
}
