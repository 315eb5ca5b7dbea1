package io.jadis.server;

import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.launch.ServerProcess;
import io.jadis.protocol.log.LogRole;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.Launch;
import io.jadis.protocol.process.Posix;
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.process.ShutdownSignals;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.info.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launcher of {@code redis-server}: reads the command line and the configuration, finds its place in the system
 * (daemon, supervisor, log, limits), and starts the {@link Server}. Exit status 0 after a shutdown in good order, 1 if
 * it could not start.
 */
public final class RedisServer {
    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
    private static final long SMALL_MAXMEMORY_BYTES = 1 << 20;

    private final Config config;
    private final CommandLine commandLine;
    private final byte[] standardInput;
    private final ServerProcess process;
    private CommandTable commands;
    private ConfiguredUsers configuredUsers;

    private RedisServer(Config config, CommandLine commandLine, byte[] standardInput) {
        this.config = config;
        this.commandLine = commandLine;
        this.standardInput = standardInput;
        process = new ServerProcess(config, commandLine, false);
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
        ActingDirectives fileDirectives = new ActingDirectives(config);
        try {
            warnings = ConfigLoader.load(config, fileDirectives, commandLine, new ByteArrayInputStream(standardInput));
        } catch (ConfigFileException e) {
            if (e.isUnreadableFile()) LOG.warn(e.getMessage());
            else System.err.print(e.report());
            return 1;
        }
        commands = fileDirectives.commands();
        configuredUsers = fileDirectives.users();
        int status = process.begin(commandLine.readsStdin() ? Optional.of(standardInput) : Optional.empty());
        if (status >= 0) return status;
        if (commandLine.readsStdin()) LOG.info("Reading config from stdin");
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
        Optional<String> refusal = Unsupported.refusal(config);
        if (refusal.isPresent()) {
            LOG.warn(refusal.get());
            return 1;
        }
        Unsupported.warn(config);
        if (!process.fitClientsToOpenFiles()) return 1;
        return serve();
    }

    private int serve() throws IOException {
        ServerIdentity identity = new ServerIdentity(Version.NUMBER, Version.BUILD_ID, RunId.random(),
                ProcessHandle.current().pid(), Launch.executable(),
                commandLine.file().map(ByteText::toString).orElse(""), process.supervisor(),
                System.currentTimeMillis());
        process.writePidFile();
        Server server;
        try {
            server = new Server(config, commands, configuredUsers, identity, new ServerClock(), this::exit);
        } catch (IllegalStateException e) {
            LOG.warn(e.getMessage());
            return 1;
        }
        ServerLog.process().setRole(LogRole.MASTER);
        process.showTitle();
        Banner.show(config, identity);
        // While this one collects garbage all others wait; it is not to wait for the slices of the compilers'.
        Posix.runPromptly("VM Thread");
        // What a start leaves behind is moved out of the way once, in some 10 ms that nobody waits for: else the first
        // collection under load does it, and takes 5 to 12 ms instead of 2 to 3.
        System.gc();
        // Before it serves: whoever has had an answer may end it. The first cron, behind the load, does what was asked for.
        ShutdownSignals.install(server.shutdownRequest(this::exit));
        try {
            server.start();
        } catch (IOException e) {
            LOG.warn(e.getMessage());
            process.deletePidFile();
            return 1;
        }
        if (server.listenerNames().isEmpty()) {
            LOG.warn("Configured to not listen anywhere, exiting.");
            process.deletePidFile();
            return 1;
        }
        process.listening();
        if (!server.awaitLoaded()) {
            process.deletePidFile();
            return 1;
        }
        server.listenerNames().forEach(name -> LOG.info("Ready to accept connections {}", name));
        long maxmemory = config.get(Directives.MAXMEMORY);
        if (maxmemory > 0 && maxmemory < SMALL_MAXMEMORY_BYTES) {
            LOG.warn("WARNING: You specified a maxmemory value that is less than 1MB (current value is {} bytes). Are you "
                    + "sure this is what you really want?", maxmemory);
        }
        process.ready();
        return -1;
    }

    /** The server has closed down, or could not. */
    private void exit(int status) {
        process.exit(status, "Redis");
    }
}
