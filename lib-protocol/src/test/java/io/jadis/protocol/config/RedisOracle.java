package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.FreePort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The redis-server that the system has, as a process, and one connection to it. */
final class RedisOracle implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");
    private static final int START_LIMIT_S = 30;

    private final Process process;
    private final Socket socket;
    private final InputStream in;

    private RedisOracle(Process process, Socket socket) throws IOException {
        this.process = process;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static void assumeInstalled() {
        assertTrue(Files.isExecutable(SERVER), "redis-server is installed");
    }

    /** Starts a server in a directory; a port of its own is added to the arguments. */
    static RedisOracle start(Path directory, String... arguments) throws IOException {
        int port = FreePort.choose();
        List<String> command = new ArrayList<>(List.of(SERVER.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
        Process process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(directory.resolve("oracle.log").toFile()).start();
        try {
            return new RedisOracle(process, connect(process, port));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What a server that can't start prints on stderr. */
    static String startFails(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SERVER.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(directory, "stderr", "");
        Process process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile()).start();
        try {
            if (!process.waitFor(START_LIMIT_S, TimeUnit.SECONDS)) throw new IOException("still running: " + command);
            return Files.readString(errors, StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Socket connect(Process process, int port) throws IOException {
        long limitAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > limitAt) throw e;
                Thread.onSpinWait();
            }
        }
    }

    /** Sends a command; the reply's strings in order, an error as its text. */
    List<String> call(String... arguments) throws IOException {
        StringBuilder request = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            request.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
        }
        socket.getOutputStream().write(ByteText.bytes(request.toString()));
        List<String> reply = new ArrayList<>();
        read(reply);
        return reply;
    }

    private void read(List<String> reply) throws IOException {
        String head = readLine();
        switch (head.charAt(0)) {
            case '*' -> {
                for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) read(reply);
            }
            case '$' -> {
                reply.add(ByteText.of(in.readNBytes(Integer.parseInt(head.substring(1)))));
                readLine();
            }
            default -> reply.add(head.substring(1));
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) throw new IOException("connection closed");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroyForcibly();
        process.onExit().join();
    }
}
