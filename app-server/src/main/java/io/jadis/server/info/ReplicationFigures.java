package io.jadis.server.info;

/** What INFO's other sections, and eviction, have to know of replication. */
public interface ReplicationFigures {
    /** sync_full */
    long fullCount();

    /** sync_partial_ok */
    long partialCount();

    /** sync_partial_err */
    long refusedPartialCount();

    /** total_net_repl_input_bytes: of the master's data sets and stream, what was made use of. */
    long inputBytes();

    /** total_net_repl_output_bytes */
    long outputBytes();

    /** slave_expires_tracked_keys: keys that were written to this replica itself, and expire. */
    long ownKeysCount();

    /** mem_total_replication_buffers */
    long bufferBytes();

    /** mem_clients_slaves: what replicas that lag keep in memory, beyond the backlog. */
    long replicaBufferBytes();

    /** mem_replication_backlog */
    long backlogBytes();

    /** What no eviction is to make up for: more lag of replicas would be its effect. */
    long bytesNotCountedForEviction();
}
