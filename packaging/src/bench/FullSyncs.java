import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Full copies to several replicas at once under full write load: starts a master and replicas of each program in turn,
 * fills the master, lets one client overwrite random keys, 16 at once, without a pause, and another one send PINGs, has
 * the replicas follow, and waits until all are in sync and have what was written.
 *
 * <p>{@code java packaging/src/bench/FullSyncs.java PROGRAM[=REPLICA][,PROGRAM…] [keys [replicas [directive value]…]]};
 * by default the replicas are of the master's program, there are 3 of them, and 1,000,000 keys. Prints for each
 * program: seconds until all are up, and until all have the same; by how much used_memory and the resident memory of
 * master and children have grown at most, the backlog of 16 MB included; PINGs' p99 and the longest; how many full
 * copies there were; writes a second meanwhile.
 */
final class FullSyncs {
    private static final int AT_ONCE = 16, VALUE_BYTES = 32;

    private final String program, replicaProgram;
    private final int keys;
    private final List<Process> processes = new ArrayList<>();
    private final Path directory = Files.createTempDirectory("full-syncs-");
    private volatile boolean ended;
    private volatile long writes;
    private volatile PingTimes pings = new PingTimes();

    private FullSyncs(String program, int keys) throws IOException {
        int equals = program.indexOf('=');
        this.program = equals < 0 ? program : program.substring(0, equals);
        this.replicaProgram = program.substring(equals + 1);
        this.keys = keys;
    }

    public static void main(String[] arguments) throws Exception {
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int replicas = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        List<String> directives = List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
        for (String program : arguments[0].split(",")) {
            FullSyncs run = new FullSyncs(program, keys);
            try {
                run.run(replicas, directives);
            } finally {
                run.close();
            }
        }
    }

    private int start(String program, List<String> directives) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path own = Files.createDirectory(directory.resolve("" + port));
        List<String> command =
                new ArrayList<>(List.of(program, "--port", "" + port, "--save", "", "--dir", own.toString(),
                "--repl-diskless-sync-delay", "1", "--repl-backlog-size", "16mb", "--client-output-buffer-limit",
                "replica 0 0 0"));
        for (int i = 0; i < directives.size(); i++) command.add(i % 2 == 0 ? "--" + directives.get(i)
                : directives.get(i));
        processes.add(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(own.resolve("log").toFile()).start());
        for (int tries = 0; tries < 600; tries++, Thread.sleep(50)) {
            try (Connection connection = new Connection(port)) {
                return port;
            } catch (IOException e) {
                // Not yet.
            }
        }
        throw new IllegalStateException(program + " doesn't start");
    }

    private void run(int count, List<String> directives) throws Exception {
        int port = start(program, directives);
        List<Integer> replicaPorts = new ArrayList<>();
        for (int i = 0; i < count; i++) replicaPorts.add(start(replicaProgram, directives));
        ProcessHandle master = processes.getFirst().toHandle();
        try (Connection control = new Connection(port)) {
            fill(control);
            Thread writer = Thread.ofPlatform().start(() -> write(port));
            Thread pinger = Thread.ofPlatform().start(() -> ping(port));
            Thread.sleep(2000);
            PingTimes before = pings;
            pings = new PingTimes();
            long usedBytes = control.figure("memory", "used_memory"), usedBytesMax = usedBytes;
            long residentBytes = residentBytes(master), residentBytesMax = residentBytes;
            long writesBefore = writes;
            long beganNs = System.nanoTime();
            List<Connection> replicas = new ArrayList<>();
            for (int replica : replicaPorts) replicas.add(new Connection(replica));
            for (Connection replica : replicas) replica.call("REPLICAOF", "127.0.0.1", "" + port);
            boolean up = false;
            while (!up) {
                up = true;
                for (Connection replica : replicas) up &= replica.info("replication").contains("master_link_status:up");
                usedBytesMax = Math.max(usedBytesMax, control.figure("memory", "used_memory"));
                residentBytesMax = Math.max(residentBytesMax, residentBytes(master));
                Thread.sleep(20);
            }
            double upSeconds = (System.nanoTime() - beganNs) / 1e9;
            double writesPerSecond = (writes - writesBefore) / upSeconds;
            PingTimes during = pings;
            pings = new PingTimes();
            ended = true;
            writer.join();
            pinger.join();
            long offset = control.figure("replication", "master_repl_offset");
            for (Connection replica : replicas) {
                while (replica.figure("replication", "slave_repl_offset") < offset) Thread.sleep(20);
            }
            double sameSeconds = (System.nanoTime() - beganNs) / 1e9;
            System.out.printf(Locale.ROOT,
                    "%s to %s: up after %.1f s, the same after %.1f s; used_memory +%.1f MB, resident +%.1f MB; "
                    + "PING %s (before: %s); full copies %d; %.0f writes/s; load %s%n", program, replicaProgram,
                    upSeconds, sameSeconds, (usedBytesMax - usedBytes) / 1048576.0,
                    (residentBytesMax - residentBytes) / 1048576.0, during, before,
                    control.figure("stats", "sync_full"), writesPerSecond,
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            for (Connection replica : replicas) replica.close();
        }
    }

    /** Of children, what they don't share: a fork's copies. */
    private static long residentBytes(ProcessHandle master) throws IOException {
        long bytes = kilobytes("/proc/" + master.pid() + "/status", "VmRSS:");
        for (ProcessHandle child : master.children().toList()) {
            bytes += kilobytes("/proc/" + child.pid() + "/smaps_rollup", "Private_Dirty:");
        }
        return bytes * 1024;
    }

    private static long kilobytes(String file, String field) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(field)) return Long.parseLong(line.replaceAll("\\D", ""));
            }
        } catch (IOException e) {
            // It has just ended.
        }
        return 0;
    }

    private void fill(Connection client) throws IOException {
        String value = "v".repeat(VALUE_BYTES);
        for (int i = 0; i < keys; ) {
            int part = Math.min(1000, keys - i);
            for (int j = 0; j < part; j++, i++) client.send("SET", "key:" + i, value);
            client.flush();
            for (int j = 0; j < part; j++) client.read();
        }
    }

    private void write(int port) {
        SplittableRandom random = new SplittableRandom(1);
        try (Connection client = new Connection(port)) {
            while (!ended) {
                for (int i = 0; i < AT_ONCE; i++) {
                    client.send("SET", "key:" + random.nextInt(keys),
                            Long.toString(random.nextLong()).concat("x".repeat(16)));
                }
                client.flush();
                for (int i = 0; i < AT_ONCE; i++) client.read();
                writes += AT_ONCE;
            }
        } catch (IOException e) {
            System.out.println("writer: " + e);
        }
    }

    private void ping(int port) {
        try (Connection client = new Connection(port)) {
            while (!ended) {
                long sentNs = System.nanoTime();
                client.call("PING");
                pings.add(System.nanoTime() - sentNs);
                Thread.sleep(1);
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("pings: " + e);
        }
    }

    private void close() throws IOException {
        for (Process process : processes) process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** How long PINGs took; one thread adds. */
    private static final class PingTimes {
        private final List<Long> ns = new ArrayList<>();

        synchronized void add(long pingNs) {
            ns.add(pingNs);
        }

        @Override
        public synchronized String toString() {
            List<Long> sorted = ns.stream().sorted().toList();
            long p99 = sorted.get(sorted.size() * 99 / 100);
            return String.format(Locale.ROOT, "p99 %.1f ms, longest %.1f ms", p99 / 1e6, sorted.getLast() / 1e6);
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final ByteArrayOutputStream request = new ByteArrayOutputStream();

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
        }

        void send(String... words) {
            StringBuilder text = new StringBuilder("*").append(words.length).append("\r\n");
            for (String word : words) text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
            request.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }

        void flush() throws IOException {
            request.writeTo(out);
            request.reset();
        }

        String call(String... words) throws IOException {
            send(words);
            flush();
            return read();
        }

        String read() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c; (c = in.read()) != '\n'; ) {
                if (c < 0) throw new IOException("closed");
                if (c != '\r') line.append((char) c);
            }
            if (line.charAt(0) != '$') return line.toString();
            int length = Integer.parseInt(line.substring(1));
            String bulk = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            in.skipNBytes(2);
            return bulk;
        }

        String info(String section) throws IOException {
            return call("INFO", section);
        }

        long figure(String section, String name) throws IOException {
            for (String line : info(section).split("\r?\n")) {
                if (line.startsWith(name + ":")) return Long.parseLong(line.substring(name.length() + 1));
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
