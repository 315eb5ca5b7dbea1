import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How late keys expire by themselves: fills a server with keys whose times to live are spread evenly over a span, and
 * compares the moment at which each one's {@code expired} event arrives with the moment that its name says.
 *
 * <p>{@code java packaging/src/bench/ExpiryLateness.java BIN/redis-server [keys [span in s]]}; by default 1,000,000
 * keys over 30 seconds. Works with any redis-server.
 */
final class ExpiryLateness {
    private static final int PIPELINE = 1_000, LEAD_MS = 10_000, KEYS_FILLED_PER_MS = 50;

    private ExpiryLateness() {}

    public static void main(String[] arguments) throws Exception {
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int spanMs = 1_000 * (arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30);
        Path directory = Files.createTempDirectory("expiry-");
        int port = freePort();
        Process server = new ProcessBuilder(arguments[0], "--port", "" + port, "--bind", "127.0.0.1", "--save", "",
                "--dir",
                directory.toString(), "--notify-keyspace-events", "Ex", "--client-output-buffer-limit", "pubsub 0 0 0")
                .redirectErrorStream(true).redirectOutput(directory.resolve("out.log").toFile()).start();
        try (Socket listening = connect(port, server); Socket filling = connect(port, server)) {
            InputStream events = new BufferedInputStream(listening.getInputStream(), 1 << 16);
            send(listening.getOutputStream(), "SUBSCRIBE", "__keyevent@0__:expired");
            for (int i = 0; i < 6; i++) line(events);
            long firstAtMs = System.currentTimeMillis() + LEAD_MS + keys / KEYS_FILLED_PER_MS;
            fill(filling, keys, firstAtMs, spanMs);
            if (System.currentTimeMillis() > firstAtMs) System.out.println("filling took too long: the first ones were late");
            long[] lateMs = new long[keys];
            for (int i = 0; i < keys; i++) {
                // *3 $7 message $22 channel $n key
                for (int skipped = 0; skipped < 6; skipped++) line(events);
                String key = line(events);
                lateMs[i] = System.currentTimeMillis() - Long.parseLong(key.substring(key.indexOf(':') + 1));
            }
            Arrays.sort(lateMs);
            System.out.printf("%,d keys over %d s: median %d ms late, p99 %d, p99.9 %d, latest %d%n", keys,
                    spanMs / 1000,
                    lateMs[keys / 2], lateMs[(int) (keys * 0.99)], lateMs[(int) (keys * 0.999)], lateMs[keys - 1]);
        } finally {
            server.destroy();
            server.waitFor();
            for (Path file : List.of(directory.resolve("out.log"), directory)) Files.deleteIfExists(file);
        }
    }

    private static void fill(Socket socket, int keys, long firstAtMs, int spanMs) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (int i = 0; i < keys; i++) {
            // In an order that is not theirs.
            long at = firstAtMs + i * 7_919L % keys * spanMs / keys;
            send(out, "SET", i + ":" + at, "value", "PXAT", "" + at);
            if ((i + 1) % PIPELINE > 0 && i + 1 < keys) continue;
            out.flush();
            for (int replies = i % PIPELINE + 1; replies > 0; replies--) line(in);
        }
    }

    private static void send(OutputStream to, String... words) throws IOException {
        StringBuilder request = new StringBuilder().append('*').append(words.length).append("\r\n");
        for (String word : words) request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        to.write(request.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = from.read()) != '\n';) {
            if (c < 0) throw new EOFException();
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    private static Socket connect(int port, Process server) throws Exception {
        while (server.isAlive()) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException refused) {
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("the server has ended");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
