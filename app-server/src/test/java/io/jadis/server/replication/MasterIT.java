package io.jadis.server.replication;

import static io.jadis.server.replication.LinkState.assertFollowed;
import static io.jadis.server.replication.LinkState.awaitResumed;
import static io.jadis.server.replication.LinkState.awaitUp;
import static io.jadis.server.replication.LinkState.field;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.server.oracle.DebianRedis;
import io.jadis.server.persistence.RandomData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** This server as the master of Debian's redis-server, which is a 7.0 and reads files of version 10. */
class MasterIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void redisIsThere() {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
    }

    static LongStream seeds() {
        return LongStream.of(1, Long.getLong("jadis.seed", 2));
    }

    private TestServer master(String... more) throws IOException {
        String[] directives = new String[more.length + 3];
        directives[0] = "enable-debug-command yes";
        directives[1] = "rdb-version 10";
        directives[2] = "repl-diskless-sync-delay 0";
        System.arraycopy(more, 0, directives, 3, more.length);
        return TestServer.startIn(Files.createTempDirectory(directory, "jadis"), directives);
    }

    private DebianRedis replicaOf(TestServer master, String... more) throws IOException {
        return replicaOf(master.port(), more);
    }

    private DebianRedis replicaOf(int port, String... more) throws IOException {
        String[] directives = new String[more.length + 5];
        directives[0] = "--enable-debug-command";
        directives[1] = "yes";
        directives[2] = "--replicaof";
        directives[3] = "127.0.0.1";
        directives[4] = String.valueOf(port);
        System.arraycopy(more, 0, directives, 5, more.length);
        return DebianRedis.start(DebianRedis.program(), Files.createTempDirectory(directory, "debian"), directives);
    }

    @ParameterizedTest(name = "repl-diskless-sync {0}")
    @ValueSource(strings = {"no", "yes"})
    void aFullSyncUnderLoad(String diskless) throws IOException {
        try (TestServer server = master("repl-diskless-sync " + diskless)) {
            TestClient master = server.connect();
            new RandomData(master, 7).fill(300);
            Traffic traffic = new Traffic(master, new SplittableRandom(7));
            try (DebianRedis debian = replicaOf(server); TestClient replica = new TestClient(debian.port())) {
                traffic.send(3000);
                assertFollowed(master, replica);
            }
            assertEquals("1", field(master, "stats", "sync_full"));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void linksThatAreCutAreResumed(long seed) throws IOException {
        try (TestServer server = master();
                DebianRedis debian = replicaOf(server);
                TestClient replica = new TestClient(debian.port())) {
            TestClient master = server.connect();
            SplittableRandom random = new SplittableRandom(seed);
            Traffic traffic = new Traffic(master, random);
            awaitUp(replica);
            int cuts = 20;
            for (int i = 0; i < cuts; i++) {
                traffic.send(random.nextInt(300));
                if (random.nextBoolean()) master.run("CLIENT KILL TYPE replica");
                else replica.run("CLIENT KILL TYPE master");
                traffic.send(random.nextInt(10));
                awaitResumed(master, replica, i + 1);
            }
            traffic.send(100);
            assertFollowed(master, replica);
            assertEquals("1", field(master, "stats", "sync_full"));
        }
    }

    @Test
    void replicasOfReplicasGetTheSameBytes() throws IOException {
        try (TestServer server = master();
                DebianRedis middle = replicaOf(server, "--repl-diskless-sync-delay", "0");
                DebianRedis last = replicaOf(middle.port());
                TestClient replica = new TestClient(last.port())) {
            TestClient master = server.connect();
            new Traffic(master, new SplittableRandom(5)).send(1000);
            assertFollowed(master, replica);
            assertEquals(field(master, "replication", "master_replid"), field(replica, "replication", "master_replid"));
        }
    }

    @Test
    void aRestartedMasterIsGoneOnWith() throws IOException {
        Path own = Files.createTempDirectory(directory, "jadis");
        String[] directives = {"enable-debug-command yes", "rdb-version 10", "repl-diskless-sync-delay 0",
            "repl-ping-replica-period 3600"};
        try (TestServer first = TestServer.startIn(own, directives);
                DebianRedis debian = replicaOf(first);
                TestClient replica = new TestClient(debian.port())) {
            TestClient master = first.connect();
            new Traffic(master, new SplittableRandom(5)).send(1000);
            assertFollowed(master, replica);
            // What expires behind the save is in the stream, but not in the file.
            assertEquals("OK", master.run("DEBUG SET-ACTIVE-EXPIRE 0"));
            assertFollowed(master, replica);
            assertEquals("OK", master.run("SAVE"));
            first.close();
            try (TestServer again = TestServer.startIn(own, directives)) {
                TestClient restarted = again.connect();
                assertEquals("OK", replica.run("REPLICAOF 127.0.0.1 " + again.port()));
                assertEquals("OK", restarted.run("SET after restart"));
                assertFollowed(restarted, replica);
                assertEquals("0", field(restarted, "stats", "sync_full"));
                assertEquals("1", field(restarted, "stats", "sync_partial_ok"));
            }
        }
    }

    @Test
    void aReplicaTakesOverAndBack() throws IOException {
        try (TestServer server = master();
                DebianRedis debian = replicaOf(server, "--repl-diskless-sync-delay", "0");
                TestClient other = new TestClient(debian.port())) {
            TestClient master = server.connect();
            new Traffic(master, new SplittableRandom(5)).send(1000);
            assertFollowed(master, other);
            assertEquals("OK", master.run("FAILOVER TO 127.0.0.1 " + debian.port()));
            awaitUp(master);
            assertEquals("slave", field(master, "replication", "role"));
            assertEquals("OK", other.run("SET taken over"));
            assertFollowed(other, master);
            assertEquals("OK", other.run("FAILOVER"));
            awaitUp(other);
            assertEquals("OK", master.run("SET and back"));
            assertFollowed(master, other);
            assertEquals("1", field(master, "stats", "sync_full"));
        }
    }

    @Test
    void nothingIsLostWhileWritesGoOnAndBothHandOverInTurn() throws IOException, InterruptedException {
        try (TestServer server = master();
                DebianRedis debian = replicaOf(server, "--repl-diskless-sync-delay", "0");
                TestClient other = new TestClient(debian.port())) {
            TestClient ours = server.connect();
            awaitUp(other);
            try (CountingWriter writer = new CountingWriter(server.port(), debian.port())) {
                for (int i = 0; i < 3; i++) {
                    writer.awaitMore(100);
                    assertEquals("OK", ours.run("FAILOVER TO 127.0.0.1 " + debian.port()));
                    awaitUp(ours);
                    writer.awaitMore(100);
                    assertEquals("OK", other.run("FAILOVER TO 127.0.0.1 " + server.port() + " FORCE TIMEOUT 60000"));
                    awaitUp(other);
                }
                writer.awaitMore(100);
                long count = writer.stop();
                assertFollowed(ours, other);
                assertEquals("'" + count + "'", other.run("GET " + CountingWriter.KEY));
                assertEquals("1", field(ours, "stats", "sync_full"));
            }
        }
    }
}
