package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What redis-cli does instead of running commands. */
@Timeout(30)
class ModesTest {
    private static final String OK = "+OK\r\n";
    private static final String MARK = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path directory;
    private final TestShell test = new TestShell();

    private static int run(TestShell shell, FakeServer server, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-p";
        all[1] = Integer.toString(server.port());
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return shell.run(all);
    }

    private String file() {
        return directory.resolve("got.rdb").toString();
    }

    private static String content(String file) throws IOException {
        return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    }

    // ---- large values

    @Test
    void rawOutputKeepsItsOrderWhereItIsPrintedOnTheWay() throws IOException {
        String one = "1".repeat(40_000), two = "2".repeat(100_000), three = "3".repeat(65_536);
        StringBuilder reply = new StringBuilder("*7\r\n");
        for (String each : List.of("a", one, one, "b", two, three, "c")) {
            reply.append("$").append(each.length()).append("\r\n").append(each).append("\r\n");
        }
        try (FakeServer server = new FakeServer(reply.toString())) {
            assertEquals(0, run(test, server, "lrange", "l", "0", "-1"));
            assertEquals(String.join("\n", "a", one, one, "b", two, three, "c") + "\n", test.out());
        }
    }

    @Test
    void memoryThatIsUsedUpIsALineAndStatusOne() throws IOException {
        TestShell full = new TestShell(new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("Java heap space");
            }
        }, Map.of());
        try (FakeServer server = new FakeServer()) {
            assertEquals(1, run(full, server, "-x", "set", "key"));
            assertEquals("Error: Out of memory\n", full.err());
            assertEquals("", full.out());
        }
    }

    // ---- --scan

    @Test
    void scanPrintsTheKeysOfAllPages() throws IOException {
        try (FakeServer server = new FakeServer("*2\r\n$2\r\n17\r\n*2\r\n$1\r\na\r\n$2\r\n\0\377\r\n",
                "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nc\r\n")) {
            assertEquals(0, run(test, server, "--scan"));
            assertEquals("a\n\0\377\nc\n", test.out());
            assertEquals(List.of("SCAN 0 COUNT 10", "SCAN 17 COUNT 10"), server.received());
        }
    }

    @Test
    void scanQuotesKeysForPeopleAndTakesPatterns() throws IOException {
        TestShell terminal = new TestShell("", Map.of("FAKETTY", "1"));
        try (FakeServer server = new FakeServer("*2\r\n$1\r\n0\r\n*1\r\n$2\r\na\n\r\n")) {
            assertEquals(0, run(terminal, server, "--scan", "--quoted-pattern", "\"*:\\x32\"", "--count", "7"));
            assertEquals("\"a\\n\"\n", terminal.out());
            assertEquals(List.of("SCAN 0 MATCH *:2 COUNT 7"), server.received());
        }
    }

    @Test
    void scanEndsWhereTheServerRefuses() throws IOException {
        try (FakeServer server = new FakeServer("-ERR no\r\n")) {
            assertEquals(1, run(test, server, "--scan", "--pattern", "x"));
            assertEquals("SCAN error: ERR no\n", test.err());
        }
    }

    @Test
    void aPatternThatIsNotQuotedRightIsRefused() {
        assertEquals(1, test.run("--scan", "--quoted-pattern", "\"x"));
        assertEquals("Invalid quoted string specified for --quoted-pattern.\n", test.err());
    }

    @Test
    void noModeWithoutAServer() {
        assertEquals(1, test.run("-p", "1", "--scan"));
        assertTrue(test.err().startsWith("Could not connect to Redis at 127.0.0.1:1: "), test.err());
    }

    // ---- --rdb

    @Test
    void rdbOfKnownSizeGoesToTheFile() throws IOException {
        Files.writeString(Path.of(file()), "what was there before, and longer");
        try (FakeServer server = new FakeServer(OK, OK, "\n\n$5\r\nREDISxyz")) {
            assertEquals(0, run(test, server, "--rdb", file()));
            assertEquals("REDIS", content(file()));
            assertEquals(List.of("REPLCONF capa eof", "REPLCONF rdb-only 1", "SYNC"), server.received());
            assertEquals("sending REPLCONF capa eof\nsending REPLCONF rdb-only 1\nSYNC sent to master, writing 5 bytes "
                    + "to '" + file() + "'\nTransfer finished with success.\n", test.err());
        }
    }

    @Test
    void rdbUpToAMarkGoesToTheFileWithoutIt() throws IOException {
        String data = "REDIS" + "x".repeat(200_000) + MARK.substring(0, 30);
        try (FakeServer server = new FakeServer(OK, OK, "$EOF:" + MARK + "\r\n" + data + MARK)) {
            assertEquals(0, run(test, server, "--rdb", file()));
            assertEquals(data, content(file()));
            assertTrue(test.err().endsWith("SYNC sent to master, writing bytes of bulk transfer until EOF marker to '"
                    + file() + "'\nTransfer finished with success after " + data.length() + " bytes\n"), test.err());
        }
    }

    @Test
    void rdbGoesToStandardOutputAndNothingElseDoes() throws IOException {
        try (FakeServer server = new FakeServer(OK, OK, OK, "$EOF:" + MARK + "\r\nR" + MARK)) {
            assertEquals(0, run(test, server, "--functions-rdb", "-"));
            assertEquals("R", test.out());
            assertEquals(List.of("REPLCONF capa eof", "REPLCONF rdb-only 1", "REPLCONF rdb-filter-only functions",
                    "SYNC"), server.received());
        }
    }

    @Test
    void functionsAloneAreNotToBeHadFromEveryServer() throws IOException {
        try (FakeServer server = new FakeServer(OK, "-ERR what\r\n", "-ERR unknown\r\n")) {
            assertEquals(1, run(test, server, "--functions-rdb", file()));
            assertTrue(test.err().endsWith("REPLCONF rdb-filter-only error: ERR unknown\nFailed requesting functions "
                    + "only RDB from server, aborting\n"), test.err());
            assertFalse(Files.exists(Path.of(file())));
        }
    }

    @Test
    void rdbThatBreaksOffIsAnError() throws IOException {
        try (FakeServer server = new FakeServer(OK, OK, "$EOF:" + MARK + "\r\nREDIS")) {
            server.closeAfter("SYNC");
            assertEquals(1, run(test, server, "--rdb", file()));
            assertTrue(test.err().endsWith("I/O Error reading RDB payload from socket\n"), test.err());
        }
    }

    @Test
    void rdbIsRefusedOrHasNoPlace() throws IOException {
        try (FakeServer server = new FakeServer(OK, OK, "-NOMASTERLINK no\r\n")) {
            assertEquals(1, run(test, server, "--rdb", file()));
            assertTrue(test.err().endsWith("SYNC with master failed: -NOMASTERLINK no\n"), test.err());
        }
        TestShell other = new TestShell();
        try (FakeServer server = new FakeServer(OK, OK, "$5\r\nREDIS")) {
            assertEquals(1, run(other, server, "--rdb", "/nowhere/at/all"));
            assertTrue(other.err().endsWith("Error opening '/nowhere/at/all': No such file or directory\n"),
                    other.err());
        }
    }

    @Test
    void bothRdbsAreOneTooMany() {
        assertEquals(1, test.run("--rdb", "a", "--functions-rdb", "b"));
        assertEquals("Option --functions-rdb and --rdb are mutually exclusive.\n", test.err());
    }

    // ---- --replica

    @Test
    void replicaPrintsTheCommandsBehindTheCopy() throws IOException {
        try (FakeServer server = new FakeServer(OK, "-ERR what\r\n",
                "$5\r\nREDIS*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nset\r\n$1\r\nk\r\n$2\r\n\"\n\r\n")) {
            server.closeAfter("SYNC");
            assertEquals(1, run(test, server, "--replica"));
            assertEquals("\"SELECT\",\"0\"\n\"set\",\"k\",\"\\\"\\n\"\n", test.out());
            assertEquals(List.of("REPLCONF capa eof", "REPLCONF rdb-filter-only ", "SYNC"), server.received());
            assertTrue(test.err().endsWith("Full resync with master, discarding 5 bytes of bulk transfer...\n"
                    + "Full resync done. Logging commands from master.\nError: Server closed the connection\n"),
                    test.err());
        }
    }

    @Test
    void aTypedPsyncThatGoesOnPrintsTheStream() throws IOException {
        TestShell typed = new TestShell("psync x 1\n", Map.of());
        try (FakeServer server = new FakeServer("+CONTINUE\r\n*1\r\n$4\r\nPING\r\n")) {
            server.closeAfter("psync x 1");
            run(typed, server);
            assertEquals("Entering replica output mode...  (press Ctrl-C to quit)\n\"PING\"\n", typed.out());
            assertTrue(typed.err().startsWith("PSYNC replied +CONTINUE\nPartial resync with master...\n"), typed.err());
        }
    }

    // ---- --pipe

    @Test
    void pipeCountsRepliesAndErrors() throws IOException {
        String input = "*1\r\n$4\r\nPING\r\n*1\r\n$3\r\nBAD\r\n";
        TestShell piped = new TestShell(input, Map.of());
        try (FakeServer server = new FakeServer("+PONG\r\n", "-ERR bad\r\n", FakeServer.ECHO)) {
            assertEquals(1, run(piped, server, "--pipe"));
            assertEquals("All data transferred. Waiting for the last reply...\nLast reply received from server.\n"
                    + "errors: 1, replies: 2\n", piped.out());
            assertEquals("ERR bad\n", piped.err());
            assertEquals(List.of("PING", "BAD"), server.received().subList(0, 2));
        }
    }

    @Test
    void pipeGivesUpOnAServerThatIsSilent() throws IOException {
        TestShell piped = new TestShell("*1\r\n$4\r\nPING\r\n", Map.of());
        try (FakeServer server = new FakeServer(FakeServer.NOTHING, FakeServer.NOTHING)) {
            assertEquals(1, run(piped, server, "--pipe", "--pipe-timeout", "1"));
            assertEquals("All data transferred. Waiting for the last reply...\nerrors: 1, replies: 0\n", piped.out());
            assertEquals("No replies for 1 seconds: exiting.\n", piped.err());
        }
    }

    @Test
    void pipeNoticesThatTheServerIsGone() throws IOException {
        TestShell piped = new TestShell("*1\r\n$4\r\nPING\r\n", Map.of());
        try (FakeServer server = new FakeServer("")) {
            assertEquals(1, run(piped, server, "--pipe"));
            assertTrue(piped.err().endsWith("Error reading replies from server\n"), piped.err());
        }
    }
}
