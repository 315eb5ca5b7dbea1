package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.FreePort;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** CONFIG SET of what has to do with the system, and of what must not be seen. */
final class ConfigCommandsTest {
    @Test
    void passwordsAreNotShown() throws IOException {
        try (TestServer server = TestServer.start("slowlog-log-slower-than 0"); TestClient client = server.connect()) {
            assertEquals("OK", client.run("CONFIG SET masterauth secret"));
            assertTrue(client.run("CONFIG SET no-such 1 Requirepass secret").startsWith("-ERR Unknown option"));
            assertTrue(client.run("CONFIG SET masteruser secret port x").startsWith("-ERR CONFIG SET failed"));
            String log = client.run("SLOWLOG GET");
            assertFalse(log.contains("secret"), log);
            assertTrue(log.contains("['CONFIG', 'SET', 'no-such', '1', 'Requirepass', '(redacted)']"), log);
            assertTrue(log.contains("['CONFIG', 'SET', 'masterauth', '(redacted)']"), log);
        }
    }

    @Test
    void moreClientsThanFilesCanBeOpenAreRefused() throws IOException {
        try (TestServer server = TestServer.start(); TestClient client = server.connect()) {
            String refused = client.run("CONFIG SET maxclients 4000000000");
            String words = "-ERR CONFIG SET failed (possibly related to argument 'maxclients') - The operating system "
                    + "is not able to handle the specified number of clients, try with ";
            assertTrue(refused.startsWith(words), refused);
            assertEquals("['maxclients', '10000']", client.run("CONFIG GET maxclients"));
            assertEquals("OK", client.run("CONFIG SET maxclients " + refused.substring(words.length())));
        }
    }

    // ---- listening

    private static void assertAnswers(int port) throws IOException {
        try (TestClient client = new TestClient(port)) {
            assertEquals("PONG", client.run("PING"));
        }
    }

    @Test
    void newAddressesMayOverlapTheOldOnes() throws IOException {
        try (TestServer server = TestServer.start(); TestClient client = server.connect()) {
            for (String bind : new String[] {"*", "127.0.0.1", "0.0.0.0 127.0.0.2", "127.0.0.1 -192.0.2.1"}) {
                String expected = bind.startsWith("0.0.0.0") ? "-ERR CONFIG SET failed (possibly related to argument "
                        + "'bind') - Failed to bind to specified addresses." : "OK";
                assertEquals(expected, client.call("CONFIG", "SET", "bind", bind));
                assertAnswers(server.port());
            }
        }
    }

    @Test
    void portAndAddressesAreChangedTogether() throws IOException {
        try (TestServer server = TestServer.start("protected-mode no"); TestClient client = server.connect()) {
            int other = FreePort.choose();
            assertEquals("OK", client.call("CONFIG", "SET", "port", "" + other, "bind", "*"));
            assertAnswers(other);
            assertThrows(IOException.class, () -> new TestClient(server.port()));
            assertEquals("OK", client.call("CONFIG", "SET", "bind", "127.0.0.1", "port", "" + server.port()));
            assertAnswers(server.port());
        }
    }

    @Test
    void thereIsNoTls() throws IOException {
        try (TestServer server = TestServer.start(); TestClient client = server.connect()) {
            for (String directive : new String[] {"tls-port 7001", "tls-replication yes", "tls-cluster yes"}) {
                String name = directive.split(" ")[0];
                assertEquals("-ERR CONFIG SET failed (possibly related to argument '" + name + "') - Unable to update "
                        + "TLS configuration. Check server logs.", client.run("CONFIG SET " + directive));
            }
            assertEquals("OK", client.run("CONFIG SET tls-port 0"));
            assertEquals("['tls-port', '0']", client.run("CONFIG GET tls-port"));
        }
    }

    @Test
    void portThatIsTakenLeavesTheOldOne() throws IOException {
        try (TestServer server = TestServer.start(); TestClient client = server.connect();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals("-ERR CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this "
                    + "port. Check server logs.", client.run("CONFIG SET port " + other.getLocalPort()));
            assertEquals("['port', '" + server.port() + "']", client.run("CONFIG GET port"));
            assertAnswers(server.port());
        }
    }
}
