package io.jadis.server;

import com.sun.management.ThreadMXBean;
import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.FileDirectives;
import io.jadis.protocol.process.FreePort;
import io.jadis.protocol.server.OutputGate;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.info.ServerIdentity;
import io.jadis.server.persistence.Persistence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A whole server in this JVM on a free port of the loopback interface, in a directory of its own, with checked memory.
 */
public final class TestServer implements AutoCloseable {
    private static final class ActingLines implements FileDirectives {
        private final ConfiguredUsers users;

        ActingLines(Config config) {
            users = new ConfiguredUsers(config, CommandTable.forServer());
        }

        @Override
        public void renameCommand(String from, String to) {}

        @Override
        public void user(String name, List<String> rules) throws ConfigRefused {
            users.add(name, rules);
        }

        @Override
        public void loadModule(String path, List<String> arguments) {}

        @Override
        public void moduleDirective(String name, String value) {}
    }

    private final int port;
    private final Server server;
    /** Goes with the server. */
    private final Optional<Path> temporary;
    private final Queue<Integer> exits;
    private final AtomicLong wallAheadMs;
    private final List<TestClient> clients = new ArrayList<>();
    private boolean closed;

    private TestServer(int port, Server server, Optional<Path> temporary, Queue<Integer> exits,
            AtomicLong wallAheadMs) {
        this.port = port;
        this.server = server;
        this.temporary = temporary;
        this.exits = exits;
        this.wallAheadMs = wallAheadMs;
    }

    /** Starts a server with these lines of redis.conf. */
    public static TestServer start(String... directives) {
        try {
            Path directory = Files.createTempDirectory("jadis");
            return start(directory, Optional.of(directory), server -> { }, directives).awaitLoaded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #start}, in a directory that is there and stays: what a former server has left in it is loaded. */
    public static TestServer startIn(Path directory, String... directives) {
        return start(directory, Optional.empty(), server -> { }, directives).awaitLoaded();
    }

    /** As {@link #startIn}, and doesn't wait until that is loaded. */
    public static TestServer startLoadingIn(Path directory, String... directives) {
        return start(directory, Optional.empty(), server -> { }, directives);
    }

    /** As {@link #startLoadingIn}, and does something with the server before it starts. */
    static TestServer startLoadingIn(Path directory, Consumer<Server> before, String... directives) {
        return start(directory, Optional.empty(), before, directives);
    }

    private TestServer awaitLoaded() {
        if (server.awaitLoaded()) return this;
        server.close();
        throw new IllegalStateException("can't load what is on disk");
    }

    private static TestServer start(Path directory, Optional<Path> temporary, Consumer<Server> before,
            String... directives) {
        try {
            int port = FreePort.choose();
            String text = "bind 127.0.0.1\nport " + port + "\nsave \"\"\n" + String.join("\n", directives) + "\n";
            Config config = new Config(directory);
            ActingLines acting = new ActingLines(config);
            ConfigLoader.load(config, acting, new CommandLine(Optional.empty(), true, ""),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            Queue<Integer> exits = new ConcurrentLinkedQueue<>();
            ServerIdentity identity = new ServerIdentity("0.0.0", "0".repeat(16), "0".repeat(40),
                    ProcessHandle.current().pid(), "redis-server", "", "no", System.currentTimeMillis());
            AtomicLong wallAheadMs = new AtomicLong();
            ServerClock clock = new ServerClock(() -> System.currentTimeMillis() + wallAheadMs.get());
            Server server = new Server(config, CommandTable.forServer(), acting.users, identity, clock, exits::add);
            before.accept(server);
            server.start();
            return new TestServer(port, server, temporary, exits, wallAheadMs);
        } catch (IOException | ConfigFileException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public Server server() {
        return server;
    }

    public Persistence persistence() {
        return server.persistence();
    }

    /** Does something where the data is, and waits for it. */
    public void onExecutor(Runnable action) {
        server.executor().submit(action).syncUninterruptibly();
    }

    /** What the executor has allocated on the Java heap so far. */
    public long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong bytes = new AtomicLong();
        onExecutor(() -> bytes.set(threads.getCurrentThreadAllocatedBytes()));
        return bytes.get();
    }

    /** Replies wait for this one from now on, not for the disk; null for none. */
    public void gate(OutputGate gate) {
        onExecutor(() -> server.connectionSettings().outputGate = gate);
    }

    /** The operator sets the clock, by so much, ahead or back. */
    public void setClock(long byMs) {
        onExecutor(() -> wallAheadMs.addAndGet(byMs));
    }

    /** Does something there behind what waits to be done already. */
    public void later(Runnable action) {
        server.executor().execute(action);
    }

    /** The status that the process would have ended with, or -1. */
    public int exitStatus() {
        return exits.isEmpty() ? -1 : exits.peek();
    }

    /** A new connection, closed with the server. */
    public TestClient connect() throws IOException {
        TestClient client = new TestClient(port);
        clients.add(client);
        return client;
    }

    /** A test that ends its server before its block does needn't care. */
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        for (TestClient client : clients) client.close();
        server.close();
        if (temporary.isPresent()) delete(temporary.get());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(directory);
    }
}
