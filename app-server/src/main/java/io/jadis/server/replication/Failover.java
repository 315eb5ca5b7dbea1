package io.jadis.server.replication;

import io.jadis.repl.Replica;
import io.jadis.repl.ReplicationHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FAILOVER: this master hands over to one of its replicas. Writes stop, a replica catches up, this server becomes its
 * replica and asks it to be master. Executor thread only.
 *
 * <pre>
 *   NONE ──► WAITS_FOR_SYNC ──► IN_PROGRESS ──► NONE (the other is master)
 *                 └── timeout, ABORT ──┴──► NONE (this one is master)
 * </pre>
 */
public final class Failover {
    private enum State {
        NONE("no-failover"), WAITS_FOR_SYNC("waiting-for-sync"), IN_PROGRESS("failover-in-progress");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    /** What the rest of the server does for it. */
    interface Effects {
        /** Commands that write are held back from now on. */
        void pauseWrites();

        void resumeWrites();

        /** This server becomes a replica of that one, and asks it with PSYNC … FAILOVER. */
        void follow(String host, int port);

        /** This server is a master again. */
        void promote();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    private final Replicas replicas;
    private final ReplicationHistory history;
    private final Effects effects;
    private State state = State.NONE;
    /** Null while any replica will do. */
    private String targetHost;
    private int targetPort;
    private boolean force;
    /** 0 for none. */
    private long endsAtMs;

    Failover(Replicas replicas, ReplicationHistory history, Effects effects) {
        this.replicas = replicas;
        this.history = history;
        this.effects = effects;
    }

    public boolean isUnderWay() {
        return state != State.NONE;
    }

    /** INFO's master_failover_state. */
    String word() {
        return state.word;
    }

    /**
     * Begins to wait.
     *
     * @param host of the replica that is to be master, or null for any
     * @param timeoutMs 0 for ever
     * @param force the replica is to take over after the timeout even if it is behind
     */
    public void begin(String host, int port, long timeoutMs, boolean force, long nowMs) {
        if (host == null) LOG.info("FAILOVER requested to any replica.");
        else LOG.info("FAILOVER requested to {}:{}.", host, port);
        targetHost = host;
        targetPort = port;
        this.force = force;
        endsAtMs = timeoutMs == 0 ? 0 : nowMs + timeoutMs;
        state = State.WAITS_FOR_SYNC;
        effects.pauseWrites();
    }

    /** To be called after acknowledgements, and once a second. */
    void proceed(long nowMs) {
        if (state != State.WAITS_FOR_SYNC) return;
        if (endsAtMs != 0 && nowMs >= endsAtMs) {
            if (!force) {
                abort("Replica never caught up before timeout");
                return;
            }
            LOG.info("FAILOVER to {}:{} time out exceeded, failing over.", targetHost, targetPort);
            handOver();
            return;
        }
        AttachedReplica target = findCaughtUp();
        if (target == null) return;
        targetHost = target.address();
        targetPort = target.replica().listeningPort();
        LOG.info("Failover target {}:{} is synced, failing over.", targetHost, targetPort);
        handOver();
    }

    private AttachedReplica findCaughtUp() {
        for (AttachedReplica link : replicas.links()) {
            Replica replica = link.replica();
            boolean meant = targetHost == null ? link.address() != null : link == replicas.find(targetHost, targetPort);
            if (meant && replica.ackedOffset() == history.offset()) return link;
        }
        return null;
    }

    private void handOver() {
        state = State.IN_PROGRESS;
        effects.follow(targetHost, targetPort);
    }

    /** The other server is master. */
    void succeeded() {
        if (state == State.IN_PROGRESS) clear();
    }

    /** This server stays the master, or becomes it again. */
    public void abort(String reason) {
        if (state == State.NONE) return;
        if (targetHost == null) LOG.info("FAILOVER to any replica aborted: {}", reason);
        else LOG.info("FAILOVER to {}:{} aborted: {}", targetHost, targetPort, reason);
        if (state == State.IN_PROGRESS) effects.promote();
        clear();
    }

    private void clear() {
        state = State.NONE;
        targetHost = null;
        targetPort = 0;
        force = false;
        endsAtMs = 0;
        effects.resumeWrites();
    }
}
