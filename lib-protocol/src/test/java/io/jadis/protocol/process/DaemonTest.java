package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DaemonTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void theParentReturnsWhenTheChildIsReadyInASessionOfItsOwn() throws Exception {
        Path report = directory.resolve("report");
        assertEquals(0, start(Optional.empty(), "works", report.toString()));
        String[] words = Files.readString(report).split("[ =]");
        assertEquals(words[1], words[3], "the child leads its session");
        long pid = Long.parseLong(words[1]);
        ProcessHandle.of(pid).ifPresent(child -> child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertEquals("pid=" + pid + " session=" + pid + " output=/dev/null", Files.readString(report));
        assertEquals("", errors.toString());
    }

    @Test
    void aChildThatFailsHandsItsWordsAndItsStatusToTheParent() throws Exception {
        assertEquals(1, start(Optional.empty(), "fails", "Can't bind\n"));
        assertEquals("starting\nCan't bind\n", errors.toString());
    }

    @Test
    void theParentReturnsWhateverTheChildSaysAsItBecomesReady() throws Exception {
        assertEquals(0, start(Optional.empty(), "talks"));
        assertEquals("", errors.toString());
    }

    @Test
    void noWordsOfAChildThatFailsAreTakenForBeingReady() throws Exception {
        String words = "Can't bind \6!0123456789012345678901234567890123456789\6";
        assertEquals(1, start(Optional.empty(), "fails", words));
        assertEquals("starting\n" + words, errors.toString());
    }

    @Test
    void theChildReadsTheStandardInputOfTheParent() throws Exception {
        byte[] input = "port 7000\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(3, start(Optional.of(input), "echoes"));
        assertEquals("starting\nport 7000\n", errors.toString());
    }

    private int start(Optional<byte[]> input, String... arguments) throws IOException {
        return Daemon.start(ChildJvm.command(DaemonProgram.class, List.of(arguments)), input, new PrintStream(errors));
    }
}
