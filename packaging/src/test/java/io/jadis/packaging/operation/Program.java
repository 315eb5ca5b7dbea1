package io.jadis.packaging.operation;

import io.jadis.packaging.Tree;
import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server or a Sentinel that is a process of its own, and may be killed and started again. */
final class Program {
    private static final int END_SECONDS_MAX = 30;

    final String host;
    final int port;
    final Path file;
    private final Endpoint door;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    /**
     * @param file its configuration
     * @param door where a test reaches it, whatever becomes of the network
     */
    Program(String host, int port, Path file, Endpoint door, List<String> command, Map<String, String> environment) {
        this.host = host;
        this.port = port;
        this.file = file;
        this.door = door;
        this.command = command;
        this.environment = environment;
        log = file.resolveSibling(file.getFileName() + ".log");
    }

    void launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(file.getParent().toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    void awaitAnswer() throws Exception {
        Tree.await(command + " answers", () -> {
            if (!process.isAlive()) throw new AssertionError(command + " ended:\n" + log());
            try (RespClient client = connect()) {
                return !text(client.call("PING")).startsWith("LOADING");
            } catch (IOException e) {
                return false;
            }
        });
    }

    void start() throws Exception {
        launch();
        awaitAnswer();
    }

    /**
     * SIGKILL; when this returns the process is gone. (Without a file to open, Process.destroyForcibly does nothing.)
     */
    void kill() throws Exception {
        Tree.kill("KILL", process.pid());
        process.waitFor();
    }

    /** SIGTERM; returns the status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) throw new AssertionError(command + " goes on:\n"
                + log());
        return process.exitValue();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    RespClient connect() throws IOException {
        return RespClient.connect(door);
    }

    /** The reply as text. */
    String ask(String... words) throws IOException {
        try (RespClient client = connect()) {
            return text(client.call(words));
        }
    }

    /** A field of INFO, or "". */
    String info(String field) throws IOException {
        for (String line : ask("INFO").split("\r\n")) {
            if (line.startsWith(field + ":")) return line.substring(field.length() + 1);
        }
        return "";
    }

    boolean isMaster() throws IOException {
        return info("role").equals("master");
    }

    /** Whether it follows the master and has caught the link up. */
    boolean follows(Program master) throws IOException {
        return info("role").equals("slave") && info("master_port").equals(Integer.toString(master.port))
                && info("master_host").equals(master.host) && info("master_link_status").equals("up");
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    static String text(RespValue value) {
        return switch (value) {
            case RespValue.Text text -> text.text();
            case RespValue.IntegerReply number -> Long.toString(number.value());
            case RespValue.Aggregate all -> String.join(" ", all.elements().stream().map(Program::text).toList());
            case RespValue.Null nothing -> "(nil)";
            default -> value.toString();
        };
    }

    @Override
    public String toString() {
        return host + " " + port;
    }
}
