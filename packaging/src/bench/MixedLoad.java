import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Garbage collection under a mixed load: starts the tree's server with a log of its collections, fills it with keys,
 * lets clients read, write, expire, delete, queue transactions, publish, come and go, ask for INFO and CLIENT LIST, and
 * sums the log up.
 *
 * <p>{@code java packaging/src/bench/MixedLoad.java packaging/target/jadis [keys [seconds [JVM options]]]}; by default
 * 10,000,000 keys and 300 seconds.
 */
final class MixedLoad {
    private static final int FILL_PIPELINE = 1_000, PIPELINE = 16, CLIENTS = 50;
    private static final Pattern PAUSE =
            Pattern.compile("GC\\(\\d+\\) Pause (\\w+).* (\\d+)M->(\\d+)M\\((\\d+)M\\) ([0-9.]+)ms");

    private final int port, keys;
    private final AtomicLong commands = new AtomicLong();
    private volatile boolean ended;

    private MixedLoad(int port, int keys) {
        this.port = port;
        this.keys = keys;
    }

    public static void main(String[] arguments) throws Exception {
        Path tree = Path.of(arguments[0]).toAbsolutePath();
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000_000;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 300;
        String options = arguments.length > 3 ? arguments[3] : "";
        Path directory = Files.createTempDirectory("mixed-load-");
        Path log = directory.resolve("gc.log");
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("bin/redis-server").toString(), "--port", "" + port,
                "--bind", "127.0.0.1", "--save", "", "--dir", directory.toString());
        builder.environment().put("JADIS_JVM_OPTIONS", options + " -Xlog:gc:file=" + log);
        Process server = builder.redirectErrorStream(true).redirectOutput(directory.resolve("out.log").toFile())
                .start();
        try {
            MixedLoad load = new MixedLoad(port, keys);
            load.awaitServer(server);
            load.fill();
            long lines = Files.readAllLines(log).size();
            load.run(seconds);
            System.out.printf("%,d keys, %d s, %,d commands, resident %d MB%n", keys, seconds, load.commands.get(),
                    residentBytes(server.pid()) >> 20);
            try (Stream<String> during = Files.lines(log).skip(lines)) {
                summarize(during.toList());
            }
        } finally {
            server.destroy();
            server.waitFor();
            for (Path file : List.of(log, directory.resolve("out.log"), directory)) Files.deleteIfExists(file);
        }
    }

    private static void summarize(List<String> log) {
        List<Double> young = new ArrayList<>(), full = new ArrayList<>();
        long heapMb = 0, keptMb = 0;
        for (String line : log) {
            Matcher pause = PAUSE.matcher(line);
            if (!pause.find()) continue;
            (pause.group(1).equals("Young") ? young : full).add(Double.parseDouble(pause.group(5)));
            keptMb = Math.max(keptMb, Long.parseLong(pause.group(3)));
            heapMb = Math.max(heapMb, Long.parseLong(pause.group(4)));
        }
        System.out.println("heap " + heapMb + " MB, at most " + keptMb + " MB of it kept by a collection");
        print("young", young);
        print("full", full);
    }

    private static void print(String kind, List<Double> pauses) {
        double[] sorted = pauses.stream().mapToDouble(p -> p).sorted().toArray();
        if (sorted.length == 0) {
            System.out.println(kind + " pauses: none");
            return;
        }
        System.out.printf("%s pauses: %d, median %.2f ms, p99 %.2f ms, longest %.2f ms, over 5 ms %d, together %.0f ms%n", kind,
                sorted.length, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)],
                sorted[sorted.length - 1],
                Arrays.stream(sorted).filter(p -> p > 5).count(), Arrays.stream(sorted).sum());
    }

    private void awaitServer(Process server) throws Exception {
        while (server.isAlive()) {
            try (Connection probe = new Connection()) {
                probe.call("PING");
                return;
            } catch (IOException refused) {
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("the server has ended");
    }

    private void fill() throws IOException {
        String value = "v".repeat(32);
        try (Connection connection = new Connection()) {
            for (int key = 0; key < keys; key += FILL_PIPELINE) {
                for (int i = key; i < key + FILL_PIPELINE; i++) connection.add("SET", key(i), value);
                connection.exchange();
            }
        }
    }

    private static String key(int number) {
        return "key:%012d".formatted(number);
    }

    private void run(int seconds) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            threads.add(Thread.ofPlatform().start(() -> beClient(client)));
        }
        threads.add(Thread.ofPlatform().start(this::subscribe));
        Thread.sleep(seconds * 1000L);
        ended = true;
        for (Thread thread : threads) thread.join(10_000);
    }

    private void beClient(int client) {
        SplittableRandom random = new SplittableRandom(client);
        try {
            while (!ended) {
                // A client comes, stays for some thousand requests, and goes.
                try (Connection connection = new Connection()) {
                    for (int left = random.nextInt(1_000, 5_000); left > 0 && !ended; left--) {
                        int pipeline = client % 2 == 0 ? 1 : PIPELINE;
                        for (int i = 0; i < pipeline; i++) add(connection, random);
                        commands.addAndGet(connection.exchange());
                    }
                }
            }
        } catch (IOException e) {
            if (!ended) throw new IllegalStateException(e);
        }
    }

    private void add(Connection to, SplittableRandom random) throws IOException {
        String key = key(random.nextInt(keys));
        int kind = random.nextInt(1_000);
        if (kind < 600) {
            to.add("GET", key);
        } else if (kind < 850) {
            to.add("SET", key, "v".repeat(random.nextInt(1, 100)));
        } else if (kind < 900) {
            to.add("SET", key, "short-lived", "EX", "30");
        } else if (kind < 940) {
            to.add("INCR", "counter:" + random.nextInt(100_000));
        } else if (kind < 960) {
            to.add("DEL", key);
        } else if (kind < 980) {
            to.add("MULTI");
            to.add("APPEND", key, "x");
            to.add("GETRANGE", key, "0", "10");
            to.add("EXEC");
        } else if (kind < 990) {
            to.add("PUBLISH", "news", key);
        } else if (kind < 999) {
            to.add("SCAN", "" + random.nextInt(1 << 20), "COUNT", "100");
        } else {
            to.add("INFO");
            to.add("CLIENT", "LIST");
        }
    }

    private void subscribe() {
        try (Connection connection = new Connection()) {
            connection.call("SUBSCRIBE", "news");
            while (!ended) connection.skipReply();
        } catch (IOException e) {
            if (!ended) throw new IllegalStateException(e);
        }
    }

    /** A client that sends what was added, and counts replies without a look at them. */
    private final class Connection implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        private final OutputStream out = socket.getOutputStream();
        private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
        private int missing;

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
        }

        void add(String... words) throws IOException {
            StringBuilder request = new StringBuilder().append('*').append(words.length).append("\r\n");
            for (String word : words) request.append('$').append(word.length()).append("\r\n").append(word)
                    .append("\r\n");
            requests.write(request.toString().getBytes(StandardCharsets.US_ASCII));
            missing++;
        }

        int exchange() throws IOException {
            requests.writeTo(out);
            requests.reset();
            int count = missing;
            while (missing-- > 0) skipReply();
            missing = 0;
            return count;
        }

        void call(String... words) throws IOException {
            add(words);
            exchange();
        }

        private void skipReply() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c; (c = in.read()) != '\n';) {
                if (c < 0) throw new EOFException();
                line.append((char) c);
            }
            int number = switch (line.charAt(0)) {
                case '$', '*' -> Integer.parseInt(line.substring(1).trim());
                default -> 0;
            };
            if (line.charAt(0) == '$' && number >= 0) in.skipNBytes(number + 2L);
            if (line.charAt(0) == '*') for (int i = 0; i < number; i++) skipReply();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static long residentBytes(long pid) throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ")[1]) * 4096;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
