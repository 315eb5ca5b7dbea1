package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.packaging.Tree;
import io.jadis.packaging.Tree.Outcome;
import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.process.DatagramReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What redis-install has laid out below a directory, and the units' programs, started as systemd would. */
final class Installed {
    final Path root;

    Installed(Path root) {
        this.root = root;
    }

    Outcome install(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Tree.built().program("redis-install").toString(), "--prefix",
                root.toString()));
        command.addAll(List.of(words));
        return Tree.run(Map.of(), command);
    }

    void installed(String... words) throws Exception {
        Outcome outcome = install(words);
        assertEquals(0, outcome.status(), outcome.toString());
        assertEquals("", outcome.errors());
    }

    /** JUnit, which deletes what is below the root, is wary of links that lead out of it. */
    void deleteLinks() throws IOException {
        if (!Files.exists(root)) return;
        try (Stream<Path> links =
                Files.find(root, Integer.MAX_VALUE, (path, attributes) -> attributes.isSymbolicLink())) {
            for (Path link : links.toList()) Files.delete(link);
        }
    }

    /** A file or directory, named as it would be without the prefix. */
    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    String read(String absolute) throws IOException {
        return Files.readString(path(absolute));
    }

    /** What an operator does with the configuration: a line is replaced, or added. */
    void configure(String file, String directive, String value) throws IOException {
        remove(file, directive);
        Files.writeString(path(file), directive + " " + value + "\n", StandardOpenOption.APPEND);
    }

    void remove(String file, String directive) throws IOException {
        Path path = path(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(path));
        lines.removeIf(line -> line.startsWith(directive + " "));
        Files.write(path, lines);
    }

    /** The program of a unit, by its ExecStart line, below the prefix; not started. */
    Program program(String unit, int port, String notifySocket) throws IOException {
        int at = unit.indexOf('@');
        String instance = at < 0 ? "" : unit.substring(at + 1);
        String file = at < 0 ? unit + ".service" : unit.substring(0, at) + "@.service";
        String line = read("/etc/systemd/system/" + file).lines().filter(each -> each.startsWith("ExecStart="))
                .findFirst().orElseThrow().substring("ExecStart=".length()).replace("%i", instance);
        List<String> command = Stream.of(line.split(" "))
                .map(word -> word.startsWith("/") ? path(word).toString() : word).toList();
        return new Program("127.0.0.1", port, Path.of(command.get(1)), new Endpoint.Tcp("127.0.0.1", port), command,
                Map.of("NOTIFY_SOCKET", notifySocket));
    }

    /** Starts a unit's program; returns when it has told systemd that it is ready. */
    Program start(Group group, String unit, int port) throws Exception {
        Program program = group.add(program(unit, port, path("/notify-" + unit).toString()));
        start(unit, program);
        return program;
    }

    void start(String unit, Program program) throws Exception {
        Path socket = path("/notify-" + unit);
        Files.deleteIfExists(socket);
        try (DatagramReceiver systemd = new DatagramReceiver(socket.toString())) {
            program.launch();
            // As soon as it answers it has said so: a program that ends instead doesn't leave the test waiting.
            program.awaitAnswer();
            List<String> heard = new ArrayList<>();
            do heard.add(systemd.receive().strip()); while (!heard.getLast().equals("READY=1"));
        } catch (Throwable e) {
            throw new Exception(unit + "\n" + program.log(), e);
        }
        assertTrue(program.isAlive());
    }
}
