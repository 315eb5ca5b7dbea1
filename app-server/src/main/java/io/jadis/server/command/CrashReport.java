package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.log.BugReport;
import io.jadis.protocol.log.ServerLog;
import io.jadis.server.client.ClientLine;
import io.jadis.server.execution.Call;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process as a bug of Redis would, for tests of what watches it: the log says why, then it is gone. */
final class CrashReport {
    private static final Logger LOG = LoggerFactory.getLogger(CrashReport.class);
    private static final int SIGABRT = 6, SIGSEGV = 11;
    /** A process that a signal ended is reported so by a shell. */
    private static final int KILLED_BY_SIGNAL = 128;

    private final Config config;
    private final IntConsumer halt;

    /** @param halt ends the process with that exit status, without any clean-up */
    CrashReport(Config config, IntConsumer halt) {
        this.config = config;
        this.halt = halt;
    }

    void segmentationFault(Call call) {
        BugReport.begin();
        LOG.warn("Jadis crashed by signal: {}, si_code: 2", SIGSEGV);
        end(call, KILLED_BY_SIGNAL + SIGSEGV);
    }

    void panic(Call call) {
        BugReport.begin();
        LOG.warn("------------------------------------------------");
        LOG.warn("!!! Software Failure. Press left mouse button to continue");
        LOG.warn("Guru Meditation: DEBUG PANIC called at Unix time {}", call.nowMs() / 1000);
        end(call, statusOfAbort());
    }

    void failedAssertion(Call call) {
        BugReport.begin();
        LOG.warn("=== ASSERTION FAILED CLIENT CONTEXT ===");
        for (int i = 0; i < call.count(); i++) LOG.warn("client->argv[{}] = \"{}\"", i, call.logged(i));
        LOG.warn("=== ASSERTION FAILED ===");
        LOG.warn("==> '1 == 2' is not true");
        end(call, statusOfAbort());
    }

    private int statusOfAbort() {
        return config.get(Directives.USE_EXIT_ON_PANIC) ? 1 : KILLED_BY_SIGNAL + SIGABRT;
    }

    private void end(Call call, int status) {
        if (config.get(Directives.CRASH_LOG_ENABLED)) {
            LOG.warn("------ STACK TRACE ------", new Throwable("debugCommand"));
            LOG.warn("------ CURRENT CLIENT INFO ------");
            LOG.warn("{}", ClientLine.of(call.client()));
        }
        BugReport.end();
        ServerLog.process().stopWriter();
        halt.accept(status);
    }
}
