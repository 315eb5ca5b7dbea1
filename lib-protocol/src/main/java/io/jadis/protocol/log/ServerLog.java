package io.jadis.protocol.log;

import io.jadis.protocol.process.Posix;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongToIntFunction;

/**
 * The log of this process. Lines look like
 * {@code 1579:M 26 Dec 2023 14:08:50.910 * Server initialized}: process id, role, local time, level, words.
 *
 * <p>There is one for the process, since SLF4J's loggers are static; all its methods may be called from any thread.
 */
public final class ServerLog {
    /** How long a message may be: Redis's LOG_MAX_LEN without the NUL at its end. What is longer is cut. */
    public static final int MESSAGE_BYTES_MAX = 1023;

    /** What was refused and why is in the log before its client hears of it, unless the disk is slower than this. */
    private static final int WARNING_WAIT_MS_MAX = 20;

    private static final ServerLog PROCESS =
            new ServerLog(ProcessHandle.current().pid(), Posix::utcOffsetSeconds, System::currentTimeMillis);

    private final long processId;
    private final LogTime time;
    private final LongSupplier clockMs;

    private volatile LogLevel level = LogLevel.NOTICE;
    private volatile LogRole role = LogRole.STARTING;
    private volatile List<LogTarget> targets = List.of(new LogTarget.StandardOutput());
    private volatile LogWriter writer;

    ServerLog(long processId, LongToIntFunction utcOffsetSeconds, LongSupplier clockMs) {
        this.processId = processId;
        this.clockMs = clockMs;
        time = new LogTime(utcOffsetSeconds);
    }

    /** The log that SLF4J's loggers write to. */
    public static ServerLog process() {
        return PROCESS;
    }

    /**
     * Sends what follows elsewhere.
     *
     * @throws IOException if the file cannot be opened for appending; nothing is changed then
     */
    public void configure(LogSettings settings) throws IOException {
        List<LogTarget> chosen = new ArrayList<>();
        if (settings.file().isPresent()) {
            String file = settings.file().get().toString();
            new FileOutputStream(file, true).close();
            chosen.add(new LogTarget.AppendedFile(settings.file().get()));
        } else {
            chosen.add(new LogTarget.StandardOutput());
        }
        settings.syslog().ifPresent(syslog -> chosen.add(LogTarget.SystemLog.open(syslog)));
        targets = List.copyOf(chosen);
    }

    public LogLevel level() {
        return level;
    }

    public void setLevel(LogLevel level) {
        this.level = level;
    }

    public void setRole(LogRole role) {
        this.role = role;
    }

    /** Hands the writing to a thread of its own: called when the executor begins to serve. */
    public synchronized void startWriter() {
        if (writer != null) return;
        LogWriter started = new LogWriter(this::write,
                lost -> write(List.of(entry(LogLevel.WARNING, lost + " log lines were lost: writing was too slow"))));
        started.start();
        writer = started;
    }

    /**
     * Writes what is queued, ends the thread, and goes back to writing within the call: the last step of a shutdown.
     */
    public synchronized void stopWriter() {
        LogWriter stopped = writer;
        if (stopped == null) return;
        stopped.close();
        writer = null;
    }

    public void debug(String message) {
        log(LogLevel.DEBUG, message);
    }

    public void verbose(String message) {
        log(LogLevel.VERBOSE, message);
    }

    public void notice(String message) {
        log(LogLevel.NOTICE, message);
    }

    public void warning(String message) {
        log(LogLevel.WARNING, message);
    }

    /** Logs one line if the level is shown. */
    public void log(LogLevel lineLevel, String message) {
        if (level.shows(lineLevel)) emit(entry(lineLevel, MessageLimit.cut(message)));
    }

    /** As {@link #log(LogLevel, String)}, with lines behind it that are not cut. */
    void log(LogLevel lineLevel, String message, String lines) {
        if (level.shows(lineLevel)) emit(entry(lineLevel, MessageLimit.cut(message) + '\n' + lines));
    }

    /** Logs the text as it is, whole, without a header and without a line feed of its own: banner and bug reports. */
    public void raw(LogLevel lineLevel, String text) {
        if (level.shows(lineLevel)) emit(new LogEntry(lineLevel, text, text.getBytes(StandardCharsets.UTF_8)));
    }

    boolean shows(LogLevel lineLevel) {
        return level.shows(lineLevel);
    }

    private LogEntry entry(LogLevel lineLevel, String message) {
        StringBuilder line = new StringBuilder(message.length() + 48);
        line.append(processId).append(':').append(role.letter).append(' ');
        time.append(clockMs.getAsLong(), line);
        line.append(' ').append(lineLevel.mark).append(' ').append(message).append('\n');
        return new LogEntry(lineLevel, message, line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void emit(LogEntry entry) {
        LogWriter current = writer;
        if (current == null || !current.offer(entry)) write(List.of(entry));
        else if (entry.level() == LogLevel.WARNING) current.awaitWritten(WARNING_WAIT_MS_MAX);
    }

    private void write(List<LogEntry> entries) {
        for (LogTarget target : targets) target.write(entries);
    }
}
