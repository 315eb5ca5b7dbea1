package io.jadis.sentinel.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** An instance as SENTINEL MASTER, REPLICAS and SENTINELS show it: fields and values, in Redis's order. */
public final class Description {
    private final Sentinel sentinel;
    private final Instance instance;
    private final long nowMs;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private Description(Sentinel sentinel, Instance instance, long now) {
        this.sentinel = sentinel;
        this.instance = instance;
        this.nowMs = sentinel.timeAt(now);
    }

    public static Map<String, String> of(Sentinel sentinel, Instance instance, long now) {
        Description description = new Description(sentinel, instance, now);
        description.addCommon();
        if (instance instanceof DataNode node) description.addRole(node);
        switch (instance) {
            case Master master -> description.addMaster(master);
            case Replica replica -> description.addReplica(replica);
            case Peer peer -> description.addPeer(peer);
        }
        return description.fields;
    }

    /** Whether SENTINEL REPLICAS shows it: {@code replica-announced no} hides it. */
    public static boolean isAnnounced(Replica replica) {
        return replica.announced;
    }

    /** SENTINEL INFO-CACHE: the last INFO, null if there was none. */
    public static String info(DataNode node) {
        return node.info;
    }

    /** Its age in ms, 0 if there was none. */
    public static long infoAgeMs(Sentinel sentinel, DataNode node, long now) {
        return node.infoAtMs == 0 ? 0 : sentinel.timeAt(now) - node.infoAtMs;
    }

    private void addCommon() {
        Link link = instance.link;
        put("name", instance.name);
        put("ip", instance.address.shown(sentinel.options.announceHostnames));
        put("port", instance.address.port());
        put("runid", instance.runId == null ? "" : instance.runId);
        put("flags", flags());
        put("link-pending-commands", link.pendingCount);
        put("link-refcount", link.sharers);
        if (instance instanceof Master master && master.failover.isInProgress()) {
            put("failover-state", master.failover.state().word());
        }
        put("last-ping-sent", link.pingPendingSinceMs == 0 ? 0 : nowMs - link.pingPendingSinceMs);
        put("last-ok-ping-reply", nowMs - link.availableAtMs);
        put("last-ping-reply", nowMs - link.pongAtMs);
        if (instance.subjectivelyDown) put("s-down-time", nowMs - instance.downSinceMs);
        if (instance instanceof Master master && master.objectivelyDown) {
            put("o-down-time", nowMs - master.objectivelyDownSinceMs);
        }
        put("down-after-milliseconds", instance.downAfterMs());
    }

    private String flags() {
        StringJoiner flags = new StringJoiner(",");
        if (instance.subjectivelyDown) flags.add("s_down");
        if (instance instanceof Master master && master.objectivelyDown) flags.add("o_down");
        flags.add(instance.type());
        if (instance.link.isDisconnected()) flags.add("disconnected");
        if (instance instanceof Peer peer && peer.saysMasterDown) flags.add("master_down");
        if (instance instanceof Master master && master.failover.isInProgress()) flags.add("failover_in_progress");
        if (instance instanceof Replica replica) {
            switch (replica.reconfiguration) {
                case NONE -> { }
                case PROMOTED -> flags.add("promoted");
                case SENT -> flags.add("reconf_sent");
                case IN_PROGRESS -> flags.add("reconf_inprog");
                case DONE -> flags.add("reconf_done");
            }
        }
        if (instance instanceof Master master && master.failover.isForced()) flags.add("force_failover");
        if (instance.scriptKillSent) flags.add("script_kill_sent");
        if (instance instanceof DataNode node && node.rebooted) flags.add("master_reboot");
        return flags.toString();
    }

    private void addRole(DataNode node) {
        put("info-refresh", node.infoAtMs == 0 ? 0 : nowMs - node.infoAtMs);
        put("role-reported", node.roleReported.word);
        put("role-reported-time", nowMs - node.roleReportedAtMs);
    }

    private void addMaster(Master master) {
        put("config-epoch", Long.toUnsignedString(master.configEpoch));
        put("num-slaves", master.replicas.size());
        put("num-other-sentinels", master.peers.size());
        put("quorum", master.quorum);
        put("failover-timeout", master.options.failoverTimeoutMs);
        put("parallel-syncs", master.options.parallelSyncs);
        if (master.options.notificationScript != null) put("notification-script", master.options.notificationScript);
        if (master.options.reconfigurationScript != null) {
            put("client-reconfig-script", master.options.reconfigurationScript);
        }
    }

    private void addReplica(Replica replica) {
        put("master-link-down-time", replica.masterLinkDownMs);
        put("master-link-status", replica.masterLinkUp ? "ok" : "err");
        put("master-host", replica.masterHost == null ? "?" : replica.masterHost);
        put("master-port", replica.masterPort);
        put("slave-priority", replica.priority);
        put("slave-repl-offset", replica.offset);
        put("replica-announced", replica.announced ? 1 : 0);
    }

    private void addPeer(Peer peer) {
        put("last-hello-message", nowMs - peer.helloAtMs);
        put("voted-leader", peer.leader == null ? "?" : peer.leader);
        put("voted-leader-epoch", Long.toUnsignedString(peer.leaderEpoch));
    }

    private void put(String field, String value) {
        fields.put(field, value);
    }

    private void put(String field, long value) {
        fields.put(field, Long.toString(value));
    }
}
