package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a master says to its replicas, byte by byte where it matters. */
class SynchronizingTest {
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path directory;

    private TestServer server = TestServer.start("repl-diskless-sync no", "repl-ping-replica-period 3600");
    private TestClient client = connect();

    private TestClient connect() {
        try {
            return server.connect();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(String... directives) throws IOException {
        server.close();
        server = TestServer.start(directives);
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String field(String section, String name) throws IOException {
        for (String line : client.run("INFO " + section).split("\r?\n")) {
            if (line.startsWith(name + ":")) return line.substring(name.length() + 1);
        }
        return "";
    }

    private void await(String section, String name, String value) throws IOException {
        long deadline = System.currentTimeMillis() + 20_000;
        while (!field(section, name).equals(value)) {
            assertTrue(System.currentTimeMillis() < deadline, () -> name + " never was " + value);
            Thread.onSpinWait();
        }
    }

    /** Waits until the first replica is shown like this, however long ago its last word was: here it says nothing. */
    private void awaitReplica(String shown) throws IOException {
        long deadline = System.currentTimeMillis() + 20_000;
        String line;
        while (!(line = field("replication", "slave0")).matches(Pattern.quote(shown) + ",lag=\\d+")) {
            String last = line;
            assertTrue(System.currentTimeMillis() < deadline, () -> last + " never was " + shown);
            Thread.onSpinWait();
        }
    }

    private String id() throws IOException {
        return field("replication", "master_replid");
    }

    /** One that has a copy of the empty data set, and follows. */
    private FakeReplica follower(int port) throws IOException {
        FakeReplica replica = new FakeReplica(server);
        assertEquals("+OK", replica.ask("REPLCONF listening-port " + port));
        assertEquals("+OK", replica.ask("REPLCONF capa eof capa psync2"));
        assertTrue(replica.ask("PSYNC ? -1").startsWith("+FULLRESYNC "));
        replica.copy();
        return replica;
    }

    // ---- the end

    @Test
    void whoWaitedForTheEndInVainMayWaitForSomethingElse() throws IOException {
        try (FakeReplica behind = follower(7001); TestClient other = server.connect()) {
            client.run("CONFIG SET shutdown-timeout 1000");
            client.run("SET k v");
            assertEquals("SELECT 0", behind.command());
            String id = other.run("CLIENT ID").substring(1);
            other.send("SHUTDOWN");
            while (!client.run("CLIENT UNBLOCK " + id).equals(":1")) Thread.onSpinWait();
            assertTrue(other.read().startsWith("-ERR Errors trying to SHUTDOWN"));
            other.send("XREAD BLOCK 0 STREAMS s $".split(" "));
            await("clients", "blocked_clients", "1");
            assertEquals("OK", client.run("SHUTDOWN ABORT"));
            await("clients", "blocked_clients", "1");
            assertEquals("'1-1'", client.run("XADD s 1-1 f v"));
            assertEquals("[['s', [['1-1', ['f', 'v']]]]]", other.read());
            assertEquals("PONG", other.run("PING"));
        }
    }

    // ---- full copies

    @Test
    void copyIsFollowedByTheStream() throws IOException {
        client.run("SET before 1");
        try (FakeReplica replica = new FakeReplica(server)) {
            assertEquals("+FULLRESYNC " + "x".repeat(40) + " 0",
                    replica.ask("PSYNC ? -1").replaceFirst("[0-9a-f]{40}", "x".repeat(40)));
            String copy = replica.copy();
            assertTrue(copy.startsWith("REDIS0011"), copy);
            assertTrue(copy.contains("before"));
            assertTrue(copy.contains("repl-id(" + id()) && copy.contains("repl-offset"));
            client.run("SET after 2");
            client.run("SELECT 3");
            client.run("PUBLISH news hello");
            client.run("LPUSH l a");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET after 2", replica.command());
            assertEquals("SELECT 3", replica.command());
            assertEquals("PUBLISH news hello", replica.command());
            assertEquals("LPUSH l a", replica.command());
            assertTrue(Long.parseLong(field("stats", "total_net_repl_output_bytes")) > copy.length());
        }
    }

    @Test
    void copyWithoutAFileEndsWithAMarkAndTheStreamWaitsForTheAcknowledgement() throws IOException {
        restart("repl-diskless-sync yes", "repl-diskless-sync-delay 0", "repl-ping-replica-period 3600");
        client.run("SET before 1");
        try (FakeReplica replica = follower(7000)) {
            awaitReplica("ip=127.0.0.1,port=7000,state=online,offset=0");
            client.run("SET after 2");
            replica.send("REPLCONF ACK 0");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET after 2", replica.command());
        }
    }

    @Test
    void replicaIsShownByTheShortFormOfItsAddress() throws IOException {
        restart("bind 127.0.0.1 ::1", "repl-diskless-sync no", "repl-ping-replica-period 3600");
        try (FakeReplica replica = new FakeReplica("::1", server)) {
            assertEquals("+OK", replica.ask("REPLCONF listening-port 7000"));
            assertTrue(replica.ask("PSYNC ? -1").startsWith("+FULLRESYNC "));
            replica.copy();
            awaitReplica("ip=::1,port=7000,state=online,offset=0");
        }
    }

    @Test
    void syncOfOldGetsNoFirstLine() throws IOException {
        try (FakeReplica replica = new FakeReplica(server)) {
            replica.send("SYNC");
            assertTrue(replica.copy().startsWith("REDIS"));
            client.run("SET k v");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET k v", replica.command());
        }
    }

    @Test
    void whoWantsNoMoreThanTheCopyIsSentAway() throws IOException {
        try (FakeReplica replica = new FakeReplica(server)) {
            assertEquals("+OK", replica.ask("REPLCONF rdb-only 1"));
            assertTrue(replica.ask("PSYNC ? -1").startsWith("+FULLRESYNC"));
            assertTrue(replica.copy().startsWith("REDIS"));
            assertNull(replica.line());
        }
    }

    @Test
    void partOfTheDataSetGoesPastTheFile() throws IOException {
        client.run("SET key value");
        try (FakeReplica replica = new FakeReplica(server)) {
            assertEquals("+OK", replica.ask("REPLCONF rdb-filter-only functions"));
            assertEquals("-ERR Filtered replica requires EOF capability", replica.ask("PSYNC ? -1"));
            assertEquals("-ERR Unsupported rdb-filter-only option: keys", replica.ask("REPLCONF rdb-filter-only keys"));
            assertEquals("+OK", replica.ask("REPLCONF capa eof rdb-only 1"));
            assertTrue(replica.ask("PSYNC ? -1").startsWith("+FULLRESYNC"));
            String copy = replica.copy();
            assertTrue(copy.startsWith("REDIS") && !copy.contains("key"), copy);
        }
    }

    @Test
    void replicasThatComeTogetherShareACopy() throws IOException {
        client.run("CONFIG SET rdb-key-save-delay 1000000000");
        for (int i = 0; i < 20; i++) client.run("SET key:" + i + " v");
        try (FakeReplica first = new FakeReplica(server); FakeReplica second = new FakeReplica(server)) {
            String line = first.ask("PSYNC ? -1");
            client.run("SET meanwhile 1");
            assertEquals(line, second.ask("PSYNC ? -1"));
            client.run("CONFIG SET rdb-key-save-delay 0");
            assertEquals(first.copy(), second.copy());
            for (FakeReplica replica : new FakeReplica[] {first, second}) {
                assertEquals("SELECT 0", replica.command());
                assertEquals("SET meanwhile 1", replica.command());
            }
        }
        assertEquals("2", field("stats", "sync_full"));
    }

    // ---- going on

    @Test
    void replicaGoesOnWhereItWas() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k 1");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET k 1", replica.command());
        }
        long offset = Long.parseLong(field("replication", "master_repl_offset"));
        client.run("SET k 2");
        try (FakeReplica again = new FakeReplica(server)) {
            assertEquals("+OK", again.ask("REPLCONF capa psync2"));
            assertEquals("+CONTINUE " + id(), again.ask("PSYNC " + id() + " " + (offset + 1)));
            assertEquals("SET k 2", again.command());
            client.run("SET k 3");
            assertEquals("SET k 3", again.command());
        }
        try (FakeReplica old = new FakeReplica(server)) {
            assertEquals("+CONTINUE", old.ask("PSYNC " + id() + " " + (offset + 1)));
        }
        assertEquals("2", field("stats", "sync_partial_ok"));
        assertEquals("0", field("stats", "sync_partial_err"));
    }

    @Test
    void whatIsGoneFromTheBacklogNeedsAFullCopy() throws IOException {
        client.run("CONFIG SET repl-backlog-size 16384");
        try (FakeReplica replica = follower(7000)) {
            String large = "x".repeat(30_000);
            for (int i = 0; i < 5; i++) client.run("SET k " + large);
            assertEquals("SELECT 0", replica.command());
            for (int i = 0; i < 5; i++) assertEquals("SET k " + large, replica.command());
        }
        try (FakeReplica again = new FakeReplica(server)) {
            assertTrue(again.ask("PSYNC " + id() + " 1").startsWith("+FULLRESYNC " + id()));
            again.copy();
        }
        assertEquals("1", field("stats", "sync_partial_err"));
    }

    /** The master fails just behind the FLUSHALL: the file that this has saved must not say that it comes next. */
    @Test
    void whoHasMissedAFlushallDoesNotGoOnBeforeIt() throws IOException {
        server.close();
        server = TestServer.startIn(directory, "repl-diskless-sync no", "save 3600 1000000");
        client = server.connect();
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k 1");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET k 1", replica.command());
        }
        long offset = Long.parseLong(field("replication", "master_repl_offset"));
        assertEquals("OK", client.run("FLUSHALL"));
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Files.copy(directory.resolve("dump.rdb"), copy.resolve("dump.rdb"));
        try (TestServer again = TestServer.startIn(copy); FakeReplica replica = new FakeReplica(again)) {
            assertTrue(replica.ask("PSYNC " + id() + " " + (offset + 1)).startsWith("+FULLRESYNC"));
        }
    }

    // ---- acknowledgements

    @Test
    void waitIsAnsweredWhenEnoughHaveAcknowledged() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k v");
            assertEquals(":0", client.run("WAIT 1 1"));
            client.send("WAIT", "1", "0");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET k v", replica.command());
            assertEquals("REPLCONF GETACK *", replica.command());
            replica.send("REPLCONF ACK " + 1_000_000);
            assertEquals(":1", client.read());
            assertEquals(":1", client.run("WAIT 1 0"));
            assertEquals(":1", client.run("WAIT 2 1"));
        }
    }

    @Test
    void waitaofIsAnsweredWhenItIsOnTheReplicasDisks() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k v");
            assertEquals("-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.",
                    client.run("WAITAOF 1 0 0"));
            replica.send("REPLCONF ACK 1000000");
            awaitReplica("ip=127.0.0.1,port=7000,state=online,offset=1000000");
            assertEquals("[:0, :0]", client.run("WAITAOF 0 1 1"));
            client.send("WAITAOF", "0", "1", "0");
            replica.send("REPLCONF ACK 1000000 FACK 900000");
            assertEquals("[:0, :1]", client.read());
        }
    }

    @Test
    void waitaofKnowsTheOwnDisk() throws IOException {
        server.close();
        server = TestServer.startIn(directory, "appendonly yes", "appendfsync always");
        client = server.connect();
        client.run("SET k v");
        assertEquals("[:1, :0]", client.run("WAITAOF 1 0 0"));
        assertEquals("[:1, :0]", client.run("WAITAOF 0 0 0"));
    }

    @Test
    void tooFewReplicasMakeItReadOnly() throws IOException {
        assertEquals("OK", client.run("CONFIG SET min-replicas-to-write 1"));
        assertEquals("-NOREPLICAS Not enough good replicas to write.", client.run("SET k v"));
        assertEquals("nil", client.run("GET k"));
        assertEquals("0", field("replication", "min_slaves_good_slaves"));
        try (FakeReplica replica = follower(7000)) {
            await("replication", "min_slaves_good_slaves", "1");
            assertEquals("OK", client.run("SET k v"));
        }
        await("replication", "min_slaves_good_slaves", "0");
        assertEquals("-NOREPLICAS Not enough good replicas to write.", client.run("SET k v"));
    }

    // ---- who is there

    /** Or a load that takes longer than {@code repl-timeout} would cost the replica its link. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void newlinesOfAReplicaThatLoadsAreHeard(int ioThreads) throws IOException {
        restart("repl-diskless-sync no", "repl-ping-replica-period 3600", "io-threads " + ioThreads);
        try (FakeReplica replica = follower(7000)) {
            long deadline = System.currentTimeMillis() + 20_000;
            while (lagOfFirst() < 2) assertTrue(System.currentTimeMillis() < deadline);
            while (lagOfFirst() >= 2) {
                assertTrue(System.currentTimeMillis() < deadline);
                replica.newline();
            }
        }
    }

    private int lagOfFirst() throws IOException {
        String fields = field("replication", "slave0");
        return Integer.parseInt(fields.substring(fields.indexOf("lag=") + 4));
    }

    @Test
    void replicasAreShown() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            assertEquals("1", field("replication", "connected_slaves"));
            awaitReplica("ip=127.0.0.1,port=7000,state=online,offset=0");
            // 14 if the first PING, that of the server's first second, has found the replica there.
            String role = client.run("ROLE");
            assertTrue(role.matches("\\['master', :(0|14), \\[\\['127\\.0\\.0\\.1', '7000', '0']]]"), role);
            assertTrue(client.run("CLIENT LIST TYPE replica").contains(" flags=S "));
            assertEquals("1", field("clients", "connected_clients"), "it is no client");
            assertEquals(":1", client.run("CLIENT KILL TYPE replica"));
            assertNull(replica.line());
        }
        assertEquals("0", field("replication", "connected_slaves"));
        assertEquals("1", field("replication", "repl_backlog_active"));
    }

    @Test
    void announcedAddressIsShown() throws IOException {
        try (FakeReplica replica = new FakeReplica(server)) {
            assertEquals("+OK", replica.ask("REPLCONF ip-address replica.example listening-port 12"));
            replica.ask("PSYNC ? -1");
            replica.copy();
            awaitReplica("ip=replica.example,port=12,state=online,offset=0");
        }
    }

    @Test
    void replicaThatDoesNotReadCostsNoMoreThanItsLimit() throws IOException {
        client.call("CONFIG", "SET", "client-output-buffer-limit", "replica 3000000 0 0");
        try (FakeReplica reads = follower(7000); FakeReplica lazy = follower(7001)) {
            String large = "x".repeat(100_000);
            for (int i = 0; i < 200 && field("replication", "connected_slaves").equals("2"); i++) {
                client.run("SET k " + large);
                if (i == 0) assertEquals("SELECT 0", reads.command());
                assertEquals("SET k " + large, reads.command());
            }
            assertEquals("1", field("replication", "connected_slaves"));
            while (Long.parseLong(field("memory", "mem_clients_slaves")) > 1 << 20) Thread.onSpinWait();
            assertTrue(Long.parseLong(field("memory", "mem_total_replication_buffers")) < 2 << 20);
            assertFalse(lazy.toString().isEmpty());
        }
    }

    private long memoryStat(String name) throws IOException {
        return Long.parseLong(client.run("MEMORY STATS").replaceFirst("(?s).*'" + name + "', :(\\d+).*", "$1"));
    }

    @Test
    void memoryOfReplicasIsToldApart() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k v");
            replica.begin("*2\r\n$8\r\nREPLCONF\r\n$9000000\r\n" + "x".repeat(5_000_000));
            while (!client.run("CLIENT LIST TYPE replica").matches("(?s).* tot-mem=\\d{7,} .*")) Thread.onSpinWait();
            assertTrue(Long.parseLong(field("memory", "mem_clients_normal")) < 1 << 20);
            assertTrue(memoryStat("clients.normal") < 1 << 20);
            assertTrue(memoryStat("replication.backlog") > 0);
            assertEquals(field("memory", "mem_replication_backlog"), "" + memoryStat("replication.backlog"));
        }
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        assertEquals("-ERR syntax error", client.run("REPLCONF capa"));
        assertEquals("-ERR Unrecognized REPLCONF option: nothing", client.run("REPLCONF nothing 1"));
        assertEquals("-ERR value is not an integer or out of range", client.run("REPLCONF listening-port x"));
        assertEquals("-ERR value is not an integer or out of range", client.run("PSYNC ? x"));
        assertEquals("-ERR PSYNC FAILOVER can't be sent to a master.", client.run("PSYNC ? 1 FAILOVER"));
        assertEquals("PONG", client.run("PING"));
    }

    @Test
    void waitWaitsForTheDelOfAMigration() throws IOException {
        try (TestServer target = TestServer.start(); FakeReplica replica = follower(7000)) {
            replica.send("REPLCONF ACK 0");
            assertEquals("OK", client.run("SET key value"));
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET key value", replica.command());
            try (TestClient mover = server.connect()) {
                assertEquals("OK", mover.run("MIGRATE 127.0.0.1 " + target.port() + " key 0 5000"));
                assertEquals("DEL key", replica.command());
                mover.send("WAIT", "1", "0");
                assertEquals("REPLCONF GETACK *", replica.command());
                replica.send("REPLCONF ACK " + field("replication", "master_repl_offset"));
                assertEquals(":1", mover.read());
            }
        }
    }

    // ---- a clock that is set

    @ParameterizedTest
    @ValueSource(longs = {-HOUR_MS, HOUR_MS})
    void replicasDoNotNoticeThatTheClockIsSet(long byMs) throws IOException {
        restart("repl-diskless-sync no", "repl-ping-replica-period 1");
        try (FakeReplica replica = follower(7000)) {
            replica.send("REPLCONF ACK 0");
            server.setClock(byMs);
            // The first one may have been on its way before.
            for (int i = 0; i < 2; i++) assertEquals("*1 $4 PING", String.join(" ", replica.line(), replica.line(),
                    replica.line()));
            assertTrue(field("replication", "slave0").matches(".*,state=online,offset=0,lag=\\d"));
        }
    }

    @Test
    void failoverIsGivenUpInTimeThoughTheClockIsSetBack() throws IOException {
        try (FakeReplica replica = follower(7000)) {
            client.run("SET k 1");
            assertEquals("OK", client.run("FAILOVER TIMEOUT 200"));
            server.setClock(-HOUR_MS);
            await("replication", "master_failover_state", "no-failover");
        }
    }

    @Test
    void whoWaitsForReplicasIsAnsweredInTimeThoughTheClockIsSetBack() throws IOException {
        client.run("SET k 1");
        client.send("WAIT", "1", "200");
        server.setClock(-HOUR_MS);
        assertEquals(":0", client.read());
    }

    // ---- FAILOVER

    @Test
    void failoverNeedsAReplica() throws IOException {
        assertEquals("-ERR No failover in progress.", client.run("FAILOVER ABORT"));
        assertEquals("-ERR FAILOVER requires connected replicas.", client.run("FAILOVER"));
        assertEquals("-ERR FAILOVER timeout must be greater than 0", client.run("FAILOVER TIMEOUT 0"));
        assertEquals("-ERR syntax error", client.run("FAILOVER NOW"));
        try (FakeReplica replica = follower(7000)) {
            assertEquals("-ERR FAILOVER with force option requires both a timeout and target HOST and IP.",
                    client.run("FAILOVER FORCE"));
            assertEquals("-ERR FAILOVER target HOST and PORT is not a replica.", client.run("FAILOVER TO 127.0.0.1 1"));
        }
    }

    @Test
    void failoverHoldsWritesBackUntilItIsGivenUp() throws IOException {
        try (FakeReplica replica = follower(7000); TestClient writer = server.connect()) {
            client.run("SET k 1");
            assertEquals("OK", client.run("FAILOVER"));
            assertEquals("waiting-for-sync", field("replication", "master_failover_state"));
            assertEquals("-ERR FAILOVER already in progress.", client.run("FAILOVER"));
            writer.send("SET", "k", "2");
            await("clients", "blocked_clients", "1");
            try (FakeReplica other = new FakeReplica(server)) {
                assertEquals("-NOMASTERLINK Can't SYNC while failing over", other.ask("PSYNC ? -1"));
            }
            assertEquals("OK", client.run("FAILOVER ABORT"));
            assertEquals("OK", writer.read());
            assertEquals("no-failover", field("replication", "master_failover_state"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "GET key", "XINFO HELP", "REPLCONF capa eof"})
    void whoWantsAReplyIsNoReplica(String command) throws IOException {
        try (FakeReplica replica = new FakeReplica(server)) {
            replica.send("PSYNC ? -1").awaitCopy();
            replica.copy();
            replica.send("REPLCONF ACK 0");
            client.run("SET key value");
            assertEquals("SELECT 0", replica.command());
            assertEquals("SET key value", replica.command());
            replica.send(command);
            assertNull(replica.line());
            await("replication", "connected_slaves", "0");
        }
        // A replica has no business with keys.
        assertEquals(command.startsWith("GET") ? "1" : "0", field("stats", "unexpected_error_replies"));
    }

    @Test
    void anIdOfMegabytesIsNotCopiedForTheLog() throws IOException {
        String id = "x".repeat(8_000_000);
        long before = server.allocatedBytes();
        client.send("PSYNC", id, "1");
        assertTrue(client.read().startsWith("FULLRESYNC "));
        long allocated = server.allocatedBytes() - before;
        assertTrue(allocated < 4_000_000, "allocated=" + allocated);
    }
}
