package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The distribution somewhere on the disk, and what an operator does with it. */
public final class Tree {
    static final Path TARBALL = Path.of(System.getProperty("jadis.tarball"));
    private static final int LIMIT_SECONDS = 60;

    public final Path home;

    Tree(Path home) {
        this.home = home;
    }

    /** The tree as the build left it. */
    public static Tree built() {
        return new Tree(Path.of(System.getProperty("jadis.tree")));
    }

    /** The tarball, unpacked into the directory. */
    static Tree unpackedIn(Path directory) throws Exception {
        Outcome tar = run(Map.of(), List.of("tar", "xzf", TARBALL.toString(), "-C", directory.toString()));
        assertEquals(0, tar.status, tar.toString());
        try (var entries = Files.list(directory)) {
            List<Path> tops = entries.toList();
            assertEquals(1, tops.size(), "one top folder");
            return new Tree(tops.getFirst());
        }
    }

    public Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** What a command that ended returned and wrote. */
    public record Outcome(int status, String output, String errors) {}

    /** Runs a command to its end. */
    public static Outcome run(Map<String, String> environment, List<String> command) throws Exception {
        Path output = Files.createTempFile("jadis", ".out"), errors = Files.createTempFile("jadis", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end:\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** A server in the foreground, by this command, that accepts connections on the port. */
    static Running start(int port, Path log, Map<String, String> environment, List<String> command) throws Exception {
        // A shell's background job, which this build may be, ignores SIGINT, and a JVM leaves what it finds ignored.
        List<String> withSignals = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT"));
        withSignals.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(withSignals).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        Running running = new Running(builder.start(), port, log);
        try {
            await("the server accepts connections", () -> {
                if (!running.process.isAlive()) throw new AssertionError("It ended:\n" + running.log());
                return accepts(port);
            });
        } catch (AssertionError e) {
            running.close();
            throw e;
        }
        return running;
    }

    /** Arguments of a server that keeps nothing and listens on the loopback address alone. */
    static List<String> serverCommand(Path program, int port, Path directory, String... more) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--port", Integer.toString(port), "--bind",
                "127.0.0.1", "--save", "", "--dir", directory.toString()));
        command.addAll(List.of(more));
        return command;
    }

    /** A server that the test has started; ended without mercy at the end of the test. */
    record Running(Process process, int port, Path logFile) implements AutoCloseable {
        String log() {
            try {
                return Files.readString(logFile);
            } catch (IOException e) {
                return e.toString();
            }
        }

        /** Sends a signal and returns the status that the process ends with. */
        int endBy(String signal) throws Exception {
            kill(signal, process.pid());
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) throw new AssertionError("It goes on:\n" + log());
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    public static void kill(String signal, long pid) throws Exception {
        assertEquals(0, run(Map.of(), List.of("kill", "-" + signal, Long.toString(pid))).status);
    }

    /** One inline command; the first line of the reply. */
    static String ask(int port, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            InputStream reply = socket.getInputStream();
            for (int c; (c = reply.read()) >= 0 && c != '\r';) line.append((char) c);
            return line.toString();
        }
    }

    static boolean accepts(int port) {
        try {
            return ask(port, "PING").equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("Not within a minute: " + what);
            Thread.sleep(10);
        }
    }
}
