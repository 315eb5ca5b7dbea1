package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.OutputGate;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a replica of a master that does what the test says. */
class FollowingTest {
    private static final long HOUR_MS = 3_600_000;

    private FakeMaster master;
    private TestServer server;
    private TestClient client;
    private TestClient applied;

    @BeforeEach
    void start() throws IOException {
        master = new FakeMaster();
        server = TestServer.start("enable-debug-command yes");
        client = server.connect();
        applied = server.connect();
        applied.run("SUBSCRIBE channel");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        master.close();
    }

    private void follow() throws IOException {
        assertEquals("OK", client.run("REPLICAOF 127.0.0.1 " + master.port()));
    }

    private void awaitUp() throws IOException {
        awaitField("master_link_status", "up");
    }

    private String field(String name) throws IOException {
        for (String line : client.run("INFO everything").split("\r?\n")) {
            if (line.startsWith(name + ":")) return line.substring(name.length() + 1);
        }
        return "";
    }

    private void awaitField(String name, String value) throws IOException {
        for (long deadline = System.currentTimeMillis() + 20_000; !field(name).equals(value); Thread.onSpinWait()) {
            assertTrue(System.currentTimeMillis() < deadline, name + "=" + field(name));
        }
    }

    /**
     * Asks how far the replica is, and waits for this answer; what it says once a second without being asked comes,
     * too.
     */
    private void assertAck(long offset) throws IOException {
        master.stream("REPLCONF", "GETACK", "*");
        String expected = "REPLCONF ACK " + offset;
        String said;
        do said = master.command();
        while (!said.equals(expected) && Long.parseLong(said.split(" ")[2]) < offset);
        assertEquals(expected, said);
    }

    /** Waits until all that was sent is applied. */
    private void awaitApplied() throws IOException {
        master.stream("PUBLISH", "channel", "done");
        applied.read();
    }

    @Test
    void saysWhoItIsAndAsksForAll() throws IOException {
        follow();
        master.accept();
        assertEquals("PING", master.command());
        assertTrue(client.run("ROLE").contains("handshake"));
        master.send("+PONG\r\n");
        assertEquals("REPLCONF listening-port " + server.port(), master.command());
        assertEquals("REPLCONF capa eof capa psync2", master.command());
        master.send("+OK\r\n+OK\r\n");
        assertEquals("PSYNC", master.command().split(" ")[0]);
    }

    @Test
    void anOffsetCountsWholeTransactions() throws IOException {
        follow();
        master.fullSync(1000);
        awaitUp();
        long offset = 1000;
        assertAck(offset);
        offset += FakeMaster.encode("REPLCONF", "GETACK", "*").length();
        offset += master.stream("SELECT", "3");
        offset += master.stream("SET", "key", "value");
        assertAck(offset);
        offset += FakeMaster.encode("REPLCONF", "GETACK", "*").length();
        int begun = master.stream("MULTI") + master.stream("INCR", "n") + master.stream("INCR", "n");
        awaitField("slave_read_repl_offset", Long.toString(offset + begun));
        assertEquals(Long.toString(offset), field("slave_repl_offset"));
        assertEquals(Long.toString(offset), field("master_repl_offset"));
        offset += begun + master.stream("EXEC");
        awaitField("slave_repl_offset", Long.toString(offset));
        assertEquals("OK", client.run("SELECT 3"));
        assertEquals("'2'", client.run("GET n"));
        assertEquals("'value'", client.run("GET key"));
    }

    /** With {@code appendfsync no} nothing else says that the disk has it. */
    @Test
    void aBaseThatIsWholeHasTheDataSet(@TempDir Path directory) throws IOException {
        try (TestServer keeping = TestServer.startIn(directory, "appendonly yes", "appendfsync no")) {
            assertEquals("OK", keeping.connect().run("REPLICAOF 127.0.0.1 " + master.port()));
            master.fullSync(1000);
            String said;
            do said = master.command();
            while (said.equals("REPLCONF ACK 1000 FACK 0"));
            assertEquals("REPLCONF ACK 1000 FACK 1000", said);
        }
    }

    /** Else it could take the name from that file, and be loaded as the master's data set. */
    @Test
    void aSaveOfTheOldDataSetEndsBeforeTheFileOfTheNewOneGetsItsName(@TempDir Path directory) throws IOException {
        try (TestServer saving = TestServer.startIn(directory, "rdb-key-save-delay 100000000")) {
            TestClient operator = saving.connect();
            assertEquals("OK", operator.run("SET old 1"));
            assertEquals("Background saving started", operator.run("BGSAVE"));
            // The file can't have this name, so that it is to be seen what was done before.
            Files.createDirectories(directory.resolve("dump.rdb/taken"));
            assertEquals("OK", operator.run("REPLICAOF 127.0.0.1 " + master.port()));
            master.fullSync(1000);
            master.handshake();
            assertTrue(operator.run("INFO persistence").contains("rdb_bgsave_in_progress:0"));
            assertEquals("'1'", operator.run("GET old"));
            assertEquals("OK", operator.run("CONFIG SET rdb-key-save-delay 0"));
        }
    }

    @Test
    void afterAFullSyncThatFailedTheFileGoesOnWithTheStream(@TempDir Path directory) throws IOException {
        try (TestServer keeping = TestServer.startIn(directory, "appendonly yes", "repl-diskless-load swapdb")) {
            TestClient operator = keeping.connect();
            assertEquals("OK", operator.run("REPLICAOF 127.0.0.1 " + master.port()));
            master.fullSync(1000);
            assertEquals("REPLCONF ACK 1000 FACK 1000", lastOfAcks(1000));
            assertEquals(":1", operator.run("CLIENT KILL TYPE master"));
            master.brokenSync(2000);
            assertEquals("PSYNC " + FakeMaster.ID + " 1001", master.handshake());
            master.send("+CONTINUE\r\n");
            long offset = 1000 + master.stream("SET", "key", "value");
            assertEquals("REPLCONF ACK " + offset + " FACK " + offset, lastOfAcks(offset));
        }
        try (TestServer again = TestServer.startIn(directory, "appendonly yes")) {
            assertEquals("'value'", again.connect().run("GET key"));
        }
    }

    /** The acknowledgement that says that the disk has all up to this offset; those before it are skipped. */
    private String lastOfAcks(long offset) throws IOException {
        String said;
        do said = master.command();
        while (!said.endsWith(" FACK " + offset));
        return said;
    }

    /** With the master's FLUSHALL it is there once more, and that can come again. */
    @Test
    void theFileOfAFlushallSaysWhereItIs(@TempDir Path directory) throws IOException {
        try (TestServer saving = TestServer.startIn(directory, "save 3600 1000000")) {
            assertEquals("OK", saving.connect().run("REPLICAOF 127.0.0.1 " + master.port()));
            master.fullSync(1000);
            long offset = 1000 + master.stream("SET", "key", "value") + master.stream("FLUSHALL");
            String said;
            do said = master.command();
            while (!said.equals("REPLCONF ACK " + offset));
        }
        try (TestServer again = TestServer.startIn(directory, "replicaof 127.0.0.1 " + master.port())) {
            long before = 1000 + FakeMaster.encode("SET", "key", "value").length();
            assertEquals("PSYNC " + FakeMaster.ID + " " + (before + 1), master.handshake());
        }
    }

    @Test
    void countsWhatTheMasterHasSent() throws IOException {
        follow();
        int dataSet = master.fullSync(1000);
        int stream = master.stream("SET", "key", "value") + master.stream("MULTI") + master.stream("INCR", "n")
                + master.stream("EXEC");
        awaitField("total_net_repl_input_bytes", Integer.toString(dataSet + stream));
        assertTrue(Long.parseLong(field("total_net_input_bytes")) > dataSet + stream);
    }

    @Test
    void aStreamedDataSetIsAcknowledgedAtOnce() throws IOException {
        follow();
        master.streamedSync(77);
        assertEquals("REPLCONF ACK 77", master.command());
    }

    @Test
    void aLostLinkIsResumedInItsDatabase() throws IOException {
        follow();
        master.fullSync(0);
        int bytes = master.stream("SELECT", "5") + master.stream("SET", "a", "1");
        awaitField("slave_repl_offset", Integer.toString(bytes));
        // Half a command is lost with the link, and asked for again.
        master.send("*2\r\n$4\r\nINCR");
        assertEquals(":1", client.run("CLIENT KILL TYPE master"));
        assertEquals("PSYNC " + FakeMaster.ID + " " + (bytes + 1), master.handshake());
        master.send("+CONTINUE\r\n");
        master.stream("INCR", "a");
        awaitUp();
        assertAck(bytes + FakeMaster.encode("INCR", "a").length());
        assertEquals("OK", client.run("SELECT 5"));
        assertEquals("'2'", client.run("GET a"));
    }

    @Test
    void whatIsNoCommandEndsTheLinkAndIsNotResumed() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        master.send("SET a 1\r\n");
        assertTrue(master.isClosed());
        assertEquals("PSYNC ? -1", master.handshake());
        master.send("+FULLRESYNC what\r\n");
        assertEquals(":0", client.run("DBSIZE"));
    }

    @Test
    void aCommandThatFailsIsCountedAndTheStreamGoesOn() throws IOException {
        follow();
        master.fullSync(0);
        master.stream("NOSUCHCOMMAND");
        master.stream("SET", "a", "x");
        master.stream("INCR", "a");
        master.stream("SET", "b", "y");
        awaitUp();
        awaitApplied();
        assertEquals("'y'", client.run("GET b"));
        assertEquals("2", field("unexpected_error_replies"));
    }

    @Test
    void onlyTheMasterExpiresKeys() throws IOException {
        follow();
        master.fullSync(0);
        master.stream("SET", "a", "5", "PXAT", "1");
        master.stream("SET", "b", "5", "PXAT", "1");
        awaitUp();
        awaitApplied();
        assertEquals(":2", client.run("DBSIZE"));
        assertEquals("nil", client.run("GET a"));
        assertEquals(":0", client.run("EXISTS a b"));
        assertEquals(":2", client.run("DBSIZE"));
        // For the master it is still there.
        master.stream("INCR", "a");
        master.stream("PERSIST", "a");
        master.stream("DEL", "b");
        awaitApplied();
        assertEquals("'6'", client.run("GET a"));
        assertEquals(":1", client.run("DBSIZE"));
    }

    /** A replica deletes nothing for its time, not even while it is paused. */
    @Test
    void aPausedReplicaWaitsForItsMasterToo() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        assertEquals("OK", client.run("CLIENT PAUSE 100000 WRITE"));
        master.stream("SET", "a", "1");
        master.stream("PEXPIREAT", "a", "1");
        master.stream("HSET", "h", "f", "1");
        master.stream("HPEXPIREAT", "h", "1", "FIELDS", "1", "f");
        master.stream("SET", "b", "1");
        master.stream("GETEX", "b", "EXAT", "1");
        awaitApplied();
        assertEquals(":3", client.run("DBSIZE"));
        assertEquals(":1", client.run("HLEN h"));
        assertEquals("nil", client.run("GET a"));
        master.stream("PERSIST", "a");
        awaitApplied();
        assertEquals("'1'", client.run("GET a"));
        assertEquals("OK", client.run("CLIENT UNPAUSE"));
    }

    /** It may have a higher one. */
    @Test
    void theLimitOfStringsIsNotForTheMaster() throws IOException {
        assertEquals("OK", client.run("CONFIG SET proto-max-bulk-len 1mb"));
        follow();
        master.fullSync(0);
        master.stream("SETRANGE", "a", "2000000", "x");
        master.stream("APPEND", "a", "y");
        master.stream("SETBIT", "b", "16000000", "1");
        master.stream("BITFIELD", "c", "SET", "u8", "#2000000", "1");
        awaitUp();
        awaitApplied();
        assertEquals(":2000002", client.run("STRLEN a"));
        assertEquals(":2000001", client.run("STRLEN b"));
        assertEquals(":2000001", client.run("STRLEN c"));
    }

    /** What the master does to a field that is due here went before the HDEL that will end it, or saves it. */
    @Test
    void onlyTheMasterExpiresFields() throws IOException {
        follow();
        master.fullSync(0);
        master.stream("HSET", "h", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", "6");
        master.stream("HPEXPIREAT", "h", "1", "FIELDS", "6", "a", "b", "c", "d", "e", "f");
        awaitUp();
        awaitApplied();
        assertEquals("[nil, nil]", client.run("HMGET h a b"));
        master.stream("HPEXPIREAT", "h", "5000000000000", "FIELDS", "1", "a");
        master.stream("HINCRBY", "h", "b", "10");
        master.stream("HINCRBYFLOAT", "h", "c", "0.5");
        master.stream("HSETEX", "h", "FXX", "PXAT", "5000000000000", "FIELDS", "1", "d", "9");
        master.stream("HPERSIST", "h", "FIELDS", "1", "e");
        master.stream("HPERSIST", "h", "FIELDS", "2", "b", "c");
        awaitApplied();
        assertEquals("['1', '12', '3.5', '9', '5', nil]", client.run("HMGET h a b c d e f"));
        assertEquals("[:5000000000000, :-1, :-1, :5000000000000, :-1, :-2]",
                client.run("HPEXPIRETIME h FIELDS 6 a b c d e f"));
        assertEquals(":6", client.run("HLEN h"));
    }

    @Test
    void aPausedReplicaLeavesItToTheMasterToo() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        assertEquals("OK", client.run("CLIENT PAUSE 1000000 WRITE"));
        master.stream("SET", "a", "x");
        master.stream("PEXPIREAT", "a", "1");
        master.stream("HSET", "h", "f", "x");
        master.stream("HPEXPIREAT", "h", "1", "FIELDS", "1", "f");
        awaitApplied();
        assertEquals(":2", client.run("DBSIZE"));
        assertEquals("nil", client.run("GET a"));
        // There the time had not come.
        master.stream("PERSIST", "a");
        awaitApplied();
        assertEquals("'x'", client.run("GET a"));
    }

    @Test
    void aWritableReplicaExpiresWhatIsItsOwn() throws IOException {
        follow();
        master.fullSync(0);
        master.stream("SET", "theirs", "v", "PXAT", "1");
        awaitUp();
        awaitApplied();
        assertEquals("-READONLY You can't write against a read only replica.", client.run("SET ours v PX 1"));
        assertEquals("OK", client.run("CONFIG SET replica-read-only no"));
        assertEquals("OK", client.run("SET ours v PX 1"));
        awaitField("expired_keys", "1");
        assertEquals(":1", client.run("DBSIZE"));
        assertEquals(":1", client.run("INCR theirs"));
        assertEquals(":-1", client.run("TTL theirs"));
    }

    @Test
    void aWritableReplicaExpiresItsKeysWhateverNameTheyHave() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        assertEquals("OK", client.run("CONFIG SET replica-read-only no"));
        String soon = " PX 1500";
        for (String key : List.of("old", "old-nx", "moved", "copied")) {
            assertEquals("OK", client.run("SET " + key + " v" + soon));
        }
        assertEquals("OK", client.run("RENAME old new"));
        assertEquals(":1", client.run("RENAMENX old-nx new-nx"));
        assertEquals(":1", client.run("MOVE moved 3"));
        assertEquals(":1", client.run("COPY copied copy"));
        assertEquals(":1", client.run("COPY copied copy DB 4"));
        assertEquals("OK", client.run("SET expiring v"));
        assertEquals(":1", client.run("PEXPIRE expiring 1500"));
        assertEquals("OK", client.run("PSETEX set-with-time 1500 v"));
        assertEquals("OK", client.run("SET got v"));
        assertEquals("'v'", client.run("GETEX got" + soon));
        String dump = client.run("DUMP got");
        assertEquals("OK", client.call("RESTORE", "restored", "1500", dump.substring(1, dump.length() - 1)));
        awaitField("expired_keys", "10");
        assertEquals("", field("db0") + field("db3") + field("db4"));
        awaitField("slave_expires_tracked_keys", "0");
    }

    @Test
    void withANewDataSetNoKeyIsAReplicasOwn() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        assertEquals("OK", client.run("CONFIG SET replica-read-only no"));
        assertEquals("OK", client.run("SET key v EX 1000"));
        awaitField("slave_expires_tracked_keys", "1");
        assertEquals(":1", client.run("CLIENT KILL TYPE master"));
        assertEquals("PSYNC", master.handshake().split(" ")[0]);
        master.fullSync(1000);
        master.stream("SET", "key", "theirs", "EX", "1000");
        awaitUp();
        while (!client.run("GET key").equals("'theirs'")) Thread.onSpinWait();
        assertEquals("0", field("slave_expires_tracked_keys"));
    }

    @Test
    void staleDataIsHiddenIfAskedFor() throws IOException {
        assertEquals("OK", client.run("CONFIG SET replica-serve-stale-data no"));
        follow();
        String down = "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
        assertEquals(down, client.run("GET a"));
        assertEquals("OK", client.run("MULTI"));
        assertEquals(down, client.run("GET a"));
        assertTrue(client.run("EXEC").startsWith("-EXECABORT"));
        assertTrue(client.run("INFO").contains("role:slave"));
        master.fullSync(0);
        awaitUp();
        assertEquals("nil", client.run("GET a"));
    }

    @Test
    void whoIsBlockedIsSentAway() throws IOException {
        TestClient blocked = server.connect();
        blocked.send("BLPOP", "list", "0");
        awaitField("blocked_clients", "1");
        follow();
        assertEquals("-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
                blocked.read());
        assertTrue(blocked.isClosedByServer());
    }

    @Test
    void aReaderThatWaitsIsServedByTheStream() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        TestClient reader = server.connect();
        reader.send("XREAD", "BLOCK", "0", "STREAMS", "x", "$");
        awaitField("blocked_clients", "1");
        master.stream("XADD", "x", "1-1", "field", "value");
        assertTrue(reader.read().contains("1-1"));
    }

    @Test
    void aWatchedKeyThatTheMasterChangesEndsTheTransaction() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        assertEquals("OK", client.run("WATCH a"));
        master.stream("SET", "a", "1");
        awaitApplied();
        assertEquals("OK", client.run("MULTI"));
        assertEquals("QUEUED", client.run("GET a"));
        assertEquals("nil*", client.run("EXEC"));
    }

    /** Nothing of its own comes into the stream, or it would be elsewhere than its master from then on. */
    @Test
    void atItsEndAReplicaAsksNobodyHowFarTheyAre() throws IOException {
        follow();
        master.fullSync(1000);
        awaitUp();
        try (FakeReplica below = new FakeReplica(server)) {
            below.send("PSYNC " + FakeMaster.ID + " 1001");
            assertTrue(below.line().startsWith("+CONTINUE"));
            long offset = 1000 + master.stream("PUBLISH", "channel", "before");
            assertEquals("PUBLISH channel before", below.command());
            assertEquals("OK", client.run("CONFIG SET shutdown-timeout 1000"));
            client.send("SHUTDOWN");
            awaitPaused();
            offset += master.stream("PUBLISH", "channel", "after");
            assertEquals("PUBLISH channel after", below.command());
            below.send("REPLCONF ACK " + offset);
            while (server.exitStatus() < 0) Thread.onSpinWait();
            assertEquals(0, server.exitStatus());
        }
    }

    /** Waits until the end of the server has begun, and that waits for its replicas. */
    private void awaitPaused() throws IOException {
        try (TestClient other = new TestClient(server.port())) {
            for (long deadline = System.currentTimeMillis() + 20_000; ; Thread.onSpinWait()) {
                if (other.run("INFO server").contains("shutdown_in_milliseconds:")) return;
                assertTrue(System.currentTimeMillis() < deadline, "nothing waits");
            }
        }
    }

    /** Makes nothing durable, and counts how often the link has wanted to say something. */
    private static final class StalledDisk implements OutputGate {
        private final List<Connection> waiting = new ArrayList<>();
        private final CountDownLatch asked = new CountDownLatch(6);
        private boolean stalls = true;

        @Override
        public long position() {
            asked.countDown();
            return 1;
        }

        @Override
        public boolean isOpen(long position) {
            return !stalls;
        }

        @Override
        public void hold(Connection connection, long position) {
            waiting.add(connection);
        }

        void goOn() {
            stalls = false;
            waiting.forEach(Connection::release);
        }
    }

    @Test
    void aMasterIsNotSilentWhileOurOwnDiskHoldsItsStreamUp() throws Exception {
        assertEquals("OK", client.run("CONFIG SET repl-timeout 1"));
        follow();
        master.fullSync(1000);
        awaitUp();
        StalledDisk disk = new StalledDisk();
        server.gate(disk);
        long offset = 1000 + master.stream("SET", "key", "value");
        // Once for the command, then for the acknowledgement of each second.
        assertTrue(disk.asked.await(20, TimeUnit.SECONDS));
        server.onExecutor(disk::goOn);
        String said;
        do said = master.command();
        while (said.equals("REPLCONF ACK 1000"));
        assertEquals("REPLCONF ACK " + offset, said);
    }

    @ParameterizedTest
    @ValueSource(longs = {-HOUR_MS, HOUR_MS})
    void theLinkDoesNotNoticeThatTheClockIsSet(long byMs) throws IOException {
        follow();
        master.fullSync(1000);
        awaitUp();
        server.setClock(byMs);
        // The first one may have been on its way before.
        assertEquals("REPLCONF ACK 1000", master.command());
        assertEquals("REPLCONF ACK 1000", master.command());
        assertTrue(Long.parseLong(field("master_last_io_seconds_ago")) < 60);
    }

    @Test
    void theLongestTimeoutIsNoShortOne() throws IOException {
        assertEquals("OK", client.run("CONFIG SET repl-timeout 2147483647"));
        follow();
        master.fullSync(1000);
        for (int i = 0; i < 3; i++) assertEquals("REPLCONF ACK 1000", master.command());
    }

    /** Its memory is the master's business, unless it is said otherwise. */
    @Test
    void aReplicaEvictsNothingForALimitThatIsSet() throws IOException {
        follow();
        master.fullSync(1000);
        awaitUp();
        long offset = 1000 + master.stream("SET", "k", "v");
        assertEquals("OK", client.run("CONFIG SET maxmemory-policy allkeys-lru"));
        assertEquals("OK", client.run("CONFIG SET maxmemory 1"));
        // The slice that it schedules comes before this.
        server.onExecutor(() -> { });
        master.stream("REPLCONF", "GETACK", "*");
        while (!master.command().startsWith("REPLCONF ACK " + offset)) Thread.onSpinWait();
        assertEquals(":1", client.run("DBSIZE"));
        assertEquals("OK", client.run("CONFIG SET replica-ignore-maxmemory no"));
        assertEquals("OK", client.run("CONFIG SET maxmemory 2"));
        while (!client.run("DBSIZE").equals(":0")) Thread.onSpinWait();
    }

    @Test
    void roleAndReplicaofOfAReplica() throws IOException {
        assertEquals("OK", client.run("REPLICAOF NO ONE"));
        follow();
        assertEquals("OK Already connected to specified master", client.run("REPLICAOF 127.0.0.1 " + master.port()));
        master.fullSync(5);
        awaitUp();
        assertTrue(client.run("ROLE").contains("connected"), client.run("ROLE"));
        assertEquals("-ERR Invalid master port", client.run("REPLICAOF 127.0.0.1 70000"));
        assertEquals("OK", client.run("SLAVEOF NO ONE"));
        assertTrue(client.run("ROLE").contains("master"));
        assertEquals(FakeMaster.ID, field("master_replid2"));
        assertEquals("6", field("second_repl_offset"));
        assertEquals("OK", client.run("SET a 1"));
    }

    @Test
    void theMasterIsAClientOfItsKind() throws IOException {
        follow();
        master.fullSync(0);
        awaitUp();
        String list = client.run("CLIENT LIST TYPE master");
        assertTrue(list.contains("flags=M "), list);
        assertTrue(list.contains(":" + master.port()), list);
    }
}
