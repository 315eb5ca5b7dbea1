package io.jadis.protocol.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespValue.Push;
import io.jadis.protocol.client.RespValue.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RespClientTest {
    @TempDir
    Path directory;
    private ServerSocketChannel listener;
    private Endpoint endpoint;
    private SocketChannel peer;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoint = new Endpoint.Tcp("127.0.0.1", ((InetSocketAddress) listener.getLocalAddress()).getPort());
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
        if (peer != null) peer.close();
    }

    private RespClient connect() throws IOException {
        return connect(0);
    }

    private RespClient connect(int readTimeoutMs) throws IOException {
        RespClient client = RespClient.connect(endpoint, 10_000, readTimeoutMs, ReplyLimits.DEFAULT);
        peer = listener.accept();
        return client;
    }

    private void reply(String wire) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) peer.write(bytes);
    }

    private String received(int lengthBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        while (bytes.hasRemaining() && peer.read(bytes) >= 0) { }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    private static String text(RespValue value) {
        return assertInstanceOf(Text.class, value).text();
    }

    @Test
    void aPeerThatIsGoneIsFoundWithinHalfAMinute() throws IOException {
        try (RespClient client = connect()) {
            assertTrue(client.option(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(15, client.option(ExtendedSocketOptions.TCP_KEEPIDLE));
            assertEquals(5, client.option(ExtendedSocketOptions.TCP_KEEPINTERVAL));
            assertEquals(3, client.option(ExtendedSocketOptions.TCP_KEEPCOUNT));
        }
    }

    @Test
    void aCommandIsAnArrayOfBulks() throws IOException {
        try (RespClient client = connect()) {
            reply("+OK\r\n");
            assertEquals("OK", text(client.call("SET", "key", "vålue")));
            assertEquals("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$6\r\nv\303\245lue\r\n", received(34));
        }
    }

    @Test
    void aPipelineIsWrittenAtOnceAndReadInOrder() throws IOException {
        try (RespClient client = connect()) {
            for (int i = 0; i < 100; i++) client.send(new byte[] {'G'}, Integer.toString(i).getBytes());
            for (int i = 0; i < 100; i++) reply(":" + i + "\r\n");
            for (int i = 0; i < 100; i++) assertEquals(new RespValue.IntegerReply(i), client.readReply());
            assertFalse(client.awaitReadable(0));
        }
    }

    @Test
    void largeRequestsAndRepliesPass() throws Exception {
        try (RespClient client = connect()) {
            byte[] large = new byte[20_000_000];
            for (int i = 0; i < large.length; i++) large[i] = (byte) (i * 31);
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> {
                try {
                    String request = received("*1\r\n$20000000\r\n".length() + large.length + 2);
                    reply(request.substring(4));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertArrayEquals(large, assertInstanceOf(Text.class, client.call(large)).bytes());
            echo.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void pushesGoToTheHandlerAndRepliesToTheCaller() throws IOException {
        try (RespClient client = connect()) {
            List<Push> pushes = new ArrayList<>();
            client.onPush(pushes::add);
            reply(">1\r\n+one\r\n>1\r\n+two\r\n+PONG\r\n>1\r\n+three\r\n");
            assertEquals("PONG", text(client.call("PING")));
            assertEquals(2, pushes.size());
            assertEquals("three", text(assertInstanceOf(Push.class, client.readAny()).elements().getFirst()));
        }
    }

    @Test
    void aClosedConnectionIsTheEndOfTheStream() throws IOException {
        try (RespClient client = connect()) {
            peer.close();
            IOException e = assertThrows(IOException.class, () -> client.call("PING"));
            assertTrue(e instanceof EOFException || e.getMessage().contains("reset"), e.toString());
        }
    }

    @Test
    void silenceEndsInATimeout() throws IOException {
        try (RespClient client = connect(1)) {
            assertThrows(SocketTimeoutException.class, () -> client.call("PING"));
        }
    }

    @Test
    void awaitReadableSaysWhetherSomethingCame() throws IOException {
        try (RespClient client = connect()) {
            assertFalse(client.awaitReadable(0));
            assertFalse(client.awaitReadable(1));
            reply("+a\r\n+b\r\n");
            assertTrue(client.awaitReadable(10_000));
            client.readReply();
            assertTrue(client.awaitReadable(0), "b is buffered");
        }
    }

    @Test
    void closingFromAnotherThreadEndsARead() throws Exception {
        RespClient client = connect();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                client.call("BLPOP");
                end.complete(null);
            } catch (Throwable e) {
                end.complete(e);
            }
        });
        received(15);                             // the request is out: the reader waits, or is about to
        client.close();
        assertInstanceOf(ClosedChannelException.class, end.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aUnixSocketServesAsWell() throws IOException {
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket));
                RespClient client = RespClient.connect(new Endpoint.Unix(socket))) {
            peer = unix.accept();
            reply("+PONG\r\n");
            assertEquals("PONG", text(client.call("PING")));
        }
    }

    @Test
    void rawBytesGoBothWays() throws IOException {
        try (RespClient client = connect()) {
            byte[] request = "xPING\r\n".getBytes();
            client.sendRaw(request, 1, 6);
            reply("RDB");
            byte[] raw = new byte[3];
            int length = 0;
            while (length < 3) length += client.readRaw(raw, length, 3 - length);
            assertEquals("RDB", new String(raw));
            assertEquals("PING\r\n", received(6));
        }
    }

    @Test
    void theReasonWhyThereIsNoConnectionIsTheSystems() throws IOException {
        listener.close();
        assertEquals("Connection refused",
                assertThrows(ConnectException.class, () -> RespClient.connect(endpoint)).getMessage());
        IOException noSocket = assertThrows(IOException.class,
                () -> RespClient.connect(new Endpoint.Unix(directory.resolve("none"))));
        assertEquals("No such file or directory", noSocket.getMessage());
        assertThrows(UnknownHostException.class, () -> RespClient.connect(new Endpoint.Tcp("no.such.host.invalid", 1)));
    }

    @Test
    void endpointsPrintAsPeopleWriteThem() {
        assertEquals("127.0.0.1:6379", new Endpoint.Tcp("127.0.0.1", 6379).toString());
        assertEquals("[::1]:6379", new Endpoint.Tcp("::1", 6379).toString());
        assertEquals("/run/redis.sock", new Endpoint.Unix(Path.of("/run/redis.sock")).toString());
        assertThrows(IllegalArgumentException.class, () -> new Endpoint.Tcp("localhost", 65536));
    }

    @Test
    void aConnectionThatIsRefusedLeavesNothingOpen() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Endpoint nobody = new Endpoint.Tcp("127.0.0.1", port);
        assertThrows(IOException.class, () -> RespClient.connect(nobody));
        long before = openFiles();
        for (int i = 0; i < 100; i++) assertThrows(IOException.class, () -> RespClient.connect(nobody));
        // Others in this JVM may open some.
        assertTrue(openFiles() < before + 50, "before=" + before + " after=" + openFiles());
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void repliesAreReadWhileThePeerTakesNoMore() throws Exception {
        int count = 200;
        byte[] request = new byte[100_000];
        CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
            try (SocketChannel taken = listener.accept()) {
                ByteBuffer reply = ByteBuffer.wrap(("$" + request.length + "\r\n" + "x".repeat(request.length) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                ByteBuffer in = ByteBuffer.allocate(request.length);
                for (int i = 0; i < count; i++) {
                    while (in.hasRemaining()) taken.read(in);
                    in.clear();
                    // blocks, without reading, until the client has read what came before
                    reply.rewind();
                    while (reply.hasRemaining()) taken.write(reply);
                }
                assertEquals(-1, taken.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        List<RespValue> replies = new ArrayList<>();
        try (RespClient client = RespClient.connect(endpoint)) {
            for (int i = 0; i < count; i++) client.sendRaw(request, 0, request.length);
            client.flush(replies::add);
            while (replies.size() < count) replies.add(client.readAny());
        }
        server.get(20, TimeUnit.SECONDS);
    }
}
