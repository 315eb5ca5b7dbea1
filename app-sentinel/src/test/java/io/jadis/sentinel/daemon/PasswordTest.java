package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.config.ByteText;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordTest {
    @TempDir
    private Path directory;

    @Test
    void sentinelWithAPasswordAsksForIt() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "requirepass secret\n");
                RespClient client = sentinel.connect()) {
            assertEquals("NOAUTH Authentication required.", sentinel.text("SENTINEL", "masters"));
            assertTrue(sentinel.text("AUTH", "wrong").startsWith("WRONGPASS"));
            assertEquals("OK", sentinel.text("AUTH", "secret"));
            assertEquals("[]", sentinel.text("SENTINEL", "masters"));
            assertTrue(RunningSentinel.text(client.call("HELLO", "3", "AUTH", "default", "secret"))
                    .contains("sentinel"));
        }
    }

    /** {@code p\xe4ss}: a word in ISO 8859-1, as old configurations have it. */
    private static final byte[] LATIN = "p\u00e4ss".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void passwordNeedNotBeUtf8() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "requirepass \"p\\xe4ss\"\n");
                RespClient client = sentinel.connect()) {
            assertTrue(sentinel.text("AUTH", "p\u00e4ss").startsWith("WRONGPASS"));
            assertEquals("OK", RunningSentinel.text(client.call("AUTH".getBytes(), LATIN)));
            assertEquals("OK", RunningSentinel.text(client.call("SENTINEL".getBytes(), "CONFIG".getBytes(),
                    "SET".getBytes(), "sentinel-pass".getBytes(), LATIN)));
            RespValue.Aggregate options = (RespValue.Aggregate) client.call("SENTINEL", "CONFIG", "GET", "sentinel-pass");
            assertArrayEquals(LATIN, ((RespValue.Text) options.elements().get(1)).bytes());
            assertTrue(Files.readString(sentinel.file, StandardCharsets.ISO_8859_1)
                    .contains("sentinel sentinel-pass \"p\\xe4ss\"\n"));
        }
    }

    @Test
    void serverGetsThePasswordThatTheFileHas() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningSentinel sentinel = new RunningSentinel(directory, "sentinel monitor m 127.0.0.1 "
                        + server.getLocalPort() + " 1\nsentinel auth-pass m \"p\\xe4ss\"\n");
                Socket link = server.accept()) {
            byte[] expected = ByteText.bytes("*2\r\n$4\r\nAUTH\r\n$4\r\np\u00e4ss\r\n");
            link.setSoTimeout(20_000);
            assertArrayEquals(expected, link.getInputStream().readNBytes(expected.length));
        }
    }
}
