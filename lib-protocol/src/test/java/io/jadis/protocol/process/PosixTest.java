package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Of the calling thread: field 19 of its line in /proc, where the second is the name in brackets. */
    private static int niceness() throws Exception {
        String line = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
