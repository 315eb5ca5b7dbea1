package io.jadis.protocol.log;

/** The frame of what the log says when the process ends by a fault, as tools know it from Redis. */
public final class BugReport {
    private BugReport() {}

    public static void begin() {
        raw("\n\n=== REDIS BUG REPORT START: Cut & paste starting from here ===\n");
    }

    public static void end() {
        raw("\n=== REDIS BUG REPORT END. Make sure to include from START to END. ===\n\n");
    }

    /** What each thread is doing. */
    public static void stackTraces() {
        StringBuilder text = new StringBuilder("\n------ STACK TRACE ------\n");
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            text.append(thread.getName()).append(": ").append(thread.getState()).append('\n');
            for (StackTraceElement frame : frames) text.append("    ").append(frame).append('\n');
        });
        raw(text.toString());
    }

    private static void raw(String text) {
        ServerLog.process().raw(LogLevel.WARNING, text);
    }
}
