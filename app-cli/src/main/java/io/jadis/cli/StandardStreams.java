package io.jadis.cli;

import io.jadis.protocol.process.Posix;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
     * Whether a file descriptor is a terminal. Java knows only of standard input and output together, and the first
     * call to isatty takes as long as all of a start: it is asked only about a device whose name doesn't tell.
     */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            if (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console")) {
                return true;
            }
            // What has no path is a pipe or a socket.
            if (!target.startsWith("/") || target.equals("/dev/null")) return false;
            return Files.readAttributes(link, BasicFileAttributes.class).isOther() && Posix.isTerminal(descriptor);
        } catch (IOException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
