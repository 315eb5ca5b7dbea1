package io.jadis.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The process's own {@link Shell}. */
final class StandardStreams {
    private StandardStreams() {}

    static Shell open() {
        Map<String, String> environment = System.getenv();
        return new Shell(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err), isTerminal(0),
                isTerminal(1) || environment.containsKey("FAKETTY"), environment);
    }

    /**
     * Whether a file descriptor is a terminal. Java knows only of standard input and output together, and a call to
     * isatty costs more start-up time than reading a link.
     */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
