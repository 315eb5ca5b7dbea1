package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.AclCommands;
import io.jadis.protocol.acl.AclFile;
import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.acl.DenialLog;
import io.jadis.protocol.acl.Users;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.log.LogLevel;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.process.ShutdownRequest;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.protocol.server.EventLoops;
import io.jadis.protocol.server.Listeners;
import io.jadis.protocol.server.Transport;
import io.jadis.sentinel.core.Address;
import io.jadis.sentinel.core.Channel;
import io.jadis.sentinel.core.EventLevel;
import io.jadis.sentinel.core.Link;
import io.jadis.sentinel.core.Outside;
import io.jadis.sentinel.core.Request;
import io.jadis.sentinel.core.Saves;
import io.jadis.sentinel.core.Sentinel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon: the core on the event loop, fed by its links, its clients and its clock. */
public final class SentinelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelServer.class);
    private static final DateTimeFormatter CALENDAR =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);
    private static final int CRASH_STATUS = 99;
    private static final List<String> OF_SHUTDOWN = List.of("save", "nosave", "now", "force", "abort");

    private final Config config;
    private final Path file;
    private final IntConsumer exit;
    private final ConnectionSettings settings = new ConnectionSettings();
    private final EventLoops loops;
    private final Sentinel sentinel;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("state-file").daemon(true).factory());
    private final Saves saves;
    private final Links links;
    private final Names names = new Names();
    private final Scripts scripts;
    private final Users users;
    private final AclFile aclFile;
    private final Clients clients;
    private final Listeners listeners;
    private volatile boolean shuttingDown;

    /**
     * @param lines what the file says of the Sentinel
     * @param exit ends the process with a status
     */
    public SentinelServer(Config config, StateFile lines, Path file, Identity identity, IntConsumer exit)
            throws ConfigFileException {
        this.config = config;
        this.file = file;
        this.exit = exit;
        CommandTable table = CommandTable.forSentinel();
        loops = new EventLoops(Transport.named(config.render(Directives.TRANSPORT)), 1);
        sentinel = new Sentinel(new World(), new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid()),
                now());
        saves = new Saves(loops.executor()::execute, this::write);
        settings.outputGate = new SavesGate(saves);
        links = new Links(loops.executor(), loops::connect, settings, new LinkListener());
        scripts = new Scripts(sentinel.timing(), config::directory, this::event);
        users = new Users(table, () -> ConfiguredUsers.allChannelsByDefault(config));
        aclFile = new AclFile(config, users);
        DenialLog denials = new DenialLog(() -> config.get(Directives.ACLLOG_MAX_LEN));
        clients = new Clients(table, users, denials, saves, SentinelServer::now);
        listeners = new Listeners(loops, clients, settings, config.get(Directives.TCP_BACKLOG), LOG::warn);
        followConfig();
        new SentinelQueries(sentinel, scripts).bindTo(clients);
        new SentinelOrders(sentinel, config, names, saves).bindTo(clients);
        new ConnectionCommands(clients).bind();
        new AclCommand(new AclCommands(table, users, denials, aclFile)).bindTo(clients);
        new ClientCommands(clients).bind();
        new PubSubCommands(clients, sentinel).bind();
        new CommandCommand(table).bindTo(clients);
        clients.bind("sentinel|help", SentinelHelp::reply);
        clients.bind("info", new InfoCommand(sentinel, config, identity, clients, scripts, settings.network,
                loops.transport().directiveName())::info);
        clients.bind("shutdown", this::shutDown);
        lines.load(sentinel);
        lines.users().load(users, aclFile).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private void followConfig() {
        String password = LosslessText.of(ByteText.bytes(config.get(Directives.REQUIREPASS)));
        users.defaultPassword(config.get(Directives.REQUIREPASS));
        clients.protectedMode(config.get(Directives.PROTECTED_MODE));
        clients.clientsMax(config.get(Directives.MAXCLIENTS));
        clients.limits().set(config.get(Directives.TIMEOUT), config.get(Directives.CLIENT_OUTPUT_BUFFER_LIMIT));
        settings.keepAliveSeconds = config.get(Directives.TCP_KEEPALIVE);
        sentinel.options().ownPassword = password.isEmpty() ? null : password;
        sentinel.options().ownPort = config.get(Directives.PORT);
        String from = config.get(Directives.BIND_SOURCE_ADDR);
        if (!from.isEmpty()) links.from(new InetSocketAddress(from, 0));
    }

    // ---- life

    /**
     * Listens, and begins to watch; returns when its id is in the file.
     *
     * @throws IOException if a socket can't be had; the log says which
     */
    public void start() throws IOException {
        listeners.bindTcp(config.get(Directives.BIND), config.get(Directives.PORT));
        String unixSocket = config.get(Directives.UNIXSOCKET);
        if (!unixSocket.isEmpty()) {
            listeners.bindUnix(config.path(Directives.UNIXSOCKET), config.get(Directives.UNIXSOCKETPERM));
        }
        CompletableFuture<Void> named = new CompletableFuture<>();
        loops.executor().submit(() -> {
            sentinel.start(now(), RunId.random());
            tick();
            saves.whenSettled(saves.position(), saved -> named.complete(null));
        }).syncUninterruptibly();
        named.join();
    }

    private void tick() {
        if (shuttingDown) return;
        long delayMs = sentinel.tick(now());
        scripts.tick(sentinel.timeAt(now()));
        clients.limits().tick(now());
        loops.executor().schedule(this::tick, delayMs, TimeUnit.MILLISECONDS);
    }

    /** SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] | ABORT: there is nothing to save, and nothing to wait for. */
    private void shutDown(Call call) {
        List<String> words = call.texts(1).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        boolean aborts = words.contains("abort"), contradicts = words.contains("save") && words.contains("nosave");
        if (!OF_SHUTDOWN.containsAll(words) || contradicts || aborts && words.size() > 1) call.error("syntax error");
        else if (aborts) call.error("No shutdown in progress.");
        else shutDown("User requested shutdown...");
    }

    private void shutDown(String reason) {
        if (shuttingDown) return;
        shuttingDown = true;
        LOG.info(reason);
        listeners.close();
        saves.whenSettled(saves.position(), saved -> exit.accept(0));
    }

    /** What a signal that ends the process is to do. */
    public ShutdownRequest shutdownRequest() {
        return new ShutdownRequest() {
            @Override
            public boolean isUnderWay() {
                return shuttingDown;
            }

            @Override
            public boolean isLoading() {
                return false;
            }

            @Override
            public void begin(Cause cause) {
                loops.executor().execute(() -> shutDown("User requested shutdown..."));
            }

            @Override
            public void exitNow() {
                exit.accept(1);
            }
        };
    }

    /** Stops watching and serving; waits until that is done. Not on the executor. */
    @Override
    public void close() {
        loops.executor().submit(() -> {
            shuttingDown = true;
            listeners.close();
            clients.closeAll();
            links.closeAll();
        }).syncUninterruptibly();
        // What is on its way to the file gets there, and is reported to the executor.
        disk.close();
        loops.close();
        names.close();
    }

    /** The {@link Saves.Disk}: a busy one may keep its thread for seconds. */
    private void write(Consumer<Boolean> written) {
        ConfigRewrite.Snapshot state = StateFile.snapshot(config, sentinel,
                users.configGroup(aclFile, config.get(Directives.REQUIREPASS)));
        disk.execute(() -> {
            boolean saved = false;
            try {
                saved = StateFile.write(state, file);
            } finally {
                boolean result = saved;
                loops.executor().execute(() -> onWritten(written, result));
            }
        });
    }

    private void onWritten(Consumer<Boolean> written, boolean saved) {
        written.accept(saved);
        // What had to wait for it is not to wait for the next tick as well.
        if (!shuttingDown) sentinel.tick(now());
    }

    /** The log says when it happened; others hear of it when the state that goes with it is in the file. */
    private void event(EventLevel level, String type, String text) {
        log(level, type + " " + text);
        if (level != EventLevel.DEBUG) afterSave(() -> clients.publish(type, text));
    }

    /** After the input at hand, because what it changes is saved only then. */
    private void afterSave(Runnable action) {
        loops.executor().execute(() -> saves.whenSettled(saves.position(), saved -> action.run()));
    }

    private static void log(EventLevel level, String text) {
        ServerLog.process().log(LogLevel.valueOf(level.name()), text);
    }

    /** What the core does to the world. */
    private final class World implements Outside {
        @Override
        public void open(Link link, Channel channel, Address to) {
            links.open(link, channel, to);
        }

        @Override
        public void close(Link link, Channel channel) {
            links.close(link, channel);
        }

        @Override
        public void send(Link link, Channel channel, Request request) {
            links.send(link, channel, request);
        }

        @Override
        public String localIp(Link link) {
            return links.localIp(link);
        }

        @Override
        public void event(EventLevel level, String type, String text) {
            SentinelServer.this.event(level, type, text);
        }

        @Override
        public void log(EventLevel level, String text) {
            SentinelServer.log(level, text);
        }

        @Override
        public void persist() {
            saves.save();
        }

        @Override
        public long persistPosition() {
            return saves.position();
        }

        @Override
        public boolean isPersisted(long position) {
            return saves.isSettled(position);
        }

        @Override
        public void runScript(List<String> command) {
            afterSave(() -> scripts.add(command));
        }

        @Override
        public String resolve(String host, boolean byName) {
            return names.resolve(host, byName);
        }

        @Override
        public boolean isFresh(String host) {
            return names.isFresh(host);
        }

        @Override
        public boolean isExecutable(String path) {
            // As everything that is relative: from the directory that "dir" names.
            return Files.isExecutable(config.directory().resolve(path));
        }

        @Override
        public String calendarTime(long atMs) {
            return CALENDAR.format(Instant.ofEpochMilli(atMs).atZone(ZoneId.systemDefault()));
        }

        @Override
        public void crash() {
            exit.accept(CRASH_STATUS);
        }
    }

    private final class LinkListener implements Links.Listener {
        @Override
        public void onReply(Link link, Request request, RespValue reply) {
            sentinel.onReply(now(), link, request, reply);
        }

        @Override
        public void onMessage(Link link, RespValue message) {
            sentinel.onMessage(now(), link, message);
        }

        @Override
        public void onClosed(Link link, Channel channel) {
            sentinel.onClosed(now(), link, channel);
        }
    }
}
