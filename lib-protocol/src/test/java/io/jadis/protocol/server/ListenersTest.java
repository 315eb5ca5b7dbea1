package io.jadis.protocol.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Real sockets on the loopback interface, with every transport that this machine has. */
@ParameterizedClass(name = "{0}")
@MethodSource("transports")
final class ListenersTest {
    private static final String V4 = "127.0.0.1", V6 = "::1";

    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(Transport::isAvailable);
    }

    @Parameter
    Transport transport;

    @TempDir
    private Path directory;
    private final List<String> warnings = new ArrayList<>();
    private EventLoops loops;
    private Listeners listeners;
    private int port;

    @BeforeEach
    void open() throws IOException {
        loops = new EventLoops(transport, 1);
        // Nobody is let in, but everybody is accepted.
        listeners = new Listeners(loops, connection -> null, new ConnectionSettings(), 16, warnings::add);
        port = FreePort.choose();
    }

    @AfterEach
    void close() {
        listeners.close();
        loops.close();
    }

    private void listen(String... addresses) throws IOException {
        listeners.bindTcp(List.of(addresses), port);
    }

    private boolean accepts(String address) {
        return accepts(address, port);
    }

    private static boolean accepts(String address, int port) {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void newAddressesMayOverlapTheOldOnes() throws IOException {
        String[][] sequence = {{"*"}, {V4}, {"*", "-::*"}, {V4, V6}, {"0.0.0.0", "::"}, {V4}, {"*", V6}, {"::*"}};
        for (String[] addresses : sequence) {
            listen(addresses);
            assertEquals(addresses.length, listeners.describe().getFirst().split("bind=").length - 1);
            boolean v6Only = addresses[0].equals("::*");
            assertTrue(accepts(v6Only ? V6 : V4), Arrays.toString(addresses));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void eachFamilyHasItsOwnClients() throws IOException {
        // What a transport can't keep apart is accepted by either: see Transport.
        boolean v4Apart = transport == Transport.EPOLL || transport == Transport.NIO;
        boolean v6Apart = transport != Transport.NIO;
        for (String any : new String[] {"*", "0.0.0.0"}) {
            listen(any);
            assertTrue(accepts(V4), any);
            assertEquals(!v4Apart, accepts(V6), any);
        }
        for (String any : new String[] {"::*", "::"}) {
            listen(any);
            assertTrue(accepts(V6), any);
            assertEquals(!v6Apart, accepts(V4), any);
        }
        for (String[] both : new String[][] {{"*", "::*"}, {"0.0.0.0", "::"}, {"*", "::"}, {"::", "*"}}) {
            listen(both);
            assertTrue(accepts(V4) && accepts(V6), Arrays.toString(both));
        }
        if (v6Apart) {
            listen(V4, "::");
            assertTrue(accepts(V4) && accepts(V6));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void socketsThatStayAreNotOpenedAnew() throws IOException {
        try (ServerSocket second = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            listen(V4);
            listeners.bindTcp(List.of(V4), port);
            assertEquals(1, listeners.count());
            int taken = second.getLocalPort();
            assertThrows(IOException.class, () -> listeners.bindTcp(List.of(V4, "127.0.0.2"), taken));
            assertEquals(0, listeners.count());
            assertFalse(accepts(V4, taken));
            listen(V4);
            assertTrue(accepts(V4));
        }
    }

    @Test
    void unixSocketThatCannotBeMadeIsRefusedInTheWordsOfRedis() throws IOException {
        Path taken = Files.createDirectory(directory.resolve("taken"));
        Path file = Files.createFile(directory.resolve("file"));
        assertEquals("bind: No such file or directory", refusal(directory.resolve("none/socket")));
        assertEquals("bind: Not a directory", refusal(file.resolve("socket")));
        assertTrue(refusal(taken).startsWith("bind: "));
        assertTrue(Files.isDirectory(taken), "Java would remove it");
        String tooLong = "/" + "s".repeat(107);
        assertEquals("unix socket path too long (108), must be under 108", refusal(Path.of(tooLong)));
    }

    private String refusal(Path path) {
        String message = assertThrows(IOException.class, () -> listeners.bindUnix(path, 0)).getMessage();
        assertTrue(message.startsWith("Failed opening Unix socket: "), message);
        return message.substring("Failed opening Unix socket: ".length());
    }

    @Test
    void whatCannotBeHadLeavesWhatHasStayed() throws IOException {
        listen(V4);
        // This address is nobody's: RFC 5737.
        assertThrows(IOException.class, () -> listen(V4, "127.0.0.2", "192.0.2.1"));
        assertEquals(1, listeners.count());
        assertTrue(accepts(V4));
        assertFalse(accepts("127.0.0.2"));
    }

    @Test
    void addressThatMayBeUnavailableMustStillBeFree() throws IOException {
        listen("-192.0.2.1", V4);
        assertEquals(1, listeners.count());
        assertTrue(warnings.removeFirst()
                .startsWith("Warning: Could not create server TCP listening socket 192.0.2.1:"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(V4))) {
            int taken = other.getLocalPort();
            assertThrows(IOException.class, () -> listeners.bindTcp(List.of("-" + V4), taken));
        }
        assertThrows(IOException.class, () -> listen("192.0.2.1"));
    }
}
