package io.jadis.server.replication;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A master that says what the test says. */
final class FakeMaster implements AutoCloseable {
    static final String ID = "0123456789".repeat(4);
    private static final int TIMEOUT_MS = 20_000;
    /** A data set without keys. */
    private static final String EMPTY_RDB = "REDIS0011\u00ff" + "\0".repeat(8);

    private final ServerSocket listener;
    private Socket link;
    private InputStream in;

    FakeMaster() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(TIMEOUT_MS);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Takes the next connection. */
    void accept() throws IOException {
        if (link != null) link.close();
        link = listener.accept();
        link.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(link.getInputStream());
    }

    /** The replica's next command; the empty lines before it say that it is still there. */
    String command() throws IOException {
        String line;
        do line = line();
        while (line.isEmpty());
        if (!line.startsWith("*")) return line;
        StringBuilder words = new StringBuilder();
        for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
            int length = Integer.parseInt(line().substring(1));
            words.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1)).append(i > 1 ? " " : "");
            line();
        }
        return words.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) throw new IOException("closed by the replica");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    /** Whether the replica has closed the connection; what it sent before is skipped. */
    boolean isClosed() throws IOException {
        while (true) {
            try {
                if (in.read() < 0) return true;
            } catch (java.net.SocketException e) {
                return true;
            }
        }
    }

    void send(String bytes) throws IOException {
        link.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        link.getOutputStream().flush();
    }

    /** A command of the stream. @return its bytes' number */
    int stream(String... words) throws IOException {
        String command = encode(words);
        send(command);
        return command.length();
    }

    static String encode(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) command.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        return command.toString();
    }

    /** Shakes hands up to the PSYNC, which is returned. */
    String handshake() throws IOException {
        accept();
        command();
        send("+PONG\r\n");
        command();
        command();
        send("+OK\r\n+OK\r\n");
        return command();
    }

    /** All until the stream begins at an offset. @return the number of the data set's bytes */
    int fullSync(long offset) throws IOException {
        handshake();
        send("+FULLRESYNC " + ID + " " + offset + "\r\n$" + EMPTY_RDB.length() + "\r\n" + EMPTY_RDB);
        return EMPTY_RDB.length();
    }

    /** As {@link #fullSync}, but the connection ends in the middle of the data set. */
    void brokenSync(long offset) throws IOException {
        handshake();
        send("+FULLRESYNC " + ID + " " + offset + "\r\n$" + EMPTY_RDB.length() + "\r\nREDIS");
        link.close();
    }

    /** As {@link #fullSync}, as a diskless master does. */
    void streamedSync(long offset) throws IOException {
        handshake();
        String mark = "f".repeat(40);
        send("+FULLRESYNC " + ID + " " + offset + "\r\n\n\n$EOF:" + mark + "\r\n" + EMPTY_RDB + mark);
    }

    @Override
    public void close() throws IOException {
        if (link != null) link.close();
        listener.close();
    }
}
