import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long nobody can write after a master was killed: three Sentinels with a quorum of two and {@code
 * down-after-milliseconds 1000} over a master and two replicas. A client writes every ten milliseconds to the master
 * that the Sentinels name; the time from the last write before the kill to the first one after it counts.
 *
 * <p>{@code java packaging/src/bench/Failovers.java KILLS SERVER SENTINEL [SENTINEL …]}: the programs to compare are
 * taken in turn, so that what else goes on on the machine meets all of them; the servers are the same for all. Prints
 * each program's median, worst and least time, and the load average before and after; of what took long, what the
 * Sentinels have logged of it.
 */
final class Failovers {
    private static final String NAME = "mymaster";
    private static final int SERVERS = 3, SENTINELS = 3, KILLS_PER_GROUP = 5;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
    private static final double LONG_SECONDS = 4;

    private Failovers() {}

    public static void main(String[] arguments) throws Exception {
        int kills = Integer.parseInt(arguments[0]);
        Path server = Path.of(arguments[1]).toAbsolutePath();
        List<Path> programs = Arrays.stream(arguments).skip(2).map(each -> Path.of(each).toAbsolutePath()).toList();
        List<List<Double>> times = new ArrayList<>();
        programs.forEach(program -> times.add(new ArrayList<>()));
        System.out.println("load average before: " + load());
        for (int done = 0; done < kills; done += KILLS_PER_GROUP) {
            for (int i = 0; i < programs.size(); i++) {
                int count = Math.min(KILLS_PER_GROUP, kills - done);
                try (Group group = new Group(server, programs.get(i))) {
                    for (int k = 0; k < count; k++) times.get(i).add(group.kill());
                }
                System.out.printf(Locale.ROOT, "%s:%s%n", programs.get(i),
                        times.get(i).subList(done, done + count).stream()
                        .map(each -> String.format(Locale.ROOT, " %.2f", each)).reduce("", String::concat));
            }
        }
        System.out.println("load average after: " + load());
        for (int i = 0; i < programs.size(); i++) {
            double[] all = times.get(i).stream().mapToDouble(each -> each).sorted().toArray();
            double median = (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
            System.out.printf(Locale.ROOT,
                    "%s, %d kills, seconds without writes: median %.2f, worst %.2f, least %.2f%n",
                    programs.get(i), all.length, median, all[all.length - 1], all[0]);
        }
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    /** One program, which may be killed and started again. */
    private static final class Program {
        final int port;
        private final List<String> command;
        private Process process;

        private final Path log;

        Program(Path log, int port, String... command) throws IOException {
            this.log = log;
            this.port = port;
            this.command = List.of(command);
            start();
        }

        void start() throws IOException {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** The reply's lines, or "" if there is none. */
        String ask(String command) {
            try (Connection connection = new Connection(port)) {
                return connection.call(command);
            } catch (IOException e) {
                return "";
            }
        }
    }

    /** Servers and Sentinels in a directory of their own. */
    private static final class Group implements AutoCloseable {
        private final Path directory = Files.createTempDirectory("failovers");
        private final List<Program> servers = new ArrayList<>(), sentinels = new ArrayList<>();

        Group(Path server, Path sentinel) throws Exception {
            for (int i = 0; i < SERVERS; i++) {
                int port = freePort();
                List<String> command =
                        new ArrayList<>(List.of(server.toString(), "--port", "" + port, "--bind", "127.0.0.1",
                        "--save", "", "--dir", Files.createDirectory(directory.resolve("server-" + port)).toString(),
                        "--repl-diskless-sync-delay", "0"));
                if (i > 0) command.addAll(List.of("--replicaof", "127.0.0.1 " + servers.getFirst().port));
                servers.add(new Program(directory.resolve("log-" + port), port, command.toArray(String[]::new)));
            }
            for (int i = 1; i <= SENTINELS; i++) {
                int port = freePort();
                Path file = directory.resolve("sentinel-" + i + ".conf");
                // With an id: a Sentinel of Jadis that has none abstains at first.
                Files.writeString(file, "bind 127.0.0.1\nport " + port + "\nsentinel myid " + ("" + i).repeat(40) + "\n"
                        + "sentinel monitor " + NAME + " 127.0.0.1 " + servers.getFirst().port + " 2\n"
                        + "sentinel down-after-milliseconds " + NAME + " 1000\nsentinel failover-timeout " + NAME
                        + " 10000\n");
                sentinels.add(new Program(directory.resolve("log-" + port), port, sentinel.toString(),
                        file.toString()));
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }

        /** Kills the master; returns how many seconds nobody could write, when all are there again. */
        double kill() throws Exception {
            long beganNs = System.nanoTime();
            while (!isWhole()) {
                if (System.nanoTime() - beganNs > LIMIT_NS) throw new IllegalStateException("the group isn't whole");
                Thread.sleep(100);
            }
            int masterPort = knownMasterPort();
            Program master = servers.stream().filter(each -> each.port == masterPort).findFirst().orElseThrow();
            long lastNs = 0;
            for (int i = 0; i < 20 || lastNs == 0; i++) {
                if (writes(masterPort)) lastNs = System.nanoTime();
                Thread.sleep(10);
            }
            long[] logged = sentinels.stream().mapToLong(each -> each.log.toFile().length()).toArray();
            master.kill();
            while (true) {
                for (Program sentinel : sentinels) {
                    int port = masterPort(sentinel);
                    if (port != masterPort && port != 0 && writes(port)) {
                        double seconds = (System.nanoTime() - lastNs) / 1e9;
                        master.start();
                        if (seconds > LONG_SECONDS) tell(logged);
                        return seconds;
                    }
                }
                if (System.nanoTime() - lastNs > LIMIT_NS) throw new IllegalStateException("no failover");
                Thread.sleep(10);
            }
        }

        private void tell(long[] from) throws IOException {
            for (int i = 0; i < sentinels.size(); i++) {
                String log = Files.readString(sentinels.get(i).log);
                System.out.println("---- Sentinel " + (i + 1) + "\n" + log.substring((int) from[i]));
            }
        }

        /** Asks until there is an answer: on a busy machine one may be late. */
        private int knownMasterPort() throws InterruptedException {
            for (int port; ; Thread.sleep(10)) if ((port = masterPort(sentinels.getFirst())) != 0) return port;
        }

        private static boolean writes(int port) {
            try (Connection connection = new Connection(port)) {
                return connection.call("INCR k").startsWith(":");
            } catch (IOException e) {
                return false;
            }
        }

        private static int masterPort(Program sentinel) {
            String[] lines = sentinel.ask("SENTINEL get-master-addr-by-name " + NAME).split("\n");
            return lines.length < 5 ? 0 : Integer.parseInt(lines[4]);
        }

        /** All Sentinels know each other, name one master, and see both replicas follow it. */
        private boolean isWhole() {
            int port = masterPort(sentinels.getFirst());
            for (Program sentinel : sentinels) {
                if (masterPort(sentinel) != port || port == 0
                        || !sentinel.ask("SENTINEL ckquorum " + NAME).startsWith("+OK 3 ")
                        || sentinel.ask("SENTINEL replicas " + NAME)
                        .split("\n(?=master-link-status\n\\$2\nok)").length != SERVERS
                        || sentinel.ask("SENTINEL replicas " + NAME).contains("s_down")) {
                    return false;
                }
            }
            return servers.stream().filter(each -> each.port == port)
                    .anyMatch(each -> each.ask("INFO replication").contains("connected_slaves:" + (SERVERS - 1)));
        }

        @Override
        public void close() throws Exception {
            for (Program each : sentinels) each.kill();
            for (Program each : servers) each.kill();
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
            }
        }
    }

    /** Inline commands, and replies as their lines. */
    private static final class Connection implements AutoCloseable {
        private static final int TIMEOUT_MS = 1_000;

        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(int port) throws IOException {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        String call(String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            read(text);
            return text.toString();
        }

        private void read(StringBuilder text) throws IOException {
            String line = line();
            text.append(line).append('\n');
            if (line.startsWith("*")) {
                for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) read(text);
            } else if (line.startsWith("$") && !line.equals("$-1")) {
                byte[] bytes = in.readNBytes(Integer.parseInt(line.substring(1)) + 2);
                text.append(new String(bytes, 0, bytes.length - 2, StandardCharsets.UTF_8)).append('\n');
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c; (c = in.read()) != '\r';) {
                if (c < 0) throw new IOException("closed");
                line.append((char) c);
            }
            in.read();
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
