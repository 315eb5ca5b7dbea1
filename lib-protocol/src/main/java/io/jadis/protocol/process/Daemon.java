package io.jadis.protocol.process;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The directive {@code daemonize}. A JVM cannot fork, so the process that was called starts another of its kind and
 * waits until that one serves clients: the caller's prompt returns when there is something to connect to. The two speak
 * through the child's standard output, where the log goes, too: what says that the child is ready is a mark that the
 * parent has chosen, which no line of a log can have. A child that ends instead of becoming ready has its words passed
 * on, and its status becomes the parent's.
 */
public final class Daemon {
    /** Set for the child alone, to the mark. What else a process in the background starts is not to see it. */
    public static final String CHILD_VARIABLE = "JADIS_DAEMON";
    /** Nothing that follows it in a mark is the like, so a mark can't begin inside another's beginning. */
    private static final char MARK_START = '!';
    private static final int OUTPUT_MAX_BYTES = 64 * 1024;
    private static final File NULL_DEVICE = new File("/dev/null");

    private Daemon() {}

    /** Whether this process is the one in the background, started by {@link #start}. */
    public static boolean isChild() {
        return System.getenv(CHILD_VARIABLE) != null;
    }

    /**
     * In the parent: starts the child and waits until it is ready or has ended.
     *
     * @param standardInput what was read from standard input, for a child that will read it again
     * @return the status to exit with
     * @throws IOException if no process can be started
     */
    public static int start(Optional<byte[]> standardInput) throws IOException {
        return start(Launch.command(), standardInput, System.err);
    }

    static int start(List<String> command, Optional<byte[]> standardInput, PrintStream errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String mark = MARK_START + RunId.random();
        builder.environment().put(CHILD_VARIABLE, mark);
        if (standardInput.isEmpty()) builder.redirectInput(NULL_DEVICE);
        Process child = builder.start();
        if (standardInput.isPresent()) {
            try (OutputStream input = child.getOutputStream()) {
                input.write(standardInput.get());
            } catch (IOException e) {
                // It ended without reading to the end; what it says about that follows.
            }
        }
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        if (becomesReady(child.getInputStream(), bytes(mark), words)) return 0;
        words.writeTo(errors);
        errors.flush();
        return statusOf(child);
    }

    /** Reads until the child is ready or has closed its output. Lines of other threads may stand around the mark. */
    private static boolean becomesReady(InputStream output, byte[] mark, ByteArrayOutputStream words)
            throws IOException {
        int matched = 0;
        for (int next; (next = output.read()) >= 0;) {
            if (next != mark[matched]) matched = 0;
            if (next == mark[matched]) matched++;
            if (matched == mark.length) return true;
            if (words.size() < OUTPUT_MAX_BYTES) words.write(next);
        }
        return false;
    }

    private static byte[] bytes(String mark) {
        return mark.getBytes(StandardCharsets.US_ASCII);
    }

    private static int statusOf(Process child) {
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** In the child, first of all: leaves the terminal and the session of the parent. */
    public static void leaveSession() throws IOException {
        Posix.setsid();
    }

    /** In the child, when it serves clients: lets the parent go, and from then on neither reads nor writes streams. */
    public static void ready() throws IOException {
        System.out.writeBytes(bytes(System.getenv(CHILD_VARIABLE)));
        System.out.flush();
        Posix.detachStandardStreams();
    }
}
