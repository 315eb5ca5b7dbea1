package io.jadis.sentinel.daemon;

import io.jadis.protocol.process.Daemon;
import io.jadis.sentinel.core.EventLevel;
import io.jadis.sentinel.core.Timing;
import io.jadis.sentinel.core.Timing.Span;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The operator's scripts: a bounded queue, some run at a time, failed ones again, those that hang are killed. */
final class Scripts {
    /** Told what operators are to know. */
    interface Events {
        void event(EventLevel level, String type, String text);
    }

    private static final int QUEUED_MAX = 256, RUNNING_MAX = 16, ATTEMPTS_MAX = 10;
    /** What a shell and Java make of a process that a signal ended: this and the signal's number. */
    private static final int SIGNAL_STATUS = 128;
    /** What Redis says when there is no process to be had, and when there is one that can't become the script. */
    private static final int NO_PROCESS_SIGNAL = 99, NO_SCRIPT_STATUS = 2;
    /** Java's word for the latter. */
    private static final String NO_SCRIPT = "Exec failed";
    /** The launcher's own variable. */
    private static final String JVM_OPTIONS = "JADIS_JVM_OPTIONS";

    /** One script with its arguments. */
    static final class Job {
        final List<String> command;
        int attempts;
        /** Of one that runs, since when; of one that waits, until when; 0: for nothing. */
        long timeMs;
        Process process;

        Job(List<String> command) {
            this.command = command;
        }

        boolean isRunning() {
            return process != null;
        }
    }

    private final Deque<Job> jobs = new ArrayDeque<>();
    private final Timing timing;
    private final Supplier<Path> directory;
    private final Events events;

    /** @param directory where scripts run, and where relative paths begin */
    Scripts(Timing timing, Supplier<Path> directory, Events events) {
        this.timing = timing;
        this.directory = directory;
        this.events = events;
    }

    /** Queues a script; where there are too many, the oldest that waits is dropped. */
    void add(List<String> command) {
        jobs.addLast(new Job(command));
        if (jobs.size() <= QUEUED_MAX) return;
        for (Iterator<Job> all = jobs.iterator(); all.hasNext();) {
            if (all.next().isRunning()) continue;
            all.remove();
            return;
        }
    }

    void tick(long nowMs) {
        start(nowMs);
        for (Job job : List.copyOf(jobs)) {
            if (!job.isRunning()) continue;
            if (!job.process.isAlive()) ended(job, nowMs);
            else if (nowMs - job.timeMs > timing.ms(Span.SCRIPT_MAX_RUNTIME)) kill(job);
        }
    }

    private void start(long nowMs) {
        int running = runningCount();
        for (Job job : List.copyOf(jobs)) {
            if (running >= RUNNING_MAX) return;
            if (job.isRunning() || job.timeMs > nowMs) continue;
            job.timeMs = nowMs;
            job.attempts++;
            try {
                List<String> command = new ArrayList<>(job.command);
                command.set(0, directory.get().resolve(command.getFirst()).toString());
                ProcessBuilder builder = new ProcessBuilder(command).directory(directory.get().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
                keepOwnVariables(builder.environment());
                job.process = builder.start();
                running++;
                events.event(EventLevel.DEBUG, "+script-child", Long.toString(job.process.pid()));
            } catch (IOException e) {
                boolean noScript = String.valueOf(e.getMessage()).contains(NO_SCRIPT);
                failed(job, noScript ? 0 : NO_PROCESS_SIGNAL, noScript ? NO_SCRIPT_STATUS : 0, nowMs);
            }
        }
    }

    /**
     * A script's redis-cli is another JVM: what was meant for Sentinel's doesn't concern it. Nor is a server that a
     * script starts the one in the background because Sentinel is.
     */
    static void keepOwnVariables(Map<String, String> environment) {
        environment.remove(JVM_OPTIONS);
        environment.remove(Daemon.CHILD_VARIABLE);
    }

    private void ended(Job job, long nowMs) {
        int status = job.process.exitValue();
        int signal = signal(status);
        int exitCode = signal > 0 ? 0 : status;
        events.event(EventLevel.DEBUG, "-script-child", job.process.pid() + " " + exitCode + " " + signal);
        if (status == 0) jobs.remove(job);
        else failed(job, signal, exitCode, nowMs);
    }

    /**
     * The signal that has ended a process, or 0. Java doesn't tell 128 + n from an exit status of that number, as a shell
     * gives itself when a command of its ended so; but only some signals end processes, see signal(7).
     */
    private static int signal(int status) {
        int signal = status - SIGNAL_STATUS;
        boolean ends = signal >= 1 && signal <= 16 || signal >= 24 && signal <= 27 || signal >= 29 && signal <= 31;
        return ends ? signal : 0;
    }

    /** Again later, where that may help. */
    private void failed(Job job, int signal, int exitCode, long nowMs) {
        boolean again = (signal > 0 || exitCode == 1) && job.attempts < ATTEMPTS_MAX;
        if (!again || signal == NO_PROCESS_SIGNAL) {
            events.event(EventLevel.WARNING, "-script-error",
                    job.command.getFirst() + " " + signal + " " + exitCode);
        }
        if (!again) jobs.remove(job);
        job.process = null;
        job.timeMs = nowMs + (timing.ms(Span.SCRIPT_RETRY_DELAY) << job.attempts - 1);
    }

    private void kill(Job job) {
        events.event(EventLevel.WARNING, "-script-timeout", job.command.getFirst() + " " + job.process.pid());
        job.process.destroyForcibly();
    }

    int runningCount() {
        int running = 0;
        for (Job job : jobs) {
            if (job.isRunning()) running++;
        }
        return running;
    }

    List<Job> jobs() {
        return new ArrayList<>(jobs);
    }
}
