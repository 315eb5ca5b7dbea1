package io.jadis.protocol.log;

/** The levels of the directive {@code loglevel}, from the most talkative to silence. */
public enum LogLevel {
    DEBUG('.', 7),
    VERBOSE('-', 6),
    NOTICE('*', 5),
    WARNING('#', 4),
    NOTHING(' ', 4);

    final char mark;
    final int syslogPriority;

    LogLevel(char mark, int syslogPriority) {
        this.mark = mark;
        this.syslogPriority = syslogPriority;
    }

    /** Whether a log set to this level shows a line of that level. */
    boolean shows(LogLevel line) {
        return line.ordinal() >= ordinal();
    }
}
