package io.jadis.protocol.process;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/**
 * The directive {@code daemonize}. A JVM cannot fork, so the process that was called starts another of its kind and
 * waits until that one serves clients: the caller's prompt returns when there is something to connect to. The two speak
 * through the child's standard output. A child that ends instead of becoming ready has its words passed on, and its
 * status becomes the parent's.
 */
public final class Daemon {
    private static final String CHILD_VARIABLE = "JADIS_DAEMON";
    private static final String CHILD_VALUE = "child";
    private static final byte READY = 0x06;                // ASCII ACK: no line of a log has it
    private static final int OUTPUT_MAX_BYTES = 64 * 1024;
    private static final File NULL_DEVICE = new File("/dev/null");

    private Daemon() {}

    /** Whether this process is the one in the background, started by {@link #start}. */
    public static boolean isChild() {
        return CHILD_VALUE.equals(System.getenv(CHILD_VARIABLE));
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
        builder.environment().put(CHILD_VARIABLE, CHILD_VALUE);
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
        if (becomesReady(child.getInputStream(), words)) return 0;
        words.writeTo(errors);
        errors.flush();
        return statusOf(child);
    }

    /** Reads until the child is ready or has closed its output. */
    private static boolean becomesReady(InputStream output, ByteArrayOutputStream words) throws IOException {
        byte[] buffer = new byte[4096];
        for (int length; (length = output.read(buffer)) > 0;) {
            if (buffer[length - 1] == READY) return true;
            words.write(buffer, 0, Math.min(length, OUTPUT_MAX_BYTES - words.size()));
        }
        return false;
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
        System.out.write(READY);
        System.out.flush();
        Posix.detachStandardStreams();
    }
}
