package io.jadis.store.aof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    private static final String PREFIX = "appendonly.aof";

    @Test
    void readsWhatItWrites() throws ManifestException {
        String text = "file appendonly.aof.2.base.rdb seq 2 type b\nfile appendonly.aof.1.incr.aof seq 1 type h\n"
                + "file appendonly.aof.2.incr.aof seq 2 type i\nfile \"a b\\n\" seq 5 type i\n";
        Manifest manifest = Manifest.parse(text);
        assertEquals(text, manifest.text());
        assertEquals(List.of("appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "a b\n"),
                manifest.live().stream().map(AofFile::name).toList());
        assertEquals(2, manifest.baseSequence());
        assertEquals(5, manifest.incrementSequence());
    }

    @Test
    void aRewriteMakesHistoryOfWhatItReplaces() {
        Manifest before = Manifest.EMPTY.withBase(PREFIX, true).withIncrement(PREFIX).withIncrement(PREFIX);
        Manifest after = before.withBase(PREFIX, false).keepingIncrements(1);
        assertEquals("file appendonly.aof.2.base.aof seq 2 type b\nfile appendonly.aof.1.incr.aof seq 1 type h\n"
                + "file appendonly.aof.1.base.rdb seq 1 type h\nfile appendonly.aof.2.incr.aof seq 2 type i\n",
                after.text());
        assertTrue(after.withoutHistory().history().isEmpty());
        assertEquals("appendonly.aof.3.incr.aof", after.withIncrement(PREFIX).increments().getLast().name());
    }

    @Test
    void commentsAndUnknownKeysArePassedOver() throws ManifestException {
        Manifest manifest = Manifest.parse("# by hand\ntype i SEQ 3 file a.aof startoffset 7\n");
        assertEquals(List.of(new AofFile("a.aof", 3, AofFile.Kind.INCREMENT)), manifest.increments());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|Found an empty AOF manifest",
        "file a seq 1 type b~file b seq 2 type b~|Found duplicate base file information",
        "file a seq 2 type i~file b seq 2 type i~|Found a non-monotonic sequence number",
        "file a seq 1 type x~|Unknown AOF file type",
        "file ../a seq 1 type b~|File can't be a path, just a filename",
        "file a seq 0 type b~|Invalid AOF manifest file format",
        "file a seq 1~|Invalid AOF manifest file format",
        "file a seq 1 type~|Invalid AOF manifest file format",
        "~|Invalid AOF manifest file format",
        "file \"a seq 1 type b~|Invalid AOF manifest file format",
        "file a seq 1 type b|The AOF manifest file contains too long line"})
    void refusesWhatItCannotTrust(String text, String message) {
        String lines = text.replace('~', '\n');
        assertEquals(message, assertThrows(ManifestException.class, () -> Manifest.parse(lines)).getMessage());
    }

    @Test
    void aTooLongLineIsRefused() {
        String line = "file " + "a".repeat(1010) + " seq 1 type b\n";
        assertThrows(ManifestException.class, () -> Manifest.parse(line));
    }

    @Test
    void theErrorNamesTheLine() {
        ManifestException error = assertThrows(ManifestException.class,
                () -> Manifest.parse("file a seq 1 type b\n  file a seq 1 type b \n"));
        assertEquals(2, error.line());
        assertEquals("file a seq 1 type b", error.text());
    }

    @Test
    void aSingleOldFileBecomesTheBase(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(PREFIX), "old");
        AofDirectory aof = new AofDirectory(directory, "appendonlydir", PREFIX);
        assertTrue(aof.awaitsUpgrade(aof.load()));
        aof.upgrade(aof.load());
        assertEquals("file appendonly.aof seq 1 type b\n", aof.load().text());
        assertEquals("old", Files.readString(aof.path(aof.load().base().orElseThrow())));
        assertTrue(!aof.awaitsUpgrade(aof.load()));
        // Interrupted between the manifest and the move: done again.
        Files.move(directory.resolve("appendonlydir").resolve(PREFIX), directory.resolve(PREFIX));
        assertTrue(aof.awaitsUpgrade(aof.load()));
        aof.upgrade(aof.load());
        assertEquals("old", Files.readString(aof.path(aof.load().base().orElseThrow())));
    }
}
