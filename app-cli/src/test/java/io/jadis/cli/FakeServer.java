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
    /** In the script: answers with what comes behind the command's name, or not at all. */
    static final String ECHO = "the argument", NOTHING = "nothing";

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
    private final List<String> received = new ArrayList<>();
    private volatile String lastCommand;

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

    /** Closes the connection when it has answered this command. */
    void closeAfter(String command) {
        lastCommand = command;
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
                    if (!reply.equals(NOTHING)) connection.getOutputStream().write(bytes(reply, command));
                    if (command.equals(lastCommand)) break;
                }
            } catch (IOException e) {
                // closed, or the client has gone: the next connection, if any
            }
        }
    }

    private static byte[] bytes(String reply, String command) {
        if (!reply.equals(ECHO)) return Replies.bytes(reply);
        String argument = command.substring(command.indexOf(' ') + 1);
        return Replies.bytes("$" + argument.length() + "\r\n" + argument + "\r\n");
    }

    private static String command(InputStream in) throws IOException {
        byte[] header = PipedLines.readLine(in);
        while (header != null && header.length == 1) header = PipedLines.readLine(in);
        if (header == null) return null;
        if (header[0] != '*') return new String(header, StandardCharsets.ISO_8859_1).strip();
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
