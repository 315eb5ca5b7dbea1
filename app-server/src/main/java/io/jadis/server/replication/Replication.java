package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Backlog;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.info.InfoText;
import io.jadis.store.memory.Allocator;

/**
 * Where this server stands in a chain of replication, and what both of its sides share: the history and the backlog.
 * Executor thread only.
 */
public final class Replication implements AutoCloseable {
    private final Config config;
    private final ReplicationHistory history;
    private final Backlog backlog;
    private Upstream upstream = Upstream.NONE;

    /** @param id 40 hexadecimal digits, drawn at the start */
    public Replication(Config config, Allocator allocator, String id) {
        this.config = config;
        history = new ReplicationHistory(id);
        backlog = new Backlog(allocator, history, config.get(Directives.REPL_BACKLOG_SIZE));
        config.onChange(() -> backlog.sizeBytes(config.get(Directives.REPL_BACKLOG_SIZE)), Directives.REPL_BACKLOG_SIZE);
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

    /** Bytes of the master's stream, exactly as they came and whose commands are executed: this server's replicas get them. */
    public void relay(long address, long length) {
        backlog.append(address, length);
    }

    /**
     * This server's replicas must ask again where they stand: the data set or its history is about to be another one.
     */
    public void disconnectReplicas() {}

    // ---- INFO and ROLE

    /** All of ROLE's reply. */
    public void writeRole(ReplyBuffer reply) {
        if (upstream.exists()) {
            upstream.writeRole(reply);
            return;
        }
        reply.array(3);
        reply.bulk("master");
        reply.integer(history.offset());
        reply.array(0);
    }

    /** All of INFO's section. */
    public void describe(InfoText text) {
        text.field("role", upstream.exists() ? "slave" : "master");
        if (upstream.exists()) upstream.writeFields(text);
        text.field("connected_slaves", 0)
                .field("master_failover_state", "no-failover")
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
        backlog.close();
    }
}
