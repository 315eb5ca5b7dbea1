package io.jadis.server.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as a disk or a crash of the machine may leave them: what is torn is cut, what is damaged is refused with a
 * word.
 */
@Timeout(300)
class DamagedFilesIT {
    private static final List<String> AOF = List.of("--appendonly", "yes", "--appendfsync", "always");

    @TempDir
    Path directory;

    private ServerProgram program;
    private Path data;

    @BeforeEach
    void prepare() throws IOException {
        program = new ServerProgram(directory);
        data = Files.createDirectory(directory.resolve("data"));
    }

    private void write(List<String> directives, String... commands) throws Exception {
        try (DebianRedis server = program.start(data, directives); TestClient client = new TestClient(server.port())) {
            for (String command : commands) client.run(command);
            server.kill();
        }
    }

    /** What a server logs that doesn't start. */
    private String refusal(String... directives) throws Exception {
        Path log = directory.resolve("refusal.log");
        List<String> command = new ArrayList<>(List.of(program.path().toString(), "--port", "0", "--unixsocket",
                directory.resolve("s").toString(), "--dir", data.toString()));
        command.addAll(List.of(directives));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it runs");
        assertEquals(1, process.exitValue());
        return Files.readString(log, ISO_8859_1);
    }

    @Test
    void aDumpWithAFlippedByteIsRefusedWithAWord() throws Exception {
        write(List.of("--save", ""), "RPUSH list a b c d", "SET string value", "HSET hash f v", "SAVE");
        Path dump = data.resolve("dump.rdb");
        byte[] whole = Files.readAllBytes(dump);
        for (int place : new int[] {2, whole.length / 2, whole.length - 12, whole.length - 2}) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 4;
            Files.write(dump, damaged);
            String log = refusal();
            assertTrue(log.contains("--- RDB ERROR DETECTED ---") || log.contains("Wrong signature"),
                    "place=" + place + "\n" + log);
        }
        Files.write(dump, whole);
        try (DebianRedis server = program.start(data, List.of()); TestClient client = new TestClient(server.port())) {
            assertEquals(":3", client.run("DBSIZE"));
        }
    }

    @Test
    void aTornOrZeroTailIsCutOff() throws Exception {
        for (String tail : List.of("*3\r\n$3\r\nSET\r\n$1", "\0".repeat(4096),
                "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$9\r\n12" + "\0".repeat(4096),
                "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n2\r\n")) {
            write(AOF, "FLUSHALL", "SET x 1", "RPUSH l a b c");
            Path increment = data.resolve("appendonlydir/appendonly.aof.1.incr.aof");
            Files.writeString(increment, Files.readString(increment, ISO_8859_1) + tail, ISO_8859_1);
            try (DebianRedis server = program.start(data, AOF); TestClient client = new TestClient(server.port())) {
                assertEquals("'1'", client.run("GET x"));
                assertEquals(":3", client.run("LLEN l"));
                assertEquals("OK", client.run("SET after y"));
                server.kill();
            }
            try (DebianRedis server = program.start(data, AOF); TestClient client = new TestClient(server.port())) {
                assertEquals("'y'", client.run("GET after"));
                server.kill();
            }
        }
    }

    @Test
    void damageInTheMiddleIsRefusedWithAWord() throws Exception {
        write(AOF, "SET x 1", "SET y 2", "SET z 3");
        Path increment = data.resolve("appendonlydir/appendonly.aof.1.incr.aof");
        String whole = Files.readString(increment, ISO_8859_1);
        Files.writeString(increment, whole.replaceFirst("\\$1\r\ny", "?1\r\ny"), ISO_8859_1);
        assertTrue(refusal("--appendonly", "yes").contains("Bad file format reading the append only file"));
        Files.writeString(increment, whole.replaceFirst("\r\ny", "\0\0\0"), ISO_8859_1);
        assertTrue(refusal("--appendonly", "yes").contains("Bad file format reading the append only file"));
        Files.writeString(increment, whole.substring(0, whole.length() - 5), ISO_8859_1);
        assertTrue(refusal("--appendonly", "yes", "--aof-load-truncated", "no").contains("Unexpected end of file"));
        String zeros = "\0".repeat(4096);
        Files.writeString(increment, whole.substring(0, whole.length() - 5) + zeros, ISO_8859_1);
        assertTrue(refusal("--appendonly", "yes", "--aof-load-truncated", "no").contains("Unexpected end of file"));
        Files.writeString(increment, whole.substring(0, whole.length() - 5) + zeros + "x", ISO_8859_1);
        assertTrue(refusal("--appendonly", "yes").contains("Bad file format reading the append only file"));
    }
}
