package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.FreePort;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MigrateTest extends CommandTest {
    private static TestServer target;
    private static TestClient there;

    @BeforeAll
    static void startTarget() throws IOException {
        target = TestServer.start();
        there = target.connect();
    }

    @AfterAll
    static void stopTarget() throws IOException {
        target.close();
    }

    @BeforeEach
    void emptyTarget() throws IOException {
        there.run("FLUSHALL");
        there.run("SELECT 9");
    }

    private static String migrate(String key, String more) throws IOException {
        return run("MIGRATE 127.0.0.1 " + target.port() + " " + key + " 9 5000" + more);
    }

    private static String migrateKeys(String options, String keys) throws IOException {
        String words = "MIGRATE 127.0.0.1 " + target.port() + " _ 9 5000" + options + " KEYS " + keys;
        String[] request = words.split(" ");
        request[3] = "";
        return call(request);
    }

    // ---- what goes

    @Test
    void keysOfAllTypesGoWithTheirTimes() throws IOException {
        given("SET s v PX 100000", "RPUSH l a b", "HSET h f v", "SADD t 1 2", "ZADD z 1 a", "XADD x 1-1 f v");
        assertEquals("OK", migrateKeys("", "s l none h t z x"));
        assertEvents("keymiss none", "del s", "del l", "del h", "del t", "del z", "del x");
        assertPropagated("DEL s l h t z x");
        assertReply(":0", "DBSIZE");
        assertEquals("'v'", there.run("GET s"));
        long ttl = Long.parseLong(there.run("PTTL s").substring(1));
        assertTrue(ttl > 50_000 && ttl <= 100_000, "ttl=" + ttl);
        assertEquals("['a', 'b']", there.run("LRANGE l 0 -1"));
        assertEquals(":-1", there.run("TTL l"));
        assertEquals(":6", there.run("DBSIZE"));
    }

    @Test
    void aCopyLeavesTheKey() throws IOException {
        given("SET k v");
        assertEquals("OK", migrate("k", " COPY"));
        assertEvents();
        assertPropagated();
        assertReply("'v'", "GET k");
        assertEquals("'v'", there.run("GET k"));
    }

    @Test
    void largeValuesGoInPieces() throws IOException {
        String value = "0123456789abcdef".repeat(1 << 17);
        given("CONFIG SET rdbcompression no");
        call("SET", "k", value);
        assertEquals("OK", migrate("k", ""));
        given("CONFIG SET rdbcompression yes");
        assertEquals("'" + value + "'", there.run("GET k"));
        assertReply(":0", "DBSIZE");
    }

    @Test
    void manyKeysGoAtOnce() throws IOException {
        run("DEBUG POPULATE 5000 key 100");
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 5000; i++) keys.append("key:").append(i).append(' ');
        assertEquals("OK", migrateKeys(" REPLACE", keys.toString().strip()));
        assertEquals(":5000", there.run("DBSIZE"));
        assertReply(":0", "DBSIZE");
    }

    @Test
    void nothingThereIsNoError() throws IOException {
        assertEquals("NOKEY", migrate("none", ""));
        assertEquals("NOKEY", migrateKeys("", "a b"));
    }

    // ---- refusals

    @Test
    void onlyWhatWasTakenGoes() throws IOException {
        given("MSET a 1 b 2 c 3");
        there.run("SET b x");
        assertEquals("-ERR Target instance replied with error: BUSYKEY Target key name already exists.",
                migrateKeys("", "a b c"));
        assertPropagated("DEL a c");
        assertReply("['b']", "KEYS *");
        assertEquals("'x'", there.run("GET b"));
        assertEquals("OK", migrateKeys(" REPLACE", "b"));
        assertEquals("'2'", there.run("GET b"));
    }

    @Test
    void passwordsAreTold() throws IOException {
        given("SET k v");
        assertEquals("-ERR Target instance replied with error: ERR AUTH <password> called without any password configured "
                + "for the default user. Are you sure your configuration is correct?", migrate("k", " AUTH wrong"));
        assertReply("'v'", "GET k");
        assertEquals(":0", there.run("DBSIZE"));
        there.run("CONFIG SET requirepass secret");
        try {
            assertEquals("OK", migrate("k", " AUTH secret"));
            assertReply(":0", "EXISTS k");
            given("SET k w");
            assertEquals("OK", migrate("k", " REPLACE AUTH2 default secret"));
            given("SET k w");
            assertTrue(migrate("k", " AUTH wrong").startsWith("-ERR Target instance replied with error: WRONGPASS"));
            there.run("CLIENT KILL TYPE normal SKIPME yes");
            assertEquals("OK", migrate("k", " COPY REPLACE AUTH secret"));
            // Nobody uses a connection for which somebody else has authenticated.
            assertTrue(migrate("k", " REPLACE").startsWith("-ERR Target instance replied with error: NOAUTH"));
            assertReply("'w'", "GET k");
        } finally {
            there.run("CONFIG SET requirepass ");
            there.call("CONFIG", "SET", "requirepass", "");
        }
    }

    @Test
    void argumentsMustBeRight() throws IOException {
        given("SET k v");
        assertReply("-ERR wrong number of arguments for 'migrate' command", "MIGRATE h 1 k 0");
        assertReply("-ERR syntax error", "MIGRATE h 1 k 0 10 NOPE");
        assertReply("-ERR syntax error", "MIGRATE h 1 k 0 10 AUTH");
        assertReply("-ERR syntax error", "MIGRATE h 1 k 0 10 AUTH2 u");
        assertReply("-ERR value is not an integer or out of range", "MIGRATE h 1 k 0 x");
        assertReply("-ERR value is not an integer or out of range", "MIGRATE h 1 k x 10");
        assertReply("-ERR When using MIGRATE KEYS option, the key argument must be set to the empty string",
                "MIGRATE h 1 k 0 10 KEYS a b");
        assertEquals("-ERR Target instance replied with error: ERR DB index is out of range",
                run("MIGRATE 127.0.0.1 " + target.port() + " k 99 5000"));
        assertEquals("", there.run("INFO keyspace").replaceAll("(?s)'# Keyspace\r\n'", ""));
        given("MULTI", "MIGRATE h 1 k 0 10");
        assertReply("[-ERR MIGRATE waits for another server, so it can't be part of a transaction or a script]",
                "EXEC");
    }

    @Test
    void nobodyThereIsAnError() throws IOException {
        given("SET k v");
        int nobodys = FreePort.choose();
        String error = "-IOERR error or timeout connecting to the client";
        assertReply(error, "MIGRATE 127.0.0.1 " + nobodys + " k 0 5000");
        assertReply(error, "MIGRATE 127.0.0.1 x k 0 5000");
        assertReply(error, "MIGRATE no.such.host.invalid 1 k 0 5000");
        assertReply("'v'", "GET k");
        assertPropagated();
    }

    // ---- targets that behave badly

    /** A server that the test plays: takes connections, and answers when it wants. */
    private static final class Actor implements AutoCloseable {
        final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

        Actor() throws IOException {}

        /** A connection that has selected its database. */
        Socket accept() throws IOException {
            Socket link = socket.accept();
            readUntil(link, "SELECT\r\n$1\r\n0\r\n");
            say(link, "+OK\r\n");
            return link;
        }

        static void readUntil(Socket from, String end) throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf(end) < 0) {
                int c = from.getInputStream().read();
                if (c < 0) throw new IOException("closed after " + read);
                read.append((char) c);
            }
        }

        static void say(Socket to, String text) throws IOException {
            to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        String migration(String keys, int timeoutMs) {
            return TestClient.encode(("MIGRATE 127.0.0.1 " + socket.getLocalPort() + " _ 0 " + timeoutMs + " KEYS "
                    + keys).split(" ")).replace("$1\r\n_\r\n", "$0\r\n\r\n");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void silenceEndsAfterTheTimeout() throws IOException {
        given("SET k v");
        try (Actor actor = new Actor()) {
            assertReply("-IOERR error or timeout reading to target instance",
                    "MIGRATE 127.0.0.1 " + actor.socket.getLocalPort() + " k 0 1000");
        }
        assertReply("'v'", "GET k");
        assertReply("OK", "SET k w");
    }

    @Test
    void whatWasAcknowledgedBeforeTheEndGoes() throws IOException {
        given("MSET a 1 b 2");
        try (Actor actor = new Actor(); TestClient client = server().connect()) {
            client.raw(actor.migration("a b", 5000));
            try (Socket link = actor.accept()) {
                Actor.readUntil(link, "$1\r\nb\r\n");
                Actor.say(link, "+OK\r\n");
            }
            assertEquals("-IOERR error or timeout reading to target instance", client.read());
        }
        assertPropagated("DEL a");
        assertReply("['b']", "KEYS *");
    }

    @Test
    void aConnectionThatBreaksAtOnceIsOpenedOnceMore() throws IOException {
        given("SET k v");
        try (Actor actor = new Actor(); TestClient client = server().connect()) {
            client.raw(actor.migration("k", 5000));
            actor.accept().close();
            try (Socket link = actor.accept()) {
                Actor.readUntil(link, "$1\r\nk\r\n");
                Actor.say(link, "+OK\r\n");
                assertEquals("OK", client.read());
            }
            client.run("SET k v");
            client.raw(actor.migration("k", 5000));
            actor.accept().close();
            actor.accept().close();
            assertEquals("-IOERR error or timeout reading to target instance", client.read());
            assertEquals("'v'", client.run("GET k"));
        }
    }

    // ---- meanwhile

    @Test
    void whoeverWritesToTheKeysWaitsAndOthersDoNot() throws IOException {
        given("SET k v", "SET other v", "SET l 1");
        try (Actor actor = new Actor(); TestClient client = server().connect(); TestClient writer = server().connect();
                TestClient transaction = server().connect(); TestClient flusher = server().connect();
                TestClient again = server().connect()) {
            client.raw(actor.migration("k l", 20_000));
            try (Socket link = actor.accept()) {
                Actor.readUntil(link, "$1\r\nl\r\n");
                writer.send("APPEND", "k", "x");
                transaction.run("MULTI");
                assertEquals("QUEUED", transaction.run("GET other"));
                assertEquals("QUEUED", transaction.run("INCR l"));
                transaction.send("EXEC");
                again.raw(actor.migration("k", 20_000));
                awaitBlocked(4);
                flusher.send("FLUSHALL");
                awaitBlocked(5);
                assertReply("'v'", "GET k");
                assertReply("OK", "SET other w");
                assertTrue(run("CLIENT LIST").contains("cmd=append"));
                assertTrue(writer.hasNothingToRead() && transaction.hasNothingToRead() && flusher.hasNothingToRead());
                Actor.say(link, "+OK\r\n+OK\r\n");
                assertEquals("OK", client.read());
                assertEquals(":1", writer.read());
                assertEquals("['w', :1]", transaction.read());
                Actor.readUntil(link, "$1\r\nk\r\n");
                Actor.say(link, "+OK\r\n");
                assertEquals("OK", again.read());
                assertEquals("OK", flusher.read());
            }
        }
        assertReply(":0", "DBSIZE");
    }

    @Test
    void whoWaitsForAKeyIsServedLater() throws IOException {
        given("RPUSH source 1");
        try (Actor actor = new Actor(); TestClient client = server().connect(); TestClient popper = server()
                .connect()) {
            popper.send("BLMOVE", "list", "source", "LEFT", "LEFT", "0");
            awaitBlocked(1);
            client.raw(actor.migration("source", 20_000));
            try (Socket link = actor.accept()) {
                Actor.readUntil(link, "$6\r\nsource\r\n");
                assertReply(":1", "RPUSH list x");
                assertReply(":1", "LLEN list");
                Actor.say(link, "+OK\r\n");
                assertEquals("OK", client.read());
                assertEquals("'x'", popper.read());
            }
        }
        assertReply("['x']", "LRANGE source 0 -1");
    }

    @Test
    void aClientMayGoAndWhatWasTakenGoesAllTheSame() throws IOException {
        given("SET k v");
        try (Actor actor = new Actor()) {
            try (TestClient client = server().connect()) {
                client.raw(actor.migration("k", 20_000));
                try (Socket link = actor.accept()) {
                    Actor.readUntil(link, "$1\r\nk\r\n");
                    client.close();
                    while (run("INFO clients").contains("blocked_clients:1")) Thread.onSpinWait();
                    Actor.say(link, "+OK\r\n");
                    while (!run("EXISTS k").equals(":0")) Thread.onSpinWait();
                }
            }
        }
        assertPropagated("DEL k");
        assertReply("OK", "SET k again");
    }

    @Test
    void aPauseOfWritesKeepsTheKeyUntilItsEnd() throws IOException {
        given("SET k v");
        try (Actor actor = new Actor(); TestClient client = server().connect()) {
            client.raw(actor.migration("k", 20_000));
            try (Socket link = actor.accept()) {
                Actor.readUntil(link, "$1\r\nk\r\n");
                run("CLIENT PAUSE 100000 WRITE");
                Actor.say(link, "+OK\r\n");
                for (int i = 0; i < 100; i++) assertReply(":1", "EXISTS k");
                run("CLIENT UNPAUSE");
                assertEquals("OK", client.read());
            }
        }
        assertReply(":0", "EXISTS k");
    }

    private static void awaitBlocked(int clients) throws IOException {
        while (!run("INFO clients").contains("blocked_clients:" + clients + "\r\n")) Thread.onSpinWait();
    }

    // ---- connections

    @Test
    void connectionsRestBetweenMigrations() throws IOException {
        given("SET a 1", "SET b 2", "SET c 3");
        String before = there.run("INFO stats").replaceFirst("(?s).*total_connections_received:(\\d+).*", "$1");
        assertEquals("OK", migrate("a", ""));
        assertTrue(!run("INFO stats").contains("migrate_cached_sockets:0"));
        assertEquals("OK", migrate("b", ""));
        assertEquals("OK", run("MIGRATE 127.0.0.1 " + target.port() + " c 3 5000"));
        String after = there.run("INFO stats").replaceFirst("(?s).*total_connections_received:(\\d+).*", "$1");
        assertTrue(Integer.parseInt(after) - Integer.parseInt(before) <= 1, before + " -> " + after);
        there.run("SELECT 3");
        assertEquals("'3'", there.run("GET c"));
    }

    @Test
    void aConnectionThatWasClosedWhileItRestedIsOpenedAgain() throws IOException {
        given("SET a 1", "SET b 2");
        assertEquals("OK", migrate("a", ""));
        there.run("CLIENT KILL TYPE normal SKIPME yes");
        assertEquals("OK", migrate("b", ""));
    }
}
