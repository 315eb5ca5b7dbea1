package io.jadis.server.replication;

import io.jadis.server.TestServer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A replica that does just what a test tells it to. */
final class FakeReplica implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream in;

    FakeReplica(TestServer master) throws IOException {
        this("127.0.0.1", master);
    }

    /** One that comes by one of the master's addresses. */
    FakeReplica(String address, TestServer master) throws IOException {
        socket = new Socket(address, master.port());
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a command, and doesn't wait for anything. */
    FakeReplica send(String line) throws IOException {
        StringBuilder request = new StringBuilder();
        String[] words = line.split(" ", -1);
        request.append('*').append(words.length).append("\r\n");
        for (String word : words) request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends what a replica says once a second while it loads its copy. */
    void newline() throws IOException {
        socket.getOutputStream().write('\n');
    }

    /** Sends the beginning of a request whose rest doesn't come. */
    void begin(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a command and gives the line that comes back. */
    String ask(String line) throws IOException {
        return send(line).line();
    }

    /** The next line that isn't empty, without its end; null at the end of the stream. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n';) {
            if (c < 0) return null;
            if (c != '\r') line.append((char) c);
        }
        return line.isEmpty() ? line() : line.toString();
    }

    /** Reads the line that says that a copy comes. */
    void awaitCopy() throws IOException {
        String line = line();
        if (!line.startsWith("+FULLRESYNC")) throw new IOException(line);
    }

    /** Reads a copy, with a length or a mark before it. */
    String copy() throws IOException {
        String head = line();
        if (!head.startsWith("$EOF:")) {
            int length = Integer.parseInt(head.substring(1));
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }
        String mark = head.substring(5);
        StringBuilder copy = new StringBuilder();
        while (copy.length() < mark.length() || !copy.substring(copy.length() - mark.length()).equals(mark)) {
            int c = in.read();
            if (c < 0) throw new EOFException();
            copy.append((char) c);
        }
        return copy.substring(0, copy.length() - mark.length());
    }

    /** Reads a copy that nothing follows, with a mark before it or packed. @return how many bytes there were */
    long skipCopy() throws IOException {
        String head = line();
        byte[] end = head.startsWith("$EOF:") ? head.substring(5).getBytes(StandardCharsets.ISO_8859_1) : new byte[8];
        byte[] tail = new byte[0], part = new byte[1 << 16];
        long bytes = 0;
        while (!Arrays.equals(tail, end)) {
            int count = in.read(part);
            if (count < 0) throw new EOFException();
            bytes += count;
            byte[] both = Arrays.copyOf(tail, tail.length + count);
            System.arraycopy(part, 0, both, tail.length, count);
            tail = Arrays.copyOfRange(both, Math.max(0, both.length - end.length), both.length);
        }
        return bytes - end.length;
    }

    /** Reads a packed copy behind its line. @return the most plain bytes that a piece of it had */
    int packedPieceBytesMax() throws IOException {
        int most = 0;
        while (true) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN);
            int packedBytes = header.getInt(), plainBytes = header.getInt();
            if (packedBytes == 0) return most;
            most = Math.max(most, plainBytes);
            in.skipNBytes(packedBytes);
        }
    }

    /** The next command of the stream but PINGs. */
    String command() throws IOException {
        String words = String.join(" ", words());
        return words.equals("PING") ? command() : words;
    }

    private List<String> words() throws IOException {
        int count = Integer.parseInt(line().substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line().substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.skipNBytes(2);
        }
        return words;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
