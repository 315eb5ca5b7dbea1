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
import java.util.List;
import java.util.Random;

/**
 * How fast the commands on bitmaps go through memory: values of 100 MB, the best of some rounds, bytes read and
 * written.
 *
 * <p>{@code java packaging/src/bench/BitmapBandwidth.java BIN/redis-server [BIN/redis-server …]}. Works with any
 * redis-server.
 */
final class BitmapBandwidth {
    private static final int MEGABYTE = 1 << 20, MEGABYTES = 100, ROUNDS = 25;

    private BitmapBandwidth() {}

    public static void main(String[] programs) throws Exception {
        for (String program : programs) {
            System.out.println(program);
            measure(program);
        }
    }

    private static void measure(String program) throws Exception {
        Path directory = Files.createTempDirectory("bitmaps-");
        int port = freePort();
        Process server = new ProcessBuilder(program, "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--dir",
                directory.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("out.log").toFile()).start();
        try (Socket socket = connect(port, server)) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Random random = new Random(1);
            for (int i = 0; i < MEGABYTES; i++) {
                byte[] bytes = new byte[MEGABYTE];
                call(out, in, "APPEND", "zeros", bytes);
                random.nextBytes(bytes);
                call(out, in, "APPEND", "a", bytes);
                random.nextBytes(bytes);
                call(out, in, "APPEND", "b", bytes);
            }
            call(out, in, "APPEND", "zeros", new byte[] {1});
            call(out, in, "BITOP", "OR", "sum", "a");
            time(out, in, 1, "BITCOUNT", "a");
            time(out, in, 1, "BITCOUNT", "a", "7", "-9", "BIT");
            time(out, in, 1, "BITPOS", "zeros", "1");
            time(out, in, 3, "BITOP", "AND", "to", "a", "b");
            time(out, in, 5, "BITOP", "OR", "to", "a", "b", "a", "b");
            time(out, in, 3, "BITOP", "XOR", "sum", "sum", "a");
            time(out, in, 2, "BITOP", "NOT", "to", "a");
        } finally {
            server.destroy();
            server.waitFor();
            for (Path file : List.of(directory.resolve("out.log"), directory)) Files.deleteIfExists(file);
        }
    }

    /** @param values how many values of 100 MB are read or written */
    private static void time(OutputStream out, InputStream in, int values, Object... words) throws IOException {
        long bestNs = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long startedNs = System.nanoTime();
            call(out, in, words);
            bestNs = Math.min(bestNs, System.nanoTime() - startedNs);
        }
        StringBuilder command = new StringBuilder();
        for (Object word : words) command.append(word).append(' ');
        System.out.printf("    %-28s %8.2f ms %6.1f GB/s%n", command, bestNs / 1e6,
                (double) values * MEGABYTES * MEGABYTE / bestNs);
    }

    private static void call(OutputStream out, InputStream in, Object... words) throws IOException {
        out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (Object word : words) {
            byte[] bytes = word instanceof byte[] given ? given : word.toString().getBytes(StandardCharsets.US_ASCII);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        int first = in.read();
        for (int c = first; c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException();
        }
        if (first == '-') throw new IOException("error reply to " + words[0]);
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
