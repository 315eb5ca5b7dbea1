package io.jadis.sentinel;

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
import io.jadis.protocol.process.RunId;
import io.jadis.protocol.process.ShutdownSignals;
import io.jadis.sentinel.daemon.Identity;
import io.jadis.sentinel.daemon.SentinelServer;
import io.jadis.sentinel.daemon.StateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launcher of {@code redis-sentinel}, and of {@code redis-server --sentinel}: reads the command line and the
 * configuration, finds its place in the system, and starts the {@link SentinelServer}. Exit status 0 after a shutdown
 * in good order, 1 if it could not start.
 */
public final class RedisSentinel {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSentinel.class);
    private static final int DEFAULT_PORT = 26_379;
    private static final String REDIS_VERSION = "7.2.5";

    private final Config config;
    private final CommandLine commandLine;
    private final ServerProcess process;

    private RedisSentinel(Config config, CommandLine commandLine) {
        this.config = config;
        this.commandLine = commandLine;
        process = new ServerProcess(config, commandLine, true);
    }

    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        if (!words.isEmpty() && (words.getFirst().equals("-v") || words.getFirst().equals("--version"))) {
            System.out.println("Redis server v=" + REDIS_VERSION + " sha=00000000:0 malloc=jadis-slab bits=64 jadis="
                    + version());
            System.exit(0);
        }
        if (words.isEmpty() || words.getFirst().equals("-h") || words.getFirst().equals("--help")) {
            System.out.println("Usage: redis-sentinel /path/to/sentinel.conf [options]");
            System.exit(words.isEmpty() ? 1 : 0);
        }
        Path directory = Path.of("").toAbsolutePath();
        int status = new RedisSentinel(new Config(directory), CommandLine.parse(words, directory)).run();
        if (status >= 0) System.exit(status);
    }

    /** Of the jar's manifest; classes that don't come from a jar are a developer's. */
    private static String version() {
        String version = RedisSentinel.class.getPackage().getImplementationVersion();
        return version == null ? "0.0.0-dev" : version;
    }

    /** Returns the status to exit with, or -1 when the Sentinel runs. */
    private int run() throws IOException {
        lookNamesUpAsTheSystemDoes();
        config.put(Directives.PORT, DEFAULT_PORT);
        // It must be reachable for the other Sentinels and for clients.
        config.put(Directives.PROTECTED_MODE, false);
        StateFile lines = new StateFile(config);
        List<String> warnings;
        try {
            warnings = ConfigLoader.load(config, lines, commandLine, new ByteArrayInputStream(new byte[0]));
        } catch (ConfigFileException e) {
            return refuse(e);
        }
        int status = process.begin(Optional.empty());
        if (status >= 0) return status;
        LOG.info("oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
        LOG.info("Redis version={}, bits=64, commit=00000000, modified=0, pid={}, just started", REDIS_VERSION,
                ProcessHandle.current().pid());
        LOG.info("Jadis version={}, Java {}", version(), Runtime.version());
        LOG.info("Configuration loaded");
        warnings.forEach(LOG::warn);
        if (commandLine.file().isEmpty()) {
            LOG.warn("Sentinel needs config file on disk to save state. Exiting...");
            return 1;
        }
        Path file = ByteText.path(commandLine.file().get());
        if (!Files.isWritable(file)) {
            LOG.warn("Sentinel config file {} is not writable: {}. Exiting...", file,
                    Files.exists(file) ? "Permission denied" : "No such file or directory");
            return 1;
        }
        if (!process.fitClientsToOpenFiles()) return 1;
        return serve(lines, file);
    }

    /**
     * Names are looked up afresh each time, as Redis does it: Java would answer for 30 seconds what was right before a
     * node has moved. And of several addresses the system's first one is taken, as all Sentinels of a group, Redis's
     * too, must mean the same by a name. To be called before anything is looked up.
     */
    private static void lookNamesUpAsTheSystemDoes() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        System.setProperty("java.net.preferIPv6Addresses", "system");
    }

    private static int refuse(ConfigFileException e) {
        if (e.isUnreadableFile()) LOG.warn(e.getMessage());
        else System.err.print(e.report());
        return 1;
    }

    private int serve(StateFile lines, Path file) throws IOException {
        Identity identity = new Identity(version(), RunId.random(), Launch.executable(), file.toString(),
                process.supervisor(), System.currentTimeMillis());
        SentinelServer server;
        try {
            server = new SentinelServer(config, lines, file, identity, this::exit);
        } catch (ConfigFileException e) {
            return refuse(e);
        } catch (IllegalStateException e) {
            LOG.warn(e.getMessage());
            return 1;
        }
        process.writePidFile();
        ServerLog.process().setRole(LogRole.SENTINEL);
        process.showTitle();
        ServerLog.process().notice("Running mode=sentinel, port=" + config.get(Directives.PORT) + ".");
        try {
            server.start();
        } catch (IOException e) {
            LOG.warn(e.getMessage());
            process.deletePidFile();
            return 1;
        }
        ShutdownSignals.install(server.shutdownRequest());
        process.listening();
        process.ready();
        return -1;
    }

    /** The Sentinel has closed down, or is to crash. */
    private void exit(int status) {
        process.exit(status, "Sentinel");
    }
}
