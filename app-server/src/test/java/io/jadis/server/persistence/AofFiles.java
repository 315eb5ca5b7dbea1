package io.jadis.server.persistence;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The append-only files of a server for tests, and what that says of them. */
final class AofFiles {
    private final Path directory;

    /** @param data where the server keeps its files */
    AofFiles(Path data) {
        directory = data.resolve("appendonlydir");
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread of its own removes what a rewrite has made superfluous. */
    void awaitNames(String... names) {
        while (!names().equals(List.of(names))) LockSupport.parkNanos(1_000_000);
    }

    /** What an increment holds, with plain line ends. */
    String increment(int sequence) throws IOException {
        return Files.readString(path("appendonly.aof." + sequence + ".incr.aof"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n");
    }

    /** Before a start: the first increment is where nothing can be written. */
    void appendToFullDisk() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(path("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
        Files.createSymbolicLink(path("appendonly.aof.1.incr.aof"), Path.of("/dev/full"));
    }

    static void awaitRefusal(TestClient client) throws IOException {
        while (!client.run("SET a 1").startsWith("-MISCONF Errors writing to the AOF file")) Thread.onSpinWait();
    }

    /** @param field of INFO persistence, perhaps several in a row */
    static void awaitField(TestClient client, String field) throws IOException {
        while (!client.run("INFO persistence").contains(field)) LockSupport.parkNanos(1_000_000);
    }
}
