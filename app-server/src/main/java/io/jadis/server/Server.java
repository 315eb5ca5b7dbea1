package io.jadis.server;

import io.jadis.protocol.acl.AclCommands;
import io.jadis.protocol.acl.AclFile;
import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.acl.DenialLog;
import io.jadis.protocol.acl.Users;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Choice.ShutdownFlag;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.OutputBufferLimits;
import io.jadis.protocol.log.LogRole;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.KernelRandom;
import io.jadis.protocol.process.OpenFilesLimit;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.process.Shutdown;
import io.jadis.protocol.process.ShutdownRequest;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.protocol.server.EventLoops;
import io.jadis.protocol.server.Listeners;
import io.jadis.protocol.server.Transport;
import io.jadis.server.client.ClientClass;
import io.jadis.server.client.Clients;
import io.jadis.server.client.OutputLimits;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.command.AclCommand;
import io.jadis.server.command.ClientCommands;
import io.jadis.server.command.ClusterCommand;
import io.jadis.server.command.CommandCommand;
import io.jadis.server.command.ConfigCommands;
import io.jadis.server.command.Connections;
import io.jadis.server.command.DataSetDigest;
import io.jadis.server.command.Databases;
import io.jadis.server.command.Debug;
import io.jadis.server.command.Expiry;
import io.jadis.server.command.Introspection;
import io.jadis.server.command.Keys;
import io.jadis.server.command.LatencyCommands;
import io.jadis.server.command.MemoryCommands;
import io.jadis.server.command.Migrate;
import io.jadis.server.command.ModuleCommand;
import io.jadis.server.command.ObjectCommands;
import io.jadis.server.command.ProtectedAccess;
import io.jadis.server.command.PubSubCommands;
import io.jadis.server.command.RdbCommands;
import io.jadis.server.command.ReplicationCommands;
import io.jadis.server.command.RoleCommands;
import io.jadis.server.command.Scanning;
import io.jadis.server.command.ShutdownCommand;
import io.jadis.server.command.SlowlogCommands;
import io.jadis.server.command.Synchronizing;
import io.jadis.server.command.TrackingCommands;
import io.jadis.server.command.Transactions;
import io.jadis.server.execution.Admission;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Pause;
import io.jadis.server.execution.Permissions;
import io.jadis.server.execution.Scratch;
import io.jadis.server.execution.Watches;
import io.jadis.server.info.ClientsSection;
import io.jadis.server.info.CommandStatsSection;
import io.jadis.server.info.CpuSection;
import io.jadis.server.info.ErrorStatsSection;
import io.jadis.server.info.FixedSections;
import io.jadis.server.info.Info;
import io.jadis.server.info.KeyspaceSection;
import io.jadis.server.info.LatencyStatsSection;
import io.jadis.server.info.MemoryFigures;
import io.jadis.server.info.MemorySection;
import io.jadis.server.info.ServerIdentity;
import io.jadis.server.info.ServerSection;
import io.jadis.server.info.StatsSection;
import io.jadis.server.migration.Migrations;
import io.jadis.server.persistence.Persistence;
import io.jadis.server.persistence.PersistenceSection;
import io.jadis.server.pubsub.PubSub;
import io.jadis.server.pubsub.SubscriptionKind;
import io.jadis.server.replication.MasterLink;
import io.jadis.server.replication.Replication;
import io.jadis.server.replication.ReplicationSection;
import io.jadis.server.stats.CommandStats;
import io.jadis.server.stats.ErrorStats;
import io.jadis.server.stats.EvictionTime;
import io.jadis.server.stats.LatencyMonitor;
import io.jadis.server.stats.LoopStats;
import io.jadis.server.stats.Slowlog;
import io.jadis.server.tracking.Tracking;
import io.jadis.store.keyspace.EvictionPolicy;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.memory.Allocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: every room built and wired, its event loops, its life from start to shutdown. */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** What the JVM exits with when the Java heap is full. */
    private static final int OUT_OF_MEMORY_STATUS = 3;

    private final Config config;
    private final CommandTable commands;
    private final ServerClock clock;
    private final Allocator allocator = new Allocator(this::outOfMemory);
    private final ErrorStats errors = new ErrorStats();
    private final Slowlog slowlog = new Slowlog();
    private final LatencyMonitor latency = new LatencyMonitor();
    private final CommandStats stats;
    private final Users users;
    private final DenialLog denials;
    private final AclFile aclFile;
    private final ConnectionSettings connectionSettings = new ConnectionSettings();
    private final OutputLimits outputLimits = new OutputLimits();
    private final Scratch scratch = new Scratch(allocator);
    private final Watches watches;
    private final Changes changes;
    private final HandlerTable handlers;
    private final Execution execution;
    private final Keyspace keyspace;
    private final DataTypes types;
    private final Clients clients;
    private final EventLoops loops;
    private final EvictionTime evictionTime = new EvictionTime();
    private final MemoryLimit memoryLimit;
    private final Pause pause;
    private final PubSub pubsub;
    private final Tracking tracking;
    private final Listeners listeners;
    private final Housekeeping housekeeping;
    private final LoopStats loopStats;
    private final MemoryFigures memory;
    private final ServerIdentity identity;
    private final Shutdown shutdown;
    private final IntConsumer exit;
    private final Persistence persistence;
    private final RdbCommands rdbCommands;
    private final Migrations migrations;
    private final Replication replication;
    private final MasterLink masterLink;
    /** Whether what is on disk is there; false too if the server is closed before that. */
    private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();

    /**
     * Builds everything; nothing is listened on yet.
     *
     * @param configuredUsers the users of the configuration file
     * @param clock the executor's from here on
     * @param exit how the process is to end once the server has closed down
     * @throws IllegalStateException with the reason for the log, if it can't be
     */
    public Server(Config config, CommandTable commands, ConfiguredUsers configuredUsers, ServerIdentity identity,
            ServerClock clock, IntConsumer exit) {
        this.config = config;
        this.commands = commands;
        this.identity = identity;
        this.clock = clock;
        this.watches = new Watches(scratch, clock);
        this.changes = new Changes(watches);
        this.exit = exit;
        this.shutdown = new Shutdown(this::saveBeforeExit, this::closeDown, exit, new LastWrites(),
                () -> config.get(Directives.SHUTDOWN_TIMEOUT));
        this.users = new Users(commands, () -> ConfiguredUsers.allChannelsByDefault(config));
        this.denials = new DenialLog(() -> config.get(Directives.ACLLOG_MAX_LEN));
        this.aclFile = new AclFile(config, users);
        users.defaultPassword(config.get(Directives.REQUIREPASS));
        configuredUsers.load(users, aclFile).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        this.stats = new CommandStats(commands.indexCount());
        this.handlers = new HandlerTable(commands);
        Transport transport = Transport.named(config.render(Directives.TRANSPORT));
        this.loops = new EventLoops(transport, config.get(Directives.IO_THREADS));
        this.execution = new Execution(commands, handlers, clock, allocator, changes,
                new Permissions(denials, clock), stats, errors, slowlog, latency,
                loops.executor());
        this.keyspace = new Keyspace(allocator, keyspaceConfig(), random(), System::nanoTime,
                new KeyspaceChanges(execution, config));
        this.types = new DataTypes(keyspace, config, scratch);
        this.loopStats = new LoopStats(stats::totalCalls, connectionSettings.network::inputBytes,
                connectionSettings.network::outputBytes, this::replicationInputBytes, this::replicationOutputBytes);
        this.clients = new Clients(clock, users, keyspace.database(0), outputLimits, errors, loops.executor(),
                loopStats::cycle);
        this.clients.executor(execution);
        this.pause = new Pause(execution.admission(), clock, this::onPause);
        this.pubsub = new PubSub(execution);
        users.connections(new ConnectedUsers(clients, execution, pubsub));
        changes.eventChannel(pubsub::publish);
        this.tracking = new Tracking(execution, clients, allocator, random(), loops.executor(),
                () -> config.get(Directives.TRACKING_TABLE_MAX_KEYS));
        this.listeners = new Listeners(loops, clients, connectionSettings, config.get(Directives.TCP_BACKLOG),
                LOG::warn);
        this.housekeeping = new Housekeeping(loops.executor(), config, keyspace, execution, clock, loopStats,
                this::cron);
        this.persistence = new Persistence(keyspace, config, execution, clients, connectionSettings, identity,
                types.rdb(), loops.executor(), stats::totalCalls, types::newRdb);
        this.rdbCommands = new RdbCommands(keyspace, config, persistence);
        this.migrations = new Migrations(keyspace, config, execution, loops, connectionSettings, persistence.rdb(),
                scratch);
        this.replication = new Replication(config, allocator, RunId.random(), execution, persistence, pause,
                loops.executor());
        this.memory = new MemoryFigures(allocator, keyspace, clients, replication);
        if (memory.systemBytes() > 0) connectionSettings.requestBytesMax = memory.systemBytes() / 2;
        this.memoryLimit = new MemoryLimit(loops.executor(), keyspace, clients, memory, clock, latency, evictionTime,
                this::evictionRests);
        this.masterLink = new MasterLink(config, loops, connectionSettings, clients, execution, keyspace, persistence,
                replication, scratch, this::onRole, () -> Runtime.getRuntime().halt(1));
        masterLink.onTakeOverAnswered(replication::takeOverAnswered);
        memory.aofBuffer(persistence::aofBufferBytes);
        memory.snapshots(persistence.snapshots()::footprintBytes);
        execution.admission().writeGuard(persistence);
        persistence.onExpiredAtLoad(replication::expiredAtLoad);
        execution.admission().replicaGuard(replication::writeRefusal);
        outputLimits.backlogBytes(() -> config.get(Directives.REPL_BACKLOG_SIZE));
        bindCommands();
        follow();
    }

    private static RandomGenerator random() {
        return new SplittableRandom(KernelRandom.nextLong());
    }

    private void bindCommands() {
        new AclCommand(new AclCommands(commands, users, denials, aclFile)).bindTo(handlers);
        new Connections(config, users, keyspace, pubsub, tracking).bindTo(handlers);
        new ClientCommands(clients, pause).bindTo(handlers);
        new TrackingCommands(tracking, clients).bindTo(handlers);
        new Transactions(watches, allocator).bindTo(handlers);
        new PubSubCommands(pubsub).bindTo(handlers);
        new Keys(keyspace, config).bindTo(handlers);
        new Expiry(keyspace, config).bindTo(handlers);
        new Scanning(keyspace, scratch).bindTo(handlers);
        new Databases(keyspace, config, replication::allFlushed).bindTo(handlers);
        new ObjectCommands(keyspace, config).bindTo(handlers);
        new MemoryCommands(keyspace, memory, clients, scratch).bindTo(handlers);
        new Synchronizing(config, replication).bindTo(handlers);
        new ReplicationCommands(config, replication).bindTo(handlers);
        DataSetDigest digest = new DataSetDigest(keyspace);
        new Debug(keyspace, types.lists(), digest, config, clients, configFile(), this::configLines, persistence,
                replication, housekeeping, exit, Runtime.getRuntime()::halt).bindTo(handlers);
        rdbCommands.bindTo(handlers);
        new Migrate(migrations).bindTo(handlers);
        types.bindTo(handlers, digest, random());
        new Introspection(info(), identity).bindTo(handlers);
        new RoleCommands(config, replication, masterLink).bindTo(handlers);
        new CommandCommand(commands).bindTo(handlers);
        new ConfigCommands(config, configFile(), this::configLines, this::resetStatistics).bindTo(handlers);
        new SlowlogCommands(slowlog).bindTo(handlers);
        new LatencyCommands(latency, commands, stats).bindTo(handlers);
        new ShutdownCommand(shutdown).bindTo(handlers);
        new ModuleCommand().bindTo(handlers);
        new ClusterCommand(commands).bindTo(handlers);
        execution.admission().protectedCommands(new ProtectedAccess(config));
    }

    private Optional<Path> configFile() {
        return identity.configFile().isEmpty() ? Optional.empty() : Optional.of(Path.of(identity.configFile()));
    }

    private List<LineGroup> configLines() {
        return List.of(users.configGroup(aclFile, config.get(Directives.REQUIREPASS)));
    }

    private Info info() {
        return new Info()
                .add(new ServerSection(identity, config, clock, new ServerState()))
                .add(new ClientsSection(config, clients, watches, execution.blocked(), tracking))
                .add(new MemorySection(config, memory, keyspace))
                .add(new PersistenceSection(persistence))
                .add(new StatsSection(execution, clients, keyspace, connectionSettings.network, loopStats, evictionTime,
                        new SubscriptionCounts(), types.rdb()::sanitizedCount,
                        persistence.snapshots()::startedCount, migrations::restingCount, replication, denials,
                        tracking))
                .add(new ReplicationSection(replication))
                .add(new CpuSection())
                .add(FixedSections.modules())
                .add(new CommandStatsSection(commands, stats))
                .add(new ErrorStatsSection(errors))
                .add(new LatencyStatsSection(commands, stats, config))
                .add(FixedSections.cluster(config))
                .add(new KeyspaceSection(keyspace, clock))
                .add(FixedSections.debug(loopStats));
    }

    private final class SubscriptionCounts implements StatsSection.SubscriptionCounts {
        @Override
        public int channels() {
            return pubsub.count(SubscriptionKind.CHANNEL);
        }

        @Override
        public int patterns() {
            return pubsub.count(SubscriptionKind.PATTERN);
        }

        @Override
        public int shardChannels() {
            return pubsub.count(SubscriptionKind.SHARD_CHANNEL);
        }
    }

    private final class ServerState implements ServerSection.State {
        @Override
        public long shutdownInMs() {
            return shutdown.pendingMs(clock.steadyMs());
        }

        @Override
        public List<String> listeners() {
            return listeners.describe();
        }

        @Override
        public String multiplexingApi() {
            return loops.transport().directiveName();
        }
    }

    private void resetStatistics() {
        stats.reset();
        errors.reset();
        clients.resetStatistics();
        denials.resetCounts();
        keyspace.resetStatistics();
        execution.keys().resetStatistics();
        persistence.resetStatistics();
        connectionSettings.network.reset();
        loopStats.reset();
        replication.resetStatistics();
        evictionTime.reset();
    }

    // ---- configuration

    private KeyspaceConfig keyspaceConfig() {
        String policy = config.render(Directives.MAXMEMORY_POLICY).replace('-', '_').toUpperCase(Locale.ROOT);
        return new KeyspaceConfig(
                config.get(Directives.DATABASES),
                maxmemoryBytes(),
                EvictionPolicy.valueOf(policy),
                config.get(Directives.MAXMEMORY_SAMPLES),
                config.get(Directives.MAXMEMORY_EVICTION_TENACITY),
                config.get(Directives.LFU_LOG_FACTOR),
                config.get(Directives.LFU_DECAY_TIME),
                config.get(Directives.LAZYFREE_LAZY_EVICTION),
                config.get(Directives.LAZYFREE_LAZY_EXPIRE),
                config.get(Directives.LAZYFREE_LAZY_SERVER_DEL));
    }

    /** The directive takes all 64 bits: what no machine has is as good as the most that a long holds. */
    private long maxmemoryBytes() {
        long bytes = config.get(Directives.MAXMEMORY);
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    /** Passes every directive that a room wants to know to that room, now and whenever it changes. */
    private void follow() {
        applyToKeyspace();
        config.onChange(this::applyToKeyspace, Directives.MAXMEMORY, Directives.MAXMEMORY_POLICY,
                Directives.MAXMEMORY_SAMPLES, Directives.MAXMEMORY_EVICTION_TENACITY, Directives.LFU_LOG_FACTOR,
                Directives.LFU_DECAY_TIME, Directives.LAZYFREE_LAZY_EVICTION, Directives.LAZYFREE_LAZY_EXPIRE,
                Directives.LAZYFREE_LAZY_SERVER_DEL, Directives.REPLICA_IGNORE_MAXMEMORY);
        config.onChange(memoryLimit::changed, Directives.MAXMEMORY);
        types.follow();
        applyToClients();
        config.onChange(this::fitClientsToOpenFiles, Directives.MAXCLIENTS);
        config.onChange(() -> users.defaultPassword(config.get(Directives.REQUIREPASS)), Directives.REQUIREPASS);
        config.onChange(this::applyToClients, Directives.MAXCLIENTS, Directives.PROTECTED_MODE,
                Directives.PROTO_MAX_BULK_LEN, Directives.CLIENT_QUERY_BUFFER_LIMIT, Directives.TCP_KEEPALIVE,
                Directives.CLIENT_OUTPUT_BUFFER_LIMIT, Directives.TIMEOUT, Directives.MAXMEMORY_CLIENTS,
                Directives.MAXMEMORY);
        applyToStatistics();
        config.onChange(this::applyToStatistics, Directives.SLOWLOG_LOG_SLOWER_THAN, Directives.SLOWLOG_MAX_LEN,
                Directives.LATENCY_MONITOR_THRESHOLD, Directives.LATENCY_TRACKING, Directives.NOTIFY_KEYSPACE_EVENTS);
        config.onChange(this::listenOnTcp, Directives.PORT, Directives.BIND);
        config.onChange(() -> Unsupported.refuseTls(config), Directives.TLS_PORT, Directives.TLS_REPLICATION,
                Directives.TLS_CLUSTER);
    }

    private void applyToKeyspace() {
        keyspace.configure(keyspaceConfig());
        boolean limited = config.get(Directives.MAXMEMORY) != 0 && !isMaxmemoryIgnored();
        execution.admission().memoryGuard(limited ? memoryLimit : null);
    }

    private boolean isMaxmemoryIgnored() {
        return masterLink.exists() && config.get(Directives.REPLICA_IGNORE_MAXMEMORY);
    }

    /** Whether no key may go for want of memory. */
    private boolean evictionRests() {
        return pause.isOn() || execution.admission().isLoading() || isMaxmemoryIgnored();
    }

    private void applyToClients() {
        clients.clientsMax(config.get(Directives.MAXCLIENTS));
        clients.protectedMode(config.get(Directives.PROTECTED_MODE));
        clients.bulkBytesMax(config.get(Directives.PROTO_MAX_BULK_LEN));
        clients.queryBytesMax(config.get(Directives.CLIENT_QUERY_BUFFER_LIMIT));
        connectionSettings.queryBufferLimitBytes = config.get(Directives.CLIENT_QUERY_BUFFER_LIMIT);
        connectionSettings.keepAliveSeconds = config.get(Directives.TCP_KEEPALIVE);
        OutputBufferLimits limits = config.get(Directives.CLIENT_OUTPUT_BUFFER_LIMIT);
        outputLimits.set(ClientClass.NORMAL, limits.normal());
        outputLimits.set(ClientClass.REPLICA, limits.replica());
        outputLimits.set(ClientClass.PUBSUB, limits.pubsub());
        clients.cron().timeoutSeconds(config.get(Directives.TIMEOUT));
        long clientsBytes = config.get(Directives.MAXMEMORY_CLIENTS);
        clients.memory().limit(clientsBytes >= 0 ? clientsBytes
                : (long) ((double) maxmemoryBytes() * -clientsBytes / 100));
    }

    /** The server has become a replica, or a master. */
    private void onRole() {
        replication.roleChanged();
        ServerLog.process().setRole(masterLink.exists() ? LogRole.REPLICA : LogRole.MASTER);
        applyExpiry();
        execution.admission().replicaRules(masterLink.exists() ? new ReplicaRules() : null);
        applyToKeyspace();
    }

    private final class ReplicaRules implements Admission.ReplicaRules {
        @Override
        public boolean isReadOnly() {
            return config.get(Directives.REPLICA_READ_ONLY);
        }

        @Override
        public boolean isStale() {
            return !masterLink.isUp() && !config.get(Directives.REPLICA_SERVE_STALE_DATA);
        }
    }

    /** A pause changes nothing for a replica, whose master's commands go on: what is due is the master's to decide. */
    private void applyExpiry() {
        ExpiryMode ours = pause.isOn() ? ExpiryMode.PAUSED : ExpiryMode.MASTER;
        keyspace.expiryBy(masterLink.exists() ? ExpiryMode.REPLICA : ours);
    }

    private void onPause() {
        applyExpiry();
        if (pause.isOn()) return;
        execution.blocked().pauseEnded();
        replication.pauseEnded();
    }

    private void applyToStatistics() {
        slowlog.thresholdUs(config.get(Directives.SLOWLOG_LOG_SLOWER_THAN));
        slowlog.lengthMax(config.get(Directives.SLOWLOG_MAX_LEN));
        latency.thresholdMs(config.get(Directives.LATENCY_MONITOR_THRESHOLD));
        stats.latencyTracking(config.get(Directives.LATENCY_TRACKING));
        changes.eventTypes(config.get(Directives.NOTIFY_KEYSPACE_EVENTS));
    }

    private void fitClientsToOpenFiles() throws ConfigRefused {
        long wanted = config.get(Directives.MAXCLIENTS);
        int possible = OpenFilesLimit.adjust(wanted);
        if (possible >= wanted) return;
        throw new ConfigRefused("The operating system is not able to handle the specified number of clients, try with "
                + possible);
    }

    private void listenOnTcp() throws ConfigRefused {
        boolean otherPort = listeners.tcpPort() != config.get(Directives.PORT);
        try {
            listeners.bindTcp(config.get(Directives.BIND), config.get(Directives.PORT));
        } catch (IOException e) {
            throw new ConfigRefused(otherPort ? "Unable to listen on this port. Check server logs."
                    : "Failed to bind to specified addresses.");
        }
    }

    // ---- life

    /**
     * Opens the listening sockets and begins to load what is on disk, in one turn of the executor: no client is served
     * before, so that where there is nothing to load no client hears of a load. With no socket at all nothing is loaded.
     *
     * @throws IOException if a socket can't be had; the log says which
     */
    public void start() throws IOException {
        Future<?> started = loops.executor().submit(() -> {
            masterLink.start();
            listen();
            if (!listeners.names().isEmpty()) load();
            return null;
        }).awaitUninterruptibly();
        if (started.cause() instanceof IOException cause) throw cause;
        started.syncUninterruptibly();
    }

    private void listen() throws IOException {
        listeners.bindTcp(config.get(Directives.BIND), config.get(Directives.PORT));
        String unixSocket = config.get(Directives.UNIXSOCKET);
        if (!unixSocket.isEmpty()) {
            listeners.bindUnix(config.path(Directives.UNIXSOCKET), config.get(Directives.UNIXSOCKETPERM));
        }
    }

    private void load() {
        LOG.info("Server initialized");
        memory.started();
        replication.loadBegins();
        persistence.load(this::loadEnded);
        housekeeping.start();
    }

    private void loadEnded(boolean usable) {
        if (usable) {
            replication.loaded(persistence.loadedPlace());
            masterLink.loaded(persistence.loadedPlace());
        } else {
            // The process ends. Until then nobody is to see a part of the data set, nor write what would be lost.
            execution.admission().loading(Admission.Loading.IN_PLACE);
        }
        loaded.complete(usable);
    }

    /**
     * Waits until what was on disk is loaded; clients are told meanwhile that the server is loading. Not on the executor.
     *
     * @return false if it can't be used, the log says why: then the server must not go on; or if it was closed meanwhile
     */
    public boolean awaitLoaded() {
        return loaded.join();
    }

    /** Stops serving, closes every connection and frees all memory; waits until that is done. Not on the executor. */
    @Override
    public void close() {
        loops.executor().submit(() -> {
            loaded.complete(false);
            housekeeping.stop();
            listeners.close();
            migrations.stop();
            masterLink.stop();
            clients.closeAll();
            persistence.stop();
        }).syncUninterruptibly();
        loops.close();
        rdbCommands.close();
        persistence.close();
        replication.close();
        keyspace.close();
        types.close();
        tracking.close();
        scratch.release();
        allocator.close();
    }

    /** What executes the commands, with the rooms that hang there. Executor thread only. */
    Execution execution() {
        return execution;
    }

    /** What keeps the data set on disk. Executor thread only. */
    Persistence persistence() {
        return persistence;
    }

    /** What all connections have in common. Executor thread only. */
    ConnectionSettings connectionSettings() {
        return connectionSettings;
    }

    /** The one thread that owns all data. */
    EventLoop executor() {
        return loops.executor();
    }

    private void cron() {
        long nowMs = clock.nowMs(), steadyMs = clock.steadyMs();
        shutdown.proceed(steadyMs);
        persistence.cron(nowMs);
        migrations.cron(steadyMs);
        masterLink.cron();
        replication.cron();
        types.cron();
        pause.endIfDue();
        clients.cron().run(steadyMs);
        tracking.cron();
        memory.sample();
        loopStats.sample(clock.nowNs());
    }

    /** What was written last is to reach the replicas before the process ends. */
    private final class LastWrites implements Shutdown.Replicas {
        @Override
        public boolean haveCaughtUp() {
            return replication.replicasCaughtUp();
        }

        @Override
        public void beginWait() {
            replication.askReplicas();
            pause.begin(Pause.Purpose.SHUTDOWN, false, Long.MAX_VALUE);
        }

        @Override
        public void endWait() {
            pause.end(Pause.Purpose.SHUTDOWN);
        }

        @Override
        public void report() {
            replication.reportLagging();
        }
    }

    private boolean saveBeforeExit(Shutdown.Options options) {
        return persistence.saveBeforeExit(options.save(), options.noSave(), options.force());
    }

    private void closeDown() {
        replication.flush();
        housekeeping.stop();
        listeners.close();
    }

    /** The system has no memory left: nothing goes on with half a command done. */
    private void outOfMemory(long bytes) {
        LOG.error("Out Of Memory allocating {} bytes!", bytes);
        exit.accept(OUT_OF_MEMORY_STATUS);
    }

    /** What a signal that ends the process is to do; {@code exit} ends it at once. */
    public ShutdownRequest shutdownRequest(IntConsumer exit) {
        return new ShutdownRequest() {
            @Override
            public boolean isUnderWay() {
                return shutdown.isUnderWay();
            }

            @Override
            public boolean isLoading() {
                return persistence.loading().isUnderWay();
            }

            @Override
            public void begin(Cause cause) {
                loops.executor().execute(() -> shutdown.request(shutdownOptions(cause)));
            }

            @Override
            public void exitNow() {
                persistence.rdb().removeTemporary();
                exit.accept(1);
            }
        };
    }

    private long replicationInputBytes() {
        return replication.inputBytes();
    }

    private long replicationOutputBytes() {
        return replication.outputBytes();
    }

    private Shutdown.Options shutdownOptions(ShutdownRequest.Cause cause) {
        Set<ShutdownFlag> flags = switch (cause) {
            case SIGINT -> config.get(Directives.SHUTDOWN_ON_SIGINT);
            case SIGTERM -> config.get(Directives.SHUTDOWN_ON_SIGTERM);
            case ANOTHER -> Set.of();
        };
        return new Shutdown.Options(flags.contains(ShutdownFlag.SAVE), flags.contains(ShutdownFlag.NOSAVE),
                flags.contains(ShutdownFlag.NOW), flags.contains(ShutdownFlag.FORCE));
    }

    /** {@code tcp}, {@code unix}: the kinds of sockets that are listened on. */
    public List<String> listenerNames() {
        return listeners.names();
    }
}
