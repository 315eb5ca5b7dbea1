package io.jadis.sentinel.core;

import io.jadis.sentinel.core.DataNode.Role;
import io.jadis.sentinel.core.Replica.Reconfiguration;
import io.jadis.sentinel.core.Timing.Span;

/** What INFO replies of data nodes tell, and what is done about it. */
final class Observations {
    /** How many hello periods a new state of things may take to get here before ours is forced on a node. */
    private static final int PATIENCE_PERIODS = 4;

    private final Sentinel sentinel;

    Observations(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    void onInfo(DataNode node, String text) {
        InfoReply info = InfoReply.parse(text);
        node.info = text;
        node.masterLinkDownMs = info.masterLinkDownMs;
        noteRunId(node, info.runId);
        if (node instanceof Master master) {
            for (InfoReply.ReplicaLine line : info.replicas) noteReplica(master, line);
        }
        if (info.role == Role.REPLICA) noteMaster(node, info);
        if (node instanceof Replica replica) noteQualities(replica, info);
        node.infoAtMs = sentinel.nowMs();
        if (info.role == null) return;
        noteRole(node, info.role);
        if (!sentinel.tilt && node instanceof Replica replica) act(replica, info.role);
    }

    // ---- what is seen

    private void noteRunId(DataNode node, String runId) {
        if (runId == null || runId.equals(node.runId)) return;
        if (node.runId != null) {
            sentinel.instanceEvent(EventLevel.NOTICE, "+reboot", node);
            if (node instanceof Master master && master.options.rebootDownAfterMs != 0) {
                master.rebooted = true;
                master.rebootedAtMs = sentinel.nowMs();
            }
        }
        node.runId = runId;
    }

    private void noteReplica(Master master, InfoReply.ReplicaLine line) {
        Replica added = sentinel.addReplica(master, line.host(), line.port(), false);
        if (added == null) return;
        sentinel.instanceEvent(EventLevel.NOTICE, "+slave", added);
        sentinel.persist();
    }

    private void noteMaster(DataNode node, InfoReply info) {
        long nowMs = sentinel.nowMs();
        if (info.masterHost != null && !info.masterHost.equalsIgnoreCase(node.masterHost)) {
            node.masterHost = info.masterHost;
            node.masterChangedAtMs = nowMs;
        }
        if (info.masterPort != null && info.masterPort != node.masterPort) {
            node.masterPort = info.masterPort;
            node.masterChangedAtMs = nowMs;
        }
        if (info.masterLinkUp != null) node.masterLinkUp = info.masterLinkUp;
        node.masterSyncs = info.masterSyncs;
    }

    private static void noteQualities(Replica replica, InfoReply info) {
        if (info.role != Role.REPLICA) return;
        if (info.priority != null) replica.priority = info.priority;
        if (info.offset != null) replica.offset = info.offset;
        if (info.announced != null) replica.announced = info.announced != 0;
    }

    private void noteRole(DataNode node, Role role) {
        if (role == node.roleReported) return;
        node.roleReportedAtMs = sentinel.nowMs();
        node.roleReported = role;
        if (role == Role.REPLICA) node.masterChangedAtMs = sentinel.nowMs();
        boolean expected = (node instanceof Master) == (role == Role.MASTER);
        sentinel.event(EventLevel.VERBOSE, expected ? "+role-change" : "-role-change", node,
                sentinel.shown(node) + " new reported role is " + role.word);
    }

    // ---- what is done

    private void act(Replica replica, Role role) {
        if (role == Role.MASTER) {
            if (!replica.master().failover.onMasterRole(replica)) convert(replica);
            return;
        }
        if (!follows(replica, replica.master().address)) repoint(replica);
        if (replica.isBeingReconfigured()) followReconfiguration(replica);
    }

    /** It says it is a master, and isn't the one: an old master that came back. */
    private void convert(Replica replica) {
        Master master = replica.master();
        long nowMs = sentinel.nowMs();
        long patienceMs = PATIENCE_PERIODS * sentinel.timing.ms(Span.PUBLISH_PERIOD);
        if (replica.is(Reconfiguration.PROMOTED) || !master.looksSane(sentinel.timing, nowMs)) return;
        if (!replica.wasNotDownFor(patienceMs, nowMs) || nowMs - replica.roleReportedAtMs <= patienceMs) return;
        if (sentinel.commands.replicate(replica, master.address)) {
            sentinel.instanceEvent(EventLevel.NOTICE, "+convert-to-slave", replica);
        }
    }

    /** It follows somebody else. */
    private void repoint(Replica replica) {
        Master master = replica.master();
        long nowMs = sentinel.nowMs();
        long patienceMs = master.options.failoverTimeoutMs;
        if (!master.looksSane(sentinel.timing, nowMs) || !replica.wasNotDownFor(patienceMs, nowMs)) return;
        if (nowMs - replica.masterChangedAtMs <= patienceMs) return;
        if (sentinel.commands.replicate(replica, master.address)) {
            sentinel.instanceEvent(EventLevel.NOTICE, "+fix-slave-config", replica);
        }
    }

    private void followReconfiguration(Replica replica) {
        Replica promoted = replica.master().failover.promoted();
        if (promoted == null) return;
        if (replica.is(Reconfiguration.SENT) && replica.masterHost != null && follows(replica, promoted.address)) {
            replica.reconfiguration = Reconfiguration.IN_PROGRESS;
            sentinel.instanceEvent(EventLevel.NOTICE, "+slave-reconf-inprog", replica);
        }
        if (replica.is(Reconfiguration.IN_PROGRESS) && replica.masterLinkUp) {
            replica.reconfiguration = Reconfiguration.DONE;
            sentinel.instanceEvent(EventLevel.NOTICE, "+slave-reconf-done", replica);
        }
    }

    private boolean follows(Replica replica, Address master) {
        return replica.masterHost != null && replica.masterPort == master.port()
                && sentinel.isAt(master, replica.masterHost);
    }
}
