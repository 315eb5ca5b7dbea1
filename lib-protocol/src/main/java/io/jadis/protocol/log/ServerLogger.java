package io.jadis.protocol.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger of SLF4J over the server's log. */
final class ServerLogger extends LegacyAbstractLogger {
    private static final String OWN_PREFIX = "io.jadis.";
    /** Of an exception and its causes, whose own messages may be what a client has sent. */
    private static final int TRACE_LENGTH_MAX = 16 * 1024;

    private final transient ServerLog log;
    private final boolean own;

    ServerLogger(String name, ServerLog log) {
        this.name = name;
        this.log = log;
        own = name.startsWith(OWN_PREFIX);
    }

    /** What a level of SLF4J is here; NOTHING for what foreign code says of its own affairs. */
    private LogLevel map(Level level) {
        return switch (level) {
            case ERROR, WARN -> LogLevel.WARNING;
            case INFO -> own ? LogLevel.NOTICE : LogLevel.DEBUG;
            case DEBUG -> own ? LogLevel.VERBOSE : LogLevel.NOTHING;
            case TRACE -> own ? LogLevel.DEBUG : LogLevel.NOTHING;
        };
    }

    private boolean isEnabled(Level level) {
        LogLevel mapped = map(level);
        return mapped != LogLevel.NOTHING && log.shows(mapped);
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, Marker marker, String pattern, Object[] arguments,
                                               Throwable thrown) {
        String words = arguments == null ? pattern
                : MessageFormatter.basicArrayFormat(pattern, MessageLimit.cutEach(arguments));
        String message = own ? String.valueOf(words) : name + ": " + words;
        if (thrown == null) log.log(map(level), message);
        else log.log(map(level), message, trace(thrown));
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        String text = trace.toString().stripTrailing();
        return text.length() <= TRACE_LENGTH_MAX ? text : text.substring(0, TRACE_LENGTH_MAX);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }
}
