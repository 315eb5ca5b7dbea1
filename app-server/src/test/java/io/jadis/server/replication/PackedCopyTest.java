package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.server.persistence.RandomData;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full copies from one Jadis to another one, packed where the replica asks for it. */
class PackedCopyTest {
    private TestServer server;
    private TestClient master;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start("enable-debug-command yes", "repl-diskless-sync-delay 0");
        master = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static long field(TestClient client, String name) throws IOException {
        for (String line : client.run("INFO everything").split("\r?\n")) {
            if (line.startsWith(name + ":")) return Long.parseLong(line.substring(name.length() + 1));
        }
        throw new AssertionError(name);
    }

    /** Lets one follow, waits until it has the same, and gives the number of bytes that it was sent. */
    private long copy(String... directives) throws IOException {
        long before = field(master, "total_net_repl_output_bytes");
        try (TestServer following = TestServer.start(directives)) {
            TestClient replica = following.connect();
            assertEquals("OK", replica.run("REPLICAOF 127.0.0.1 " + server.port()));
            long deadline = System.currentTimeMillis() + 20_000;
            while (!replica.run("INFO replication").contains("master_link_status:up")) {
                assertTrue(System.currentTimeMillis() < deadline, replica.run("INFO replication"));
            }
            assertEquals(master.run("DEBUG DIGEST"), replica.run("DEBUG DIGEST"));
            // The stream begins behind it.
            master.run("SET behind it");
            while (!replica.run("GET behind").equals("'it'")) assertTrue(System.currentTimeMillis() < deadline);
            long sent = field(master, "total_net_repl_output_bytes") - before;
            assertTrue(field(replica, "total_net_repl_input_bytes") > sent / 2);
            return sent;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "on-empty-db", "swapdb"})
    void aPackedCopyIsTheSameAndSmaller(String load) throws IOException {
        new RandomData(master, 7).fill(100);
        master.run("SELECT 0");
        for (int i = 0; i < 1000; i++) master.run("RPUSH list:" + i + " element:1 element:2 element:3 " + i);
        long plain = copy("enable-debug-command yes", "repl-diskless-load " + load);
        long packed = copy("enable-debug-command yes", "repl-diskless-load " + load, "repl-compression lz4");
        assertTrue(packed < plain * 9 / 10, "packed=" + packed + " plain=" + plain);
    }

    @Test
    void onlyThoseGetItWhoAllAskForIt() throws IOException {
        assertEquals("OK", master.run("CONFIG SET repl-diskless-sync-delay 3600 repl-diskless-sync-max-replicas 2"));
        master.run("SET key value");
        try (FakeReplica one = asking(true); FakeReplica other = asking(true)) {
            one.awaitCopy();
            assertEquals("$JADIS-LZ4", one.line());
            other.awaitCopy();
            assertEquals("$JADIS-LZ4", other.line());
        }
        try (FakeReplica one = asking(true); FakeReplica other = asking(false)) {
            one.awaitCopy();
            assertTrue(one.copy().startsWith("REDIS"));
            other.awaitCopy();
            assertTrue(other.copy().startsWith("REDIS"));
        }
    }

    private FakeReplica asking(boolean forPacked) throws IOException {
        FakeReplica replica = new FakeReplica(server);
        assertEquals("+OK", replica.ask("REPLCONF capa eof capa psync2" + (forPacked ? " capa jadis-lz4" : "")));
        return replica.send("PSYNC ? -1");
    }

    /** A replica is gone before the copy has ended, and then the server is: nothing is left behind. */
    @ParameterizedTest
    @ValueSource(strings = {"file", "sockets", "packed"})
    void aServerMayEndInTheMiddleOfACopy(String way) throws IOException {
        assertEquals("OK", master.run("CONFIG SET repl-diskless-sync " + (way.equals("file") ? "no" : "yes")));
        boolean packed = way.equals("packed");
        for (int i = 0; i < 300; i++) master.call("SET", "key:" + i, "v".repeat(10_000) + i);
        FakeReplica left = asking(packed), other = asking(packed);
        left.awaitCopy();
        other.awaitCopy();
        left.close();
        assertFalse(master.run("INFO replication").isEmpty());
        server.close();
        other.close();
    }
}
