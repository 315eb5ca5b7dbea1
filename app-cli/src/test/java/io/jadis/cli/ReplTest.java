package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ReplTest {
    private static final String PONG = "+PONG\r\n";

    /** What the prompt prints, but for how long a command took, which it says of those that took half a second. */
    private static String run(FakeServer server, String input) {
        TestShell test = new TestShell(input, Map.of("FAKETTY", "1"));
        assertEquals(0, test.run("-p", Integer.toString(server.port())));
        return test.out().replaceAll("(?m)^\\(\\d+\\.\\d\\ds\\)\n", "");
    }

    @Test
    void eachLineIsACommandUntilQuit() throws IOException {
        try (FakeServer server = new FakeServer(PONG, ":1\r\n")) {
            assertEquals("PONG\n(integer) 1\n", run(server, "ping\n\n  \nincr \"a b\"\nQUIT\nping\n"));
            assertEquals(List.of("ping", "incr a b"), server.received());
        }
    }

    @Test
    void theLastLineNeedsNoEnd() throws IOException {
        try (FakeServer server = new FakeServer(PONG)) {
            assertEquals("PONG\n", run(server, "ping"));
        }
    }

    @Test
    void aNumberBeforeACommandRepeatsIt() throws IOException {
        try (FakeServer server = new FakeServer(PONG, PONG, PONG, "-ERR unknown command '5'\r\n")) {
            assertEquals("PONG\nPONG\nPONG\nInvalid redis-cli repeat command option value.\n"
                    + "Invalid redis-cli repeat command option value.\n(error) ERR unknown command '5'\n",
                    run(server, "3 ping\n0 ping\n-1 ping\n5\n"));
        }
    }

    @Test
    void thePromptHasCommandsOfItsOwn() throws IOException {
        try (FakeServer server = new FakeServer(PONG)) {
            assertEquals("""
                    Invalid argument(s)
                    unknown redis-cli preference 'x'
                    unknown redis-cli internal command ':what'
                    unknown redis-cli internal command ':set'
                    Use 'restart' only in Lua debugging mode.
                    PONG
                    """, run(server, "get \"x\n:set x\n:set nohints\n:what x\n:set\nrestart\nclear\nping\n"));
        }
    }

    @Test
    void connectGoesToAnotherServer() throws IOException {
        try (FakeServer one = new FakeServer(); FakeServer other = new FakeServer(PONG)) {
            assertEquals("PONG\n", run(one, "connect 127.0.0.1 " + other.port() + "\nping\n"));
            assertEquals(List.of("ping"), other.received());
        }
    }

    @Test
    void helpDescribesCommandsAndGroups() throws IOException {
        String docs = "*2\r\n$3\r\nget\r\n*6\r\n$7\r\nsummary\r\n$5\r\nGets.\r\n$5\r\ngroup\r\n$6\r\nstring\r\n"
                + "$9\r\narguments\r\n*1\r\n*4\r\n$4\r\nname\r\n$3\r\nkey\r\n$4\r\ntype\r\n$3\r\nkey\r\n";
        String get = "\r\n  \033[1mGET\033[0m \033[90mkey\033[0m\r\n  \033[33msummary:\033[0m Gets.\r\n";
        try (FakeServer server = new FakeServer(docs)) {
            assertEquals(get + "  \033[33mgroup:\033[0m string\r\n\r\n" + get + "\r\n\r\n",
                    run(server, "help get\nHELP @string\n? set\n"));
            assertEquals(List.of("COMMAND DOCS"), server.received());
        }
    }

    @Test
    void withoutAServerThePromptGoesOn() {
        TestShell test = new TestShell("ping\nping\n", Map.of());
        assertEquals(0, test.run("-p", "1"));
        assertEquals("", test.out());
        assertEquals("Could not connect to Redis at 127.0.0.1:1: Connection refused\n".repeat(3), test.err());
    }

    @Test
    void preferencesComeFromAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("rc"), ":set nohints\n\n:set colours\n\"\n:x\n");
        TestShell test = new TestShell("", Map.of("REDISCLI_RCFILE", file.toString()));
        Preferences preferences = new Preferences(test.shell());
        preferences.load();
        assertEquals(false, preferences.hints());
        assertEquals(".redisclirc: unknown redis-cli preference 'colours'\n"
                + ".redisclirc: unknown redis-cli internal command ':x'\n", test.out());
    }
}
