package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path directory;

    @Test
    void theFileHoldsTheProcessIdUntilItIsRemoved() throws IOException {
        Path path = directory.resolve("redis.pid");
        PidFile file = PidFile.write(path);
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(path));
        file.remove();
        assertFalse(Files.exists(path));
        file.remove();
    }

    @Test
    void aFileThatCannotBeWrittenIsNoReasonNotToStart() {
        PidFile.write(directory.resolve("no/such/redis.pid")).remove();
    }

    @Test
    void errorsAreToldInTheWordsOfTheSystem() {
        Path missing = directory.resolve("missing");
        assertEquals("No such file or directory", textOf(() -> Files.readString(missing)));
        assertEquals("No such file or directory", textOf(() -> new FileInputStream(missing.toFile()).close()));
        assertEquals("No such file or directory", textOf(() -> Posix.chdir(missing)));
    }

    @Test
    void runIdsAreFortyHexadecimalDigitsAndDiffer() {
        String one = RunId.random(), other = RunId.random();
        assertTrue(one.matches("[0-9a-f]{40}"), one);
        assertFalse(one.equals(other));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static String textOf(Action action) {
        try {
            action.run();
            return "no error";
        } catch (IOException e) {
            return OsError.text(e);
        }
    }
}
