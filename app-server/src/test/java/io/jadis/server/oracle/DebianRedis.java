package io.jadis.server.oracle;

import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A redis-server process of the system, or of {@code -Djadis.oracle.redis}, on a free port of the loopback interface.
 */
public final class DebianRedis implements AutoCloseable {
    private static final long START_MS_MAX = 120_000;

    private final Process process;
    private final int port;

    private DebianRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program. */
    public static Path program() {
        return Path.of(System.getProperty("jadis.oracle.redis", "/usr/bin/redis-server"));
    }

    public static boolean isInstalled() {
        return Files.isExecutable(program());
    }

    /** Starts the program with these directives. */
    public static DebianRedis start(Path program, Path directory, String... directives) throws IOException {
        return startAt(FreePort.choose(), program, directory, directives);
    }

    /** As {@link #start}, at this port: where it was before, for one. */
    public static DebianRedis startAt(int port, Path program, Path directory, String... directives) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--port", String.valueOf(port), "--bind",
                "127.0.0.1", "--dir", directory.toString(), "--save", "", "--appendonly", "no"));
        command.addAll(List.of(directives));
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.resolve("redis-" + port + ".log").toFile())).start();
        DebianRedis redis = new DebianRedis(process, port);
        redis.awaitListening();
        return redis;
    }

    private void awaitListening() throws IOException {
        for (long deadline = System.currentTimeMillis() + START_MS_MAX; ; Thread.onSpinWait()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.currentTimeMillis() < deadline && process.isAlive()) continue;
                close();
                throw e;
            }
        }
    }

    public int port() {
        return port;
    }

    /** STOP or CONT */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** SIGKILL; when this returns the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
