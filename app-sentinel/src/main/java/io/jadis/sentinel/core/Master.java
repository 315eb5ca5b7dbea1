package io.jadis.sentinel.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A master that the operator wants to be watched, with its replicas and the other Sentinels. */
public final class Master extends DataNode {
    final MasterOptions options;
    final Failover failover;
    /** By their names. */
    final Map<String, Replica> replicas = new LinkedHashMap<>();
    final Map<String, Peer> peers = new LinkedHashMap<>();
    int quorum;
    /** Of the configuration (who is master) that holds here; the higher one wins. */
    long configEpoch;
    boolean objectivelyDown;
    long objectivelyDownSinceMs;
    /** Whom this Sentinel has voted for, and in which epoch; a vote is given once an epoch. */
    String leader;
    long leaderEpoch;

    Master(String name, Address address, int quorum, MasterOptions options, Sentinel sentinel) {
        super(name, address, Role.MASTER, sentinel.nowMs());
        this.quorum = quorum;
        this.options = options;
        this.failover = new Failover(this, sentinel);
    }

    @Override
    Master master() {
        return this;
    }

    @Override
    String type() {
        return "master";
    }

    public int quorum() {
        return quorum;
    }

    public boolean isSubjectivelyDown() {
        return subjectivelyDown;
    }

    public boolean isObjectivelyDown() {
        return objectivelyDown;
    }

    public int replicaCount() {
        return replicas.size();
    }

    public int peerCount() {
        return peers.size();
    }

    public List<Replica> replicas() {
        return List.copyOf(replicas.values());
    }

    public List<Peer> peers() {
        return List.copyOf(peers.values());
    }

    /** Those who may vote on this master: all known Sentinels and this one. */
    int voterCount() {
        return peers.size() + 1;
    }

    int majority() {
        return voterCount() / 2 + 1;
    }

    /** Where clients find the master: the promoted replica as soon as it is one. */
    public Address currentAddress() {
        return failover.isPromotionDone() && failover.promoted() != null ? failover.promoted().address : address;
    }

    String command(String usualName) {
        return options.renamedCommands.getOrDefault(usualName, usualName);
    }

    /** It is in its place, says so, is up, and has been heard lately. */
    boolean looksSane(Timing timing, long nowMs) {
        return roleReported == Role.MASTER && !subjectivelyDown && !objectivelyDown
                && nowMs - infoAtMs < 2 * timing.ms(Timing.Span.INFO_PERIOD);
    }

    Peer peerWithId(String runId) {
        for (Peer peer : peers.values()) {
            if (runId.equals(peer.runId)) return peer;
        }
        return null;
    }

    /** The master, its replicas and its other Sentinels. */
    List<Instance> everyone() {
        List<Instance> all = new ArrayList<>(1 + replicas.size() + peers.size());
        all.add(this);
        all.addAll(replicas.values());
        all.addAll(peers.values());
        return all;
    }
}
