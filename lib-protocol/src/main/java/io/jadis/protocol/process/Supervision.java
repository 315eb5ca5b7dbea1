package io.jadis.protocol.process;

import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What supervises this process, by the directive {@code supervised}: tells systemd or upstart how the start goes. */
public final class Supervision {
    /** The values of the directive. */
    public enum Mode { NO, AUTO, UPSTART, SYSTEMD }

    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    private static final String UPSTART_VARIABLE = "UPSTART_JOB", SYSTEMD_VARIABLE = "NOTIFY_SOCKET";

    private final Mode supervisor;                  // never AUTO
    private final String notifySocket;              // null = none

    private Supervision(Mode supervisor, String notifySocket) {
        this.supervisor = supervisor;
        this.notifySocket = notifySocket;
    }

    /**
     * Finds the supervisor in the environment and reports to it that the start has begun; upstart is told by stopping
     * this process until it sends SIGCONT. A process that is supervised does not daemonize.
     */
    public static Supervision begin(Mode mode, Map<String, String> environment) {
        Mode wanted = mode == Mode.AUTO ? detect(environment) : mode;
        String notifySocket = environment.get(SYSTEMD_VARIABLE);
        return switch (wanted) {
            case NO, AUTO -> new Supervision(Mode.NO, null);
            case UPSTART -> new Supervision(stopForUpstart(environment) ? Mode.UPSTART : Mode.NO, null);
            case SYSTEMD -> {
                Supervision systemd = new Supervision(Mode.SYSTEMD, notifySocket);
                if (!systemd.send("STATUS=Redis is loading...\n")) yield new Supervision(Mode.NO, null);
                LOG.info("Supervised by systemd. Please make sure you set appropriate values for TimeoutStartSec and "
                        + "TimeoutStopSec in your service unit.");
                yield systemd;
            }
        };
    }

    private static Mode detect(Map<String, String> environment) {
        if (environment.containsKey(UPSTART_VARIABLE)) {
            LOG.debug("Upstart supervision detected.");
            return Mode.UPSTART;
        }
        if (environment.containsKey(SYSTEMD_VARIABLE)) {
            LOG.debug("Systemd supervision detected.");
            return Mode.SYSTEMD;
        }
        return Mode.NO;
    }

    private static boolean stopForUpstart(Map<String, String> environment) {
        if (!environment.containsKey(UPSTART_VARIABLE)) {
            LOG.warn("upstart supervision requested, but UPSTART_JOB not found!");
            return false;
        }
        LOG.info("supervised by upstart, will stop to signal readiness.");
        try {
            Posix.raise(Posix.SIGSTOP);
            return true;
        } catch (IOException e) {
            LOG.warn("upstart supervision error: {}", e.getMessage());
            return false;
        }
    }

    /** Whether a supervisor was found: then {@code daemonize} is ignored. */
    public boolean isActive() {
        return supervisor != Mode.NO;
    }

    /** The value of {@code process_supervised} in INFO. */
    public String infoName() {
        return switch (supervisor) {
            case SYSTEMD -> "systemd";
            case UPSTART -> "upstart";
            case NO, AUTO -> "no";
        };
    }

    /** A sentence for {@code systemctl status}. */
    public void status(String sentence) {
        notify("STATUS=" + sentence + "\n");
    }

    /** Clients are served from now on. */
    public void ready() {
        notify("READY=1\n");
    }

    /** The shutdown has begun. */
    public void stopping() {
        notify("STOPPING=1\n");
    }

    private void notify(String message) {
        if (supervisor == Mode.SYSTEMD) send(message);
    }

    private boolean send(String message) {
        if (notifySocket == null || notifySocket.isEmpty()) {
            LOG.warn("systemd supervision error: NOTIFY_SOCKET not found!");
            return false;
        }
        try {
            Posix.sendDatagram(notifySocket, message);
            return true;
        } catch (IOException e) {
            LOG.warn("systemd supervision error: sd_notify: {}", e.getMessage());
            return false;
        }
    }
}
