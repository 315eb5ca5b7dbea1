package io.jadis.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server that answers by a script: to each command, on whatever connection, the next reply of the script. A reply is
 * wire text; an empty one closes the connection. What was received is kept.
 */
final class FakeServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
    private final List<String> received = new ArrayList<>();

    FakeServer(String... replies) throws IOException {
        script.addAll(List.of(replies));
        Thread.ofPlatform().daemon().name("fake-server").start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Adds to the script. */
    void answer(String reply) {
        script.add(reply);
    }

    synchronized List<String> received() {
        return List.copyOf(received);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                InputStream in = new BufferedInputStream(connection.getInputStream());
                for (String command = command(in); command != null; command = command(in)) {
                    synchronized (this) {
                        received.add(command);
                    }
                    String reply = script.poll();
                    if (reply == null || reply.isEmpty()) break;
                    connection.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                // closed, or the client has gone: the next connection, if any
            }
        }
    }

    private static String command(InputStream in) throws IOException {
        byte[] header = PipedLines.readLine(in);
        if (header == null) return null;
        List<String> words = new ArrayList<>();
        for (int left = number(header); left > 0; left--) {
            byte[] word = in.readNBytes(number(PipedLines.readLine(in)));
            in.readNBytes(2);
            words.add(new String(word, StandardCharsets.ISO_8859_1));
        }
        return String.join(" ", words);
    }

    private static int number(byte[] line) {
        return LeadingNumber.int32(new String(line, StandardCharsets.US_ASCII).substring(1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
