package io.jadis.sentinel.core;

import io.jadis.sentinel.core.Timing.Span;

/** Who is down, by this Sentinel's own judgement and by that of a quorum. */
final class Downs {
    private final Sentinel sentinel;

    Downs(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    void checkSubjectively(Instance instance) {
        renewSilentConnections(instance);
        boolean down = isDown(instance);
        if (down == instance.subjectivelyDown) return;
        sentinel.instanceEvent(EventLevel.WARNING, down ? "+sdown" : "-sdown", instance);
        instance.subjectivelyDown = down;
        if (down) instance.downSinceMs = sentinel.nowMs();
        else instance.scriptKillSent = false;
    }

    private boolean isDown(Instance instance) {
        long nowMs = sentinel.nowMs();
        if (silentMs(instance.link, nowMs) > instance.downAfterMs()) return true;
        if (!(instance instanceof Master master)) return false;
        // A master that says it is a replica is no master, once it had the time to be seen twice.
        if (master.roleReported == DataNode.Role.REPLICA && nowMs - master.roleReportedAtMs
                > master.options.downAfterMs + 2 * sentinel.timing.ms(Span.INFO_PERIOD)) {
            return true;
        }
        return master.rebooted && nowMs - master.rebootedAtMs > master.options.rebootDownAfterMs;
    }

    /** How long an instance owes a sign of life. */
    static long silentMs(Link link, long nowMs) {
        if (link.pingPendingSinceMs != 0) return nowMs - link.pingPendingSinceMs;
        return link.isDisconnected() ? nowMs - link.availableAtMs : 0;
    }

    /** A connection may be dead without either end having been told. */
    private void renewSilentConnections(Instance instance) {
        Link link = instance.link;
        long nowMs = sentinel.nowMs();
        long oldMs = sentinel.timing.ms(Span.MIN_LINK_RECONNECT_PERIOD);
        long halfMs = instance.downAfterMs() / 2;
        if (link.commandOpen && nowMs - link.commandOpenedAtMs > oldMs && link.pingPendingSinceMs != 0
                && nowMs - link.pingPendingSinceMs > halfMs && nowMs - link.pongAtMs > halfMs) {
            sentinel.commands.drop(link, Channel.COMMAND);
        }
        // Our own hellos come back through it, if nothing else does.
        if (link.pubsubOpen && nowMs - link.pubsubOpenedAtMs > oldMs
                && nowMs - link.pubsubHeardAtMs > 3 * sentinel.timing.ms(Span.PUBLISH_PERIOD)) {
            sentinel.commands.drop(link, Channel.PUBSUB);
        }
    }

    void checkObjectively(Master master) {
        int agreed = agreedCount(master);
        boolean down = master.subjectivelyDown && agreed >= master.quorum;
        if (down == master.objectivelyDown) return;
        master.objectivelyDown = down;
        if (down) {
            sentinel.event(EventLevel.WARNING, "+odown", master,
                    sentinel.shown(master) + " #quorum " + agreed + "/" + master.quorum);
            master.objectivelyDownSinceMs = sentinel.nowMs();
        } else {
            sentinel.instanceEvent(EventLevel.WARNING, "-odown", master);
        }
    }

    /** How many Sentinels, this one included, say that the master is down. */
    static int agreedCount(Master master) {
        int agreed = master.subjectivelyDown ? 1 : 0;
        for (Peer peer : master.peers.values()) {
            if (peer.saysMasterDown) agreed++;
        }
        return agreed;
    }

    /** Asks the other Sentinels while the master is down; {@code now}: without regard to when they were last asked. */
    void askPeers(Master master, boolean now) {
        long askPeriodMs = sentinel.timing.ms(Span.ASK_PERIOD);
        for (Peer peer : master.peers.values()) {
            long elapsedMs = sentinel.nowMs() - peer.answeredAtMs;
            if (elapsedMs > 5 * askPeriodMs) {
                peer.saysMasterDown = false;
                peer.leader = null;
            }
            if (!master.subjectivelyDown || peer.link.isDisconnected()) continue;
            if (now || elapsedMs >= askPeriodMs) sentinel.commands.ask(peer);
        }
    }
}
