package io.jadis.sentinel.core;

/**
 * Replicas and Sentinels that are gone for long are forgotten, if the operator has said after how long
 * ({@code forget-after-milliseconds}); never while they may matter:
 * <ul>
 *   <li>nothing while the master is down, is failed over, or doesn't look as it should;
 *   <li>a replica only if it was last seen to follow this very master, which doesn't know it any more: what may come
 *       back as a master, or was never seen, has to be watched for;
 *   <li>a Sentinel only while the majority of all that are known, itself included, is there: each one that is forgotten
 *       makes the majority smaller, and of two halves of a network only one may believe that it is one.
 * </ul>
 */
final class Forgetting {
    private final Sentinel sentinel;

    Forgetting(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    void tick(Master master) {
        if (master.options.forgetAfterMs == 0 || sentinel.tilt || master.failover.isInProgress()) return;
        if (!master.looksSane(sentinel.timing, sentinel.nowMs())) return;
        boolean forgot = false;
        for (Replica replica : master.replicas()) forgot |= forgetIfGone(master, replica);
        for (Peer peer : master.peers()) forgot |= forgetIfGone(master, peer);
        if (forgot) sentinel.persist();
    }

    private boolean forgetIfGone(Master master, Replica replica) {
        if (!isGone(replica) || replica.infoAtMs == 0 || replica.roleReported != DataNode.Role.REPLICA) return false;
        if (replica.masterHost == null || replica.masterPort != master.address.port()
                || !sentinel.isAt(master.address, replica.masterHost) || isListed(master, replica)) {
            return false;
        }
        sentinel.instanceEvent(EventLevel.NOTICE, "-slave", replica);
        sentinel.remove(replica);
        return true;
    }

    private boolean isListed(Master master, Replica replica) {
        for (InfoReply.ReplicaLine line : InfoReply.parse(master.info).replicas) {
            if (line.port() == replica.address.port() && sentinel.isAt(replica.address, line.host())) return true;
        }
        return false;
    }

    private boolean forgetIfGone(Master master, Peer peer) {
        if (!isGone(peer) || sentinel.nowMs() - peer.helloAtMs <= master.options.forgetAfterMs) return false;
        if (sentinel.usableCount(master) < master.majority()) return false;
        sentinel.instanceEvent(EventLevel.NOTICE, "-sentinel", peer);
        sentinel.remove(peer);
        return true;
    }

    private boolean isGone(Instance instance) {
        return instance.subjectivelyDown
                && sentinel.nowMs() - instance.downSinceMs > instance.master().options.forgetAfterMs;
    }
}
