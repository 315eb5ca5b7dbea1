package io.jadis.server.info;

import io.jadis.protocol.acl.Denial;
import io.jadis.protocol.acl.DenialLog;
import io.jadis.protocol.server.NetworkStats;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import io.jadis.server.stats.EvictionTime;
import io.jadis.server.stats.LoopStats;
import io.jadis.server.tracking.Tracking;
import io.jadis.store.keyspace.Keyspace;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What has happened since the start or the last CONFIG RESETSTAT. */
public final class StatsSection implements InfoSection {
    /** How many channels have subscribers. */
    public interface SubscriptionCounts {
        int channels();

        int patterns();

        int shardChannels();
    }

    private final Execution execution;
    private final Clients clients;
    private final Keyspace keyspace;
    private final NetworkStats network;
    private final LoopStats loop;
    private final EvictionTime evictionTime;
    private final SubscriptionCounts subscriptions;
    private final LongSupplier sanitizations, snapshotsStarted;
    private final IntSupplier cachedSockets;
    private final ReplicationFigures replication;
    private final DenialLog denials;
    private final Tracking tracking;

    public StatsSection(Execution execution, Clients clients, Keyspace keyspace, NetworkStats network, LoopStats loop,
            EvictionTime evictionTime, SubscriptionCounts subscriptions, LongSupplier sanitizations,
            LongSupplier snapshotsStarted, IntSupplier cachedSockets, ReplicationFigures replication,
            DenialLog denials, Tracking tracking) {
        this.tracking = tracking;
        this.execution = execution;
        this.clients = clients;
        this.keyspace = keyspace;
        this.network = network;
        this.loop = loop;
        this.evictionTime = evictionTime;
        this.subscriptions = subscriptions;
        this.sanitizations = sanitizations;
        this.snapshotsStarted = snapshotsStarted;
        this.cachedSockets = cachedSockets;
        this.replication = replication;
        this.denials = denials;
    }

    @Override
    public String title() {
        return "Stats";
    }

    @Override
    public void write(InfoText text) {
        text.field("total_connections_received", clients.acceptedCount())
                .field("total_commands_processed", execution.stats().totalCalls())
                .field("instantaneous_ops_per_sec", Math.round(loop.commandsPerSecond()))
                .field("total_net_input_bytes", network.inputBytes())
                .field("total_net_output_bytes", network.outputBytes())
                .field("total_net_repl_input_bytes", replication.inputBytes())
                .field("total_net_repl_output_bytes", replication.outputBytes())
                .ratio("instantaneous_input_kbps", loop.inputBytesPerSecond() / 1024)
                .ratio("instantaneous_output_kbps", loop.outputBytesPerSecond() / 1024)
                .ratio("instantaneous_input_repl_kbps", loop.replicationInputBytesPerSecond() / 1024)
                .ratio("instantaneous_output_repl_kbps", loop.replicationOutputBytesPerSecond() / 1024)
                .field("rejected_connections", clients.rejectedCount())
                .field("sync_full", replication.fullCount())
                .field("sync_partial_ok", replication.partialCount())
                .field("sync_partial_err", replication.refusedPartialCount())
                .field("expired_subkeys", keyspace.expiredFieldCount())
                .field("expired_keys", keyspace.expiredCount())
                // Nothing is sampled here: a key that is due is found, so no share of stale keys is estimated.
                .ratio("expired_stale_perc", 0)
                .field("expired_time_cap_reached_count", 0)
                .field("expire_cycle_cpu_milliseconds", loop.expiryNs() / 1_000_000)
                .field("evicted_keys", keyspace.evictedCount())
                .field("evicted_clients", clients.memory().evictedCount())
                .field("total_eviction_exceeded_time", evictionTime.totalMs(execution.clock().nowNs()))
                .field("current_eviction_exceeded_time", evictionTime.currentMs(execution.clock().nowNs()))
                .field("keyspace_hits", execution.keys().hits())
                .field("keyspace_misses", execution.keys().misses())
                .field("pubsub_channels", subscriptions.channels())
                .field("pubsub_patterns", subscriptions.patterns())
                .field("pubsubshard_channels", subscriptions.shardChannels())
                .field("latest_fork_usec", 0)
                // Nothing forks; monitors and scripts see by this field that a snapshot was begun.
                .field("total_forks", snapshotsStarted.getAsLong())
                .field("migrate_cached_sockets", cachedSockets.getAsInt())
                .field("slave_expires_tracked_keys", replication.ownKeysCount())
                .field("active_defrag_hits", 0)
                .field("active_defrag_misses", 0)
                .field("active_defrag_key_hits", 0)
                .field("active_defrag_key_misses", 0)
                .field("total_active_defrag_time", 0)
                .field("current_active_defrag_time", 0)
                .field("tracking_total_keys", tracking.keyCount())
                .field("tracking_total_items", tracking.itemCount())
                .field("tracking_total_prefixes", tracking.prefixCount())
                .field("unexpected_error_replies", execution.errors().unexpected())
                .field("total_error_replies", execution.errors().total())
                .field("dump_payload_sanitizations", sanitizations.getAsLong())
                .field("total_reads_processed", network.reads())
                .field("total_writes_processed", network.writes())
                .field("io_threaded_reads_processed", network.threadedReads())
                .field("io_threaded_writes_processed", network.threadedWrites())
                .field("client_query_buffer_limit_disconnections", clients.queryOverflowCount())
                .field("client_output_buffer_limit_disconnections", clients.outputLimits().disconnectedCount())
                .field("reply_buffer_shrinks", clients.cron().replyShrinkCount())
                .field("reply_buffer_expands", clients.replyGrowCount())
                .field("eventloop_cycles", loop.cycles())
                .field("eventloop_duration_sum", loop.busyNs() / 1000)
                .field("eventloop_duration_cmd_sum", execution.stats().totalNanos() / 1000)
                .field("instantaneous_eventloop_cycles_per_sec", Math.round(loop.cyclesPerSecond()))
                .field("instantaneous_eventloop_duration_usec", Math.round(loop.microsPerCycle()))
                .field("acl_access_denied_auth", denials.count(Denial.AUTH))
                .field("acl_access_denied_cmd", denials.count(Denial.COMMAND))
                .field("acl_access_denied_key", denials.count(Denial.KEY))
                .field("acl_access_denied_channel", denials.count(Denial.CHANNEL));
    }
}
