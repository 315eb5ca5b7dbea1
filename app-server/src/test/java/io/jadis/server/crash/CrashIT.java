package io.jadis.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a server with SIGKILL at random moments while writers write to it and BGREWRITEAOF or BGSAVE may be under way,
 * starts it again, and compares. Some rounds in each build; for many, in the project's folder:
 * {@code mvn verify -pl app-server -am -Dtest=none -Dit.test=CrashIT -Djadis.crash.rounds=200}, with
 * {@code -Djadis.seed} for the same moments again.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("jadis.crash.rounds", 4);
    private static final int WRITERS = 4, EMPTIED_EVERY = 8;
    private static final long SEED = Long.getLong("jadis.seed", 1);
    /** What docs/persistence.md says of everysec and a process that is killed. */
    private static final long EVERYSEC_LOSS_NS = 2_100_000_000L;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<CrashWriter> writers = new ArrayList<>();
    private ServerProgram program;
    private Path data;

    @BeforeEach
    void prepare() throws IOException {
        program = new ServerProgram(directory);
        data = Files.createDirectory(directory.resolve("data"));
        for (int i = 0; i < WRITERS; i++) writers.add(new CrashWriter(i));
    }

    @ParameterizedTest(name = "appendfsync {0}")
    @ValueSource(strings = {"always", "everysec", "no"})
    void nothingMoreIsLostThanTheManualSays(String policy) throws Exception {
        List<String> directives = List.of("--appendonly", "yes", "--appendfsync", policy, "--rdb-version",
                random.nextBoolean() ? "11" : "10", "--auto-aof-rewrite-min-size", "64kb");
        boolean everysec = policy.equals("everysec");
        long missing = 0, acknowledged = 0, killedAtNs = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            try (DebianRedis server = program.start(data, directives); TestClient client =
                    new TestClient(server.port())) {
                if (round > 0) {
                    long lost = verify(client, everysec ? killedAtNs - EVERYSEC_LOSS_NS : killedAtNs);
                    assertTrue(lost == 0 || everysec, () -> "missing=" + lost);
                    missing += lost;
                }
                if (round < ROUNDS) {
                    if (round % EMPTIED_EVERY == 0) empty(client);
                    long before = acknowledged();
                    killedAtNs = writeAndKill(server, client,
                            everysec ? random.nextLong(500, 3_500) : random.nextLong(10, 700));
                    acknowledged += acknowledged() - before;
                }
                server.kill();
            } catch (AssertionError | IOException e) {
                throw new AssertionError(where() + " round=" + round + ": " + e.getMessage(), e);
            }
            keepEvidence();
        }
        System.out.println("appendfsync " + policy + ": rounds=" + ROUNDS + " acknowledged=" + acknowledged
                + " missing=" + missing + ", " + where());
        assertTrue(acknowledged > 0, "nobody has written anything");
    }

    private long verify(TestClient client, long lostFromNs) throws IOException {
        long missing = 0;
        for (CrashWriter writer : writers) missing += writer.verify(client, lostFromNs);
        return missing;
    }

    private long acknowledged() {
        return writers.stream().mapToLong(CrashWriter::acknowledged).sum();
    }

    private void empty(TestClient client) throws IOException {
        assertEquals("OK", client.run("FLUSHALL"));
        writers.forEach(CrashWriter::forget);
    }

    private String where() {
        return "seed=" + SEED + " files=" + directory.resolve("evidence");
    }

    /** What the killed server has left, for who wants to know how a round has failed: the next server changes it. */
    private void keepEvidence() throws IOException {
        Path evidence = directory.resolve("evidence");
        delete(evidence);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, evidence.resolve(data.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** When the server was killed, System.nanoTime; if it was not let in for a while before that, when it had last answered. */
    private long writeAndKill(DebianRedis server, TestClient client, long lastsMs) throws Exception {
        List<Thread> threads = start(server.port());
        disturb(client, lastsMs);
        long killedAtNs = System.nanoTime();
        server.kill();
        for (Thread thread : threads) thread.join();
        return Math.min(killedAtNs,
                writers.stream().mapToLong(writer -> writer.lastAcknowledgedAtNs(Long.MIN_VALUE)).max().orElseThrow());
    }

    private List<Thread> start(int port) {
        List<Thread> threads = new ArrayList<>();
        for (CrashWriter writer : writers) {
            writer.serveAt(port);
            threads.add(Thread.ofPlatform().start(writer));
        }
        return threads;
    }

    /** Lets the writers write, and has files written meanwhile. */
    private void disturb(TestClient client, long lastsMs) throws IOException {
        long endNs = System.nanoTime() + lastsMs * 1_000_000;
        while (System.nanoTime() < endNs) {
            switch (random.nextInt(4)) {
                case 0 -> client.run("BGREWRITEAOF");
                case 1 -> client.run("BGSAVE SCHEDULE");
                default -> { }
            }
            LockSupport.parkNanos(Math.min(endNs - System.nanoTime(), random.nextLong(150_000_000)));
        }
    }

    /** Without an append-only file: the last dump that was finished, or a later one, whole. */
    @Test
    void aKilledSaveLeavesTheDumpBefore() throws Exception {
        List<String> directives = List.of("--save", "");
        for (int round = 0; round < ROUNDS; round++) {
            long[] saved = new long[WRITERS];
            try (DebianRedis server = program.start(data, directives); TestClient client =
                    new TestClient(server.port())) {
                if (round % EMPTIED_EVERY == 0) {
                    empty(client);
                    assertEquals("OK", client.run("SAVE"));
                }
                List<Thread> threads = start(server.port());
                for (int saves = random.nextInt(3); saves > 0; saves--) {
                    long[] before = writers.stream().mapToLong(CrashWriter::acknowledged).toArray();
                    client.run("BGSAVE");
                    while (!client.run("INFO persistence").contains("rdb_bgsave_in_progress:0")) Thread.onSpinWait();
                    assertTrue(client.run("INFO persistence").contains("rdb_last_bgsave_status:ok"));
                    saved = before;
                }
                client.run("BGSAVE");
                LockSupport.parkNanos(random.nextLong(30_000_000));
                server.kill();
                for (Thread thread : threads) thread.join();
            }
            try (DebianRedis server = program.start(data, directives); TestClient client =
                    new TestClient(server.port())) {
                for (int i = 0; i < WRITERS; i++) {
                    long kept = writers.get(i).keptWhole(client);
                    long least = saved[i];
                    assertTrue(kept >= least, () -> where() + " kept=" + kept + " saved=" + least);
                    writers.get(i).verify(client, Long.MIN_VALUE);
                }
                server.kill();
            } catch (AssertionError e) {
                throw new AssertionError(where() + " round=" + round + ": " + e.getMessage(), e);
            }
        }
    }
}
