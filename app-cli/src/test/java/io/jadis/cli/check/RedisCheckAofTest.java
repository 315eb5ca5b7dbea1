package io.jadis.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCheckAofTest {
    @TempDir
    Path directory;

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, ISO_8859_1).toString();
    }

    private long size(String name) throws IOException {
        return Files.size(directory.resolve(name));
    }

    static String command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        return text.toString();
    }

    private static final String SET = command("set", "foo", "hello"), MULTI = command("multi"), EXEC = command("exec");
    private static final String TWO_FILES = "file a.1.base.aof seq 1 type b\nfile a.1.incr.aof seq 1 type i\n";

    @Test
    void goodFileIsValid() throws IOException {
        String path = file("a", SET + "#TS:17\r\n" + MULTI + SET + EXEC);
        assertEquals(new Run(0, "Start checking Old-Style AOF\nAOF analyzed: filename=" + path + ", size=" + size("a")
                + ", ok_up_to=" + size("a") + ", ok_up_to_line=21, diff=0\nAOF " + path + " is valid\n", ""),
                Run.aof("", path));
        assertEquals("Start checking Old-Style AOF\nAOF " + file("e", "") + " is empty\n",
                Run.aof("", file("e", "")).out());
    }

    @Test
    void damageIsNamedWithItsPlace() throws IOException {
        assertError("AOF %s format error\n", "!!!");
        assertError("0x               4: Expected prefix '$', got: '!'\n", "*1\r\n!1\r\nx\r\n");
        assertError("0x               8: Expected to read 7 bytes, got 3 bytes\n", "*1\r\n$5\r\nhel");
        assertError("0x               8: Expected to read 7 bytes, got 5 bytes\n", "*1\r\n$5\r\nhello");
        assertError("0x               8: Expected \\r\\n, got: 6c6f\n", "*1\r\n$3\r\nhello\r\n");
        assertError("0x               0: Expected \\r\\n, got: 780d\n", "*x\r\n");
        assertError("0x               0: Expected \\r\\n, got: 0000\n", "*1");
        assertError("0x               0: Expected a command of one or more words, got 0\n", "*0\r\n");
        assertError("0x               4: Expected to read string of -1 bytes, which is not in the suitable range\n",
                "*1\r\n$-1\r\n");
        assertError("0x              17: Unexpected MULTI in AOF %s\n", MULTI + MULTI);
        assertError("0x               8: Unexpected EXEC in AOF %s\n", EXEC);
        assertError("0x              29: Reached EOF before reading EXEC for MULTI\n", MULTI + SET);
        assertError("AOF %s format error\n", "\0".repeat(5_000));
        assertError("0x               0: Expected \\r\\n, got: 0000\n", "*1" + "\0".repeat(5_000));
        assertError("0x               8: Expected \\r\\n, got: 0000\n", "*1\r\n$5\r\nhe" + "\0".repeat(5_000));
    }

    @Test
    void zerosFromAnyPlaceUpToTheEndAreCutOff() throws IOException {
        for (int from = 0; from <= SET.length(); from++) {
            String path = file("z", SET + SET.substring(0, from) + "\0".repeat(5_000));
            assertEquals(1, Run.aof("", path).status(), "from=" + from);
            assertEquals(0, Run.aof("y\n", "--fix", path).status(), "from=" + from);
            String whole = from < SET.length() ? SET : SET + SET;
            assertEquals(whole, Files.readString(directory.resolve("z")), "from=" + from);
        }
    }

    /** What stands before is good; everything behind goes. */
    private void assertError(String expected, String damaged) throws IOException {
        String path = file("d", damaged);
        String text = Run.aof("", path).out();
        assertEquals("Start checking Old-Style AOF\n" + expected.formatted(path) + "AOF analyzed: filename=" + path,
                text.substring(0, text.indexOf(", size=")));
        assertEquals(1, Run.aof("", path).status());
        file("d", SET + damaged);
        assertTrue(Run.aof("y\n", "--fix", path).out().endsWith("Successfully truncated AOF " + path + "\n"));
        assertEquals(SET, Files.readString(directory.resolve("d")));
    }

    @Test
    void nothingIsCutWithoutAYes() throws IOException {
        String path = file("a", SET + "x");
        for (String answer : new String[] {"", "n\n", "\n", "xy"}) {
            Run run = Run.aof(answer, "--fix", path);
            assertEquals(1, run.status());
            assertTrue(run.out()
                    .endsWith("This will shrink the AOF " + path + " from 34 bytes, with 1 bytes, to 33 bytes\n"
                    + "Continue? [y/N]: Aborting...\n"), run.out());
        }
        assertEquals(34, size("a"));
        assertTrue(Run.aof("", path).out()
                .endsWith("AOF " + path + " is not valid. Use the --fix option to try fixing it.\n"));
    }

    @Test
    void filesOfAManifestAreCheckedInTheirOrder() throws IOException {
        file("a.1.base.aof", SET);
        file("a.1.incr.aof", SET + SET);
        String manifest = file("a.manifest", TWO_FILES);
        assertEquals("""
                Start checking Multi Part AOF
                Start to check BASE AOF (RESP format).
                AOF analyzed: filename=a.1.base.aof, size=33, ok_up_to=33, ok_up_to_line=8, diff=0
                BASE AOF a.1.base.aof is valid
                Start to check INCR files.
                AOF analyzed: filename=a.1.incr.aof, size=66, ok_up_to=66, ok_up_to_line=22, diff=0
                INCR AOF a.1.incr.aof is valid
                All AOF files and manifest are valid
                """, Run.aof("", manifest).out());
    }

    @Test
    void onlyTheLastFileIsCut() throws IOException {
        file("a.1.base.aof", SET + "!");
        file("a.1.incr.aof", SET);
        String manifest = file("a.manifest", TWO_FILES);
        Run run = Run.aof("y\n", "--fix", manifest);
        assertEquals(1, run.status());
        assertTrue(run.out().endsWith("Failed to truncate AOF a.1.base.aof because it is not the last file\n"),
                run.out());
        file("a.1.base.aof", SET);
        file("a.1.incr.aof", SET + "!");
        assertEquals(0, Run.aof("y\n", "--fix", manifest).status());
        assertEquals(33, size("a.1.incr.aof"));
    }

    @Test
    void manifestMustBeWhole() throws IOException {
        Run run = Run.aof("", file("a.manifest", TWO_FILES + "!!!\n"));
        assertEquals(1, run.status());
        assertEquals("""
                Start checking Multi Part AOF

                *** FATAL AOF MANIFEST FILE ERROR ***
                Reading the manifest file, at line 3
                >>> '!!!'
                Invalid AOF manifest file format
                """, run.out());
        file("a.1.base.aof", SET);
        assertTrue(Run.aof("", file("a.manifest", TWO_FILES)).out().endsWith("Cannot open file "
                + directory.resolve("a.1.incr.aof") + ": No such file or directory, aborting...\n"));
    }

    @Test
    void commandsAfterAMomentAreCutOff() throws IOException {
        String content = "#TS:10\r\n" + SET + "#TS:11\r\n" + SET + "#TS:12\r\n" + SET;
        String path = file("a", content);
        assertEquals("Start checking Old-Style AOF\nTruncate nothing in AOF " + path + " to timestamp 12\nAOF " + path
                + " is valid\n", Run.aof("", "--truncate-to-timestamp", "12", path).out());
        assertEquals(new Run(0,
                "Start checking Old-Style AOF\nSuccessfully truncated AOF " + path + " to timestamp 10\n", ""),
                Run.aof("", "--truncate-to-timestamp", "10", path));
        assertEquals("#TS:10\r\n" + SET, Files.readString(directory.resolve("a")));
        assertEquals(new Run(1,
                "Start checking Old-Style AOF\nAOF " + path + " has nothing before timestamp 9, aborting...\n", ""),
                Run.aof("", "--truncate-to-timestamp", "9", path));
        assertEquals("Invalid timestamp, aborting...\n", Run.aof("", "--truncate-to-timestamp", "9x", path).out());
    }

    @Test
    void momentIsLookedForInTheLastFileAlone() throws IOException {
        file("a.1.base.aof", "#TS:10\r\n" + SET + "#TS:13\r\n" + SET);
        file("a.1.incr.aof", SET);
        Run run = Run.aof("", "--truncate-to-timestamp", "12", file("a.manifest", TWO_FILES));
        assertEquals(1, run.status());
        assertTrue(run.out().contains("to timestamp 12 to offset 41 because it is not the last file.\nIf you insist"),
                run.out());
    }

    @Test
    void argumentsMustBeRight() {
        for (String[] arguments : new String[][] {{}, {"a", "b"}, {"--fix", "a", "b"}, {"a", "b", "c", "d"}}) {
            assertEquals(new Run(1, "Usage: redis-check-aof [--fix|--truncate-to-timestamp $timestamp] "
                    + "<file.manifest|file.aof>\n", ""), Run.aof("", arguments));
        }
        assertEquals(new Run(1, "Cannot open file /nowhere/x: No such file or directory\n", ""),
                Run.aof("", "/nowhere/x"));
    }

    @Test
    void preambleIsCheckedToo() throws IOException {
        String rdb = "REDIS0011\372\3abc\1x\0\1k\1v\377" + "\0".repeat(8);
        String path = file("a", rdb + SET);
        assertEquals("""
                Start checking Old-Style AOF
                [offset 0] Checking RDB file PATH
                [offset 16] AUX FIELD abc = 'x'
                [offset 30] RDB file was saved with checksum disabled: no check performed.
                [offset 30] \\o/ RDB looks OK! \\o/
                [info] 1 keys read
                [info] 0 expires
                [info] 0 already expired
                RDB preamble is OK, proceeding with AOF tail...
                AOF analyzed: filename=PATH, size=63, ok_up_to=63, ok_up_to_line=8, diff=0
                AOF PATH is valid
                """.replace("PATH", path), Run.aof("", path).out());
        Run bad = Run.aof("", file("b", "REDIS0011\0\1k\1"));
        assertEquals(1, bad.status());
        assertTrue(bad.out().endsWith("RDB preamble of AOF file is not sane, aborting.\n"), bad.out());
    }
}
