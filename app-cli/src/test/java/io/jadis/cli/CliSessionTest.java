package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CliSessionTest {
    private static final String OK = "+OK\r\n";

    private final TestShell test = new TestShell("", Map.of("FAKETTY", "1"));

    private CliSession session(FakeServer server, boolean interactive, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "-p";
        all[1] = Integer.toString(server.port());
        System.arraycopy(options, 0, all, 2, options.length);
        return new CliSession(OptionParser.parse(TestShell.bytes(all), test.shell()), test.shell(), null, interactive);
    }

    private static boolean run(CliSession session, String line) {
        return session.run(Quoting.split(Replies.bytes(line)), 1);
    }

    @Test
    void thePromptFollowsTheConnection() throws IOException {
        try (FakeServer server = new FakeServer(OK, OK, "+QUEUED\r\n", "*-1\r\n", OK, OK, "-ERR no\r\n",
                "+RESET\r\n")) {
            CliSession session = session(server, true);
            String address = "127.0.0.1:" + server.port();
            assertEquals("not connected> ", session.prompt());
            session.connect(false);
            assertEquals(address + "> ", session.prompt());
            run(session, "select 3");
            assertEquals(address + "[3]> ", session.prompt());
            run(session, "multi");
            assertEquals(address + "[3](TX)> ", session.prompt());
            run(session, "select 4");
            run(session, "exec");
            assertEquals(address + "[3]> ", session.prompt(), "EXEC that failed takes SELECT back");
            run(session, "multi");
            run(session, "discard");
            assertEquals(address + "[3]> ", session.prompt());
            run(session, "select 99");
            assertEquals(address + "[3]> ", session.prompt());
            run(session, "reset");
            assertEquals(address + "> ", session.prompt());
        }
    }

    @Test
    void aLostConnectionIsMadeAgainWithItsDatabase() throws IOException {
        try (FakeServer server = new FakeServer(OK, "", OK, "+PONG\r\n")) {
            CliSession session = session(server, true);
            run(session, "select 3");
            assertFalse(run(session, "get k"));
            assertEquals("not connected> ", session.prompt());
            assertTrue(test.err().startsWith("Error: "), test.err());
            assertTrue(run(session, "ping"));
            assertEquals("127.0.0.1:" + server.port() + "[3]> ", session.prompt());
            assertEquals(List.of("select 3", "get k", "SELECT 3", "ping"), server.received());
        }
    }

    @Test
    void outsideThePromptALostConnectionIsTheEnd() throws IOException {
        try (FakeServer server = new FakeServer("")) {
            CliSession session = session(server, false);
            assertEquals(1, assertThrows(CliExit.class, () -> run(session, "get k")).status);
        }
    }

    @Test
    void shutdownExpectsTheConnectionToClose() throws IOException {
        try (FakeServer server = new FakeServer("")) {
            assertTrue(run(session(server, false), "shutdown nosave"));
            assertEquals("", test.err());
        }
    }

    @Test
    void whatIsNotRespIsTheEndEvenAtThePrompt() throws IOException {
        try (FakeServer server = new FakeServer("HTTP/1.1 400 Bad Request\r\n")) {
            CliSession session = session(server, true);
            assertThrows(CliExit.class, () -> run(session, "ping"));
            assertEquals("Error: Protocol error, got \"H\" as reply type byte\n", test.err());
        }
    }

    @Test
    void redirectionsAreFollowedInClusterMode() throws IOException {
        try (FakeServer target = new FakeServer(OK, "$1\r\nv\r\n");
                FakeServer first = new FakeServer("-ASK 12182 127.0.0.1:" + target.port() + "\r\n")) {
            CliSession session = session(first, true, "-c");
            assertTrue(run(session, "get foo"));
            assertEquals("-> Redirected to slot [12182] located at 127.0.0.1:" + target.port() + "\n\"v\"\n",
                    test.out());
            assertEquals(List.of("ASKING", "get foo"), target.received());
            assertEquals("127.0.0.1:" + target.port() + "> ", session.prompt());
        }
    }

    @Test
    void aRedirectionWithoutHostMeansTheSameHost() throws IOException {
        try (FakeServer target = new FakeServer("$1\r\nv\r\n");
                FakeServer first = new FakeServer("-MOVED 3999 :" + target.port() + "\r\n")) {
            assertTrue(run(session(first, false, "-c"), "get foo"));
            assertEquals("\"v\"\n", test.out());
            assertEquals(List.of("get foo"), target.received());
        }
    }

    @Test
    void redirectionsInACircleEndInTheLastOne() throws IOException {
        try (FakeServer server = new FakeServer()) {
            String moved = "MOVED 1 :" + server.port();
            for (int i = 0; i < 100; i++) server.answer("-" + moved + "\r\n");
            assertTrue(run(session(server, false, "-c"), "get foo"));
            assertEquals("(error) " + moved + "\n", test.out());
        }
    }

    @Test
    void withoutClusterModeARedirectionIsAnError() throws IOException {
        try (FakeServer server = new FakeServer("-MOVED 3999 127.0.0.1:1\r\n")) {
            assertTrue(run(session(server, true), "get foo"));
            assertEquals("(error) MOVED 3999 127.0.0.1:1\n", test.out());
        }
    }

    @Test
    void pushesAreShownAsTheyCome() throws IOException {
        String invalidation = ">2\r\n$10\r\ninvalidate\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n";
        try (FakeServer server = new FakeServer(invalidation + "+PONG\r\n", ">1\r\n+other\r\n+PONG\r\n")) {
            CliSession session = session(server, true);
            run(session, "ping");
            run(session, "ping");
            assertEquals("-> invalidate: 'a', 'b'\nPONG\n1) other\nPONG\n", test.out());
        }
    }

    @Test
    void aSubscriptionWaitsForAllItsConfirmations() throws IOException {
        String confirm = "*3\r\n$9\r\nsubscribe\r\n$1\r\n%c\r\n:%d\r\n";
        String message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nm\r\n";
        try (FakeServer server = new FakeServer(String.format(confirm, 'a', 1) + message
                + String.format(confirm, 'b', 2))) {
            CliSession session = session(server, true, "--csv");
            run(session, "subscribe a b");
            assertEquals("\"subscribe\",\"a\",1\n\"message\",\"a\",\"m\"\n\"subscribe\",\"b\",2\n", test.out());
            assertTrue(session.isSubscribed());
            assertTrue(session.prompt().endsWith("(subscribed mode)> "));
        }
    }

    @Test
    void docsAreNotAskedForInATransaction() throws IOException {
        try (FakeServer server = new FakeServer(OK, OK)) {
            CliSession session = session(server, true);
            run(session, "multi");
            assertEquals(List.of(), session.loadDocs(true).entries());
            run(session, "discard");
            assertEquals(List.of("multi", "discard"), server.received());
        }
    }

    @Test
    void docsAreAskedForAgainAfterALogin() throws IOException {
        try (FakeServer server = new FakeServer("-NOAUTH no\r\n", OK, "*2\r\n$3\r\nget\r\n*0\r\n")) {
            CliSession session = session(server, true);
            session.connect(false);
            session.loadDocs(false);
            session.loadDocs(false);
            run(session, "auth x");
            assertEquals("GET", session.loadDocs(false).entries().getFirst().name());
            assertEquals(List.of("COMMAND DOCS", "auth x", "COMMAND DOCS"), server.received());
        }
    }
}
