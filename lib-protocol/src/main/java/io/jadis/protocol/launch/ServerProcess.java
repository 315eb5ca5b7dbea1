package io.jadis.protocol.launch;

import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.log.LogLevel;
import io.jadis.protocol.log.LogSettings;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.Daemon;
import io.jadis.protocol.process.Launch;
import io.jadis.protocol.process.OpenFilesLimit;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.PidFile;
import io.jadis.protocol.process.ProcessTitle;
import io.jadis.protocol.process.Supervision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a server or a Sentinel, as its configuration wants it: supervised or in the background, its log, pid
 * file and title, and its end. The launchers call the methods in their order here.
 */
public final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    private final Config config;
    private final CommandLine commandLine;
    private final boolean sentinel;
    private Supervision supervision;
    private boolean background;
    private Optional<PidFile> pidFile = Optional.empty();

    public ServerProcess(Config config, CommandLine commandLine, boolean sentinel) {
        this.config = config;
        this.commandLine = commandLine;
        this.sentinel = sentinel;
    }

    /**
     * Goes to the background, where that is wanted, and opens the log.
     *
     * @param standardInput what the process in the background is to find there
     * @return -1, or the status that this process ends with because another has taken its place
     */
    public int begin(Optional<byte[]> standardInput) throws IOException {
        Supervision.Mode mode =
                Supervision.Mode.valueOf(config.render(Directives.SUPERVISED).toUpperCase(Locale.ROOT));
        supervision = Supervision.begin(mode, System.getenv());
        background = config.get(Directives.DAEMONIZE) && !supervision.isActive();
        if (background && !Daemon.isChild()) return Daemon.start(standardInput);
        if (background) Daemon.leaveSession();
        openLog();
        return -1;
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

    /**
     * Raises the limit of open files as far as {@code maxclients} needs it, or lowers that to what is possible.
     *
     * @return false if there isn't even room for one client: the log says so, and the process can't start
     */
    public boolean fitClientsToOpenFiles() {
        long wanted = config.get(Directives.MAXCLIENTS);
        int possible = OpenFilesLimit.adjust(wanted);
        if (possible < wanted) config.put(Directives.MAXCLIENTS, possible);
        return possible > 0;
    }

    /** INFO's word for who supervises it. */
    public String supervisor() {
        return supervision.infoName();
    }

    /** If one is configured, and in the background in any case. */
    public void writePidFile() throws IOException {
        boolean named = !config.get(Directives.PIDFILE).isEmpty();
        if (!background && !named) return;
        pidFile = Optional.of(PidFile.write(named ? config.path(Directives.PIDFILE) : PidFile.DEFAULT));
    }

    /** After a start that failed. */
    public void deletePidFile() {
        pidFile.ifPresent(PidFile::delete);
    }

    /** Shows in ps what this process is, and keeps it true. */
    public void showTitle() {
        if (!config.get(Directives.SET_PROC_TITLE)) return;
        setTitle();
        config.onChange(this::setTitle, Directives.PROC_TITLE_TEMPLATE, Directives.PORT, Directives.BIND);
    }

    private void setTitle() {
        List<String> bind = config.get(Directives.BIND);
        ProcessTitle.Variables variables = new ProcessTitle.Variables(ByteText.ofString(Launch.programName()),
                bind.isEmpty() ? Optional.empty() : Optional.of(bind.getFirst()), config.get(Directives.PORT),
                config.get(Directives.TLS_PORT), config.get(Directives.UNIXSOCKET),
                config.get(Directives.CLUSTER_ENABLED), sentinel, commandLine.file());
        ProcessTitle.render(config.get(Directives.PROC_TITLE_TEMPLATE), variables).ifPresent(title -> {
            try {
                ProcessTitle.set(ByteText.toString(title));
            } catch (IOException e) {
                LOG.debug("The process title stays: {}", OsError.text(e));
            }
        });
    }

    /** Clients can connect: who has started it in the background may return. From now on SIGABRT leaves a report. */
    public void listening() throws IOException {
        AbortSignal.install(() -> config.get(Directives.CRASH_LOG_ENABLED));
        if (background) Daemon.ready();
    }

    /** It serves: the supervisor hears of it. */
    public void ready() {
        supervision.status("Ready to accept connections");
        supervision.ready();
        ServerLog.process().startWriter();
    }

    /** It has closed down, or could not: what is left of the process goes. */
    public void exit(int status, String name) {
        supervision.stopping();
        pidFile.ifPresent(PidFile::remove);
        if (status == 0) LOG.info("{} is now ready to exit, bye bye...", name);
        ServerLog.process().stopWriter();
        // No hooks are registered and nothing waits: other threads must not hold up an orderly end.
        Runtime.getRuntime().halt(status);
    }
}
