package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.packaging.Tree.Outcome;
import io.jadis.packaging.Tree.Running;
import io.jadis.protocol.process.DatagramReceiver;
import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a process among others: its name, its signals, its files, its supervisor. */
@Timeout(300)
class ProcessIT {
    private static final Path SERVER = Tree.built().program("redis-server");
    private static final List<String> UNITS = List.of("redis-server.service", "redis-server@.service",
            "redis-sentinel.service", "redis-sentinel@.service");

    @TempDir
    private Path directory;
    private Path log;
    private int port;

    @BeforeEach
    void choosePort() throws Exception {
        port = FreePort.choose();
        log = directory.resolve("log");
    }

    @Test
    void psAndPgrepSeeARedisServer() throws Exception {
        try (Running server = start()) {
            String pid = Long.toString(server.process().pid());
            Outcome ps = Tree.run(Map.of(), List.of("ps", "-o", "comm=,args=", "-p", pid));
            assertEquals("redis-server    " + SERVER + " 127.0.0.1:" + port, ps.output().strip());
            Outcome pgrep = Tree.run(Map.of(), List.of("pgrep", "-x", "redis-server"));
            assertTrue(List.of(pgrep.output().split("\n")).contains(pid), pgrep.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "QUIT"})
    void signalsShutItDownInGoodOrder(String signal) throws Exception {
        try (Running server = start()) {
            // SIGQUIT gets its handler off the path of the start.
            if (signal.equals("QUIT")) Tree.await("SIGQUIT is handled as SIGPWR is", () -> handlesQuit(server));
            // What it says when it is ready would be its last word.
            Tree.await("it is ready", () -> server.log().contains("Ready to accept connections"));
            assertEquals(0, server.endBy(signal), server.log());
            assertTrue(server.log().contains("scheduling shutdown..."), server.log());
            assertTrue(server.log().endsWith("bye bye...\n"), server.log());
        }
    }

    /** The JVM maps no other memory of 17 bytes: a page that may be run and has no file. */
    private static boolean handlesQuit(Running server) {
        try {
            return Files.readAllLines(Path.of("/proc/" + server.process().pid() + "/maps")).stream()
                    .anyMatch(line -> line.contains(" r-xp ") && line.endsWith(" 0 "));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void diagnosticToolsDoNotShutItDown() throws Exception {
        try (Running server = start()) {
            Tree.await("SIGQUIT is handled as SIGPWR is", () -> handlesQuit(server));
            Outcome dump = Tree.run(Map.of(), List.of(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                    Long.toString(server.process().pid()), "Thread.print"));
            assertEquals(0, dump.status(), dump.toString());
            assertTrue(dump.output().contains("\"main\"") || dump.output().contains("Attach Listener"), dump.output());
            assertTrue(Tree.accepts(port), server.log());
        }
    }

    private static boolean isNull(Path stream) {
        try {
            return Files.readSymbolicLink(stream).equals(Path.of("/dev/null"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDaemonIsReadyWhenTheCommandReturns() throws Exception {
        Path pidFile = directory.resolve("redis.pid"), logFile = directory.resolve("redis.log");
        Outcome start = Tree.run(Map.of(), Tree.serverCommand(SERVER, port, directory, "--daemonize", "yes",
                "--pidfile", pidFile.toString(), "--logfile", logFile.toString()));
        assertEquals(new Outcome(0, "", ""), start);
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        try {
            assertEquals("+PONG", Tree.ask(port, "PING"));
            assertEquals("redis-server", Files.readString(Path.of("/proc/" + pid + "/comm")).strip());
            // It lets its parent go, and then its streams.
            Tree.await("it has no streams", () -> isNull(Path.of("/proc/" + pid + "/fd/1")));
            assertTrue(Files.readString(logFile).startsWith(pid + ":"), () -> "log of " + pid);
            Tree.kill("TERM", pid);
            Tree.await("the daemon has ended", () -> ProcessHandle.of(pid).isEmpty());
            assertFalse(Files.exists(pidFile));
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aDashStandsForLinesFromStandardInput() throws Exception {
        String script = "exec " + SERVER + " - --maxclients 77 <<END\nport " + port + "\nbind 127.0.0.1\nsave \"\"\nEND\n";
        try (Running server = Tree.start(port, log, Map.of(), List.of("sh", "-c", script))) {
            assertEquals("*2", Tree.ask(port, "CONFIG GET maxclients"));
            assertEquals(0, server.endBy("TERM"), server.log());
            assertTrue(server.log().contains(" * Reading config from stdin\n"), server.log());
        }
    }

    @Test
    void aRewriteOfTheFileIsLoggedOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("redis.conf"),
                "port " + port + "\nbind 127.0.0.1\nsave \"\"\n");
        try (Running server = Tree.start(port, log, Map.of(), List.of(SERVER.toString(), file.toString()))) {
            assertEquals("+OK", Tree.ask(port, "CONFIG REWRITE"));
            // The log has a thread of its own: all of it is there at the end.
            assertEquals(0, server.endBy("TERM"));
            assertEquals(2, server.log().split("CONFIG REWRITE executed with success.", -1).length, server.log());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-server", "redis-sentinel"})
    void aUnixSocketThatCannotBeMadeIsTheLastWord(String program) throws Exception {
        Path file = Files.writeString(directory.resolve("any.conf"),
                "port " + port + "\nbind 127.0.0.1\nunixsocket " + directory.resolve("none/socket") + "\n");
        Outcome start = Tree.run(Map.of(), List.of(Tree.built().program(program).toString(), file.toString()));
        assertEquals(1, start.status());
        assertTrue(start.output().endsWith(" # Failed opening Unix socket: bind: No such file or directory\n"),
                start.output());
    }

    @Test
    void aConfigurationFileIsFoundUnderAnyName() throws Exception {
        // The shell makes the names: this JVM may not know how, in the C locale.
        String script = """
                set -e; name=$(printf 'donn\\303\\251es'); mkdir $name; cd $name
                printf 'port PORT\nbind 127.0.0.1\nsave ""\n' > $name.conf
                echo 'proc-title-template "{title} {config-file}"' >> $name.conf
                BIN/redis-server $name.conf --daemonize yes --pidfile "$PWD/pid" --logfile "$PWD/log"
                BIN/redis-cli -p PORT config rewrite
                BIN/redis-cli -p PORT info server | tr -d '\\r' | sed -n 's|^config_file:.*/||p'
                tr '\\0' '\\n' < /proc/$(cat pid)/cmdline | sed -n 's|^.*/||p'
                grep -c '^# Generated by CONFIG REWRITE' $name.conf
                BIN/redis-cli -p PORT shutdown
                printf 'port 0\nunixsocket none/s\n' > sentinel.conf
                BIN/redis-sentinel "$PWD/sentinel.conf" | grep -o 'not writable\\|Failed .* socket'
                rm log; ls
                """.replace("PORT", Integer.toString(port)).replace("BIN", SERVER.getParent().toString());
        Outcome outcome = Tree.run(Map.of(), List.of("sh", "-c", "cd " + directory + "\n" + script));
        String name = "donn\u00e9es.conf";
        assertEquals(List.of("OK", name, name, "1", "Failed opening Unix socket", name, "sentinel.conf"),
                outcome.output().lines().toList(), outcome.errors());
    }

    @Test
    void aDaemonThatCannotStartTellsItsCaller() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Outcome start = Tree.run(Map.of(), Tree.serverCommand(SERVER, taken.getLocalPort(), directory,
                    "--daemonize", "yes", "--pidfile", directory.resolve("redis.pid").toString()));
            assertEquals(1, start.status());
            assertTrue(start.errors().contains("Address already in use"), start.toString());
        }
    }

    @Test
    void aBadDirectiveEndsTheStartWithStatusOne() throws Exception {
        Outcome start = Tree.run(Map.of(), List.of(SERVER.toString(), "--port", "nonsense"));
        assertEquals(1, start.status());
        assertTrue(start.errors().contains("*** FATAL CONFIG FILE ERROR (Redis 7.2.5) ***"), start.toString());
    }

    /** Of one processor nobody can be bound to a part. */
    @Test
    void ofTwoProcessorsTheExecutorHasOneWhileASnapshotIsWritten() throws Exception {
        List<String> allowed = allowed().stream().limit(2).toList();
        List<String> command = new ArrayList<>(List.of("taskset", "-c", String.join(",", allowed)));
        command.addAll(Tree.serverCommand(SERVER, port, directory, "--rdb-key-save-delay", "100000",
                "--enable-debug-command", "yes"));
        try (Running server = Tree.start(port, log, Map.of(), command)) {
            assertEquals("+OK", Tree.ask(port, "DEBUG POPULATE 10000"));
            assertEquals("+Background saving started", Tree.ask(port, "BGSAVE"));
            Tree.await("they are apart", () -> {
                String executor = processors(server, "executor"), saving = processors(server, "bgsave");
                return allowed.contains(executor) && allowed.contains(saving)
                        && executor.equals(saving) == (allowed.size() == 1) && processors(server, "C1 ").equals(saving);
            });
            assertEquals("+OK", Tree.ask(port, "CONFIG SET rdb-key-save-delay 0"));
            String all = processors(server, "acceptor");
            Tree.await("they are together", () -> List.of("executor", "bgsave", "C1 ").stream()
                    .allMatch(name -> processors(server, name).equals(all)));
        }
    }

    /** The processors that this process may be on. */
    private static List<String> allowed() throws IOException {
        List<String> processors = new ArrayList<>();
        for (String range : status(Path.of("/proc/self/status"), "Cpus_allowed_list").split(",")) {
            String[] ends = range.split("-");
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                processors.add(Integer.toString(i));
            }
        }
        return processors;
    }

    /** What the server's thread may be on, in the system's words. */
    private static String processors(Running server, String threadName) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(
                Path.of("/proc/" + server.process().pid() + "/task"))) {
            for (Path thread : threads) {
                Path status = thread.resolve("status");
                if (status(status, "Name").startsWith(threadName)) return status(status, "Cpus_allowed_list");
            }
            return "no " + threadName;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String status(Path status, String field) throws IOException {
        return Files.readAllLines(status).stream().filter(line -> line.startsWith(field + ':')).findFirst().orElseThrow()
                .substring(field.length() + 1).strip();
    }

    @Test
    void systemdHearsWhenItIsReadyAndWhenItStops() throws Throwable {
        String socket = directory.resolve("notify").toString();
        try (DatagramReceiver systemd = new DatagramReceiver(socket);
             Running server = Tree.start(port, log, Map.of("NOTIFY_SOCKET", socket),
                     Tree.serverCommand(SERVER, port, directory, "--supervised", "systemd"))) {
            List<String> heard = new ArrayList<>();
            do heard.add(systemd.receive().strip()); while (!heard.getLast().equals("READY=1"));
            assertEquals(List.of("STATUS=Redis is loading...", "STATUS=Ready to accept connections", "READY=1"), heard);
            assertEquals(0, server.endBy("TERM"));
            assertEquals("STOPPING=1", systemd.receive().strip());
        }
    }

    @Test
    void theUnitsSatisfySystemd() throws Exception {
        for (String unit : UNITS) {
            Path here = directory.resolve(unit);
            Files.writeString(here, unit(unit).replace("/usr/bin", SERVER.getParent().toString()));
            Outcome verdict = Tree.run(Map.of(), List.of("systemd-analyze", "verify", here.toString()));
            assertEquals(new Outcome(0, "", ""), verdict);
        }
    }

    @Test
    void dataAndLogsAreNotForEverybody() throws Exception {
        // systemd sets the modes of the directories at each start: 0755 where a unit doesn't say.
        for (String unit : UNITS) {
            List<String> lines = unit(unit).lines().toList();
            assertTrue(lines.containsAll(List.of("StateDirectoryMode=0750", "LogsDirectoryMode=0750")), unit);
        }
    }

    private static String unit(String name) throws Exception {
        return Files.readString(Path.of(System.getProperty("jadis.systemd"), name));
    }

    private Running start() throws Exception {
        return Tree.start(port, log, Map.of(), Tree.serverCommand(SERVER, port, directory));
    }
}
