package io.jadis.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking client whose replies are text that shows the wire type, for short assertions: {@code OK} a status,
 * {@code -ERR …} an error, {@code :1} an integer, {@code 'v'} a bulk, {@code nil} and {@code nil*} the nulls of RESP2,
 * {@code _} that of RESP3, {@code [a, b]} an array, {@code >[…]} a push, {@code %[…]} a map, {@code ~[…]} a set.
 */
public final class TestClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public TestClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    public TestClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Sends a command and gives its reply. */
    public String call(String... words) throws IOException {
        send(words);
        return read();
    }

    /** Sends a command whose words are blank-separated. */
    public String run(String line) throws IOException {
        return call(line.split(" "));
    }

    public void send(String... words) throws IOException {
        raw(encode(words));
    }

    /** One char a byte. */
    public static String encode(String... words) {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) request.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        return request.toString();
    }

    /** Sends these bytes, one char each. */
    public void raw(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next reply or push. */
    public String read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '$' -> rest.equals("-1") ? "nil" : "'" + bytes(Integer.parseInt(rest)) + "'";
            case '=' -> "=" + bytes(Integer.parseInt(rest));
            case '*' -> rest.equals("-1") ? "nil*" : elements("", Integer.parseInt(rest));
            case '>', '~' -> elements(line.substring(0, 1), Integer.parseInt(rest));
            case '%' -> elements("%", 2 * Integer.parseInt(rest));
            default -> line;
        };
    }

    private String elements(String prefix, int count) throws IOException {
        List<String> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) elements.add(read());
        return prefix + elements;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c; (c = in.read()) != '\r'; ) {
            if (c < 0) throw new EOFException();
            line.write(c);
        }
        in.read();
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException();
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Whether the server has closed the connection, once everything it sent is read. Waits for either. */
    public boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return true; // a reset is a close too
        }
    }

    /** Whether nothing has arrived that was not read: for a reply that must not come, after a later one that must. */
    public boolean hasNothingToRead() throws IOException {
        return in.available() == 0;
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
