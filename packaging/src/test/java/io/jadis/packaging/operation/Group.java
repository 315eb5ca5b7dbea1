package io.jadis.packaging.operation;

import io.jadis.packaging.Tree;
import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Servers and Sentinels of either kind, each a process with a directory of its own; none outlives the test. */
final class Group implements AutoCloseable {
    /** Where a program runs: the words that a command begins with there, and its address. */
    record Place(List<String> prefix, String host) {
        static final Place HERE = new Place(List.of(), "127.0.0.1");
    }

    static final String MASTER = "mymaster";
    /**
     * Longer than a busy machine stops anybody. And Debian's look for a master that has moved up to a second late: with
     * less than twice that a second failover would follow the first.
     */
    static final int DOWN_AFTER_MS = 5_000;

    private final Path directory;
    private final List<Program> programs = new ArrayList<>();
    final List<Program> servers = new ArrayList<>(), sentinels = new ArrayList<>();

    Group(Path directory) {
        this.directory = directory;
    }

    Program server(Kind kind, Program master, String... directives) throws Exception {
        return server(kind, Place.HERE, master, directives);
    }

    /** Starts a server, as a replica if there is a master. */
    Program server(Kind kind, Place place, Program master, String... directives) throws Exception {
        List<String> lines =
                new ArrayList<>(List.of("save \"\"", "repl-diskless-sync-delay 0", "repl-ping-replica-period 1"));
        // Debian's reads no later one.
        if (kind == Kind.JADIS) lines.add("rdb-version 10");
        if (master != null) lines.add("replicaof " + master);
        lines.addAll(List.of(directives));
        Program server = program(kind, "redis-server", place, lines);
        servers.add(server);
        server.start();
        return server;
    }

    /** Starts a Sentinel that knows who it is, and so takes part at once. */
    Program sentinel(Kind kind, Place place, Program master, int quorum, String... directives) throws Exception {
        List<String> lines = new ArrayList<>(List.of("sentinel myid " + ("" + (sentinels.size() + 1)).repeat(40),
                "sentinel monitor " + MASTER + " " + master + " " + quorum,
                "sentinel down-after-milliseconds " + MASTER + " " + DOWN_AFTER_MS,
                "sentinel failover-timeout " + MASTER + " 10000"));
        lines.addAll(List.of(directives));
        Program sentinel = program(kind, "redis-sentinel", place, lines);
        sentinels.add(sentinel);
        sentinel.start();
        return sentinel;
    }

    private Program program(Kind kind, String name, Place place, List<String> lines) throws IOException {
        int port = FreePort.choose();
        Path own = Files.createDirectory(directory.resolve(name + "-" + port));
        Path socket = own.resolve("socket");
        Path file = own.resolve(name + ".conf");
        Files.writeString(file, "bind " + place.host + "\nport " + port + "\nprotected-mode no\nunixsocket " + socket
                + "\ndir " + own + "\n" + String.join("\n", lines) + "\n");
        List<String> command = new ArrayList<>(place.prefix);
        // As old guides start a Sentinel; the units' lines, which WalkthroughIT goes by, run redis-sentinel.
        command.addAll(List.of(kind.program("redis-server").toString(), file.toString()));
        if (name.equals("redis-sentinel")) command.add("--sentinel");
        return add(new Program(place.host, port, file, new Endpoint.Unix(socket), command, Map.of()));
    }

    Program add(Program program) {
        programs.add(program);
        return program;
    }

    /** The server that a Sentinel names as the master. */
    Program masterBy(Program sentinel) throws IOException {
        String address = sentinel.ask("SENTINEL", "get-master-addr-by-name", MASTER);
        return servers.stream().filter(server -> server.toString().equals(address)).findFirst()
                .orElseThrow(() -> new AssertionError(address));
    }

    /** Each Sentinel knows all others and all replicas, which are all up. */
    void awaitAcquaintance() throws Exception {
        int others = sentinels.size() - 1, replicas = servers.size() - 1;
        for (Program sentinel : sentinels) {
            await(sentinel + " knows all", () -> {
                String master = " " + sentinel.ask("SENTINEL", "master", MASTER) + " ";
                return master.contains(" num-other-sentinels " + others + " ")
                        && master.contains(" num-slaves " + replicas + " ")
                        && (" " + sentinel.ask("SENTINEL", "replicas", MASTER))
                        .split(" master-link-status ok ", -1).length == replicas + 1;
            });
            await(sentinel + " reaches all", () -> sentinel.ask("SENTINEL", "ckquorum", MASTER)
                    .startsWith("OK " + (others + 1) + " usable"));
        }
    }

    /** All Sentinels name one master, which is one and not the former; returns it. */
    Program awaitNewMaster(Program former) throws Exception {
        Program[] found = new Program[1];
        await("another master than " + former, () -> {
            Program now = masterBy(sentinels.getFirst());
            for (Program sentinel : sentinels) if (masterBy(sentinel) != now) return false;
            found[0] = now;
            return now != former && now.isMaster();
        });
        return found[0];
    }

    void awaitFollowers(Program master) throws Exception {
        for (Program server : servers) {
            if (server != master) await(server + " follows " + master, () -> server.follows(master));
        }
    }

    /** Waits; what doesn't answer yet, or no more, makes no difference. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            Tree.await(what, () -> {
                try {
                    return condition.call();
                } catch (IOException e) {
                    return false;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        } catch (AssertionError e) {
            StringBuilder story = new StringBuilder(e.getMessage() == null ? "" : e.getMessage());
            for (Program program : programs) story.append("\n---- ").append(program).append('\n').append(program.log());
            throw new AssertionError(story.toString(), e);
        }
    }

    @Override
    public void close() throws Exception {
        for (Program program : programs) if (program.isAlive()) program.kill();
    }
}
