package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.FreePort;
import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A server of a chain, at one port for all its lives; all but the master follow by a link that can fail. */
final class LinkNode implements AutoCloseable {
    /** Where a server is in which stream, and what it can send of it. */
    record Place(String id, String previousId, long previousEndsAt, long offset, long backlogFirst) {}

    private static final long WAIT_MS_MAX = 120_000;

    private final String name;
    private final Path program, directory;
    private final List<String> directives;
    private final int port = FreePort.choose();
    private final LinkProxy link;
    private LinkNode upstream;
    private DebianRedis process;
    private TestClient client;

    /** @param upstream null for the master */
    LinkNode(String name, Path program, Path parent, LinkNode upstream, String... directives) throws IOException {
        this.name = name;
        this.program = program;
        this.upstream = upstream;
        directory = Files.createDirectory(parent.resolve(name));
        link = upstream == null ? null : new LinkProxy(upstream.port);
        this.directives = new ArrayList<>(List.of("--enable-debug-command", "yes"));
        if (link != null) this.directives.addAll(List.of("--replicaof", "127.0.0.1 " + link.port()));
        this.directives.addAll(List.of(directives));
        start();
    }

    int port() {
        return port;
    }

    LinkProxy link() {
        return link;
    }

    LinkNode upstream() {
        return upstream;
    }

    /** Follows another one from the next connection on. */
    void upstream(LinkNode other) {
        upstream = other;
        link.target(other.port);
    }

    void start() throws IOException {
        process = DebianRedis.startAt(port, program, directory, directives.toArray(String[]::new));
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    /** SIGSTOP, or SIGCONT. */
    void stop(boolean stopped) throws IOException, InterruptedException {
        process.signal(stopped ? "STOP" : "CONT");
    }

    /** A reply, over a connection that is made again when it is lost. */
    String run(String command) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                if (client == null) client = new TestClient(port);
                return client.run(command);
            } catch (IOException e) {
                if (client != null) client.close();
                client = null;
                if (tries == 3) throw e;
            }
        }
    }

    private Map<String, String> info(String section) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : run("INFO " + section).split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) fields.put(line.substring(0, colon), line.substring(colon + 1));
        }
        return fields;
    }

    Place place() throws IOException {
        Map<String, String> fields = info("replication");
        return new Place(fields.get("master_replid"), fields.get("master_replid2"),
                Long.parseLong(fields.get("second_repl_offset")),
                Long.parseLong(fields.getOrDefault("slave_repl_offset", fields.get("master_repl_offset"))),
                fields.get("repl_backlog_active").equals("1")
                        ? Long.parseLong(fields.get("repl_backlog_first_byte_offset")) : Long.MAX_VALUE);
    }

    /** sync_full, sync_partial_ok */
    long statistic(String field) throws IOException {
        return Long.parseLong(info("stats").get(field));
    }

    boolean isUp() throws IOException {
        return info("replication").getOrDefault("master_link_status", "up").equals("up");
    }

    void awaitLink(boolean up) throws IOException {
        long deadline = System.currentTimeMillis() + WAIT_MS_MAX;
        while (isUp() != up) {
            assertTrue(System.currentTimeMillis() < deadline, name + " up=" + !up + "\n" + run("INFO replication"));
            LockSupport.parkNanos(5_000_000);
        }
    }

    void awaitLoaded() throws IOException {
        while (run("PING").startsWith("-LOADING")) LockSupport.parkNanos(5_000_000);
    }

    @Override
    public void close() throws IOException {
        if (client != null) client.close();
        if (link != null) link.close();
        process.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
