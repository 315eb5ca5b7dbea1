package io.jadis.server.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fills up under a server and is freed again: a tmpfs, which takes root and the right to mount. */
@Timeout(300)
class FullDiskIT {
    private static final int DISK_MB = 16, LEFT_BYTES = 1 << 20, VALUE_BYTES = 2_000;

    @TempDir
    Path directory;

    private ServerProgram program;
    private Path disk, ballast;

    @BeforeEach
    void mount() throws Exception {
        program = new ServerProgram(directory);
        disk = Files.createDirectory(directory.resolve("disk"));
        ballast = disk.resolve("ballast");
        // CI is root: there it must run, and a mount that fails is a failure.
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to mount a small disk");
        assertEquals(0, run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MB + "m", "tmpfs", disk.toString()));
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    /** The log lies elsewhere. */
    private DebianRedis start(String... directives) throws IOException {
        List<String> all = new ArrayList<>(List.of("--dir", disk.toString()));
        all.addAll(List.of(directives));
        return program.start(directory, all);
    }

    /** Leaves so much of the disk. */
    private void fill(long leftBytes) throws IOException {
        byte[] piece = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (disk.toFile().getUsableSpace() > leftBytes) out.write(piece);
        }
    }

    private static String value(int i) {
        return Integer.toString(i).repeat(VALUE_BYTES / 4);
    }

    // ---- the append-only file

    @ParameterizedTest(name = "appendfsync {0}")
    @ValueSource(strings = {"always", "everysec", "no"})
    void nothingAcknowledgedIsLostAndItRecoversByItself(String policy) throws Exception {
        String[] directives = {"--appendonly", "yes", "--appendfsync", policy, "--auto-aof-rewrite-percentage", "0"};
        int acknowledged;
        try (DebianRedis server = start(directives)) {
            fill(LEFT_BYTES);
            acknowledged = writeUntilRefused(server);
            assertTrue(acknowledged > 50, "acknowledged=" + acknowledged);
            try (TestClient client = new TestClient(server.port())) {
                String refusal = client.run("SET other x");
                assertTrue(refusal.startsWith("-MISCONF Errors writing to the AOF file: No space left on device"),
                        refusal);
                assertEquals("'" + value(0) + "'", client.run("GET key:0"));
                assertTrue(client.run("INFO persistence").contains("aof_last_write_status:err"));
                Files.delete(ballast);
                while (client.run("SET free x").startsWith("-MISCONF")) Thread.onSpinWait();
                assertTrue(client.run("INFO persistence").contains("aof_last_write_status:ok"));
                assertEquals("OK", client.run("SET after x"));
            }
            server.kill();
        }
        try (DebianRedis server = start(directives); TestClient client = new TestClient(server.port())) {
            for (int i = 0; i < acknowledged; i++) assertEquals("'" + value(i) + "'", client.run("GET key:" + i),
                    "key:" + i);
            // With everysec the last second may be missing.
            if (policy.equals("always")) assertEquals("'x'", client.run("GET after"));
        }
    }

    /** How many writes were acknowledged. */
    private static int writeUntilRefused(DebianRedis server) throws IOException {
        int acknowledged = 0;
        try (TestClient client = new TestClient(server.port())) {
            while (true) {
                String reply = client.call("SET", "key:" + acknowledged, value(acknowledged));
                if (reply.startsWith("-MISCONF")) return acknowledged;
                assertEquals("OK", reply);
                acknowledged++;
            }
        } catch (EOFException | SocketException e) {
            // Under always nobody is told what isn't sure.
            return acknowledged;
        }
    }

    // ---- dumps

    @Test
    void aSaveThatFindsNoRoomLeavesTheDumpBefore() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (DebianRedis server = start("--save", "3600 1"); TestClient client = new TestClient(server.port())) {
            for (int i = 0; i < 100; i++) client.call("SET", "old:" + i, noise(random));
            assertEquals("OK", client.run("SAVE"));
            byte[] before = Files.readAllBytes(disk.resolve("dump.rdb"));
            for (int i = 0; i < 100; i++) client.call("SET", "new:" + i, noise(random));
            fill(200_000);
            save(client);
            assertTrue(client.run("INFO persistence").contains("rdb_last_bgsave_status:err"));
            assertArrayEquals(before, Files.readAllBytes(disk.resolve("dump.rdb")));
            assertTrue(client.run("SET x y").startsWith("-MISCONF "), client.run("SET x y"));
            assertEquals("nil", client.run("GET x"));
            assertEquals("-ERR", client.run("SAVE"));
            assertArrayEquals(before, Files.readAllBytes(disk.resolve("dump.rdb")));
            assertEquals(List.of("ballast", "dump.rdb"), files());
            Files.delete(ballast);
            save(client);
            assertTrue(client.run("INFO persistence").contains("rdb_last_bgsave_status:ok"));
            assertEquals("OK", client.run("SET x y"));
            assertEquals(":201", client.run("DBSIZE"));
            server.kill();
        }
        try (DebianRedis server = start("--save", "3600 1"); TestClient client = new TestClient(server.port())) {
            assertEquals(":200", client.run("DBSIZE"));
        }
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(disk)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void save(TestClient client) throws IOException {
        client.run("BGSAVE");
        while (client.run("INFO persistence").contains("rdb_bgsave_in_progress:1")) Thread.onSpinWait();
    }

    private static String noise(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) text.append((char) random.nextInt(1, 256));
        return text.toString();
    }
}
