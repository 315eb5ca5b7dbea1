package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.MasterAddress;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Backlog;
import io.jadis.repl.Replica;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.Pause;
import io.jadis.server.execution.Propagation;
import io.jadis.server.execution.Slice;
import io.jadis.server.execution.StoredArguments;
import io.jadis.server.info.InfoText;
import io.jadis.server.info.ReplicationFigures;
import io.jadis.server.persistence.Persistence;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.RdbHeader;
import io.netty.channel.EventLoop;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this server stands in a chain of replication: what both of its sides share, and the side of its replicas.
 * Executor thread only.
 */
public final class Replication implements ReplicationFigures, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    private static final long CRON_MS = 1000;
    /** WAITAOF's answer to who asks for what is not there. */
    public static final ErrorReply NO_LOG = Acknowledgements.NO_LOG;
    private static final ErrorReply TOO_FEW_REPLICAS = ErrorReply.of("NOREPLICAS Not enough good replicas to write.");

    private final Config config;
    private final Allocator allocator;
    private final Execution execution;
    private final Propagation propagation;
    private final Persistence persistence;
    private final Pause pause;
    private final ReplicationHistory history;
    private final Backlog backlog;
    private final Replicas replicas;
    private final FullCopies copies;
    private final Acknowledgements acknowledgements;
    private final Failover failover;
    private Upstream upstream = Upstream.NONE;
    private boolean feeds;
    private long inputBytes;
    /** The data set is being loaded at the start. */
    private boolean loading;
    /** The databases are ahead of the stream. */
    private boolean flushing;
    private long cronAtMs;
    private long cronCount;

    /** @param id 40 hexadecimal digits, drawn at the start */
    public Replication(Config config, Allocator allocator, String id, Execution execution, Persistence persistence,
            Pause pause, EventLoop executor) {
        this.config = config;
        this.allocator = allocator;
        this.execution = execution;
        this.propagation = execution.propagation();
        this.persistence = persistence;
        this.pause = pause;
        history = new ReplicationHistory(id);
        backlog = new Backlog(allocator, history, config.get(Directives.REPL_BACKLOG_SIZE));
        replicas = new Replicas(config, execution.clock(), allocator, history, backlog);
        copies = new FullCopies(config, allocator, executor, persistence, history, backlog, replicas, this::place);
        acknowledgements = new Acknowledgements(history, replicas, persistence, executor, backlog,
                () -> upstream.exists(), pause::isOn);
        failover = new Failover(replicas, history, new FailoverEffects());
        replicas.onDeparture(copies::gone);
        persistence.rdb().place(this::place);
        persistence.place(this::place);
        execution.onWrite(acknowledgements::wrote);
        config.onChange(() -> backlog.sizeBytes(config.get(Directives.REPL_BACKLOG_SIZE)),
                Directives.REPL_BACKLOG_SIZE);
        config.onChange(replicas::countGood, Directives.MIN_REPLICAS_TO_WRITE, Directives.MIN_REPLICAS_MAX_LAG);
    }

    public ReplicationHistory history() {
        return history;
    }

    public Backlog backlog() {
        return backlog;
    }

    /** The link to the master; {@link Upstream#NONE} for a server that never had one. */
    public Upstream upstream() {
        return upstream;
    }

    public void upstream(Upstream upstream) {
        this.upstream = upstream;
    }

    // ---- for the replica's side

    /** Bytes of the master's data set or stream have come. */
    public void countInput(long bytes) {
        inputBytes += bytes;
    }

    /**
     * Bytes of the master's stream, exactly as they came and whose commands are executed: this server's replicas get
     * them.
     */
    public void relay(long address, long length) {
        replicas.relay(address, length);
    }

    /**
     * This server's replicas must ask again where they stand: the data set or its history is about to be another one.
     */
    public void disconnectReplicas() {
        replicas.disconnectAll();
    }

    /** This server has become a replica, or a master. */
    public void roleChanged() {
        replicas.forgetDatabase();
        replicas.restartSolitude();
        feedIfMaster();
    }

    /** At the start, before the data set is loaded: keys that are too old for it are deleted in the stream, too. */
    public void loadBegins() {
        loading = !upstream.exists() && !config.get(Directives.APPENDONLY);
        if (loading) backlog.open();
    }

    /** A key of the file was left out, because its time has passed. */
    public void expiredAtLoad(Database database, long keyAddress, long keyLength) {
        if (!loading) return;
        String word = config.get(Directives.LAZYFREE_LAZY_EXPIRE) ? "UNLINK" : "DEL";
        StoredArguments command = StoredArguments.of(allocator, word, new Slice(keyAddress, keyLength));
        replicas.append(database, command);
        command.release();
    }

    /** The data set was loaded. @param place where it is in a stream, if it says so */
    public void loaded(Optional<RdbHeader.Replication> place) {
        loading = false;
        if (upstream.exists()) return;
        if (place.isPresent()) {
            history.resume(place.get().id(), place.get().offset());
            if (backlog.isOpen()) backlog.shift(place.get().offset());
            else backlog.open();
        } else if (backlog.isOpen()) {
            backlog.close();
            history.offset(0);
        }
        roleChanged();
    }

    /** What a takeover has come to that this server has asked another one for. */
    public void takeOverAnswered(boolean accepted) {
        if (accepted) failover.succeeded();
        else failover.abort("Failover target rejected psync request");
    }

    /** A master writes what it executes to the stream; a replica passes on its master's. */
    private void feedIfMaster() {
        boolean wanted = backlog.isOpen() && !upstream.exists();
        if (wanted == feeds) return;
        feeds = wanted;
        if (wanted) propagation.addSink(replicas);
        else propagation.removeSink(replicas);
    }

    /** DEBUG REPLICATE: sends this to the replicas, whatever it is. */
    public void replicate(String... words) {
        if (feeds) replicas.append(words);
    }

    /** DEBUG CHANGE-REPL-ID */
    public void changeId() {
        LOG.info("Changing replication IDs after receiving change-repl-id");
        history.renew(RunId.random());
    }

    /** Where in the stream the data set is; empty where no replica could go on from there. */
    private Optional<RdbHeader.Replication> place() {
        int database;
        if (!upstream.exists()) {
            if (flushing || !backlog.isOpen()) return Optional.empty();
            database = Math.max(0, replicas.selectedDatabase());
        } else {
            database = upstream.selectedDatabase();
            if (database < 0) return Optional.empty();
        }
        return Optional.of(new RdbHeader.Replication(database, history.id(), history.offset()));
    }

    // ---- for the commands

    /** What a client has said of itself as a replica. */
    public Replica replica(Client client) {
        return replicas.of(client).replica();
    }

    /** How the log calls a client that is a replica, or wants to be one. */
    public String nameOf(Client client) {
        return replicas.of(client).name();
    }

    public boolean hasReplicas() {
        return !replicas.isEmpty();
    }

    /** The replica that is known by this address and port, or null. */
    public Replica find(String host, long port) {
        AttachedReplica found = replicas.find(host, port);
        return found == null ? null : found.replica();
    }

    /**
     * Lets a replica go on where it is, if that can be done.
     *
     * @param askedId of the stream, as it was sent
     * @return whether it goes on; else it needs a full copy
     */
    public boolean resume(Client client, String askedId, long fromOffset) {
        return replicas.resume(replicas.of(client), askedId, fromOffset);
    }

    /** A replica needs a full copy. */
    public void serveCopy(Client client) {
        AttachedReplica replica = replicas.of(client);
        replicas.add(replica);
        if (!backlog.isOpen() && replicas.links().size() == 1) {
            // What was written while nobody kept it is in no history: a new one begins.
            history.renew(RunId.random());
            backlog.open();
            feedIfMaster();
            LOG.info("Replication backlog created, my new replication IDs are '{}' and '{}'", history.id(),
                    history.previousId());
        }
        copies.serve(replica);
    }

    /** REPLCONF ACK */
    public void acknowledged(Client client, long offset, long syncedOffset) {
        replicas.acknowledged(replicas.of(client), offset, syncedOffset);
        acknowledgements.check();
        if (failover.isUnderWay()) failover.proceed(execution.clock().steadyMs());
    }

    /** PSYNC … FAILOVER: the master wants this replica to take over. */
    public void takeOver(Client asking) {
        upstream.unfollow();
        LOG.info("MASTER MODE enabled (failover request from '{}')", ClientLine.of(asking));
    }

    public Failover failover() {
        return failover;
    }

    /** WAIT: replies now, or when enough replicas have acknowledged what the client wrote. */
    public void awaitReplicas(Call call, long replicasMin, long timeoutMs) {
        acknowledgements.awaitReplicas(call, replicasMin, timeoutMs);
    }

    /** WAITAOF: replies now, or when what the client wrote is on enough disks. */
    public void awaitDisks(Call call, boolean local, long replicasMin, long timeoutMs) {
        acknowledgements.awaitDisks(call, local, replicasMin, timeoutMs);
    }

    // ---- for the rest of the server

    /**
     * FLUSHALL has emptied the databases, and comes into the stream only now. The file that is saved in between is in no
     * place of that: a replica that was cut off just before FLUSHALL must not go on after a crash with what it has. A
     * replica's file is where its last whole command was, after which the master sends this one again.
     */
    public void allFlushed() {
        flushing = true;
        try {
            persistence.allFlushed();
        } finally {
            flushing = false;
        }
    }

    /** Why commands that write are refused, or null. */
    public ErrorReply writeRefusal() {
        return !upstream.exists() && replicas.areTooFew() ? TOO_FEW_REPLICAS : null;
    }

    /** CLIENT PAUSE and its like are over. */
    public void pauseEnded() {
        acknowledgements.pauseEnded();
    }

    /** To be called from the cron. */
    public void cron() {
        if (backlog.isOpen()) backlog.trim();
        copies.watch();
        long nowMs = execution.clock().steadyMs();
        if (nowMs - cronAtMs < CRON_MS) return;
        cronAtMs = nowMs;
        failover.proceed(nowMs);
        pingReplicas();
        replicas.sendNewlines();
        replicas.listen();
        replicas.dropTimedOut();
        closeBacklogIfUnused(nowMs);
        copies.cron();
        replicas.countGood();
        // Those who have waited in vain are still on its list.
        acknowledgements.check();
    }

    private void pingReplicas() {
        boolean due = cronCount++ % config.get(Directives.REPL_PING_REPLICA_PERIOD) == 0;
        boolean standsStill = failover.isUnderWay() && pause.isOn();
        if (due && !replicas.isEmpty() && !upstream.exists() && !standsStill) replicas.append("PING");
    }

    /** {@code repl-backlog-ttl}; a replica keeps its backlog, because it may be promoted. */
    private void closeBacklogIfUnused(long nowMs) {
        long ttlSeconds = config.get(Directives.REPL_BACKLOG_TTL);
        if (!backlog.isOpen() || !replicas.isEmpty() || ttlSeconds == 0 || upstream.exists()) return;
        if (nowMs / 1000 - replicas.leftAloneAtMs() / 1000 <= ttlSeconds) return;
        // What is written from now on is in no history, so nobody must go on with this one.
        history.renew(RunId.random());
        backlog.close();
        feedIfMaster();
        LOG.info("Replication backlog freed after {} seconds without connected replicas.", ttlSeconds);
    }

    private final class FailoverEffects implements Failover.Effects {
        @Override
        public void pauseWrites() {
            pause.begin(Pause.Purpose.FAILOVER, false, Long.MAX_VALUE);
        }

        @Override
        public void resumeWrites() {
            pause.end(Pause.Purpose.FAILOVER);
        }

        @Override
        public void follow(String host, int port) {
            upstream.follow(new MasterAddress(host, port), true);
        }

        @Override
        public void promote() {
            upstream.unfollow();
        }
    }

    // ---- the end of the process

    /** Whether all replicas have all that was written. */
    public boolean replicasCaughtUp() {
        return replicas.allCaughtUp();
    }

    /** Asks the replicas how far they are, before the server waits for them. */
    public void askReplicas() {
        if (!pause.isOn()) acknowledgements.askNow();
    }

    /** Sends what can be sent at once. */
    public void flush() {
        replicas.flush();
    }

    /** Says in the log which replicas would lose what was written last. */
    public void reportLagging() {
        replicas.reportLagging();
    }

    // ---- INFO and ROLE

    /** All of ROLE's reply. */
    public void writeRole(ReplyBuffer reply) {
        if (upstream.exists()) {
            upstream.writeRole(reply);
            return;
        }
        replicas.describeRole(reply);
    }

    @Override
    public long fullCount() {
        return replicas.fullCount();
    }

    @Override
    public long partialCount() {
        return replicas.partialCount();
    }

    @Override
    public long refusedPartialCount() {
        return replicas.refusedPartialCount();
    }

    @Override
    public long inputBytes() {
        return inputBytes;
    }

    @Override
    public long outputBytes() {
        return replicas.outputBytes();
    }

    @Override
    public long ownKeysCount() {
        return upstream.ownKeysCount();
    }

    public void resetStatistics() {
        inputBytes = 0;
        replicas.resetStatistics();
    }

    @Override
    public long bufferBytes() {
        return backlog.footprintBytes();
    }

    @Override
    public long replicaBufferBytes() {
        return replicas.isEmpty() ? 0 : Math.max(0, bufferBytes() - backlog.sizeBytes());
    }

    @Override
    public long backlogBytes() {
        return bufferBytes() - replicaBufferBytes();
    }

    /** Blocks are whole: what the last one has beyond the backlog's size doesn't evict keys either. */
    @Override
    public long bytesNotCountedForEviction() {
        return Math.max(0, bufferBytes() - backlog.sizeBytes());
    }

    /** All of INFO's section. */
    public void describe(InfoText text) {
        text.field("role", upstream.exists() ? "slave" : "master");
        if (upstream.exists()) upstream.writeFields(text);
        replicas.describe(text);
        text.field("master_failover_state", failover.word())
                .field("master_replid", history.id())
                .field("master_replid2", history.previousId())
                .field("master_repl_offset", history.offset())
                .field("second_repl_offset", history.previousEndsAt())
                .field("repl_backlog_active", backlog.isOpen())
                .field("repl_backlog_size", config.get(Directives.REPL_BACKLOG_SIZE))
                .field("repl_backlog_first_byte_offset", backlog.firstOffset())
                .field("repl_backlog_histlen", backlog.historyBytes());
    }

    @Override
    public void close() {
        copies.close();
        replicas.close();
        backlog.close();
    }
}
