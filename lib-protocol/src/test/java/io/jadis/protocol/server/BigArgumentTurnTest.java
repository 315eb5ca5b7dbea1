package io.jadis.protocol.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a transport tells what is ready in the order in which it came, a big argument has its turn as a whole. */
final class BigArgumentTurnTest {
    /** More than the first read takes; all of it fits into a window of TCP, so that nobody has to read meanwhile. */
    private static final String BIG = "v".repeat(60_000);

    static Stream<Transport> transports() {
        return Stream.of(Transport.EPOLL, Transport.NIO).filter(Transport::isAvailable);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void comesBeforeWhatCameAfterIt(Transport transport) throws IOException {
        try (LoopbackServer server = new LoopbackServer(transport, 1);
                Socket first = server.connect(); Socket second = server.connect(); Socket third = server.connect()) {
            assertEquals("+00000000", ask(first, "*1\r\n$4\r\nturn\r\n"));
            assertEquals("+00000001", ask(second, "*1\r\n$4\r\nturn\r\n"));
            // A socket that has just been named would be named first again: let the loop look and find nothing.
            for (int i = 0; i < 2; i++) assertEquals("+0000000" + (2 + i), ask(third, "*1\r\n$4\r\nturn\r\n"));

            CountDownLatch sent = new CountDownLatch(1);
            server.loops.executor().execute(() -> awaitCalmly(sent));
            send(first, "*2\r\n$4\r\nturn\r\n$" + BIG.length() + "\r\n" + BIG + "\r\n");
            send(second, "*1\r\n$4\r\nturn\r\n");
            sent.countDown();

            assertEquals("+00000004", readLine(first));
            assertEquals("+00000005", readLine(second));
        }
    }

    private static String ask(Socket client, String request) throws IOException {
        send(client, request);
        return readLine(client);
    }

    private static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readLine(Socket client) throws IOException {
        byte[] line = client.getInputStream().readNBytes("+00000000\r\n".length());
        return new String(line, StandardCharsets.ISO_8859_1).strip();
    }

    private static void awaitCalmly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
