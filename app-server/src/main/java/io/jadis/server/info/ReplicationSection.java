package io.jadis.server.info;

/** This server's place in a chain of replication: so far always a master without replicas. */
public final class ReplicationSection implements InfoSection {
    private final String replicationId;

    /** @param replicationId 40 hexadecimal digits, drawn at the start */
    public ReplicationSection(String replicationId) {
        this.replicationId = replicationId;
    }

    @Override
    public String title() {
        return "Replication";
    }

    @Override
    public void write(InfoText text) {
        text.field("role", "master")
                .field("connected_slaves", 0)
                .field("master_failover_state", "no-failover")
                .field("master_replid", replicationId)
                .field("master_replid2", "0".repeat(40))
                .field("master_repl_offset", 0)
                .field("second_repl_offset", -1)
                .field("repl_backlog_active", 0)
                .field("repl_backlog_size", 1 << 20)
                .field("repl_backlog_first_byte_offset", 0)
                .field("repl_backlog_histlen", 0);
    }
}
