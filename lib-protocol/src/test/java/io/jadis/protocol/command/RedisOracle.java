package io.jadis.protocol.command;

import io.jadis.protocol.process.FreePort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server of the system, started for a test, and a connection to it. */
final class RedisOracle implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final int ATTEMPTS_MAX = 1200;

    private final Process process;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RedisOracle(Process process, Socket socket) throws IOException {
        this.process = process;
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    static RedisOracle start() throws IOException, InterruptedException {
        int port = FreePort.choose();
        Process process = new ProcessBuilder(PROGRAM.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--save",
                "",
                "--appendonly", "no").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        for (int attempt = 0; attempt < ATTEMPTS_MAX && process.isAlive(); attempt++) {
            try {
                return new RedisOracle(process, new Socket(InetAddress.getLoopbackAddress(), port));
            } catch (IOException notYet) {
                process.waitFor(25, TimeUnit.MILLISECONDS);
            }
        }
        process.destroyForcibly();
        throw new IOException("redis-server does not answer on port " + port);
    }

    /** Sends a request and builds the tree of its reply, as {@link ReplyTree} does. */
    Object ask(List<String> words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(bytes("*" + words.size() + "\r\n"));
        for (String word : words) request.writeBytes(bytes("$" + word.length() + "\r\n" + word + "\r\n"));
        out.write(request.toByteArray());
        return read();
    }

    private Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> new ReplyTree.Status(rest);
            case '-' -> new ReplyTree.Failure(rest);
            case ':' -> Long.parseLong(rest);
            case '_' -> null;
            case '$' -> bulk(Integer.parseInt(rest));
            case '*', '~' -> elements(line.charAt(0), Integer.parseInt(rest));
            case '%' -> elements('%', Integer.parseInt(rest) * 2);
            default -> throw new IOException("reply " + line);
        };
    }

    private Object elements(char kind, int count) throws IOException {
        if (count < 0) return null;
        List<Object> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) elements.add(read());
        return new ReplyTree.Aggregate(kind, elements);
    }

    private String bulk(int length) throws IOException {
        if (length < 0) return null;
        byte[] bytes = in.readNBytes(length + 2);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\r'; b = in.readUnsignedByte()) line.append((char) b);
        in.readByte();
        return line.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        socket.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
