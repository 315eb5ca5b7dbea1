package io.jadis.server.replication;

import io.jadis.protocol.config.Choice.DisklessLoad;
import io.jadis.protocol.config.Choice.ReplCompression;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.MasterAddress;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.protocol.server.EventLoops;
import io.jadis.protocol.server.Session;
import io.jadis.repl.Follower;
import io.jadis.repl.FollowerState;
import io.jadis.repl.Payload;
import io.jadis.repl.PayloadReader;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.client.Clients;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.Scratch;
import io.jadis.server.info.InfoText;
import io.jadis.server.persistence.Persistence;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.RdbHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to a master: drives a {@link Follower} over the network, and does what becoming a replica or a master means
 * for the rest of the server. Executor thread only.
 */
public final class MasterLink implements Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);

    private static final ErrorReply ROLE_CHANGED =
            ErrorReply.of("UNBLOCKED force unblock from blocking operation, instance "
            + "state changed (master -> replica?)");

    private final Config config;
    private final EventLoops loops;
    private final EventLoop executor;
    private final ConnectionSettings connections;
    private final Clients clients;
    private final Execution execution;
    private final ServerClock clock;
    private final Keyspace keyspace;
    private final Replication replication;
    private final ReplicationHistory history;
    private final DataSet dataSet;
    private final Follower follower;
    private final Runnable roleChanged;
    private final Runnable halt;
    private final OwnKeys ownKeys;
    private final UpstreamFields fields;
    private final SyncedOffset synced;
    private Consumer<Boolean> takeOverAnswered = accepted -> { };

    /** Until the stream begins; null without a connection. */
    private MasterChannel channel;
    /** While the stream goes on. */
    private MasterStream stream;
    /** A data set on its way. */
    private FullSync sync;
    private PayloadReader payload;
    /** The database that the stream is in: it has to be known where the stream goes on. */
    private Database database;
    private long lastTickMs;
    private boolean started, stopped;
    /** What {@link #selectedDatabase} said when the link was stopped: what is on disk is completed after that. */
    private int stoppedDatabase;

    /**
     * @param roleChanged called when the server has become a replica, or a master
     * @param halt ends the process at once
     */
    public MasterLink(Config config, EventLoops loops, ConnectionSettings connections, Clients clients,
            Execution execution,
            Keyspace keyspace, Persistence persistence, Replication replication, Scratch scratch, Runnable roleChanged,
            Runnable halt) {
        this.config = config;
        this.loops = loops;
        this.executor = loops.executor();
        this.connections = connections;
        this.clients = clients;
        this.execution = execution;
        this.clock = execution.clock();
        this.keyspace = keyspace;
        this.replication = replication;
        this.roleChanged = roleChanged;
        this.halt = halt;
        ownKeys = new OwnKeys(scratch, System::nanoTime);
        config.onChange(this::watchOwnWrites, Directives.REPLICA_READ_ONLY);
        history = replication.history();
        database = keyspace.database(0);
        follower = new Follower(new Actions(), history, this::settings);
        synced = new SyncedOffset(config, persistence);
        fields = new UpstreamFields(config, follower, history);
        dataSet = new DataSet(keyspace, config, persistence, this::enterOtherHistory);
        replication.upstream(this);
    }

    private Follower.Settings settings() {
        int port = config.get(Directives.REPLICA_ANNOUNCE_PORT);
        if (port == 0 && config.get(Directives.TLS_REPLICATION)) port = config.get(Directives.TLS_PORT);
        if (port == 0) port = config.get(Directives.PORT);
        return new Follower.Settings(config.get(Directives.MASTERUSER), config.get(Directives.MASTERAUTH), port,
                config.get(Directives.REPLICA_ANNOUNCE_IP), 1000L * config.get(Directives.REPL_TIMEOUT),
                config.get(Directives.REPL_COMPRESSION) == ReplCompression.LZ4);
    }

    /** Who wants to hear how a takeover was answered. */
    public void onTakeOverAnswered(Consumer<Boolean> listener) {
        takeOverAnswered = listener;
    }

    // ---- the start and the end

    /** At the start, before the data set is loaded: takes the role that the configuration asks for. */
    public void start() {
        Optional<MasterAddress> master = config.get(Directives.REPLICAOF);
        if (master.isEmpty()) return;
        follower.followFromStart(master.get());
        roleChanged();
    }

    /**
     * The data set is loaded: the link is made, if there is a master.
     *
     * @param place where in whose history the data set is, if it says so
     */
    public void loaded(Optional<RdbHeader.Replication> place) {
        started = true;
        if (!follower.isReplica()) return;
        place.ifPresent(this::restore);
        follower.tick(clock.steadyMs());
    }

    private void restore(RdbHeader.Replication place) {
        history.restore(place.id(), place.offset());
        if (!replication.backlog().isOpen()) replication.backlog().open();
        database = databaseOf(place.streamDatabase());
        follower.resumable();
        roleChanged();
    }

    private Database databaseOf(int index) {
        return keyspace.database(index < keyspace.databaseCount() ? index : 0);
    }

    /** The server's end. */
    public void stop() {
        stoppedDatabase = selectedDatabase();
        stopped = true;
        hangUp();
    }

    /** To be called from the cron. */
    public void cron() {
        if (ownKeys.count() > 0 && keyspace.expiryMode() == ExpiryMode.REPLICA) ownKeys.expireDue(clock.nowMs());
        if (stream != null) synced.at(history.offset());
        long nowMs = clock.steadyMs();
        if (!started || stopped || !follower.isReplica() || nowMs - lastTickMs < 1000) return;
        lastTickMs = nowMs;
        // Then it's not the master that is silent.
        if (stream != null && stream.isHeld()) follower.heard(nowMs);
        follower.tick(nowMs);
    }

    // ---- roles

    @Override
    public boolean exists() {
        return follower.isReplica();
    }

    @Override
    public boolean isUp() {
        return follower.isConnected();
    }

    /** Empty while this server is a master. */
    public Optional<MasterAddress> master() {
        return follower.master();
    }

    @Override
    public void follow(MasterAddress master, boolean takeOver) {
        boolean wasMaster = !follower.isReplica();
        if (wasMaster) {
            database = keyspace.database(0);
            if (!replication.backlog().isOpen()) replication.backlog().open();
        }
        config.put(Directives.REPLICAOF, Optional.of(master));
        follower.follow(master, takeOver, clock.steadyMs());
        if (wasMaster) roleChanged();
        execution.blocked().endAll(clients.all(), ROLE_CHANGED);
    }

    @Override
    public void unfollow() {
        if (!follower.isReplica()) return;
        config.put(Directives.REPLICAOF, Optional.empty());
        follower.unfollow();
        history.promote(RunId.random());
        LOG.info("Setting secondary replication ID to {}, valid up to offset: {}. New replication ID is {}",
                history.previousId(), history.previousEndsAt(), history.id());
        // They are told of the new id, and go on where they are.
        replication.disconnectReplicas();
        roleChanged();
        dataSet.resumePersistence();
    }

    /** The server has become a replica, or a master. */
    private void roleChanged() {
        ownKeys.forgetAll();
        watchOwnWrites();
        roleChanged.run();
    }

    private void watchOwnWrites() {
        boolean writable = follower.isReplica() && !config.get(Directives.REPLICA_READ_ONLY);
        execution.changes().listener(writable ? ownKeys : null);
    }

    @Override
    public int ownKeysCount() {
        return ownKeys.count();
    }

    private void enterOtherHistory() {
        follower.discard();
        replication.disconnectReplicas();
        replication.backlog().close();
    }

    private void hangUp() {
        MasterChannel droppedChannel = channel;
        MasterStream droppedStream = stream;
        FullSync droppedSync = sync;
        channel = null;
        stream = null;
        sync = null;
        payload = null;
        if (droppedStream != null) {
            database = droppedStream.client().database();
            droppedStream.close();
        }
        if (droppedChannel != null) droppedChannel.drop();
        if (droppedSync != null) droppedSync.abandon();
    }

    // ---- what the link wants

    private final class Actions implements Follower.Actions {
        @Override
        public void connect(MasterAddress master) {
            MasterChannel opening = new MasterChannel(new ChannelEvents());
            channel = opening;
            InetSocketAddress from = sourceAddress();
            NameLookup.find(master.host(), executor, address -> {
                if (opening.isDropped()) return;
                ChannelFuture connected =
                        loops.connect(new InetSocketAddress(address, master.port()), from, connections, opening);
                connected.addListener(future -> {
                    if (!future.isSuccess()) failed(opening, MasterChannel.text(future.cause()));
                });
            }, reason -> failed(opening, reason));
        }

        private void failed(MasterChannel opening, String reason) {
            executor.execute(() -> {
                if (opening != channel) return;
                channel = null;
                follower.onDisconnected(reason, clock.steadyMs());
            });
        }

        @Override
        public void disconnect() {
            hangUp();
        }

        @Override
        public void send(String... words) {
            StringBuilder command = new StringBuilder().append('*').append(words.length).append("\r\n");
            for (String word : words) {
                command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
            }
            sendRaw(command.toString());
        }

        @Override
        public void sendRaw(String bytes) {
            if (channel != null) channel.send(bytes);
        }

        @Override
        public boolean receive(Payload announced) {
            payload = new PayloadReader(announced);
            DataSet.Swap swap = swap();
            boolean direct = swap != DataSet.Swap.NONE || dataSet.isEmpty() && diskless() == DisklessLoad.ON_EMPTY_DB;
            String to = direct ? "parser" : "disk";
            switch (announced) {
                case Payload.Marked marked ->
                        LOG.info("MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF to {}", to);
                case Payload.Packed packed ->
                        LOG.info("MASTER <-> REPLICA sync: receiving streamed RDB from master, packed with LZ4, to {}",
                                to);
                case Payload.Sized(long bytes) ->
                        LOG.info("MASTER <-> REPLICA sync: receiving {} bytes from master to {}", bytes, to);
            }
            SyncEvents events = new SyncEvents();
            if (direct) {
                sync = new DirectSync(dataSet, Math.max(0, payload.totalBytes()), swap, events);
                return true;
            }
            return receiveIntoFile(events);
        }

        private boolean receiveIntoFile(SyncEvents events) {
            String name = "temp-" + clock.nowMs() / 1000 + "." + ProcessHandle.current().pid() + ".rdb";
            Path temporary = config.directory().resolve(name);
            try {
                sync = new FileSync(executor, dataSet, temporary, config.path(Directives.DBFILENAME), events);
                return true;
            } catch (IOException e) {
                LOG.warn("Opening the temp file needed for MASTER <-> REPLICA synchronization: {}", OsError.text(e));
                return false;
            }
        }

        @Override
        public void load() {
            sync.received(payload.markLength());
        }

        @Override
        public void enterHistory(Follower.StreamStart start) {
            switch (start) {
                case Follower.StreamStart.Resumed(String id) -> {
                    // Replicas of ours have to hear of the new name; they go on where they are.
                    if (!history.isCurrent(id)) replication.disconnectReplicas();
                    history.follow(id);
                    if (!replication.backlog().isOpen()) replication.backlog().open();
                    // A full sync may have come to nothing, and have left what we had.
                    dataSet.resumePersistence();
                }
                case Follower.StreamStart.AfterFullSync(String id, long offset) -> {
                    if (offset < 0) history.adopt(RunId.random(), 0);
                    else history.adopt(id, offset);
                    synced.reset(history.offset());
                    replication.backlog().reset();
                }
            }
        }

        @Override
        public void followStream() {
            MasterChannel opened = channel;
            channel = null;
            loops.serve(opened.channel(), opened, connections, this::begin, opened.leave());
        }

        private Session begin(Connection connection) {
            stream = new MasterStream(connection, clients, execution, config, new StreamEvents(), database, halt);
            return stream;
        }

        @Override
        public void acknowledge() {
            MasterLink.this.acknowledge();
        }

        @Override
        public void takeOverAnswered(boolean accepted) {
            // The answer may be to end what is just being done.
            executor.execute(() -> takeOverAnswered.accept(accepted));
        }
    }

    private DisklessLoad diskless() {
        return config.get(Directives.REPL_DISKLESS_LOAD);
    }

    /** What we have is worth showing if it is an earlier state of the same data set. */
    private DataSet.Swap swap() {
        if (diskless() != DisklessLoad.SWAPDB) return DataSet.Swap.NONE;
        return history.isCurrent(follower.syncId()) ? DataSet.Swap.SHOWN : DataSet.Swap.HIDDEN;
    }

    private InetSocketAddress sourceAddress() {
        String address = config.get(Directives.BIND_SOURCE_ADDR);
        return address.isEmpty() ? null : new InetSocketAddress(address, 0);
    }

    // ---- what happens

    private final class ChannelEvents implements MasterChannel.Listener {
        @Override
        public void onConnected() {
            clock.wake();
            follower.onConnected(clock.steadyMs());
        }

        @Override
        public boolean awaitsLine() {
            return follower.awaitsLine();
        }

        @Override
        public void onLine(String line) {
            clock.wake();
            follower.onLine(line, clock.steadyMs());
        }

        @Override
        public boolean awaitsPayload() {
            return follower.state() == FollowerState.TRANSFER && sync.hasRoom();
        }

        @Override
        public void onPayload(ByteBuf bytes) {
            clock.wake();
            follower.heard(clock.steadyMs());
            int length = payload.accept(bytes.memoryAddress() + bytes.readerIndex(), bytes.readableBytes());
            replication.countInput(length);
            connections.network.read(length, true);
            if (payload.isBroken()) {
                LOG.warn("MASTER <-> REPLICA sync: what the master has sent can't be unpacked");
                follower.onReceiveFailed(clock.steadyMs());
                return;
            }
            if (payload.isPacked()) takePlain(bytes, length);
            else sync.take(bytes, length);
            if (payload.isComplete()) follower.onReceived();
        }

        private void takePlain(ByteBuf packed, int length) {
            int plainBytes = payload.plainBytes();
            if (plainBytes > 0) {
                ByteBuf plain = packed.alloc().directBuffer(plainBytes);
                plain.writeBytes(payload.plain(), 0, plainBytes);
                sync.take(plain, plainBytes);
                plain.release();
            }
            packed.skipBytes(length);
        }

        @Override
        public void onClosed(String reason) {
            clock.wake();
            channel = null;
            follower.onDisconnected(reason, clock.steadyMs());
        }
    }

    private final class SyncEvents implements FullSync.Listener {
        @Override
        public void onRoom() {
            follower.heard(clock.steadyMs());
            if (channel != null) channel.goOn();
        }

        @Override
        public void onEnded(FullSync ended, boolean loaded, int streamDatabase) {
            clock.wake();
            if (ended != sync) return;
            boolean acknowledged = payload.isAcknowledged();
            if (loaded) {
                sync = null;
                database = databaseOf(Math.max(0, streamDatabase));
                ownKeys.forgetAll();
                execution.changes().changedSomething();
            }
            follower.onLoaded(loaded, acknowledged, clock.steadyMs());
            if (loaded) dataSet.resumePersistence();
        }
    }

    private final class StreamEvents implements MasterStream.Listener {
        @Override
        public void onApplying(boolean applying) {
            ownKeys.listen(!applying);
        }

        @Override
        public void onHeard() {
            follower.heard(clock.steadyMs());
        }

        @Override
        public void onApplied(long address, long length) {
            replication.countInput(length);
            replication.relay(address, length);
        }

        @Override
        public void onStreamEnded(MasterStream ended, boolean broken) {
            if (ended != stream) return;
            database = ended.client().database();
            stream = null;
            clock.wake();
            if (broken) follower.onBrokenStream(clock.steadyMs());
            else follower.onDisconnected("", clock.steadyMs());
        }
    }

    // ---- facts

    @Override
    public int selectedDatabase() {
        if (stopped) return stoppedDatabase;
        if (stream != null) return stream.client().database().index();
        return follower.isResumable() ? database.index() : -1;
    }

    @Override
    public void acknowledge() {
        if (stream != null) stream.acknowledge(history.offset(), synced.at(history.offset()));
    }

    @Override
    public void writeRole(ReplyBuffer reply) {
        fields.writeRole(reply);
    }

    @Override
    public void writeFields(InfoText text) {
        fields.write(text, clock.steadyMs(), stream, payload);
    }
}
