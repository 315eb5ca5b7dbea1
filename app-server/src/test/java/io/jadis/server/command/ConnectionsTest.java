package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionsTest extends CommandTest {
    private static final String WRONG_PASSWORD =
            "-WRONGPASS invalid username-password pair or user is disabled.";
    private static final String NO_AUTH = "-NOAUTH Authentication required.";

    @Test
    void pingAnswersPongOrItsArgument() throws IOException {
        assertReply("PONG", "PING");
        assertReply("'hello'", "PING hello");
        assertReply("-ERR wrong number of arguments for 'ping' command", "PING a b");
        assertReply("'x'", "ECHO x");
        assertReply("-ERR wrong number of arguments for 'echo' command", "ECHO");
    }

    @Test
    void selectChangesTheDatabaseOfThisConnectionOnly() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("OK", client.run("SELECT 3"));
            assertEquals("OK", client.run("SET k v"));
            assertReply("nil", "GET k");
            assertEquals("-ERR DB index is out of range", client.run("SELECT 16"));
            assertEquals("-ERR DB index is out of range", client.run("SELECT -1"));
            assertEquals("-ERR value is not an integer or out of range", client.run("SELECT x"));
            assertEquals("-ERR value is out of range, value must between -2147483648 and 2147483647",
                    client.run("SELECT 3000000000"));
            assertEquals("'v'", client.run("GET k"));
        }
    }

    @Test
    void quitAnswersAndExecutesNothingBehindIt() throws IOException {
        try (TestClient client = server().connect()) {
            client.raw(TestClient.encode("QUIT") + TestClient.encode("SET", "quit", "v"));
            assertEquals("OK", client.read());
            assertTrue(client.isClosedByServer());
        }
        assertReply(":0", "EXISTS quit");
    }

    @Test
    void repliesReachAClientThatSendsNoMore(@TempDir Path directory) throws IOException {
        for (String directives : new String[] {"", "appendonly yes\nappendfsync always", "io-threads 3"}) {
            try (TestServer server = TestServer.startIn(directory, directives);
                    TestClient client = server.connect()) {
                client.raw(TestClient.encode("SET", "k", "v").repeat(3) + TestClient.encode("GET", "k"));
                client.socket().shutdownOutput();
                for (int i = 0; i < 3; i++) assertEquals("OK", client.read());
                assertEquals("'v'", client.read());
                assertTrue(client.isClosedByServer());
            }
        }
    }

    @Test
    void whoWaitsOrListensIsGoneWhenItSendsNoMore() throws IOException {
        String[][] commands = {{"BLPOP", "none", "0"}, {"SUBSCRIBE", "news"}, {"MONITOR"}};
        for (String[] command : commands) {
            try (TestClient client = server().connect()) {
                client.raw(TestClient.encode("ECHO", "a") + TestClient.encode(command));
                client.socket().shutdownOutput();
                assertEquals("'a'", client.read());
                if (!command[0].equals("BLPOP")) client.read();
                assertTrue(client.isClosedByServer(), command[0]);
            }
        }
        assertReply(":1", "RPUSH none x");
    }

    @Test
    void commandHeldBackByAPauseIsNotExecutedForAClientThatSendsNoMore() throws IOException {
        assertReply("OK", "CLIENT PAUSE 100000 WRITE");
        try (TestClient client = server().connect()) {
            client.raw(TestClient.encode("ECHO", "a") + TestClient.encode("SET", "paused", "v"));
            client.socket().shutdownOutput();
            assertEquals("'a'", client.read());
            assertTrue(client.isClosedByServer());
        } finally {
            run("CLIENT UNPAUSE");
        }
        assertReply("nil", "GET paused");
    }

    // ---- HELLO

    @Test
    void helloTellsWhoAnswersAndInWhichProtocol() throws IOException {
        try (TestClient client = server().connect()) {
            String id = client.run("CLIENT ID");
            String tail = ", 'id', " + id + ", 'mode', 'standalone', 'role', 'master', 'modules', []]";
            String head = "['server', 'redis', 'version', '7.2.5', 'proto', ";
            assertEquals(head + ":2" + tail, client.run("HELLO"));
            assertEquals("%" + head + ":3" + tail, client.run("HELLO 3"));
            assertEquals("%" + head + ":3" + tail, client.run("HELLO"));
            assertEquals("_", client.run("GET nothing"));
            assertEquals(head + ":2" + tail, client.run("HELLO 2"));
            assertEquals("nil", client.run("GET nothing"));
        }
    }

    @Test
    void helloTellsTheRole() throws IOException {
        try (TestServer server = TestServer.start(); TestClient client = server.connect()) {
            assertEquals("OK", client.run("REPLICAOF 127.0.0.1 1"));
            assertTrue(client.run("HELLO").contains("'role', 'replica'"));
            assertEquals("OK", client.run("REPLICAOF NO ONE"));
            assertTrue(client.run("HELLO").contains("'role', 'master'"));
        }
    }

    @Test
    void helloThatIsRefusedChangesNothing() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("-NOPROTO unsupported protocol version", client.run("HELLO 4"));
            assertEquals("-NOPROTO unsupported protocol version", client.run("HELLO 1"));
            assertEquals("-ERR Protocol version is not an integer or out of range", client.run("HELLO x"));
            assertEquals("-ERR Syntax error in HELLO option 'foo'", client.run("HELLO 3 foo"));
            assertEquals("-ERR Syntax error in HELLO option 'SETNAME'", client.run("HELLO 3 SETNAME"));
            assertEquals("-ERR Client names cannot contain spaces, newlines or special characters.",
                    client.call("HELLO", "3", "SETNAME", "a b"));
            assertEquals(WRONG_PASSWORD, client.run("HELLO 3 AUTH nobody pw SETNAME n"));
            assertEquals("nil", client.run("CLIENT GETNAME"));
        }
    }

    @Test
    void helloSetsTheNameAndAuthenticates() throws IOException {
        try (TestClient client = server().connect()) {
            assertTrue(client.run("HELLO 3 AUTH default whatever SETNAME me").startsWith("%["));
            assertEquals("'me'", client.run("CLIENT GETNAME"));
        }
    }

    // ---- AUTH

    @Test
    void authWithoutAnyPasswordSetIsProbablyAMistake() throws IOException {
        assertReply("-ERR AUTH <password> called without any password configured for the default user. "
                + "Are you sure your configuration is correct?", "AUTH pw");
        assertReply("OK", "AUTH default pw");
        assertReply(WRONG_PASSWORD, "AUTH nobody pw");
        assertReply("-ERR syntax error", "AUTH a b c");
    }

    @Test
    void whoHasNotGivenThePasswordMayDoAlmostNothing() throws IOException {
        try (TestServer server = TestServer.start("requirepass secret"); TestClient client = server.connect()) {
            assertEquals(NO_AUTH, client.run("PING"));
            assertEquals(NO_AUTH, client.run("SET k v"));
            assertEquals("-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
                    + "<proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP "
                    + "protocol version at the same time", client.run("HELLO 3"));
            assertEquals(WRONG_PASSWORD, client.run("AUTH wrong"));
            assertEquals(WRONG_PASSWORD, client.run("AUTH default wrong"));
            assertEquals(NO_AUTH, client.run("PING"));
            assertEquals("OK", client.run("AUTH secret"));
            assertEquals("PONG", client.run("PING"));
            assertEquals("RESET", client.run("RESET"));
            assertEquals(NO_AUTH, client.run("PING"));
            assertTrue(client.run("HELLO 3 AUTH default secret").startsWith("%["));
            assertTrue(client.run("INFO stats").contains("acl_access_denied_auth:2\r"));
        }
    }

    @Test
    void whoHasNotGivenThePasswordCannotTakeMemoryEither() throws IOException {
        try (TestServer server = TestServer.start("requirepass secret")) {
            try (TestClient client = server.connect()) {
                client.raw("*11\r\n");
                assertEquals("-ERR Protocol error: unauthenticated multibulk length", client.read());
                assertTrue(client.isClosedByServer());
            }
            try (TestClient client = server.connect()) {
                client.raw("*1\r\n$16385\r\n");
                assertEquals("-ERR Protocol error: unauthenticated bulk length", client.read());
            }
            try (TestClient client = server.connect()) {
                // The limits go with the AUTH, though the rest is there already.
                client.raw(TestClient.encode("AUTH", "secret") + TestClient.encode("SET", "k", "v".repeat(20_000)));
                assertEquals("OK", client.read());
                assertEquals("OK", client.read());
            }
        }
    }

    @Test
    void passwordSetLaterIsAskedOfNewClients() throws IOException {
        try (TestServer server = TestServer.start(); TestClient before = server.connect()) {
            assertEquals("OK", before.run("CONFIG SET requirepass pw"));
            assertEquals("PONG", before.run("PING"));
            try (TestClient after = server.connect()) {
                assertEquals(NO_AUTH, after.run("PING"));
            }
        }
    }

    // ---- RESET

    @Test
    void resetMakesTheConnectionAsNewButForTheLibrary() throws IOException {
        try (TestClient client = server().connect()) {
            client.run("HELLO 3 SETNAME me");
            client.run("CLIENT SETINFO lib-name lib");
            client.run("SELECT 4");
            client.run("CLIENT NO-TOUCH on");
            client.run("CLIENT NO-EVICT on");
            client.run("SUBSCRIBE c");
            client.run("WATCH k");
            client.run("MULTI");
            assertEquals("RESET", client.run("RESET"));
            String line = client.run("CLIENT LIST ID " + client.run("CLIENT ID").substring(1));
            assertTrue(line.contains(" name= "), line);
            assertTrue(line.contains(" flags=N db=0 sub=0 "), line);
            assertTrue(line.contains(" multi=-1 "), line);
            assertTrue(line.contains(" resp=2 lib-name=lib "), line);
        }
    }

    @Test
    void resetEndsMonitoringAndSilence() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("OK", client.run("MONITOR"));
            client.send("CLIENT", "REPLY", "OFF");
            client.send("RESET");
            String reply;
            do reply = client.read();
            while (!reply.equals("RESET"));
            run("SET a b");
            assertEquals("PONG", client.run("PING"));
        }
    }

    // ---- at the door

    @Test
    void clientsBeyondTheLimitAreTurnedAway() throws IOException {
        try (TestServer server = TestServer.start("maxclients 2")) {
            TestClient first = server.connect();
            first.run("PING");
            TestClient second = server.connect();
            second.run("PING");
            try (TestClient third = server.connect()) {
                assertEquals("-ERR max number of clients reached", third.read());
                assertTrue(third.isClosedByServer());
            }
            assertTrue(first.run("INFO stats").contains("rejected_connections:1\r"));
            second.close();
            while (!first.run("INFO clients").contains("connected_clients:1\r")) continue;
            assertEquals("PONG", server.connect().run("PING"));
        }
    }

    @Test
    void formPostedByABrowserIsCutOff() throws IOException {
        try (TestClient client = server().connect()) {
            client.raw("POST / HTTP/1.1\r\nHost: example.org\r\n\r\nSET k v\r\n");
            assertTrue(client.isClosedByServer());
        }
        assertReply(":0", "EXISTS k");
    }
}
