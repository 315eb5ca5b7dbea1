package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.MasterAddress;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Follower;
import io.jadis.repl.PayloadReader;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.info.InfoText;
import java.util.Locale;

/** What a replica says of its link: ROLE, and its lines of INFO. */
final class UpstreamFields {
    private static final int NONE = -1;

    private final Config config;
    private final Follower follower;
    private final ReplicationHistory history;

    UpstreamFields(Config config, Follower follower, ReplicationHistory history) {
        this.config = config;
        this.follower = follower;
        this.history = history;
    }

    void writeRole(ReplyBuffer reply) {
        MasterAddress master = follower.master().orElseThrow();
        reply.array(5);
        reply.bulk("slave");
        reply.bulk(master.host());
        reply.integer(master.port());
        reply.bulk(follower.state().roleName());
        reply.integer(follower.isConnected() ? history.offset() : NONE);
    }

    /**
     * The lines between {@code role} and {@code connected_slaves}.
     *
     * @param stream null while there is none
     * @param payload null unless a data set is on its way
     */
    void write(InfoText text, long nowMs, MasterStream stream, PayloadReader payload) {
        MasterAddress master = follower.master().orElseThrow();
        boolean hasPlace = stream != null || follower.isResumable();
        long unapplied = stream == null ? 0 : stream.unappliedBytes();
        text.field("master_host", master.host())
                .field("master_port", master.port())
                .field("master_link_status", follower.isConnected() ? "up" : "down")
                .field("master_last_io_seconds_ago", stream == null ? NONE : secondsSince(follower.heardAtMs(), nowMs))
                .field("master_sync_in_progress", follower.state().isSync())
                .field("slave_read_repl_offset", hasPlace ? history.offset() + unapplied : 1)
                .field("slave_repl_offset", hasPlace ? history.offset() : 1);
        if (follower.state().isSync()) writeSync(text, nowMs, payload);
        if (!follower.isConnected()) {
            long sinceMs = follower.downSinceMs();
            text.field("master_link_down_since_seconds", sinceMs == 0 ? NONE : secondsSince(sinceMs, nowMs));
        }
        text.field("slave_priority", config.get(Directives.REPLICA_PRIORITY))
                .field("slave_read_only", config.get(Directives.REPLICA_READ_ONLY))
                .field("replica_announced", config.get(Directives.REPLICA_ANNOUNCED));
    }

    /** What Redis has where nobody knows: the size of a diskless transfer is 0, one that isn't announced yet -1. */
    private void writeSync(InfoText text, long nowMs, PayloadReader payload) {
        long read = payload == null ? 0 : payload.readBytes();
        long total = payload == null ? NONE : Math.max(0, payload.totalBytes());
        double percent = total == 0 ? 0 : 100.0 * read / total;
        text.field("master_sync_total_bytes", total)
                .field("master_sync_read_bytes", read)
                .field("master_sync_left_bytes", total - read)
                .field("master_sync_perc", String.format(Locale.ROOT, "%.2f", percent))
                .field("master_sync_last_io_seconds_ago", secondsSince(follower.heardAtMs(), nowMs));
    }

    private static long secondsSince(long ms, long nowMs) {
        return (nowMs - ms) / 1000;
    }
}
