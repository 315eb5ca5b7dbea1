package io.jadis.server.replication;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.protocol.config.Choice.PropagationErrorBehavior;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.RequestReader;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.Session;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our master's stream: its commands are executed as they come, and their bytes, exactly as they came, are passed on to
 * our own replicas. Only bytes whose effect is there count: those of a transaction when it is over.
 */
final class MasterStream implements Session, ReplyBuffer.Observer {
    /** What becomes of a stream. */
    interface Listener {
        void onHeard();

        /** Whether a command of the master is just being executed. */
        void onApplying(boolean applying);

        /** Bytes whose commands have been executed. */
        void onApplied(long address, long length);

        /**
         * The connection is gone.
         *
         * @param broken whether what came could not be understood
         */
        void onStreamEnded(MasterStream stream, boolean broken);
    }

    private static final Logger LOG = LoggerFactory.getLogger(MasterStream.class);
    private static final long UNKEPT_LOG_MS = 10_000;
    private static final int KEPT_BYTES_MIN = 4096;
    private static final int ERROR_LOGGED_MAX = 4096;

    private final Connection connection;
    private final Client client;
    private final Execution execution;
    private final Config config;
    private final Listener listener;
    private final Allocator allocator;
    private final Runnable halt;
    private boolean broken;
    /** The bytes of an unfinished transaction: 0 or a block. */
    private long kept;
    private long keptBytes, keptRoomBytes;
    private long unkeptLoggedAtMs;

    /** @param halt ends the process at once */
    MasterStream(Connection connection, Clients clients, Execution execution, Config config, Listener listener,
            Database database, Runnable halt) {
        this.connection = connection;
        this.execution = execution;
        this.config = config;
        this.listener = listener;
        this.halt = halt;
        allocator = execution.allocator();
        client = clients.acceptMaster(connection);
        client.database(database);
        connection.reply().observer(this);
    }

    Client client() {
        return client;
    }

    /** Bytes that have come and don't count yet. */
    long unappliedBytes() {
        return keptBytes + connection.queryBytes();
    }

    /** Whether it waits for our own disk. */
    boolean isHeld() {
        return connection.isHeld();
    }

    /**
     * Tells the master how far we are.
     *
     * @param syncedOffset how much of that is safe on our disk, or {@link SyncedOffset#NONE}
     */
    void acknowledge(long offset, long syncedOffset) {
        if (connection.isClosing()) return;
        ReplyBuffer reply = client.reply();
        boolean silent = reply.discard(false);
        boolean kept = syncedOffset != SyncedOffset.NONE;
        reply.array(kept ? 5 : 3);
        reply.bulk("REPLCONF");
        reply.bulk("ACK");
        reply.bulkInteger(offset);
        if (kept) {
            reply.bulk("FACK");
            reply.bulkInteger(syncedOffset);
        }
        reply.discard(silent);
        connection.flushSoon();
    }

    void close() {
        connection.close();
    }

    // ---- the session

    @Override
    public void onBatchBegin() {
        client.onBatchBegin();
        listener.onHeard();
    }

    @Override
    public void onRequestsRead(RequestReader requests) {
        client.onRequestsRead(requests);
    }

    @Override
    public Next onRequest(Arguments request) {
        RequestReader reader = (RequestReader) request;
        long address = reader.bytesAddress();
        long length = reader.bytesLength();
        if (isInline(address, length)) {
            LOG.warn("WARNING: Receiving inline protocol from master, master stream corruption? Closing the master connection"
                    + " and discarding the cached master.");
            broken = true;
            connection.closeSoon();
            return Next.CONTINUE;
        }
        client.lastInteractionMs(execution.clock().steadyMs());
        if (execution.admission().persistenceFails()) applyUnkept(request);
        ReplyBuffer reply = client.reply();
        reply.discard(true);
        listener.onApplying(true);
        execution.obey(client, request);
        listener.onApplying(false);
        reply.discard(false);
        if (client.isInMulti()) {
            keep(address, length);
        } else {
            if (keptBytes > 0) listener.onApplied(kept, keptBytes);
            keptBytes = 0;
            listener.onApplied(address, length);
        }
        return Next.CONTINUE;
    }

    /** The command can't be kept on disk: by default a replica ends rather than to go on without. */
    private void applyUnkept(Arguments request) {
        Command command = execution.commands().find(request);
        if (command == null || !command.has(CommandFlag.WRITE)) return;
        if (!config.get(Directives.REPLICA_IGNORE_DISK_WRITE_ERRORS)) {
            LOG.error("Replica was unable to write command to disk.");
            halt.run();
        }
        long nowMs = execution.clock().steadyMs();
        if (nowMs - unkeptLoggedAtMs < UNKEPT_LOG_MS) return;
        unkeptLoggedAtMs = nowMs;
        LOG.warn("Replica is applying a command even though it is unable to write to disk.");
    }

    private static boolean isInline(long address, long length) {
        long at = 0;
        while (at < length && (Memory.getByte(address + at) == '\n' || Memory.getByte(address + at) == '\r')) at++;
        return at < length && Memory.getByte(address + at) != '*';
    }

    private void keep(long address, long length) {
        if (keptBytes + length > keptRoomBytes) {
            keptRoomBytes = Math.max(KEPT_BYTES_MIN, Math.max(keptBytes + length, 2 * keptRoomBytes));
            kept = kept == 0 ? allocator.allocate(keptRoomBytes) : allocator.reallocate(kept, keptRoomBytes);
        }
        Memory.copy(address, kept + keptBytes, length);
        keptBytes += length;
    }

    @Override
    public void onBatchEnd() {
        client.onBatchEnd();
    }

    @Override
    public void onFlushed() {
        client.onFlushed();
    }

    @Override
    public void onProtocolError(String error) {
        LOG.warn("Protocol error ({}) from client: our master", error);
        broken = true;
    }

    @Override
    public void onQueryBufferOverflow(long bytes) {
        broken = true;
    }

    @Override
    public void onClosed() {
        client.onClosed();
        if (kept != 0) allocator.free(kept);
        kept = 0;
        listener.onStreamEnded(this, broken);
    }

    // ---- errors

    @Override
    public void onErrorReply(ErrorReply error) {
        client.onErrorReply(error);
        execution.errors().countUnexpected();
        String text = error.text();
        if (text.length() > ERROR_LOGGED_MAX) text = text.substring(0, ERROR_LOGGED_MAX);
        String command = client.lastCommand().toLowerCase(Locale.ROOT);
        LOG.warn("== CRITICAL == This replica is sending an error to its master: '-{}' after processing the command '{}'",
                text, command);
        if (!config.get(Directives.REPLICA_READ_ONLY)) return;
        if (config.get(Directives.PROPAGATION_ERROR_BEHAVIOR) == PropagationErrorBehavior.IGNORE) return;
        LOG.error("This replica panicked sending an error to its master after processing the command '{}'", command);
        halt.run();
    }

    @Override
    public void onChunkFull(boolean grown) {
        client.onChunkFull(grown);
    }
}
