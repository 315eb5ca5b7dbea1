package io.jadis.server;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.log.LogLevel;
import io.jadis.protocol.log.LogRole;
import io.jadis.protocol.log.LogSettings;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.AbortSignal;
import io.jadis.protocol.process.Daemon;
import io.jadis.protocol.process.Launch;
import io.jadis.protocol.process.OpenFilesLimit;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.PidFile;
import io.jadis.protocol.process.ProcessTitle;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.process.ShutdownSignals;
import io.jadis.protocol.process.Supervision;
import io.jadis.server.info.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launcher of {@code redis-server}: reads the command line and the configuration, finds its place in the system
 * (daemon, supervisor, log, limits), and starts the {@link Server}. Exit status 0 after a shutdown in good order, 1 if it
 * could not start.
 */
public final class RedisServer {
    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
    private static final long SMALL_MAXMEMORY_BYTES = 1 << 20;

    private final Config config;
    private final CommandLine commandLine;
    private final byte[] standardInput;
    private CommandTable commands;
    private Supervision supervision;
    private Optional<PidFile> pidFile = Optional.empty();

    private RedisServer(Config config, CommandLine commandLine, byte[] standardInput) {
        this.config = config;
        this.commandLine = commandLine;
        this.standardInput = standardInput;
    }

    public static void main(String[] arguments) throws IOException {
        int status = ServerOptions.answer(List.of(arguments));
        if (status >= 0) System.exit(status);
        Path directory = Path.of("").toAbsolutePath();
        CommandLine commandLine = CommandLine.parse(List.of(arguments), directory);
        byte[] standardInput = commandLine.readsStdin() ? System.in.readAllBytes() : new byte[0];
        status = new RedisServer(new Config(directory), commandLine, standardInput).run();
        if (status >= 0) System.exit(status);
    }

    /** Returns the status to exit with, or -1 when the server runs. */
    private int run() throws IOException {
        List<String> warnings;
        RenamedCommands fileDirectives = new RenamedCommands();
        try {
            warnings = ConfigLoader.load(config, fileDirectives, commandLine, new ByteArrayInputStream(standardInput));
        } catch (ConfigFileException e) {
            if (e.isUnreadableFile()) LOG.warn(e.getMessage());
            else System.err.print(e.report());
            return 1;
        }
        commands = fileDirectives.commands();
        supervision = Supervision.begin(supervisedMode(), System.getenv());
        boolean background = config.get(Directives.DAEMONIZE) && !supervision.isActive();
        if (background && !Daemon.isChild()) {
            return Daemon.start(commandLine.readsStdin() ? Optional.of(standardInput) : Optional.empty());
        }
        if (background) Daemon.leaveSession();
        openLog();
        LOG.info("oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
        LOG.info("Redis version={}, bits=64, commit=00000000, modified=0, pid={}, just started",
                ServerIdentity.REDIS_VERSION, ProcessHandle.current().pid());
        LOG.info("Jadis version={}, Java {}", Version.NUMBER, Runtime.version());
        if (commandLine.file().isEmpty() && commandLine.directives().isEmpty() && !commandLine.readsStdin()) {
            LOG.warn("Warning: no config file specified, using the default config. In order to specify a config file use "
                    + "{} /path/to/redis.conf", Launch.programName());
        } else {
            LOG.info("Configuration loaded");
        }
        warnings.forEach(LOG::warn);
        if (!fitClientsToOpenFiles()) return 1;
        return serve(background);
    }

    private Supervision.Mode supervisedMode() {
        return Supervision.Mode.valueOf(config.render(Directives.SUPERVISED).toUpperCase(Locale.ROOT));
    }

    private void openLog() throws IOException {
        Optional<Path> file = config.get(Directives.LOGFILE).isEmpty()
                ? Optional.empty() : Optional.of(config.path(Directives.LOGFILE).toAbsolutePath());
        Optional<LogSettings.Syslog> syslog = Optional.empty();
        if (config.get(Directives.SYSLOG_ENABLED)) {
            LogSettings.Facility facility =
                    LogSettings.Facility.named(config.render(Directives.SYSLOG_FACILITY)).orElseThrow();
            syslog = Optional.of(new LogSettings.Syslog(config.get(Directives.SYSLOG_IDENT), facility));
        }
        applyLogLevel();
        config.onChange(this::applyLogLevel, Directives.LOGLEVEL);
        ServerLog.process().configure(new LogSettings(file, syslog));
    }

    private void applyLogLevel() {
        ServerLog.process().setLevel(LogLevel.valueOf(config.render(Directives.LOGLEVEL).toUpperCase(Locale.ROOT)));
    }

    private boolean fitClientsToOpenFiles() {
        int wanted = (int) Math.min(config.get(Directives.MAXCLIENTS), Integer.MAX_VALUE - 1024);
        int possible = OpenFilesLimit.adjust(wanted);
        if (possible < wanted) config.put(Directives.MAXCLIENTS, possible);
        return possible > 0;
    }

    private int serve(boolean background) throws IOException {
        ServerIdentity identity = new ServerIdentity(Version.NUMBER, Version.BUILD_ID, RunId.random(),
                ProcessHandle.current().pid(), Launch.executable(), commandLine.file().orElse(""),
                supervision.infoName(), System.currentTimeMillis());
        if (background || !config.get(Directives.PIDFILE).isEmpty()) {
            boolean named = !config.get(Directives.PIDFILE).isEmpty();
            pidFile = Optional.of(PidFile.write(named ? config.path(Directives.PIDFILE) : PidFile.DEFAULT));
        }
        Server server;
        try {
            server = new Server(config, commands, identity, this::exit);
        } catch (IllegalStateException e) {
            LOG.warn(e.getMessage());
            return 1;
        }
        ServerLog.process().setRole(LogRole.MASTER);
        if (config.get(Directives.SET_PROC_TITLE)) {
            showTitle();
            config.onChange(this::showTitle, Directives.PROC_TITLE_TEMPLATE, Directives.PORT, Directives.BIND);
        }
        Banner.show(config, identity);
        try {
            server.start();
        } catch (IOException e) {
            LOG.warn("Failed listening on port {} (tcp), aborting.", config.get(Directives.PORT));
            pidFile.ifPresent(PidFile::delete);
            return 1;
        }
        LOG.info("Server initialized");
        ShutdownSignals.install(server.shutdownRequest(this::exit));
        AbortSignal.install(() -> config.get(Directives.CRASH_LOG_ENABLED));
        if (background) Daemon.ready();
        if (!server.load()) {
            pidFile.ifPresent(PidFile::delete);
            return 1;
        }
        server.listenerNames().forEach(name -> LOG.info("Ready to accept connections {}", name));
        long maxmemory = config.get(Directives.MAXMEMORY);
        if (maxmemory > 0 && maxmemory < SMALL_MAXMEMORY_BYTES) {
            LOG.warn("WARNING: You specified a maxmemory value that is less than 1MB (current value is {} bytes). Are you "
                    + "sure this is what you really want?", maxmemory);
        }
        supervision.status("Ready to accept connections");
        supervision.ready();
        ServerLog.process().startWriter();
        return -1;
    }

    private void showTitle() {
        List<String> bind = config.get(Directives.BIND);
        ProcessTitle.Variables variables = new ProcessTitle.Variables(Launch.programName(),
                bind.isEmpty() ? Optional.empty() : Optional.of(bind.getFirst()), config.get(Directives.PORT),
                config.get(Directives.TLS_PORT), config.get(Directives.UNIXSOCKET),
                config.get(Directives.CLUSTER_ENABLED), false, commandLine.file());
        ProcessTitle.render(config.get(Directives.PROC_TITLE_TEMPLATE), variables).ifPresent(title -> {
            try {
                ProcessTitle.set(title);
            } catch (IOException e) {
                LOG.debug("The process title stays: {}", OsError.text(e));
            }
        });
    }

    /** The server has closed down, or could not: what is left of the process goes. */
    private void exit(int status) {
        supervision.stopping();
        pidFile.ifPresent(PidFile::remove);
        if (status == 0) LOG.info("Redis is now ready to exit, bye bye...");
        ServerLog.process().stopWriter();
        // No hooks are registered and nothing waits: other threads must not hold up an orderly end.
        Runtime.getRuntime().halt(status);
    }
}
