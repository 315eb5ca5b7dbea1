package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One Sentinel of ours and two of Debian's watch Debian's servers: they know each other, agree, and fail over together.
 */
@Timeout(240)
class MixedGroupIT {
    private static final String SERVER = "/usr/bin/redis-server", SENTINEL = "/usr/bin/redis-sentinel";
    private static final long LIMIT_MS = 90_000;

    @TempDir
    private Path directory;
    private final List<Foreign> foreign = new ArrayList<>();
    private RunningSentinel ours;

    /** A program of Debian's. */
    private final class Foreign {
        final int port;
        final List<String> command;
        Process process;

        Foreign(int port, List<String> command) throws IOException {
            this.port = port;
            this.command = command;
            foreign.add(this);
            start();
        }

        void start() throws IOException {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log-" + port).toFile()))
                    .start();
        }

        String ask(String... words) throws IOException {
            try (RespClient client = RespClient.connect(new Endpoint.Tcp("127.0.0.1", port))) {
                return RunningSentinel.text(client.call(words));
            }
        }
    }

    @BeforeEach
    void needsDebiansPrograms() {
        assertTrue(Files.isExecutable(Path.of(SERVER)) && Files.isExecutable(Path.of(SENTINEL)),
                "see README: apt install");
    }

    @AfterEach
    void stop() throws Exception {
        if (ours != null) ours.close();
        for (Foreign each : foreign) each.process.destroyForcibly().waitFor();
    }

    private Foreign server(int masterPort, String... more) throws IOException {
        int port = FreePort.choose();
        List<String> command = new ArrayList<>(List.of(SERVER, "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--save", "", "--dbfilename", port + ".rdb"));
        if (masterPort != 0) command.addAll(List.of("--replicaof", "127.0.0.1 " + masterPort));
        command.addAll(List.of(more));
        return new Foreign(port, command);
    }

    private Foreign sentinel(String lines) throws IOException {
        int port = FreePort.choose();
        Path file = Files.writeString(directory.resolve("sentinel-" + port + ".conf"),
                "bind 127.0.0.1\nport " + port + "\n" + lines);
        return new Foreign(port, List.of(SENTINEL, file.toString()));
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_MS * 1_000_000;
        while (System.nanoTime() < endNs) {
            try {
                if (condition.call()) return;
            } catch (IOException e) {
                // Not up, or not any more.
            }
            Thread.sleep(100);
        }
        throw new AssertionError("In vain waited for: " + what);
    }

    @Test
    void mixedSentinelsFailOverTogetherAndTakeTheOldMasterBack() throws Exception {
        Foreign master = server(0), one = server(master.port), two = server(master.port);
        // Debian's may take a second to look for a master that has moved, and with a second of down-after find it down.
        String lines = "sentinel monitor m 127.0.0.1 " + master.port + " 2\nsentinel down-after-milliseconds m 2000\n"
                + "sentinel failover-timeout m 10000\n";
        ours = new RunningSentinel(directory, lines);
        Foreign left = sentinel(lines), right = sentinel(lines);
        await("all know each other", () -> knows(ours.call("SENTINEL", "master", "m"))
                && left.ask("SENTINEL", "ckquorum", "m").startsWith("OK 3")
                && right.ask("SENTINEL", "ckquorum", "m").startsWith("OK 3"));
        await("ours may vote", () -> !ours.text("SENTINEL", "explain", "m").contains("without a memory"));
        master.process.destroyForcibly().waitFor();
        String old = "[127.0.0.1, " + master.port + "]";
        await("all name one new master", () -> {
            String now = ours.text("SENTINEL", "get-master-addr-by-name", "m");
            return !now.equals(old) && now.equals(left.ask("SENTINEL", "get-master-addr-by-name", "m"))
                    && now.equals(right.ask("SENTINEL", "get-master-addr-by-name", "m"));
        });
        Foreign promoted = ours.text("SENTINEL", "get-master-addr-by-name", "m").contains(" " + one.port + "]") ? one
                : two;
        await("the new master is one", () -> promoted.ask("ROLE").startsWith("[master"));
        master.start();
        await("the old master follows", () -> master.ask("ROLE").startsWith("[slave, 127.0.0.1, " + promoted.port));
        await("ours sees two replicas up",
                () -> ours.text("SENTINEL", "replicas", "m").split("flags, slave,").length == 3);
        // And once more, on the word of ours.
        await("ours may fail over", () -> ours.text("SENTINEL", "failover", "m").equals("OK"));
        await("all follow ours", () -> {
            String now = ours.text("SENTINEL", "get-master-addr-by-name", "m");
            return !now.contains(" " + promoted.port + "]")
                    && now.equals(left.ask("SENTINEL", "get-master-addr-by-name", "m"))
                    && now.equals(right.ask("SENTINEL", "get-master-addr-by-name", "m"));
        });
    }

    private static boolean knows(RespValue master) {
        RespValue.Aggregate fields = (RespValue.Aggregate) master;
        return RunningSentinel.text(fields.field("num-other-sentinels")).equals("2")
                && RunningSentinel.text(fields.field("num-slaves")).equals("2");
    }

    @Test
    void passwordsOfServersAndSentinelsAreGiven() throws Exception {
        Foreign master = server(0, "--requirepass", "pw", "--masterauth", "pw");
        server(master.port, "--requirepass", "pw", "--masterauth", "pw");
        String lines = "requirepass sp\nsentinel monitor m 127.0.0.1 " + master.port + " 2\nsentinel auth-pass m pw\n"
                + "sentinel down-after-milliseconds m 2000\n";
        ours = new RunningSentinel(directory, lines);
        sentinel(lines);
        ours.call("AUTH", "sp");
        await("ours knows the other and the replica", () -> {
            RespValue.Aggregate fields = (RespValue.Aggregate) ours.call("SENTINEL", "master", "m");
            return RunningSentinel.text(fields.field("num-other-sentinels")).equals("1")
                    && RunningSentinel.text(fields.field("num-slaves")).equals("1")
                    && RunningSentinel.text(fields.field("flags")).equals("master");
        });
        assertTrue(ours.text("SENTINEL", "sentinels", "m").contains("flags, sentinel,"));
    }
}
