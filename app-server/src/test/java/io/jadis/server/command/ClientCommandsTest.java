package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class ClientCommandsTest extends CommandTest {
    private static String id(TestClient client) throws IOException {
        return client.run("CLIENT ID").substring(1);
    }

    private static String field(String line, String name) {
        int start = line.indexOf(" " + name + "=") + name.length() + 2;
        return line.substring(start, line.indexOf(' ', start));
    }

    // ---- who is there

    @Test
    void idsGrow() throws IOException {
        try (TestClient a = server().connect(); TestClient b = server().connect()) {
            assertTrue(Long.parseLong(id(a)) < Long.parseLong(id(b)));
        }
    }

    @Test
    void lineOfAClientHasAllFieldsInOrder() throws IOException {
        assertTrue(run("CLIENT INFO")
                .matches("(?s)'id=\\d+ addr=127\\.0\\.0\\.1:\\d+ laddr=127\\.0\\.0\\.1:\\d+ fd=-?\\d+ "
                + "name= age=\\d+ idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=26 qbuf-free=\\d+ argv-mem=\\d+ "
                + "multi-mem=0 rbs=\\d+ rbp=\\d+ obl=0 oll=0 omem=0 tot-mem=\\d+ events=r cmd=client\\|info user=default "
                + "redir=-1 resp=2 lib-name= lib-ver=\n'"));
    }

    @Test
    void listShowsWhatClientsAreIn() throws IOException {
        try (TestClient client = server().connect()) {
            client.run("HELLO 3");
            client.run("SELECT 5");
            client.run("SUBSCRIBE a b");
            client.read();
            client.run("PSUBSCRIBE p*");
            client.run("SSUBSCRIBE s");
            client.run("WATCH k");
            client.run("MULTI");
            client.run("SET k v");
            String line = run("CLIENT LIST TYPE pubsub");
            assertTrue(line.contains(" flags=Px db=5 sub=2 psub=1 ssub=1 multi=1 "), line);
            assertTrue(Long.parseLong(field(line, "multi-mem")) > 0, line);
            assertTrue(line.contains(" cmd=set "), line);
            run("SELECT 5");
            run("SET k other");
            run("SELECT 0");
            assertTrue(run("CLIENT LIST TYPE pubsub").contains(" flags=Pxd "));
        }
    }

    @Test
    void listTakesTypesAndIds() throws IOException {
        try (TestClient client = server().connect()) {
            String id = id(client);
            assertTrue(run("CLIENT LIST ID " + id + " 999999").startsWith("'id=" + id + " "));
            assertEquals(2, run("CLIENT LIST ID " + id + " 999999 " + id).split("id=" + id + " ", -1).length - 1);
            assertTrue(run("CLIENT LIST TYPE NORMAL").contains("id=" + id + " "));
            assertReply("''", "CLIENT LIST TYPE replica");
            assertReply("''", "CLIENT LIST TYPE master");
            assertReply("-ERR Unknown client type 'nothing'", "CLIENT LIST TYPE nothing");
            assertReply("-ERR Invalid client ID", "CLIENT LIST ID x");
            assertReply("-ERR Invalid client ID", "CLIENT LIST ID " + id + " x");
            assertReply("-ERR syntax error", "CLIENT LIST foo");
            assertReply("-ERR unknown subcommand 'nonsense'. Try CLIENT HELP.", "CLIENT nonsense");
        }
    }

    // ---- names

    @Test
    void namesArePrintableAndMayBeTakenAway() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("nil", client.run("CLIENT GETNAME"));
            assertEquals("OK", client.run("CLIENT SETNAME me"));
            assertEquals("'me'", client.run("CLIENT GETNAME"));
            assertEquals("-ERR Client names cannot contain spaces, newlines or special characters.",
                    client.call("CLIENT", "SETNAME", "a b"));
            assertEquals("-ERR Client names cannot contain spaces, newlines or special characters.",
                    client.call("CLIENT", "SETNAME", "\u00e9"));
            assertEquals("OK", client.call("CLIENT", "SETNAME", ""));
            assertEquals("nil", client.run("CLIENT GETNAME"));
        }
    }

    @Test
    void librariesAreNamedToo() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("OK", client.run("CLIENT SETINFO LIB-NAME lib"));
            assertEquals("OK", client.run("CLIENT SETINFO lib-ver 1.2"));
            assertEquals("-ERR lib-name cannot contain spaces, newlines or special characters.",
                    client.call("CLIENT", "SETINFO", "lib-name", "a\n"));
            assertEquals("-ERR Unrecognized option 'badger'", client.run("CLIENT SETINFO badger x"));
            assertTrue(client.run("CLIENT INFO").contains(" lib-name=lib lib-ver=1.2"));
        }
    }

    // ---- killing

    @Test
    void killByAddressClosesThatOne() throws IOException {
        TestClient client = server().connect();
        client.run("PING");
        String address = "127.0.0.1:" + ((InetSocketAddress) client.socket().getLocalSocketAddress()).getPort();
        assertReply("OK", "CLIENT KILL " + address);
        assertTrue(client.isClosedByServer());
        assertReply("-ERR No such client", "CLIENT KILL " + address);
    }

    @Test
    void killByFiltersClosesWhoMatchesAll() throws IOException {
        TestClient subscriber = server().connect();
        subscriber.run("SUBSCRIBE c");
        TestClient other = server().connect();
        String id = id(other);
        assertReply(":0", "CLIENT KILL TYPE pubsub ID " + id);
        assertReply(":1", "CLIENT KILL TYPE pubsub USER default");
        assertTrue(subscriber.isClosedByServer());
        assertReply(":1", "CLIENT KILL ID " + id + " SKIPME yes");
        assertTrue(other.isClosedByServer());
        assertReply(":0", "CLIENT KILL LADDR 127.0.0.1:1");
    }

    @Test
    void whoKillsItselfGetsTheReply() throws IOException {
        TestClient client = server().connect();
        String id = id(client);
        assertEquals(":0", client.run("CLIENT KILL ID " + id));
        client.raw(TestClient.encode("CLIENT", "KILL", "ID", id, "SKIPME", "no") + TestClient.encode("SET", "k", "v"));
        assertEquals(":1", client.read());
        assertTrue(client.isClosedByServer());
        assertReply(":0", "EXISTS k");
    }

    @Test
    void killChecksItsFilters() throws IOException {
        assertReply("-ERR wrong number of arguments for 'client|kill' command", "CLIENT KILL");
        assertReply("-ERR syntax error", "CLIENT KILL ID 10 wrong");
        assertReply("-ERR client-id should be greater than 0", "CLIENT KILL ID str");
        assertReply("-ERR client-id should be greater than 0", "CLIENT KILL ID 0");
        assertReply("-ERR Unknown client type 'wrong'", "CLIENT KILL TYPE wrong");
        assertReply("-ERR No such user 'wrong'", "CLIENT KILL USER wrong");
        assertReply("-ERR syntax error", "CLIENT KILL SKIPME maybe");
    }

    @Test
    void killedInTheMiddleOfATransactionLeavesNothingBehind() throws IOException {
        try (TestServer server = TestServer.start(); TestClient killer = server.connect()) {
            TestClient client = server.connect();
            client.run("WATCH k");
            client.run("MULTI");
            client.run("SET k v");
            assertEquals(":1", killer.run("CLIENT KILL SKIPME yes"));
            assertTrue(client.isClosedByServer());
            assertTrue(killer.run("INFO clients").contains("watching_clients:0\r"));
        } // the server's end finds blocks that were not freed
    }

    // ---- replies

    @Test
    void repliesAreSwitchedOffAndOn() throws IOException {
        try (TestClient client = server().connect()) {
            client.send("CLIENT", "REPLY", "OFF");
            client.send("PING");
            client.send("NOSUCHCOMMAND");
            client.send("GET");
            assertEquals("OK", client.run("CLIENT REPLY ON"));
            client.send("CLIENT", "REPLY", "SKIP");
            client.send("NOSUCHCOMMAND");
            assertEquals("'a'", client.run("PING a"));
            client.send("CLIENT", "REPLY", "SKIP");
            assertEquals("OK", client.run("CLIENT REPLY ON"));
            assertEquals("'b'", client.run("PING b"));
            assertEquals("-ERR syntax error", client.run("CLIENT REPLY maybe"));
        }
    }

    @Test
    void silentTransactionSaysNothing() throws IOException {
        try (TestClient client = server().connect()) {
            client.send("CLIENT", "REPLY", "OFF");
            client.send("MULTI");
            client.send("SET", "silent", "v");
            client.send("EXEC");
            assertEquals("OK", client.run("CLIENT REPLY ON"));
            assertEquals("'v'", client.run("GET silent"));
        }
    }

    // ---- pauses

    @Test
    void pauseOfWritesHoldsBackWritesOnly() throws IOException {
        try (TestClient writer = server().connect(); TestClient reader = server().connect()) {
            assertReply("OK", "CLIENT PAUSE 100000 WRITE");
            writer.raw(TestClient.encode("SET", "paused", "v") + TestClient.encode("GET", "paused"));
            assertEquals("nil", reader.run("GET paused"));
            while (!run("INFO clients").contains("blocked_clients:1\r")) continue;
            assertTrue(run("CLIENT LIST").contains(" flags=b "));
            assertTrue(writer.hasNothingToRead());
            assertReply("OK", "CLIENT UNPAUSE");
            assertEquals("OK", writer.read());
            assertEquals("'v'", writer.read());
            assertTrue(run("INFO clients").contains("blocked_clients:0\r"));
        }
    }

    @Test
    void pauseOfWritesHoldsBackATransactionThatWrites() throws IOException {
        try (TestClient client = server().connect(); TestClient reading = server().connect()) {
            client.run("MULTI");
            client.run("SET paused v");
            reading.run("MULTI");
            reading.run("GET paused");
            assertReply("OK", "CLIENT PAUSE 100000 WRITE");
            client.send("EXEC");
            assertEquals("[nil]", reading.run("EXEC"));
            assertReply("OK", "CLIENT UNPAUSE");
            assertEquals("[OK]", client.read());
        }
    }

    @Test
    void pauseEndsByItself() throws IOException {
        assertReply("OK", "CLIENT PAUSE 30");
        assertReply("PONG", "PING");
    }

    @Test
    void clientThatGoesDuringAPauseIsForgotten() throws IOException {
        try (TestClient writer = server().connect()) {
            assertReply("OK", "CLIENT PAUSE 100000 WRITE");
            writer.send("SET", "never", "v");
            while (!run("INFO clients").contains("blocked_clients:1\r")) continue;
        }
        while (!run("INFO clients").contains("blocked_clients:0\r")) continue;
        assertReply("OK", "CLIENT UNPAUSE");
        assertReply(":0", "EXISTS never");
    }

    @Test
    void nothingExpiresDuringAPause() throws IOException {
        assertReply("OK", "CLIENT PAUSE 100000 WRITE");
        try (TestClient writer = server().connect()) {
            assertReply("OK", "CLIENT UNPAUSE");
            assertAtOnce("[OK, OK]", "SET k v PX 20", "CLIENT PAUSE 100000 WRITE");
            while (!run("GET k").equals("nil")) continue;
            assertReply(":1", "DBSIZE");
            assertReply("OK", "CLIENT UNPAUSE");
            assertEquals("nil", writer.run("GET k"));
            while (!run("DBSIZE").equals(":0")) continue;
        }
    }

    @Test
    void pauseChecksItsArguments() throws IOException {
        assertReply("-ERR timeout is not an integer or out of range", "CLIENT PAUSE abc");
        assertReply("-ERR timeout is negative", "CLIENT PAUSE -1");
        assertReply("-ERR CLIENT PAUSE mode must be WRITE or ALL", "CLIENT PAUSE 1 foo");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.",
                "CLIENT PAUSE 1 ALL x");
    }

    @Test
    void unblockWakesAWaitButNoPause() throws IOException {
        try (TestClient waiting = server().connect(); TestClient writer = server().connect()) {
            String waitingId = id(waiting), writerId = id(writer);
            waiting.send("WAIT", "1", "0");
            while (!run("CLIENT LIST ID " + waitingId).contains("flags=b ")) continue;
            assertReply(":1", "CLIENT UNBLOCK " + waitingId + " ERROR");
            assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK", waiting.read());
            assertReply(":0", "CLIENT UNBLOCK " + waitingId);
            assertReply("OK", "CLIENT PAUSE 100000 WRITE");
            writer.send("SET", "k", "v");
            while (!run("CLIENT LIST ID " + writerId).contains("flags=b ")) continue;
            assertReply(":0", "CLIENT UNBLOCK " + writerId);
            assertReply("OK", "CLIENT UNPAUSE");
            assertEquals("OK", writer.read());
            assertReply("-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR", "CLIENT UNBLOCK 1 maybe");
        }
    }

    @Test
    void tracksNothingAtFirst() throws IOException {
        assertReply(":-1", "CLIENT GETREDIR");
        assertReply("['flags', ['off'], 'redirect', :-1, 'prefixes', []]", "CLIENT TRACKINGINFO");
        assertTrue(run("CLIENT CACHING yes").startsWith("-ERR CLIENT CACHING can be called only when"));
    }

    @Test
    void switchesTakeOnAndOff() throws IOException {
        try (TestClient client = server().connect()) {
            assertEquals("OK", client.run("CLIENT NO-EVICT on"));
            assertEquals("OK", client.run("CLIENT NO-TOUCH on"));
            assertTrue(client.run("CLIENT INFO").contains(" flags=eT "));
            assertEquals("OK", client.run("CLIENT NO-EVICT off"));
            assertEquals("OK", client.run("CLIENT NO-TOUCH off"));
            assertEquals("-ERR syntax error", client.run("CLIENT NO-EVICT maybe"));
            assertFalse(client.run("CLIENT INFO").contains("eT"));
            assertTrue(client.run("CLIENT HELP").startsWith("[CLIENT <subcommand>"));
        }
    }
}
