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

/** This server as a replica of Debian's redis-server, which is a 7.0. */
class ReplicaIT {
    private static final String[] DEBIANS = {"--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0"};

    @TempDir
    Path directory;

    @BeforeAll
    static void redisIsThere() {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
    }

    static LongStream seeds() {
        return LongStream.of(1, Long.getLong("jadis.seed", 2));
    }

    private DebianRedis debian(String... more) throws IOException {
        Path own = Files.createTempDirectory(directory, "debian");
        String[] directives = new String[DEBIANS.length + more.length];
        System.arraycopy(DEBIANS, 0, directives, 0, DEBIANS.length);
        System.arraycopy(more, 0, directives, DEBIANS.length, more.length);
        return DebianRedis.start(DebianRedis.program(), own, directives);
    }

    private TestServer replicaOf(int port, String... more) throws IOException {
        String[] directives = new String[more.length + 3];
        directives[0] = "enable-debug-command yes";
        directives[1] = "replicaof 127.0.0.1 " + port;
        // No Redis knows what that offers it.
        directives[2] = "repl-compression lz4";
        System.arraycopy(more, 0, directives, 3, more.length);
        return TestServer.startIn(Files.createTempDirectory(directory, "jadis"), directives);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"disabled", "on-empty-db", "swapdb"})
    void aFullSyncOfEveryKindUnderLoad(String load) throws IOException {
        for (String diskless : new String[] {"yes", "no"}) {
            try (DebianRedis debian = debian("--repl-diskless-sync", diskless);
                    TestClient master = new TestClient(debian.port())) {
                new RandomData(master, 7).fill(300);
                try (TestServer server = replicaOf(debian.port(), "repl-diskless-load " + load)) {
                    new Traffic(master, new SplittableRandom(7)).send(3000);
                    assertFollowed(master, server.connect());
                }
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void linksThatAreCutAreResumed(long seed) throws IOException {
        try (DebianRedis debian = debian();
                TestClient master = new TestClient(debian.port());
                TestServer server = replicaOf(debian.port())) {
            TestClient replica = server.connect();
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
    void aReplicaWithAofThatIsRestartedHasEverything() throws IOException {
        Path own = Files.createTempDirectory(directory, "jadis");
        String[] directives = {"enable-debug-command yes", "appendonly yes", "appendfsync no"};
        try (DebianRedis debian = debian(); TestClient master = new TestClient(debian.port())) {
            new RandomData(master, 3).fill(100);
            Traffic traffic = new Traffic(master, new SplittableRandom(3));
            try (TestServer server = TestServer.startIn(own, directives)) {
                TestClient replica = server.connect();
                assertEquals("OK", replica.run("REPLICAOF 127.0.0.1 " + debian.port()));
                traffic.send(1000);
                assertFollowed(master, replica);
                while (field(replica, "persistence", "aof_rewrite_in_progress").equals("1")) Thread.onSpinWait();
                traffic.send(1000);
                assertFollowed(master, replica);
            }
            try (TestServer server = TestServer.startIn(own, directives)) {
                // Keys whose time has come since are gone on either side.
                TestClient alone = server.connect();
                for (long deadline = System.currentTimeMillis() + 30_000; ; Thread.onSpinWait()) {
                    if (master.run("DEBUG DIGEST").equals(alone.run("DEBUG DIGEST"))) break;
                    if (System.currentTimeMillis() > deadline) {
                        assertEquals(master.run("DEBUG DIGEST"), alone.run("DEBUG DIGEST"));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"appendonly yes", "save 3600 1"})
    void aReplicaThatIsRestartedGoesOnWhereItWas(String kept) throws IOException {
        Path own = Files.createTempDirectory(directory, "jadis");
        try (DebianRedis debian = debian(); TestClient master = new TestClient(debian.port())) {
            String[] directives = {"enable-debug-command yes", "replicaof 127.0.0.1 " + debian.port(), kept};
            Traffic traffic = new Traffic(master, new SplittableRandom(5));
            for (int i = 0; i < 4; i++) {
                try (TestServer server = TestServer.startIn(own, directives)) {
                    TestClient replica = server.connect();
                    awaitUp(replica);
                    traffic.send(300);
                    assertFollowed(master, replica);
                    while (field(replica, "persistence", "aof_rewrite_in_progress").equals("1")) Thread.onSpinWait();
                    if (kept.startsWith("save")) assertEquals("OK", replica.run("SAVE"));
                }
                traffic.send(100);
            }
            assertEquals("1", field(master, "stats", "sync_full"), master.run("INFO stats"));
            assertEquals("3", field(master, "stats", "sync_partial_ok"));
        }
    }

    /** Debian's server, this one, Debian's server, and another of this one behind it. */
    @Test
    void aChainHasOneStream() throws IOException {
        try (DebianRedis first = debian();
                TestClient master = new TestClient(first.port());
                TestServer second = replicaOf(first.port(), "repl-diskless-sync-delay 0", "rdb-version 10");
                DebianRedis third = debian("--replicaof", "127.0.0.1 " + second.port());
                TestClient behind = new TestClient(third.port());
                TestServer fourth = replicaOf(third.port())) {
            TestClient middle = second.connect(), last = fourth.connect();
            SplittableRandom random = new SplittableRandom(11);
            Traffic traffic = new Traffic(master, random);
            for (int i = 0; i < 5; i++) {
                for (TestClient each : new TestClient[] {middle, behind, last}) awaitUp(each);
                traffic.send(300);
                middle.run("CLIENT KILL TYPE " + (random.nextBoolean() ? "master" : "replica"));
            }
            assertFollowed(master, middle);
            assertFollowed(master, behind);
            assertFollowed(master, last);
            assertEquals("1", field(master, "stats", "sync_full"));
            assertEquals("1", field(middle, "stats", "sync_full"));
        }
    }

    @Test
    void authenticatesWithItsMaster() throws IOException {
        try (DebianRedis debian = debian("--requirepass", "secret");
                TestClient master = new TestClient(debian.port());
                TestServer server = replicaOf(debian.port(), "masterauth secret")) {
            assertEquals("OK", master.run("AUTH secret"));
            assertEquals("OK", master.run("SET key value"));
            assertFollowed(master, server.connect());
        }
    }

    @Test
    void aPromotedReplicaTakesItsFormerMasterAsReplica() throws IOException {
        try (DebianRedis debian = debian();
                TestClient master = new TestClient(debian.port());
                TestServer server = replicaOf(debian.port())) {
            TestClient replica = server.connect();
            assertEquals("OK", master.run("SET key value"));
            assertFollowed(master, replica);
            assertEquals("-READONLY You can't write against a read only replica.", replica.run("SET key other"));
            assertEquals("OK", replica.run("REPLICAOF NO ONE"));
            assertEquals("OK", replica.run("SET key other"));
            assertEquals("master", field(replica, "replication", "role"));
            assertEquals(field(master, "replication", "master_replid"),
                    field(replica, "replication", "master_replid2"));
        }
    }
}
