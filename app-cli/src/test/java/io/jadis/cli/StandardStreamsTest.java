package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardStreamsTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    private Path directory;

    @Test
    void aTerminalIsOneUnderAnyName() throws IOException {
        // The end of a pseudo-terminal that a terminal emulator has is one, too.
        assertTrue(isTerminal(Path.of("/dev/ptmx")));
    }

    @Test
    void filesAndOtherDevicesAreNone() throws IOException {
        assertFalse(isTerminal(Path.of("/dev/null")));
        assertFalse(isTerminal(Path.of("/dev/zero")));
        assertFalse(isTerminal(Files.createFile(directory.resolve("file"))));
    }

    private static boolean isTerminal(Path path) throws IOException {
        Path real = path.toRealPath();
        try (RandomAccessFile _ = new RandomAccessFile(path.toString(), "rw");
             Stream<Path> all = Files.list(DESCRIPTORS)) {
            Path link = all.filter(each -> target(each).equals(real)).findFirst().orElseThrow();
            return StandardStreams.isTerminal(Integer.parseInt(link.getFileName().toString()));
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link;                                    // that of the listing itself has gone
        }
    }
}
