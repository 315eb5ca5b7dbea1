import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A step of the build: records the start-up (AOT) caches of the assembled tree, and fails if they are not used. All
 * programs run through their own launchers, because a cache made with other flags than the launcher's is ignored
 * without a word.
 *
 * <p>Arguments: the tree, a file of training commands, one a line.
 */
final class StartUpCaches {
    private static final String LAUNCHER_VARIABLE = "JADIS_JVM_OPTIONS";
    private static final String FROM_CACHE = "source: shared objects file";
    private static final List<String> CHECK_TOOLS = List.of("redis-check-rdb", "redis-check-aof");
    private static final List<String> PROGRAMS = Stream.concat(
            Stream.of("redis-server", "redis-cli", "redis-sentinel"), CHECK_TOOLS.stream()).toList();
    /** What the JVM says of a shape: the class that holds it, and its name; or a class for bound arguments. */
    private static final Pattern TRACED_SHAPE =
            Pattern.compile("\\[LF_RESOLVE] \\S+ \\S+ \\S+|\\[SPECIES_RESOLVE] \\S+");
    private static final int STEP_LIMIT_SECONDS = 120;
    /**
     * Commands whose handlers are classes. The JVM keeps no hidden class, such as a method reference has, in a profile:
     * it would forget that the place which calls handlers knows many, compile it for the first that a new server meets,
     * and again for each of the next.
     */
    private static final List<String> OF_CLASSES = List.of("PING", "ECHO hello");
    private static final int CLASSES_ROUNDS = 2_500;
    private static final int LOAD_CONNECTIONS = 20, LOAD_ROUNDS = 5_000, TRACE_ROUNDS = 100, REPLICATION_ROUNDS = 1_000;

    private static final int SENTINEL_ROUNDS = 10, SENTINEL_PAUSE_MS = 300;
    private static final List<String> SENTINEL_TRAINING =
            List.of("PING", "SENTINEL MASTERS", "SENTINEL REPLICAS mymaster",
            "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster", "SENTINEL EXPLAIN mymaster", "INFO", "HELLO 3");

    private final Path tree, scratch;
    private final List<String> training;

    private StartUpCaches(Path tree, Path scratch, List<String> training) {
        this.tree = tree;
        this.scratch = scratch;
        this.training = training;
    }

    public static void main(String[] arguments) throws Exception {
        Path tree = Path.of(arguments[0]).toAbsolutePath();
        List<String> training = Files.readAllLines(Path.of(arguments[1])).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        Path scratch = Files.createTempDirectory("jadis-training-");
        try {
            StartUpCaches caches = new StartUpCaches(tree, scratch, training);
            caches.record();
            caches.verify();
        } finally {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.toList().reversed()) Files.delete(file);
            }
        }
    }

    private void record() throws Exception {
        runAll(program -> "-Djava.lang.invoke.MethodHandle.TRACE_RESOLVE=true", TRACE_ROUNDS);
        keepLambdaForms();
        runAll(program -> "-XX:AOTCacheOutput=" + cache(program), LOAD_ROUNDS);
        for (String program : PROGRAMS) install(cache(program));
    }

    private Path cache(String program) {
        return scratch.resolve(program + ".aot");
    }

    /** Runs all programs, each with the options of the JVM that are its own. */
    private void runAll(UnaryOperator<String> jvmOptions, int loadRounds) throws Exception {
        int port = freePort();
        Process server = startServer(port, jvmOptions.apply("redis-server"));
        try (Socket connection = connect(port, server)) {
            train(connection);
            load(port, loadRounds);
            replicate(connection, port);
            Process cli = start("redis-cli", jvmOptions.apply("redis-cli"), "-p", Integer.toString(port));
            try (OutputStream input = cli.getOutputStream()) {
                input.write(String.join("\n", training).getBytes(StandardCharsets.UTF_8));
            }
            finish(cli, "redis-cli");
            send(connection.getOutputStream(), "SHUTDOWN", "SAVE");
            finish(server, "redis-server");
        } finally {
            server.destroyForcibly();
        }
        writeAppendOnlyFile();
        for (String tool : CHECK_TOOLS) finish(startCheck(tool, jvmOptions.apply(tool)), tool);
        runSentinel(jvmOptions.apply("redis-sentinel"));
    }

    /**
     * Adds to the image's list of classes the shapes of method handles that the programs have asked for, for the calls
     * of the C library above all. When the JVM writes a cache it compiles those of this list beforehand, and of the
     * training run's own none; each that a program must make for itself costs its start about a millisecond.
     */
    private void keepLambdaForms() throws IOException {
        SortedSet<String> shapes = new TreeSet<>();
        for (String program : PROGRAMS) {
            for (String line : Files.readAllLines(output(program).toPath(), StandardCharsets.ISO_8859_1)) {
                Matcher shape = TRACED_SHAPE.matcher(line);
                if (shape.lookingAt()) shapes.add("@lambda-form-invoker " + shape.group());
            }
        }
        if (shapes.isEmpty()) throw new IllegalStateException("The JVM has traced no method handles");
        Path list = tree.resolve("runtime/lib/classlist");
        shapes.removeAll(Files.readAllLines(list));
        Files.write(list, shapes, StandardOpenOption.APPEND);
    }

    /** A Sentinel that watches a server for some seconds and is asked what it sees. */
    private void runSentinel(String jvmOptions) throws Exception {
        int port = freePort(), serverPort = freePort();
        Path file = Files.writeString(scratch.resolve("sentinel.conf"),
                "bind 127.0.0.1\nport " + port + "\ndir " + scratch
                + "\nsentinel monitor mymaster 127.0.0.1 " + serverPort + " 1\n");
        Process server = startServer(serverPort, "");
        Process sentinel = start("redis-sentinel", jvmOptions, file.toString());
        try (Socket connection = connect(port, sentinel); Socket toServer = connect(serverPort, server)) {
            InputStream from = new BufferedInputStream(connection.getInputStream());
            for (int round = 0; round < SENTINEL_ROUNDS; round++) {
                for (String line : SENTINEL_TRAINING) {
                    send(connection.getOutputStream(), line.split(" "));
                    skipReplyTo(line, from);
                }
                Thread.sleep(SENTINEL_PAUSE_MS);
            }
            send(connection.getOutputStream(), "SHUTDOWN");
            finish(sentinel, "redis-sentinel");
            send(toServer.getOutputStream(), "SHUTDOWN", "NOSAVE");
            finish(server, "redis-server");
        } finally {
            sentinel.destroyForcibly();
            server.destroyForcibly();
        }
    }

    /** What the server has saved, and the training's commands behind it: both are checked on the way. */
    private void writeAppendOnlyFile() throws IOException {
        try (OutputStream file = Files.newOutputStream(scratch.resolve("redis-check-aof.file"))) {
            Files.copy(scratch.resolve("redis-check-rdb.file"), file);
            for (String line : training) {
                if (!line.equals("MULTI") && !line.equals("EXEC")) send(file, line.split(" "));
            }
        }
    }

    private Process startCheck(String tool, String jvmOptions) throws IOException {
        return start(tool, jvmOptions, scratch.resolve(tool + ".file").toString());
    }

    /** Starts all programs once more and reads from the log of the JVM where their classes came from. */
    private void verify() throws Exception {
        int port = freePort();
        Path serverLog = scratch.resolve("server-classes.log"), cliLog = scratch.resolve("cli-classes.log");
        String options = "-XX:AOTMode=on -Xlog:class+load:file=";
        Process server = startServer(port, options + serverLog);
        try (Socket connection = connect(port, server)) {
            Process cli = start("redis-cli", options + cliLog, "-p", Integer.toString(port), "PING");
            finish(cli, "redis-cli");
            send(connection.getOutputStream(), "SHUTDOWN", "NOSAVE");
            finish(server, "redis-server");
        } finally {
            server.destroyForcibly();
        }
        requireCached(serverLog, "io.jadis.server.RedisServer");
        requireCached(cliLog, "io.jadis.cli.RedisCli");
        for (String tool : CHECK_TOOLS) {
            Path log = scratch.resolve(tool + "-classes.log");
            finish(startCheck(tool, options + log), tool);
            requireCached(log, "io.jadis.cli.check." + (tool.endsWith("rdb") ? "RedisCheckRdb" : "RedisCheckAof"));
        }
        Path sentinelLog = scratch.resolve("sentinel-classes.log");
        runSentinel(options + sentinelLog);
        requireCached(sentinelLog, "io.jadis.sentinel.RedisSentinel");
    }

    private static void requireCached(Path log, String mainClass) throws IOException {
        List<String> loaded = Files.readAllLines(log);
        long cached = loaded.stream().filter(line -> line.contains(FROM_CACHE)).count();
        if (loaded.stream().noneMatch(line -> line.contains(" " + mainClass + " ") && line.contains(FROM_CACHE))) {
            throw new IllegalStateException("The start-up cache is not used: " + mainClass
                    + " was loaded from its jar");
        }
        System.out.println(mainClass + ": " + cached + " of " + loaded.size()
                + " classes come from the start-up cache");
    }

    private void install(Path cache) throws IOException {
        if (!Files.isRegularFile(cache)) throw new IllegalStateException("No start-up cache was written: " + cache);
        Path target = tree.resolve("lib").resolve(cache.getFileName());
        Files.move(cache, target, StandardCopyOption.REPLACE_EXISTING);
        FileTime stamp = Files.getLastModifiedTime(tree.resolve("runtime/lib/modules"));
        Files.setLastModifiedTime(target, stamp);
    }

    private Process startServer(int port, String jvmOptions) throws IOException {
        return start("redis-server", jvmOptions, "--bind", "127.0.0.1", "--port", Integer.toString(port), "--save", "",
                "--enable-debug-command", "local", "--dir", scratch.toString(), "--dbfilename", "redis-check-rdb.file");
    }

    private Process start(String program, String jvmOptions, String... arguments) throws IOException {
        Stream<String> command = Stream.concat(Stream.of(tree.resolve("bin").resolve(program).toString()),
                Stream.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command.toList());
        Map<String, String> environment = builder.environment();
        environment.put(LAUNCHER_VARIABLE, jvmOptions);
        return builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(output(program))).start();
    }

    private static void send(OutputStream to, String... words) throws IOException {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        to.write(command.toString().getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    /** {@link #OF_CLASSES} first; then each command for itself in RESP2, then all of them in one pipeline in RESP3. */
    private void train(Socket connection) throws IOException {
        OutputStream to = connection.getOutputStream();
        InputStream from = new BufferedInputStream(connection.getInputStream());
        for (int round = 0; round < CLASSES_ROUNDS; round++) {
            for (String line : OF_CLASSES) {
                send(to, line.split(" "));
                skipReplyTo(line, from);
            }
        }
        for (String line : training) {
            send(to, line.split(" "));
            skipReplyTo(line, from);
        }
        send(to, "HELLO", "3");
        for (String line : training) send(to, line.split(" "));
        skipReplyTo("HELLO 3", from);
        for (String line : training) skipReplyTo(line, from);
    }

    /**
     * What most clients do most of the time, single and in pipelines, until the optimizing compiler has seen it all:
     * the cache keeps the profiles, and a new server's hot path is compiled at once with what was learned here.
     */
    private void load(int port, int rounds) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < LOAD_CONNECTIONS; i++) sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
        for (int pipeline : new int[] {1, 16, 1}) {
            for (int round = 0; round < rounds; round++) {
                for (Socket socket : sockets) {
                    ByteArrayOutputStream requests = new ByteArrayOutputStream();
                    for (int i = 0; i < pipeline; i++) {
                        send(requests, hotCommand(round, (round * 31 + i * 7) % 10_000).split(" "));
                    }
                    socket.getOutputStream().write(requests.toByteArray());
                }
                for (Socket socket : sockets) skipReplies(socket.getInputStream(), pipeline);
            }
        }
        for (Socket socket : sockets) socket.close();
    }

    /**
     * What a master does that copies everything to a replica while clients write, and what a replica does: else the hot
     * path would be compiled anew, for a second or more, when the first replica comes.
     */
    private void replicate(Socket connection, int port) throws Exception {
        int otherPort = freePort();
        Process other = startServer(otherPort, "");
        try (Socket toOther = connect(otherPort, other)) {
            ask(connection, "CONFIG SET repl-diskless-sync-delay 0");
            ask(toOther, "CONFIG SET repl-diskless-sync-delay 0");
            follow(toOther, port);
            ask(toOther, "REPLICAOF NO ONE");
            ask(toOther, "DEBUG CHANGE-REPL-ID");
            follow(connection, otherPort);
            ask(connection, "REPLICAOF NO ONE");
            send(toOther.getOutputStream(), "SHUTDOWN", "NOSAVE");
            finish(other, "redis-server");
        } finally {
            other.destroyForcibly();
        }
    }

    /** Lets the server follow another one, which has clients meanwhile. */
    private void follow(Socket replica, int masterPort) throws Exception {
        ask(replica, "REPLICAOF 127.0.0.1 " + masterPort);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_LIMIT_SECONDS);
        do {
            load(masterPort, REPLICATION_ROUNDS);
            if (System.nanoTime() > deadline) throw failure("No copy has come to the replica", "redis-server");
        } while (!ask(replica, "INFO replication").contains("master_link_status:up"));
        load(masterPort, REPLICATION_ROUNDS);
    }

    /** @return the reply, which is a line or a text */
    private static String ask(Socket connection, String command) throws IOException {
        send(connection.getOutputStream(), command.split(" "));
        InputStream from = connection.getInputStream();
        String head = line(from);
        if (head.charAt(0) == '-') throw new IllegalStateException(command + ": " + head);
        if (head.charAt(0) != '$' && head.charAt(0) != '=') return head;
        String text = new String(from.readNBytes(Integer.parseInt(head.substring(1))), StandardCharsets.US_ASCII);
        from.skipNBytes(2);
        return text;
    }

    /**
     * Strings most of the time, then what the other types are used for most. Queues are empty as often as not: what has
     * been seen only with an element would be compiled anew when a client finds none.
     */
    private static String hotCommand(int round, int number) {
        String key = "key:%012d".formatted(number), queue = number % 2 == 0 ? "" : "-queue";
        return switch (round % 24) {
            case 0, 1, 2, 3, 4 -> "SET " + key + " " + "x".repeat(32);
            case 5, 6, 7, 8, 9, 10 -> "GET " + key;
            case 11, 12 -> "INCR counter:" + key;
            case 13 -> "SET " + key + " value EX 100";
            case 14 -> "LPUSH mylist " + key;
            case 15 -> "RPOP mylist" + queue;
            case 16 -> "SADD myset element:" + number;
            case 17 -> "HSET myhash element:" + number + " value";
            case 18 -> "HGET myhash element:" + number;
            case 19 -> "ZADD myzset " + number * 7_919 % 10_007 + " element:" + number;
            case 20 -> "ZRANGEBYSCORE myzset " + number + " +inf LIMIT 0 10";
            case 21 -> "ZPOPMIN myzset" + queue;
            case 22 -> "LRANGE mylist 0 20";
            default -> "XADD mystream MAXLEN ~ 1000 * field value";
        };
    }

    private void skipReplyTo(String command, InputStream from) throws IOException {
        try {
            skipReply(from);
        } catch (IOException e) {
            throw failure("No reply to " + command + " (" + e.getMessage() + ")", "redis-server");
        }
    }

    private static void skipReply(InputStream from) throws IOException {
        String head = line(from);
        switch (head.charAt(0)) {
            case '$', '=', '!' -> {
                int length = Integer.parseInt(head.substring(1));
                if (length >= 0) from.skipNBytes(length + 2L);
            }
            case '*', '~', '>' -> skipReplies(from, Integer.parseInt(head.substring(1)));
            case '%' -> skipReplies(from, 2 * Integer.parseInt(head.substring(1)));
            default -> { }
        }
    }

    private static void skipReplies(InputStream from, int count) throws IOException {
        for (int i = 0; i < count; i++) skipReply(from);
    }

    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = from.read()) != '\n';) {
            if (c < 0) throw new IOException("The server closed the connection");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    private Socket connect(int port, Process server) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_LIMIT_SECONDS);
        while (server.isAlive() && System.nanoTime() < deadline) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(STEP_LIMIT_SECONDS));
                return socket;
            } catch (IOException refused) {
                Thread.sleep(10);
            }
        }
        server.destroyForcibly();
        throw failure("redis-server does not accept connections", "redis-server");
    }

    private void finish(Process process, String program) throws Exception {
        if (!process.waitFor(STEP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw failure(program + " does not end", program);
        }
        if (process.exitValue() != 0) throw failure(program + " ended with " + process.exitValue(), program);
    }

    private IllegalStateException failure(String what, String program) throws IOException {
        String printed = Files.readString(output(program).toPath(), StandardCharsets.ISO_8859_1);
        return new IllegalStateException(what + ":\n" + printed);
    }

    private File output(String program) {
        return scratch.resolve(program + ".out").toFile();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
