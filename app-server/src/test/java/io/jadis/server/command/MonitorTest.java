package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MonitorTest {
    private TestServer server;
    private TestClient monitor, client;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start("requirepass pw", "enable-debug-command yes");
        monitor = server.connect();
        monitor.run("AUTH pw");
        client = server.connect();
        client.run("AUTH pw");
        assertEquals("OK", monitor.run("MONITOR"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** The next line without time and source. */
    private String seen() throws IOException {
        String line = monitor.read();
        return line.substring(line.indexOf("] ") + 2);
    }

    @Test
    void commandsAreShownWithTimeDatabaseAndSource() throws IOException {
        long beforeS = System.currentTimeMillis() / 1000;
        client.run("SELECT 3");
        client.call("SET", "k", "a\"b\\\n\u00ff");
        String line = monitor.read();
        int port = ((InetSocketAddress) client.socket().getLocalSocketAddress()).getPort();
        assertTrue(line.matches("\\d{10}\\.\\d{6} \\[3 127\\.0\\.0\\.1:" + port + "] \"SELECT\" \"3\""), line);
        assertTrue(Long.parseLong(line.substring(0, 10)) >= beforeS);
        assertEquals("\"SET\" \"k\" \"a\\\"b\\\\\\n\\xff\"", seen());
    }

    @Test
    void monitorHasNothingToDoWithKeysAndIsNotPaused() throws IOException {
        String refused = "-ERR Replica can't interact with the keyspace";
        assertEquals(refused, monitor.run("GET k"));
        assertEquals(refused, monitor.run("SET k v"));
        assertEquals("OK", client.run("CLIENT PAUSE 100000 ALL"));
        assertEquals("OK", monitor.run("CLIENT UNPAUSE"));
        assertEquals("RESET", monitor.run("RESET"));
        monitor.run("AUTH pw");
        assertEquals("nil", monitor.run("GET k"));
    }

    @Test
    void commandsOfATransactionComeBetweenMultiAndExec() throws IOException {
        client.run("MULTI");
        client.run("SET a b");
        client.run("EXEC");
        client.run("MULTI");
        client.run("NOSUCH");
        client.run("EXEC");
        client.run("MULTI");
        client.run("EXEC x");
        for (String expected
                : new String[] {"MULTI", "SET\" \"a\" \"b", "EXEC", "MULTI", "EXEC", "MULTI", "EXEC\" \"x"}) {
            assertEquals("\"" + expected + "\"", seen());
        }
    }

    @Test
    void secretsAreHidden() throws IOException {
        client.run("AUTH pw");
        client.run("AUTH default pw");
        client.run("HELLO 2 AUTH default pw SETNAME n");
        assertEquals("\"AUTH\" \"(redacted)\"", seen());
        assertEquals("\"AUTH\" \"(redacted)\" \"(redacted)\"", seen());
        assertEquals("\"HELLO\" \"2\" \"AUTH\" \"(redacted)\" \"(redacted)\" \"SETNAME\" \"n\"", seen());
    }

    @Test
    void administrationIsNotShown() throws IOException {
        client.run("CONFIG SET requirepass other");
        client.run("CLIENT LIST");
        client.run("DEBUG SLEEP 0");
        client.run("NOSUCH");
        client.run("PING");
        assertEquals("\"PING\"", seen());
    }

    @Test
    void monitorSeesItsOwnCommandsAndIsNoTransactionsBusiness() throws IOException {
        monitor.send("PING");
        assertEquals("PONG", monitor.read());
        assertEquals("\"PING\"", seen());
        client.run("MULTI");
        client.run("MONITOR");
        assertEquals("[-ERR MONITOR isn't allowed for DENY BLOCKING client]", client.run("EXEC"));
        assertTrue(client.run("CLIENT LIST").contains(" flags=O "));
    }

    @Test
    void monitorThatIsGoneIsForgotten() throws IOException {
        monitor.close();
        while (client.run("CLIENT LIST").contains(" flags=O ")) continue;
        assertEquals("PONG", client.run("PING"));
    }
}
