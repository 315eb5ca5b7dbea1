package io.jadis.sentinel.core;

import io.jadis.sentinel.core.Replica.Reconfiguration;
import io.jadis.sentinel.core.Timing.Span;

/** The failover of one master; {@link FailoverState} has its transitions. */
final class Failover {
    /** Sentinels that found the master down at the same moment don't ask for votes at the same moment. */
    static final int DESYNC_MS_MAX = 1000;
    /**
     * A master that is killed is found down by all Sentinels at the same moment. If each then voted for itself nobody
     * would be elected for twice the failover-timeout: so one of them gets a head start that is long to a network and
     * short to people.
     */
    private static final int HEAD_START_MS_MAX = 300;
    /**
     * When nobody has been elected, nobody has to be waited for: there is another election soon. But who has declined
     * again and again may do so for ever, as one that knows no such master: each further one is after twice the time.
     */
    private static final int RETRY_MS_MIN = 200, RETRY_MS_MAX = 1000, DOUBLINGS_MAX = 20;

    /**
     * What INFO said last may be too old to choose by: it was due every ten seconds until the master was found down. The
     * next is on its way to who was elected as fast as one that needs no other Sentinel is.
     */
    private static final int INFO_WAIT_MS = 1000;

    private final Master master;
    private final Sentinel sentinel;
    private FailoverState state = FailoverState.NONE;
    private long stateSinceMs;
    private long epoch;
    /** Of this attempt or the last, or of somebody else's that this Sentinel voted for; 0: none holds up the next. */
    private long startedAtMs;
    private long delayLoggedForMs;
    /** After an election that nobody has won; 0: startedAtMs counts. */
    private long retryAtMs;
    /** How many elections in a row nobody has won since the master was found down. */
    private int retryCount;
    /**
     * The moment at which the master was found objectively down, and the one from which on that leads to an attempt.
     */
    private long causeAtMs, startsAtMs;
    private boolean forced;
    /** Its epoch and this Sentinel's own vote are in the file when this is. */
    private long votePosition;
    private Replica promoted;

    Failover(Master master, Sentinel sentinel) {
        this.master = master;
        this.sentinel = sentinel;
    }

    FailoverState state() {
        return state;
    }

    boolean isInProgress() {
        return state != FailoverState.NONE;
    }

    boolean isForced() {
        return forced;
    }

    long epoch() {
        return epoch;
    }

    long startedAtMs() {
        return startedAtMs;
    }

    long stateSinceMs() {
        return stateSinceMs;
    }

    Replica promoted() {
        return promoted;
    }

    /** Whether the promoted replica has said that it is a master now. */
    boolean isPromotionDone() {
        return state.compareTo(FailoverState.RECONF_SLAVES) >= 0;
    }

    // ---- the beginning

    /** Begins one if the master is objectively down and no attempt was made lately. */
    boolean startIfNeeded() {
        if (!master.objectivelyDown || isInProgress() || sentinel.abstains()) return false;
        long nowMs = sentinel.nowMs();
        boolean newCause = causeAtMs != master.objectivelyDownSinceMs;
        // That nobody was elected then says nothing about now.
        if (newCause && waitsToRetry()) retryAtMs = nowMs;
        if (nowMs < mayStartAtMs()) {
            if (delayLoggedForMs != startedAtMs) {
                delayLoggedForMs = startedAtMs;
                sentinel.log(EventLevel.NOTICE, "Next failover delay: I will not start a failover before "
                        + sentinel.calendarTime(mayStartAtMs()));
            }
            return false;
        }
        if (newCause) {
            causeAtMs = master.objectivelyDownSinceMs;
            retryCount = 0;
            startsAtMs = nowMs + (master.peers.isEmpty() ? 0 : sentinel.random.nextInt(HEAD_START_MS_MAX));
        }
        if (nowMs < startsAtMs) return false;
        start(false);
        return true;
    }

    /** The first moment at which this Sentinel may start the next one. */
    long mayStartAtMs() {
        if (retryAtMs != 0) return retryAtMs;
        return startedAtMs == 0 ? 0 : startedAtMs + 2 * master.options.failoverTimeoutMs;
    }

    /** Whether it waits because nobody has won an election. */
    boolean waitsToRetry() {
        return retryAtMs != 0;
    }

    /** Begins one; {@code byOperator}: whoever else agrees. */
    void start(boolean byOperator) {
        enter(FailoverState.WAIT_START);
        forced = byOperator;
        retryAtMs = 0;
        epoch = sentinel.raiseEpoch();
        sentinel.event(EventLevel.WARNING, "+new-epoch", master, Long.toUnsignedString(epoch));
        sentinel.instanceEvent(EventLevel.WARNING, "+try-failover", master);
        startedAtMs = sentinel.nowMs() + sentinel.random.nextInt(DESYNC_MS_MAX);
        // Nobody can have been voted for in this epoch yet.
        if (sentinel.abstains()) sentinel.persist();
        else sentinel.votes.request(master, epoch, sentinel.id);
        votePosition = sentinel.persistPosition();
    }

    /** This Sentinel has voted for another: it leaves it as much time as it would want itself. */
    void leaveToOther() {
        retryAtMs = 0;
        startedAtMs = sentinel.nowMs() + sentinel.random.nextInt(DESYNC_MS_MAX);
    }

    // ---- its course

    void tick() {
        FailoverState before;
        do {
            before = state;
            step();
            // Clients wait: what needs nobody's answer is done at once.
        } while (state != before && (state == FailoverState.SELECT_SLAVE || state == FailoverState.SEND_SLAVEOF_NOONE));
    }

    private void step() {
        switch (state) {
            // the sentinel itself puts the replica in the master's place, after its round
            case NONE, UPDATE_CONFIG -> { }
            case WAIT_START -> waitStart();
            case SELECT_SLAVE -> selectReplica();
            case SEND_SLAVEOF_NOONE -> promote();
            case WAIT_PROMOTION -> waitPromotion();
            case RECONF_SLAVES -> reconfigureReplicas();
        }
    }

    /** Whether this replica is waited for to become a master. */
    boolean waitsFor(Replica replica) {
        return state == FailoverState.WAIT_PROMOTION && replica == promoted;
    }

    private void waitStart() {
        long timeoutMs = Math.min(sentinel.timing.ms(Span.ELECTION_TIMEOUT), master.options.failoverTimeoutMs);
        // Looked at first: who was stopped for a while must not find itself elected by votes that nobody remembers.
        boolean late = sentinel.nowMs() - startedAtMs > timeoutMs;
        boolean elected = (!late || forced) && sentinel.id.equals(sentinel.votes.leader(master, epoch));
        if (!elected && !forced) {
            boolean lost = sentinel.votes.areTooFew(master, epoch);
            // A majority that is there will elect somebody; without one it would be in vain, and cost epochs.
            boolean mayBeElectedSoon = (late || lost) && sentinel.isMajority(master, sentinel.usableCount(master));
            // Another has its vote in a later epoch: that one's failover isn't to be disturbed.
            boolean leftToOther = master.leaderEpoch > epoch && !sentinel.id.equals(master.leader);
            if (!leftToOther && mayBeElectedSoon) tryAgainSoon();
            else if (late || lost) abort("-failover-abort-not-elected");
            return;
        }
        // Its own vote is one of those that elected it. Others were asked meanwhile: so on a busy disk all syncs go on
        // side by side, and whoever is first to ask is not overtaken by candidates who don't know of it. What is to be
        // saved since then, as for another master's election, isn't waited for.
        if (!sentinel.isPersisted(votePosition)) return;
        retryCount = 0;
        sentinel.instanceEvent(EventLevel.WARNING, "+elected-leader", master);
        if (sentinel.crashAfterElection) sentinel.crash();
        enter(FailoverState.SELECT_SLAVE);
        sentinel.instanceEvent(EventLevel.WARNING, "+failover-state-select-slave", master);
    }

    private void tryAgainSoon() {
        abort("-failover-abort-not-elected");
        long firstMs = RETRY_MS_MIN + sentinel.random.nextInt(RETRY_MS_MAX - RETRY_MS_MIN);
        retryAtMs = sentinel.nowMs() + Math.min(firstMs << retryCount, 2 * master.options.failoverTimeoutMs);
        if (retryCount < DOUBLINGS_MAX) retryCount++;
    }

    private void selectReplica() {
        long nowMs = sentinel.nowMs();
        if (nowMs - stateSinceMs < INFO_WAIT_MS && ReplicaChoice.awaitsInfo(master, sentinel.timing, nowMs)) return;
        Replica best = ReplicaChoice.best(master, sentinel.timing, nowMs);
        if (best == null) {
            abort("-failover-abort-no-good-slave");
            restoreMaster();
            return;
        }
        sentinel.instanceEvent(EventLevel.WARNING, "+selected-slave", best);
        best.reconfiguration = Reconfiguration.PROMOTED;
        promoted = best;
        enter(FailoverState.SEND_SLAVEOF_NOONE);
        sentinel.instanceEvent(EventLevel.NOTICE, "+failover-state-send-slaveof-noone", best);
    }

    /**
     * The master is there and only takes itself for a replica, and nobody else can take its place: it becomes a master
     * again. Redis leaves such a group without one, as when a leader that demoted it was lost before it told anybody.
     * One that gets the data of another master was told so by its operator, and moves there.
     */
    private void restoreMaster() {
        boolean answers = Downs.silentMs(master.link, sentinel.nowMs()) <= master.options.downAfterMs;
        if (!answers || master.roleReported != DataNode.Role.REPLICA || master.masterLinkUp || master.masterSyncs
                || !sentinel.commands.replicate(master, null)) return;
        sentinel.instanceEvent(EventLevel.WARNING, "+convert-to-master", master);
    }

    private void promote() {
        if (promoted.link.isDisconnected() || !sentinel.commands.replicate(promoted, null)) {
            if (isOverdue()) abort("-failover-abort-slave-timeout");
            return;
        }
        sentinel.instanceEvent(EventLevel.NOTICE, "+failover-state-wait-promotion", promoted);
        enter(FailoverState.WAIT_PROMOTION);
    }

    private void waitPromotion() {
        if (isOverdue()) abort("-failover-abort-slave-timeout");
    }

    private boolean isOverdue() {
        return sentinel.nowMs() - stateSinceMs > master.options.failoverTimeoutMs;
    }

    /** A replica says in its INFO that it is a master: whether it is the one that was told to be. */
    boolean onMasterRole(Replica replica) {
        if (replica != promoted || state != FailoverState.WAIT_PROMOTION) return false;
        // The epoch of the election now names a configuration, and with it the others will take this one over.
        master.configEpoch = epoch;
        enter(FailoverState.RECONF_SLAVES);
        sentinel.persist();
        sentinel.instanceEvent(EventLevel.WARNING, "+promoted-slave", replica);
        if (sentinel.crashAfterPromotion) sentinel.crash();
        sentinel.instanceEvent(EventLevel.WARNING, "+failover-state-reconf-slaves", master);
        sentinel.reconfigureClients(master, true, master.address, replica.address);
        sentinel.publishSoon(master);
        return true;
    }

    private void reconfigureReplicas() {
        // Nobody can be told yet, and who is told last must not miss it.
        if (!sentinel.isPersisted()) return;
        int underWay = 0;
        for (Replica replica : master.replicas.values()) {
            if (replica.isBeingReconfigured()) underWay++;
        }
        for (Replica replica : master.replicas.values()) {
            if (underWay >= master.options.parallelSyncs) break;
            if (replica.is(Reconfiguration.PROMOTED) || replica.is(Reconfiguration.DONE)) continue;
            if (replica.is(Reconfiguration.SENT) && sentinel.nowMs() - replica.reconfigurationSentAtMs
                    > sentinel.timing.ms(Span.SLAVE_RECONF_TIMEOUT)) {
                // It is left alone: as a replica of the wrong master it will be put right later.
                sentinel.instanceEvent(EventLevel.NOTICE, "-slave-reconf-sent-timeout", replica);
                replica.reconfiguration = Reconfiguration.DONE;
                continue;
            }
            if (replica.isBeingReconfigured() || replica.link.isDisconnected()) continue;
            if (sentinel.commands.replicate(replica, promoted.address)) {
                replica.reconfiguration = Reconfiguration.SENT;
                replica.reconfigurationSentAtMs = sentinel.nowMs();
                sentinel.instanceEvent(EventLevel.NOTICE, "+slave-reconf-sent", replica);
                underWay++;
            }
        }
        endIfDone();
    }

    private void endIfDone() {
        boolean timeout = isOverdue();
        // While the new master is away nobody can follow it; but that must not hold up its own failover for ever.
        if (promoted.subjectivelyDown && !timeout) return;
        boolean done = true;
        for (Replica replica : master.replicas.values()) {
            boolean settled = replica.is(Reconfiguration.PROMOTED) || replica.is(Reconfiguration.DONE);
            if (!settled && !replica.subjectivelyDown) done = false;
        }
        if (!done && !timeout) return;
        if (timeout) sentinel.instanceEvent(EventLevel.WARNING, "+failover-end-for-timeout", master);
        sentinel.instanceEvent(EventLevel.WARNING, "+failover-end", master);
        enter(FailoverState.UPDATE_CONFIG);
        if (timeout) tellTheRest();
    }

    /** Time is up: what can still be told is told. */
    private void tellTheRest() {
        for (Replica replica : master.replicas.values()) {
            if (!replica.is(Reconfiguration.NONE) && !replica.is(Reconfiguration.IN_PROGRESS)) continue;
            if (replica.link.isDisconnected() || !sentinel.commands.replicate(replica, promoted.address)) continue;
            sentinel.instanceEvent(EventLevel.NOTICE, "+slave-reconf-sent-be", replica);
            replica.reconfiguration = Reconfiguration.SENT;
        }
    }

    // ---- the end

    /** An election that isn't decided is lost. */
    void abandonElection() {
        if (state == FailoverState.WAIT_START && !forced) abort("-failover-abort-not-elected");
    }

    private void abort(String event) {
        assert state.mayBeAborted() : state;
        sentinel.instanceEvent(EventLevel.WARNING, event, master);
        enter(FailoverState.NONE);
        forced = false;
        if (promoted != null) {
            promoted.reconfiguration = Reconfiguration.NONE;
            promoted = null;
        }
    }

    /** All is forgotten, and nothing holds up the next one. */
    void reset() {
        enter(FailoverState.NONE);
        forced = false;
        startedAtMs = 0;
        retryAtMs = 0;
        retryCount = 0;
        promoted = null;
    }

    /** The only place that assigns the state. */
    private void enter(FailoverState next) {
        assert state.mayBecome(next) : state + " → " + next;
        state = next;
        stateSinceMs = sentinel.nowMs();
    }
}
