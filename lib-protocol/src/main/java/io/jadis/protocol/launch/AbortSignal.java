package io.jadis.protocol.launch;

import io.jadis.protocol.log.BugReport;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.process.Posix;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGABRT: somebody has given the process up, systemd's watchdog for one. The log gets a report of what each thread was
 * doing; then the process ends by that signal after all, core file included. When the JVM aborts itself the C library
 * does not wait for anybody, so that is as it was.
 */
final class AbortSignal {
    private static final Logger LOG = LoggerFactory.getLogger(AbortSignal.class);
    private static final Signal ABRT = new Signal("ABRT");

    private AbortSignal() {}

    /** @param reports asked when the signal has come, on a thread of its own: {@code crash-log-enabled} */
    static void install(BooleanSupplier reports) {
        try {
            Signal.handle(ABRT, _ -> {
                if (reports.getAsBoolean()) report();
                die();
            });
        } catch (IllegalArgumentException e) {
            LOG.warn("SIGABRT keeps its default action: {}", e.getMessage());
        }
    }

    private static void report() {
        BugReport.begin();
        LOG.warn("Jadis crashed by signal: {}", ABRT.getNumber());
        BugReport.stackTraces();
        BugReport.end();
    }

    private static void die() {
        ServerLog.process().stopWriter();
        Signal.handle(ABRT, SignalHandler.SIG_DFL);
        try {
            Posix.raise(ABRT.getNumber());
        } catch (IOException e) {
            throw new AssertionError("signal=" + ABRT, e);
        }
    }
}
