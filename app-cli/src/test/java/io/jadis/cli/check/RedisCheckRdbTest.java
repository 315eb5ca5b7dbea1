package io.jadis.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCheckRdbTest {
    private static final String END = "\377" + "\0".repeat(8), LATER = "\374" + "\377".repeat(6) + "\0\0",
            EARLIER = "\374\1\0\0\0\0\0\0\0";

    @TempDir
    Path directory;

    private Run check(String content) throws IOException {
        return Run.rdb(Files.writeString(directory.resolve("d"), content, ISO_8859_1));
    }

    @Test
    void keysAndTheirTimesAreCounted() throws IOException {
        Run run = check("REDIS0011\372\11redis-ver\0057.2.5\376\11\373\3\2" + EARLIER + "\0\1a\1v" + LATER + "\0\1b\1v"
                + "\1\1c\2\1x\1y" + END);
        assertEquals(new Run(0, """
                [offset 0] Checking RDB file FILE
                [offset 26] AUX FIELD redis-ver = '7.2.5'
                [offset 28] Selecting DB ID 9
                [offset 76] RDB file was saved with checksum disabled: no check performed.
                [offset 76] \\o/ RDB looks OK! \\o/
                [info] 3 keys read
                [info] 2 expires
                [info] 1 already expired
                """.replace("FILE", directory.resolve("d").toString()), ""), run);
    }

    @Test
    void damageIsNamedWithItsPlaceAndKey() throws IOException {
        Run run = check("REDIS0011\0\1a\1v\20\1h\3abc" + END);
        assertEquals(1, run.status());
        assertEquals("""
                [offset 0] Checking RDB file FILE
                --- RDB ERROR DETECTED ---
                [offset 21] Hash listpack integrity check failed.
                [additional info] While doing: read-object-value
                [additional info] Reading key 'h'
                [additional info] Reading type 16 (hash-listpack)
                [info] 2 keys read
                [info] 0 expires
                [info] 0 already expired
                """.replace("FILE", directory.resolve("d").toString()), run.out());
    }

    @Test
    void everyCutIsSeen() throws IOException {
        String whole = "REDIS0011\372\3abc\1x\376\0\0\1k\1v\2\1s\2\1x\1y" + END;
        for (int length = 0; length < whole.length(); length++) {
            Run run = check(whole.substring(0, length));
            assertEquals(1, run.status(), () -> run.out());
            assertTrue(run.out().contains("--- RDB ERROR DETECTED ---"), run.out());
        }
        assertEquals(0, check(whole).status());
    }

    @Test
    void wrongChecksumForeignFilesAndUnknownTypesAreRefused() throws IOException {
        assertTrue(check("REDIS0011\377" + "\1".repeat(8)).out()
                .contains("RDB CRC error\n[additional info] While doing: check-sum\n"));
        assertTrue(check("VALKEY011").out().contains("[offset 9] Wrong signature trying to load DB from file"));
        assertTrue(check("REDIS0080").out().contains("[offset 9] Can't handle RDB format version 80"));
        assertTrue(check("REDIS0011\10").out().contains("[offset 10] Invalid object type: 8"));
        assertTrue(check("REDIS0011\132").out().contains("[offset 10] Invalid object type: 90"));
    }

    @Test
    void argumentsMustBeRight() {
        Run run = Run.rdb(directory.resolve("missing"));
        assertEquals(1, run.status());
        assertTrue(run.err().endsWith("missing: No such file or directory\n"), run.err());
    }
}
