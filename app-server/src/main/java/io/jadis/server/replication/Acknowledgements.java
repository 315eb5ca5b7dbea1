package io.jadis.server.replication;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Backlog;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.TimeoutReply;
import io.jadis.server.persistence.Persistence;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * WAIT and WAITAOF: clients that want to know that what they wrote has reached replicas, or disks. They are parked
 * until enough acknowledgements have come. Executor thread only.
 */
final class Acknowledgements {
    static final ErrorReply NO_LOG = ErrorReply.of("ERR WAITAOF cannot be used when numlocal is set but appendonly is "
            + "disabled.");

    private final ReplicationHistory history;
    private final Replicas replicas;
    private final Persistence persistence;
    private final EventLoop executor;
    private final Backlog backlog;
    private final BooleanSupplier isReplica, paused;
    private final List<Wait> waits = new ArrayList<>();
    private final Runnable askTask = this::ask;
    private boolean askScheduled;

    /** @param paused whether nothing must be added to the stream just now */
    Acknowledgements(ReplicationHistory history, Replicas replicas, Persistence persistence, EventLoop executor,
            Backlog backlog, BooleanSupplier isReplica, BooleanSupplier paused) {
        this.history = history;
        this.replicas = replicas;
        this.persistence = persistence;
        this.executor = executor;
        this.backlog = backlog;
        this.isReplica = isReplica;
        this.paused = paused;
        persistence.onDurable(this::check);
    }

    /** A client's command has gone out. */
    void wrote(Client client) {
        // With an AOF and no replica so far: who comes later must not seem to have had it.
        if (!backlog.isOpen() && !isReplica.getAsBoolean()) history.advance(1);
        client.wrote(history.offset(), persistence.appendedPosition());
    }

    // ---- waiting

    /** What a client waits for; it is told how much of that there is when the wait ends, in vain or not. */
    private abstract class Wait implements TimeoutReply {
        final Client client;
        Client.Blocking blocking;

        Wait(Client client) {
            this.client = client;
        }

        abstract boolean isSatisfied();

        boolean isOver() {
            return client.blocking() != blocking;
        }
    }

    private final class ForReplicas extends Wait {
        private final long offset, replicasMin;

        ForReplicas(Client client, long replicasMin) {
            super(client);
            this.offset = client.streamOffset();
            this.replicasMin = replicasMin;
        }

        @Override
        boolean isSatisfied() {
            return replicas.countAcked(offset) >= replicasMin;
        }

        @Override
        public void send(ReplyBuffer reply) {
            reply.integer(replicas.countAcked(offset));
        }
    }

    private final class ForDisks extends Wait {
        private final long offset, position, replicasMin;
        private final boolean local;

        ForDisks(Client client, boolean local, long replicasMin) {
            super(client);
            this.offset = client.streamOffset();
            this.position = client.logPosition();
            this.local = local;
            this.replicasMin = replicasMin;
        }

        private boolean isLocalDone() {
            return persistence.isLogOn() && persistence.durablePosition() >= position;
        }

        /** Nothing will come of it: the append-only file was switched off meanwhile. */
        private boolean isHopeless() {
            return local && !persistence.isLogOpen();
        }

        @Override
        boolean isSatisfied() {
            return isHopeless() || (!local || isLocalDone()) && replicas.countSynced(offset) >= replicasMin;
        }

        @Override
        public void send(ReplyBuffer reply) {
            if (isHopeless()) {
                reply.error(NO_LOG);
                return;
            }
            reply.array(2);
            reply.integer(isLocalDone() ? 1 : 0);
            reply.integer(replicas.countSynced(offset));
        }
    }

    /** WAIT, its arguments read. */
    void awaitReplicas(Call call, long replicasMin, long timeoutMs) {
        begin(call, new ForReplicas(call.client(), replicasMin), timeoutMs);
    }

    /** WAITAOF, its arguments read. */
    void awaitDisks(Call call, boolean local, long replicasMin, long timeoutMs) {
        begin(call, new ForDisks(call.client(), local, replicasMin), timeoutMs);
    }

    private void begin(Call call, Wait wait, long timeoutMs) {
        if (wait.isSatisfied() || !call.mayBlock()) {
            wait.send(call.reply());
            return;
        }
        call.blockFor(timeoutMs, wait);
        wait.blocking = call.client().blocking();
        waits.add(wait);
        askSoon();
    }

    /** Something was acknowledged: whoever has waited for it goes on. */
    void check() {
        if (waits.isEmpty()) return;
        for (Wait wait : List.copyOf(waits)) {
            if (wait.isOver()) waits.remove(wait);
            else if (wait.isSatisfied()) {
                waits.remove(wait);
                wait.blocking.unblock(false);
            }
        }
    }

    // ---- asking

    /** Replicas acknowledge once a second; who waits doesn't want to wait for that. */
    void askSoon() {
        if (askScheduled) return;
        askScheduled = true;
        executor.execute(askTask);
    }

    private void ask() {
        askScheduled = false;
        if (paused.getAsBoolean()) return;
        askNow();
    }

    /** The pause is over: those who wait still want to know. */
    void pauseEnded() {
        if (!waits.isEmpty()) askSoon();
    }

    /** A replica passes its master's stream on as it is: its own replicas acknowledge once a second, as ever. */
    void askNow() {
        if (!replicas.isEmpty() && !isReplica.getAsBoolean()) replicas.append("REPLCONF", "GETACK", "*");
    }
}
