package io.jadis.server.oracle;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica that writes down what its master sends: it comes by SYNC, skips the copy, and reads commands. Each is one
 * line with the database in front, so SELECT isn't one of them; neither are PING and REPLCONF, which come as they like.
 */
final class RecordedStream implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private String database = "?";

    RecordedStream(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
        socket.getOutputStream().write("SYNC\r\n".getBytes(StandardCharsets.US_ASCII));
        String line;
        // Empty ones are signs of life while the file is written.
        while ((line = line()).isEmpty()) continue;
        if (!line.startsWith("$")) throw new IOException("no copy: " + line);
        in.skipNBytes(Long.parseLong(line.substring(1)));
    }

    /** The commands up to a PUBLISH of this message, which is left out. */
    List<String> upTo(String message) throws IOException {
        List<String> commands = new ArrayList<>();
        while (true) {
            List<String> words = command();
            switch (words.getFirst().toUpperCase(java.util.Locale.ROOT)) {
                case "SELECT" -> database = words.get(1);
                case "PING", "REPLCONF" -> { }
                // 7.0 selects before MULTI and 7.2 behind it: it has no database of its own.
                case "MULTI", "EXEC" -> commands.add(words.getFirst().toUpperCase(java.util.Locale.ROOT));
                default -> {
                    if (words.getLast().equals(message)) return commands;
                    commands.add(database + ":" + String.join(" ", words));
                }
            }
        }
    }

    private List<String> command() throws IOException {
        String line = line();
        if (line.isEmpty()) return command();
        int count = Integer.parseInt(line.substring(1));
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] bytes = in.readNBytes(Integer.parseInt(line().substring(1)));
            in.skipNBytes(2);
            words.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return words;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n';) {
            if (c < 0) throw new EOFException();
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
