package io.jadis.server.client;

import io.jadis.protocol.acl.Users;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.ReplyChunks;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.Session;
import io.jadis.protocol.server.SessionFactory;
import io.jadis.server.clock.ServerClock;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.KeysAhead;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connected clients, in the order they came. Executor thread only. */
public final class Clients implements SessionFactory {
    /** What a client and its connection take on the heap, measured with 10,000 idle ones. */
    static final int CLIENT_BYTES = 2_300;

    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final ErrorReply MAX_CLIENTS = ErrorReply.of("ERR max number of clients reached");
    private static final ErrorReply PROTECTED =
            ErrorReply.of("DENIED Redis is running in protected mode because protected "
            + "mode is enabled and no password is set for the default user. In this mode connections are only accepted from "
            + "the loopback interface. If you want to connect from external computers to Redis you may adopt one of the "
            + "following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from "
            + "the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE "
            + "Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change "
            + "permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration "
            + "file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started "
            + "the server manually just for testing, restart it with the '--protected-mode no' option. 4) Set up an "
            + "authentication password for the default user. NOTE: You only need to do one of the above things in order "
            + "for the server to start accepting connections from the outside.");

    private final NavigableMap<Long, Client> byId = new TreeMap<>();
    private final ServerClock clock;
    private final Users users;
    private final Database firstDatabase;
    private final ReplyBuffer.Observer errors;
    private final OutputLimits outputLimits;
    private final ClientMemory memory;
    private final LongConsumer batchTookNs;
    private final ClientCron cron = new ClientCron(this, byId);
    private final KeysAhead keysAhead = new KeysAhead();
    private RequestExecutor executor;
    private RequestLimits requestLimits = RequestLimits.ofBulkBytes(512L << 20);
    private boolean protectedMode = true;
    private long clientsMax = 10_000;
    private long queryBytesMax = Long.MAX_VALUE;
    private long nextId = 1;
    private long batchBeganNs;
    private long acceptedCount, rejectedCount, queryOverflowCount, replyGrowCount;

    /**
     * @param errors told of each error reply that any client gets
     * @param later runs a task in a later turn of the executor
     * @param batchTookNs told how long the batches of requests take
     */
    public Clients(ServerClock clock, Users users, Database firstDatabase, OutputLimits outputLimits,
            ReplyBuffer.Observer errors, Executor later, LongConsumer batchTookNs) {
        this.batchTookNs = batchTookNs;
        this.memory = new ClientMemory(this, later);
        this.clock = clock;
        this.users = users;
        this.firstDatabase = firstDatabase;
        this.outputLimits = outputLimits;
        this.errors = errors;
    }

    /** Wires what executes the requests; once, before the first client comes. */
    public void executor(RequestExecutor executor) {
        this.executor = executor;
    }

    RequestExecutor executor() {
        return executor;
    }

    ServerClock clock() {
        return clock;
    }

    ReplyBuffer.Observer errors() {
        return errors;
    }

    public OutputLimits outputLimits() {
        return outputLimits;
    }

    public ClientMemory memory() {
        return memory;
    }

    public ClientCron cron() {
        return cron;
    }

    public Collection<Client> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public int count() {
        return byId.size();
    }

    /** The client of this id, or null. */
    public Client byId(long id) {
        return byId.get(id);
    }

    // ---- configuration

    public void clientsMax(long clientsMax) {
        this.clientsMax = clientsMax;
    }

    public void protectedMode(boolean on) {
        protectedMode = on;
    }

    /** As whom they can authenticate. */
    public Users users() {
        return users;
    }

    /**
     * Whether the default user needs a password, or is off: then new clients are limited until they have authenticated.
     */
    public boolean isAuthenticationRequired() {
        return !users.defaultUser().isOpen();
    }

    /** {@link #isAuthenticationRequired} may have changed. */
    public void defaultUserChanged() {
        byId.values().forEach(Client::applyLimits);
    }

    /** {@code proto-max-bulk-len}. */
    public void bulkBytesMax(long bytes) {
        requestLimits = RequestLimits.ofBulkBytes(bytes);
        byId.values().forEach(Client::applyLimits);
    }

    /** {@code client-query-buffer-limit}: what a client may have sent that isn't executed yet. */
    public void queryBytesMax(long bytes) {
        queryBytesMax = bytes;
    }

    RequestLimits requestLimits() {
        return requestLimits;
    }

    // ---- coming and going

    @Override
    public Session onAccepted(Connection connection) {
        clock.tick();
        if (byId.size() >= clientsMax) {
            connection.reply().error(MAX_CLIENTS);
            rejectedCount++;
            return null;
        }
        if (protectedMode && users.defaultUser().needsNoPassword() && !connection.isUnix()
                && !isLoopback(connection.peer())) {
            connection.reply().error(PROTECTED);
            rejectedCount++;
            return null;
        }
        acceptedCount++;
        Client client = new Client(nextId++, connection, this, firstDatabase, clock.steadyMs());
        connection.reply().observer(client);
        byId.put(client.id(), client);
        return client;
    }

    /** The connection to our master, over which its stream comes. */
    public Client acceptMaster(Connection connection) {
        clock.tick();
        connection.trust();
        Client client = new Client(nextId++, connection, this, firstDatabase, clock.steadyMs());
        client.beMaster();
        connection.reply().observer(client);
        byId.put(client.id(), client);
        return client;
    }

    /** A client for the commands of a stream: its replies go nowhere, but for errors, which the observer hears of. */
    public Client stream(ReplyBuffer.Observer observer) {
        ReplyBuffer nowhere = new ReplyBuffer(new ReplyChunks(UnpooledByteBufAllocator.DEFAULT));
        nowhere.abandon();
        nowhere.observer(observer);
        return new Client(nowhere, this, firstDatabase, clock.steadyMs());
    }

    private static boolean isLoopback(InetSocketAddress peer) {
        return peer == null || peer.getAddress().isLoopbackAddress();
    }

    /** The server's end. */
    public void closeAll() {
        List.copyOf(byId.values()).forEach(client -> client.connection().close());
    }

    void remove(Client client) {
        byId.remove(client.id());
        memory.forget(client);
    }

    void onBatchBegin() {
        batchBeganNs = clock.tick();
        memory.evictIfDue();
    }

    /** Of a pipeline: what its requests are about is fetched from memory before they are executed one by one. */
    void fetchKeys(RequestReader requests, Database database) {
        for (int i = 0, count = requests.readCount(); i < count; i++) {
            long address = requests.keyAddress(i);
            if (address != 0) keysAhead.add(address, requests.keyLength(i));
        }
        keysAhead.fetch(database);
    }

    void onBatchEnd(Client client) {
        batchTookNs.accept(clock.nowNs() - batchBeganNs);
        outputLimits.check(client);
    }

    /** Requests were executed, or more of them has come: bounds what it leaves here, and counts its memory. */
    void onRequestsDone(Client client) {
        // What MULTI has queued is still to be executed: as good as unread.
        if (client.isInMulti() && !client.isMaster() && !client.isClosing()
                && client.pendingRequestBytes() > queryBytesMax) {
            onQueryBufferOverflow(client, client.pendingRequestBytes());
            client.connection().closeSoon();
        }
        memory.account(client);
    }

    void onChunkFull(Client client, boolean grown) {
        if (grown) replyGrowCount++;
        outputLimits.check(client);
    }

    /** Something was written for a client outside of its own commands: it is sent, if that isn't too much for it. */
    public void written(Client client) {
        outputLimits.check(client);
        if (!client.isClosing()) client.connection().flushSoon();
    }

    void onProtocolError(Client client, String error) {
        if (LOG.isDebugEnabled()) LOG.debug("Protocol error ({}) from client: {}", error, ClientLine.of(client));
        client.reply().error(ErrorReply.of("ERR Protocol error: " + error));
    }

    void onQueryBufferOverflow(Client client, long bytes) {
        queryOverflowCount++;
        LOG.warn("Closing client that reached max query buffer length: {} (qbuf {} bytes)", ClientLine.of(client),
                bytes);
    }

    // ---- statistics (INFO)

    /** total_connections_received */
    public long acceptedCount() {
        return acceptedCount;
    }

    /** rejected_connections */
    public long rejectedCount() {
        return rejectedCount;
    }

    /** client_query_buffer_limit_disconnections */
    public long queryOverflowCount() {
        return queryOverflowCount;
    }

    /** reply_buffer_expands */
    public long replyGrowCount() {
        return replyGrowCount;
    }

    /** The id that the next client will get. */
    public long nextId() {
        return nextId;
    }

    public void resetStatistics() {
        acceptedCount = 0;
        rejectedCount = 0;
        queryOverflowCount = 0;
        replyGrowCount = 0;
        memory.resetStatistics();
        cron.resetStatistics();
        outputLimits.resetStatistics();
    }
}
