package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PosixTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheThreadThatAsksForItRunsInTheBackground() throws Exception {
        int before = niceness();
        FutureTask<Integer> task = new FutureTask<>(() -> {
            Posix.runInBackground();
            return niceness();
        });
        Thread.ofPlatform().start(task);

        assertEquals(10, task.get());
        assertEquals(before, niceness());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPromptThreadHasAShorterSliceAndItsOldPriority() throws Exception {
        assumeTrue(sliceNs().isPresent(), "this kernel doesn't tell");
        long usual = sliceNs().getAsLong();
        FutureTask<Integer> task = new FutureTask<>(() -> {
            Posix.runInBackground();
            Posix.runPromptly();
            assertTrue(sliceNs().getAsLong() < usual, () -> "slice of " + usual);
            return niceness();
        });
        Thread.ofPlatform().start(task);

        assertEquals(10, task.get());
        assertEquals(usual, sliceNs().getAsLong());
    }

    /** Of the calling thread, in a kernel of 6.12 or later. */
    private static OptionalLong sliceNs() throws Exception {
        Path file = Path.of("/proc/thread-self/sched");
        if (!Files.exists(file)) return OptionalLong.empty();
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("se.slice"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst();
    }

    /** Of the calling thread: field 19 of its line in /proc, where the second is the name in brackets. */
    private static int niceness() throws Exception {
        String line = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
