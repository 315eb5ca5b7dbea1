package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    Path directory;

    @Test
    void linesAreKeptAsTheyAreForTheOwnerAlone() throws IOException {
        Path file = directory.resolve("history");
        HistoryFile history = new HistoryFile(file);
        assertEquals(List.of(), history.load());
        assertTrue(history.add("set k \"\\xff\""));
        assertTrue(history.add("get k"));
        assertFalse(history.add("get k"), "the same again");
        assertEquals("set k \"\\xff\"\nget k\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        HistoryFile later = new HistoryFile(file);
        assertEquals(List.of("set k \"\\xff\"", "get k"), later.load());
        assertFalse(later.add("get k"));
    }

    @Test
    void theOldestLinesGoFirst() throws IOException {
        Path file = Files.write(directory.resolve("history"),
                IntStream.range(0, HistoryFile.LINES_MAX + 10).mapToObj(i -> "echo " + i).toList());
        assertEquals("echo 10", new HistoryFile(file).load().getFirst());
        assertEquals(HistoryFile.LINES_MAX, Files.readAllLines(file).size());
    }

    @Test
    void withoutAFileLinesAreStillToldApart() {
        HistoryFile history = new HistoryFile(null);
        assertEquals(List.of(), history.load());
        assertTrue(history.add("ping"));
        assertFalse(history.add("ping"));
        assertTrue(new HistoryFile(directory.resolve("no/such/directory")).add("ping"));
    }
}
