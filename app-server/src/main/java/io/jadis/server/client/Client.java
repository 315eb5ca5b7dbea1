package io.jadis.server.client;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.Session;
import io.jadis.store.keyspace.Database;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected client: its identity, the state that commands leave behind, and the session of its connection. State
 * that a room keeps per client (watched keys, subscriptions, a transaction) hangs here as that room's own object and is
 * null for the many clients that don't use it.
 */
public final class Client implements Session, ReplyBuffer.Observer {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    /** A room's wish to hear of the end of a client. */
    @FunctionalInterface
    public interface CloseListener {
        void onClosed(Client client);
    }

    /** The name of the last command while there is none, or it was unknown. */
    public static final String NO_COMMAND = "NULL";

    private static final long STREAM_ID = Long.MAX_VALUE;

    /** CLIENT REPLY. */
    public enum ReplyMode { ON, OFF, SKIP_NEXT, SKIP }

    private final long id;
    /** Null for a stream's. */
    private final Connection connection;
    private final ReplyBuffer reply;
    private final Clients clients;
    private final long createdAtMs;
    private String name = "";
    private String libraryName = "", libraryVersion = "";
    private Database database;
    private User user;
    private boolean authenticated;
    private int protocol = 2;
    private ReplyMode replyMode = ReplyMode.ON;
    private boolean monitor, noEvict, noTouch;
    private boolean master;
    private long lastInteractionMs;
    /** Of the connection, when that was last looked at. */
    private long transferredBytes;
    private long softLimitSinceMs;
    private long replyPeakResetAtMs;
    private long accountedBytes, accountedBufferBytes, accountedHeapBytes;
    private String lastCommand = NO_COMMAND;
    private Transaction transaction;
    private Subscriptions subscriptions;
    private Tracking tracking;
    private Blocking blocking;
    private Replica replica;
    private long streamOffset, logPosition;
    private List<CloseListener> closeListeners = List.of();

    Client(long id, Connection connection, Clients clients, Database database, long nowMs) {
        this(id, connection, connection.reply(), clients, database, nowMs);
        logOut();
    }

    /**
     * Stands for a stream of commands that nobody waits for the replies of, an AOF that is loaded say. It has no
     * connection and is in no list.
     *
     * @param reply abandoned already
     */
    Client(ReplyBuffer reply, Clients clients, Database database, long nowMs) {
        this(STREAM_ID, null, reply, clients, database, nowMs);
        user = clients.users().superuser();
        authenticated = true;
    }

    private Client(long id, Connection connection, ReplyBuffer reply, Clients clients, Database database, long nowMs) {
        this.id = id;
        this.connection = connection;
        this.reply = reply;
        this.clients = clients;
        this.database = database;
        this.createdAtMs = nowMs;
        this.lastInteractionMs = nowMs;
    }

    /** Whether this stands for a stream of commands that were executed before: they are to be obeyed, not judged. */
    public boolean isStream() {
        return connection == null || master;
    }

    /** Whether this is our master, whose stream we apply. */
    public boolean isMaster() {
        return master;
    }

    void beMaster() {
        master = true;
        authenticate(clients.users().superuser());
    }

    /** What MULTI and WATCH have begun: kept by the room of transactions. */
    public interface Transaction {
        boolean isOpen();

        int queuedCount();

        int watchedCount();

        /** Memory of the queued commands. */
        long queuedBytes();

        /** Memory of the names of watched keys. */
        long watchedBytes();

        boolean isDirtyByWatch();

        boolean isDirtyByError();
    }

    /** What SUBSCRIBE and its like have begun: kept by the room of pub/sub. */
    public interface Subscriptions {
        int channelCount();

        int patternCount();

        int shardChannelCount();

        default int total() {
            return channelCount() + patternCount() + shardChannelCount();
        }

        /** Memory of the names. */
        long bytes();
    }

    /** What CLIENT TRACKING has begun: kept by the room of tracking. */
    public interface Tracking {
        /** Whether it hears of keys by their prefix, not of those that it has read. */
        boolean isBroadcast();

        /** The id of the client that gets the messages in its place, or 0. */
        long redirection();

        /** Whether that one is gone. */
        boolean isBroken();

        /** A request of the client has been dealt with: CLIENT CACHING is over, unless it is for the next one. */
        void requestEnded(Client client);

        /** Memory of the prefixes. */
        long bytes();
    }

    /** What REPLCONF and PSYNC have begun: kept by the room of replication. */
    public interface Replica {
        /** Whether it has asked to be synchronized: from then on this is a replica's connection. */
        boolean isAttached();

        /** Bytes of the replication stream that are kept because it has not taken them yet. */
        long pendingStreamBytes();
    }

    /** What the client waits for while it is parked; null for one that isn't blocked. */
    public interface Blocking {
        /** CLIENT UNBLOCK: ends the wait with a timeout or an error. False if this kind of wait can't be ended so. */
        boolean unblock(boolean withError);

        /** Whether the wait ends when the peer sends no more: not so where the server just isn't ready for it. */
        default boolean endsWithInput() {
            return true;
        }

        /** The client is gone. */
        void abandon();

        /** Memory of what is kept for the wait. */
        long bytes();

        /** Of {@link #bytes}, what is on the Java heap. */
        default long heapBytes() {
            return 0;
        }
    }

    // ---- the session

    @Override
    public void onBatchBegin() {
        clients.onBatchBegin();
    }

    @Override
    public void onRequestsRead(RequestReader requests) {
        clients.fetchKeys(requests, database);
    }

    @Override
    public Next onRequest(Arguments request) {
        lastInteractionMs = clients.clock().steadyMs();
        return clients.executor().execute(this, request);
    }

    @Override
    public void onBatchEnd() {
        clients.onBatchEnd(this);
    }

    /** As in Redis, who is blocked or listens is gone for us when it sends no more. */
    @Override
    public boolean endsWithInput() {
        return blocking != null && blocking.endsWithInput() || isSubscriber() || monitor || isReplica();
    }

    @Override
    public void onFlushed() {
        clients.onRequestsDone(this);
    }

    @Override
    public void onProtocolError(String error) {
        clients.onProtocolError(this, error);
    }

    @Override
    public void onQueryBufferOverflow(long bytes) {
        clients.onQueryBufferOverflow(this, bytes);
    }

    @Override
    public void onClosed() {
        if (blocking != null) blocking.abandon();
        for (CloseListener listener : closeListeners) listener.onClosed(this);
        closeListeners = List.of();
        clients.remove(this);
    }

    /** The room will hear once when the client is gone. */
    public void onClose(CloseListener listener) {
        if (closeListeners.isEmpty()) closeListeners = new ArrayList<>(2);
        if (!closeListeners.contains(listener)) closeListeners.add(listener);
    }

    @Override
    public void onErrorReply(ErrorReply error) {
        clients.errors().onErrorReply(error);
        if (!isReplica()) return;
        LOG.warn("== CRITICAL == This master is sending an error to its replica: '-{}' after processing the command '{}'",
                error.text(), lastCommand);
    }

    @Override
    public void onChunkFull(boolean grown) {
        clients.onChunkFull(this, grown);
    }

    // ---- identity

    public long id() {
        return id;
    }

    public Connection connection() {
        return connection;
    }

    public ReplyBuffer reply() {
        return reply;
    }

    public Clients registry() {
        return clients;
    }

    public long createdAtMs() {
        return createdAtMs;
    }

    public String name() {
        return name;
    }

    public void name(String name) {
        this.name = name;
    }

    public String libraryName() {
        return libraryName;
    }

    public void libraryName(String libraryName) {
        this.libraryName = libraryName;
    }

    public String libraryVersion() {
        return libraryVersion;
    }

    public void libraryVersion(String libraryVersion) {
        this.libraryVersion = libraryVersion;
    }

    // ---- state of the connection

    public Database database() {
        return database;
    }

    public void database(Database database) {
        this.database = database;
    }

    public boolean isAuthenticated() {
        return authenticated;
    }

    /** As whom it may do what it may. */
    public User user() {
        return user;
    }

    /** It has shown who it is, and may send requests of any size. */
    public void authenticate(User as) {
        user = as;
        authenticated = true;
        applyLimits();
    }

    /** It is nobody in particular, as one that has just come. */
    public void logOut() {
        user = clients.users().defaultUser();
        authenticated = user.isOpen();
        applyLimits();
    }

    /** To be called again when {@code proto-max-bulk-len} or the need of a password has changed. */
    public void applyLimits() {
        if (master) {
            connection.limits(RequestLimits.ofBulkBytes(Integer.MAX_VALUE));
            return;
        }
        boolean full = authenticated || !clients.isAuthenticationRequired();
        connection.limits(full ? clients.requestLimits() : RequestLimits.UNAUTHENTICATED);
    }

    /** The version of RESP that replies use: 2 or 3. */
    public int protocol() {
        return protocol;
    }

    public void protocol(int protocol) {
        this.protocol = protocol;
        reply().protocol(protocol);
    }

    /** Whether the command at hand gets no reply: nothing must come between the bytes of a replica's stream. */
    public boolean isSilent() {
        return isMuted() || isReplica();
    }

    /** Whether it wants no replies: CLIENT REPLY. */
    public boolean isMuted() {
        return replyMode == ReplyMode.OFF || replyMode == ReplyMode.SKIP;
    }

    public ReplyMode replyMode() {
        return replyMode;
    }

    public void replyMode(ReplyMode mode) {
        replyMode = mode;
    }

    /** MONITOR: gets a line for each command executed. */
    public boolean isMonitor() {
        return monitor;
    }

    public void monitor(boolean on) {
        monitor = on;
    }

    /** CLIENT NO-EVICT. */
    public boolean isNoEvict() {
        return noEvict;
    }

    public void noEvict(boolean on) {
        noEvict = on;
    }

    /** CLIENT NO-TOUCH: its reads leave the age of keys alone. */
    public boolean isNoTouch() {
        return noTouch;
    }

    public void noTouch(boolean on) {
        noTouch = on;
    }

    public ClientClass clientClass() {
        if (master) return ClientClass.MASTER;
        if (isReplica()) return ClientClass.REPLICA;
        return subscriptions != null && subscriptions.total() > 0 ? ClientClass.PUBSUB : ClientClass.NORMAL;
    }

    // ---- what rooms hang here

    public Transaction transaction() {
        return transaction;
    }

    public void transaction(Transaction transaction) {
        this.transaction = transaction;
    }

    /** Whether commands are queued instead of executed. */
    public boolean isInMulti() {
        return transaction != null && transaction.isOpen();
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public void subscriptions(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Whether it is subscribed to anything: in RESP2 only a few commands are then allowed. */
    public boolean isSubscriber() {
        return subscriptions != null && subscriptions.total() > 0;
    }

    /** Null for one that doesn't track keys. */
    public Tracking tracking() {
        return tracking;
    }

    public void tracking(Tracking tracking) {
        this.tracking = tracking;
    }

    public Blocking blocking() {
        return blocking;
    }

    public void blocking(Blocking blocking) {
        this.blocking = blocking;
    }

    /** Null for one that has never sent REPLCONF, SYNC or PSYNC. */
    public Replica replica() {
        return replica;
    }

    public void replica(Replica replica) {
        this.replica = replica;
    }

    /** Whether it is a replica that follows this server, or is being synchronized for that. */
    public boolean isReplica() {
        return replica != null && replica.isAttached();
    }

    /** Its last write has gone out: up to this offset of the replication stream, and this position of the AOF. */
    public void wrote(long streamOffset, long logPosition) {
        this.streamOffset = streamOffset;
        this.logPosition = logPosition;
    }

    /** The offset of the replication stream behind its last write. */
    public long streamOffset() {
        return streamOffset;
    }

    /** The position of the AOF behind its last write. */
    public long logPosition() {
        return logPosition;
    }

    // ---- activity

    public long lastInteractionMs() {
        return lastInteractionMs;
    }

    public void lastInteractionMs(long ms) {
        lastInteractionMs = ms;
    }

    /**
     * To be called now and then, and before {@link #lastInteractionMs} is relied on: who sends a part of a request, or
     * takes a reply or a part of one, isn't idle. Of our master only what it sends counts.
     */
    void noteTransfers(long nowMs) {
        long bytes = connection.transferredBytes();
        if (bytes == transferredBytes) return;
        transferredBytes = bytes;
        if (!master) lastInteractionMs = nowMs;
    }

    /** The full name of the last command, lower case, {@code client|list} for a subcommand. */
    public String lastCommand() {
        return lastCommand;
    }

    public void lastCommand(String fullName) {
        lastCommand = fullName;
    }

    /** When the soft limit of its output buffer was passed without a break, or 0. */
    long softLimitSinceMs() {
        return softLimitSinceMs;
    }

    void softLimitSinceMs(long ms) {
        softLimitSinceMs = ms;
    }

    /** When the peak of its replies was last forgotten. */
    long replyPeakResetAtMs() {
        return replyPeakResetAtMs;
    }

    void replyPeakResetAtMs(long ms) {
        replyPeakResetAtMs = ms;
    }

    /** What {@link ClientMemory} has counted for it; 0 if it isn't counted. */
    long accountedBytes() {
        return accountedBytes;
    }

    void accountedBytes(long bytes) {
        accountedBytes = bytes;
    }

    /** Of its buffers, what {@link ClientMemory} has counted. */
    long accountedBufferBytes() {
        return accountedBufferBytes;
    }

    void accountedBufferBytes(long bytes) {
        accountedBufferBytes = bytes;
    }

    /** What {@link ClientMemory} has counted for it on the Java heap. */
    long accountedHeapBytes() {
        return accountedHeapBytes;
    }

    void accountedHeapBytes(long bytes) {
        accountedHeapBytes = bytes;
    }

    /** Whether it has been told to go and is only still here because its command is under way. */
    public boolean isClosing() {
        return connection != null && connection.isClosing();
    }

    /** Memory that the client takes: buffers, queued commands, subscriptions, and the object itself. */
    public long memoryBytes() {
        long bytes = Clients.CLIENT_BYTES + bufferBytes() + connection.argumentFootprintBytes() + name.length();
        if (transaction != null) bytes += transaction.queuedBytes() + transaction.watchedBytes();
        if (subscriptions != null) bytes += subscriptions.bytes();
        if (tracking != null) bytes += tracking.bytes();
        if (blocking != null) bytes += blocking.bytes();
        return bytes;
    }

    /** Of {@link #memoryBytes}, what can grow on the Java heap. */
    public long heapBytes() {
        long bytes = connection.argumentFootprintBytes() + name.length() + libraryName.length()
                + libraryVersion.length();
        if (transaction != null) bytes += transaction.watchedBytes();
        if (subscriptions != null) bytes += subscriptions.bytes();
        if (tracking != null) bytes += tracking.bytes();
        if (blocking != null) bytes += blocking.heapBytes();
        return bytes;
    }

    /**
     * Requests that it has sent and that are not executed: those it has queued in MULTI, and their rest in the buffer.
     */
    long pendingRequestBytes() {
        return connection.queryBytes() + (transaction == null ? 0 : transaction.queuedBytes());
    }

    /** Of {@link #memoryBytes}, the buffers outside the heap. */
    long bufferBytes() {
        return connection.queryCapacityBytes() + connection.reply().footprintBytes() + connection.unsentBytes();
    }

    /** Sends an error outside of a command. */
    public void sendError(ErrorReply error) {
        reply().error(error);
        connection.flushSoon();
    }
}
