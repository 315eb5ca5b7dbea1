package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CLIENT TRACKING and its like. A client that has got no message shows that by what it reads next. */
final class TrackingTest {
    private TestServer server;
    /** In RESP3. */
    private TestClient tracker;
    private TestClient other;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start();
        tracker = server.connect();
        other = server.connect();
        tracker.run("HELLO 3");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static void expect(TestClient client, String expected, String line) throws IOException {
        assertEquals(expected, client.run(line), line);
    }

    private void track(String options) throws IOException {
        expect(tracker, "OK", ("CLIENT TRACKING ON " + options).strip());
    }

    private static void expectNothing(TestClient client) throws IOException {
        expect(client, "PONG", "PING");
    }

    private String info(String field) throws IOException {
        String text = other.run("INFO");
        int at = text.indexOf("\r\n" + field + ":") + field.length() + 3;
        return text.substring(at, text.indexOf('\r', at));
    }

    private long id(TestClient client) throws IOException {
        return Long.parseLong(client.run("CLIENT ID").substring(1));
    }

    // ---- keys that were read

    @Test
    void aKeyThatWasReadIsInvalidatedOnce() throws IOException {
        track("");
        expect(tracker, "_", "GET k");
        other.run("SET k 1");
        assertEquals(">['invalidate', ['k']]", tracker.read());
        other.run("SET k 2");
        expectNothing(tracker);
    }

    @Test
    void allKeysOfACommandAreTracked() throws IOException {
        track("");
        tracker.run("MGET a b c");
        other.run("SET c 1");
        other.run("DEL a");
        other.run("SET a 1");
        assertEquals(">['invalidate', ['c']]", tracker.read());
        assertEquals(">['invalidate', ['a']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void onlyReadOnlyCommandsCount() throws IOException {
        track("");
        tracker.run("SET k 1");
        tracker.run("GETSET k 2");
        tracker.run("INCR k");
        other.run("SET k 1");
        expectNothing(tracker);
        assertEquals("0", info("tracking_total_keys"));
        tracker.run("TYPE k");
        assertEquals("1", info("tracking_total_keys"));
    }

    @Test
    void whatAClientChangesItselfComesBehindTheReply() throws IOException {
        track("");
        tracker.run("GET k");
        expect(tracker, "OK", "SET k 1");
        assertEquals(">['invalidate', ['k']]", tracker.read());
        tracker.run("MGET k l");
        expect(tracker, "OK", "MULTI");
        expect(tracker, "QUEUED", "SET k 2");
        expect(tracker, "QUEUED", "SET l 3");
        expect(tracker, "[OK, OK]", "EXEC");
        assertEquals(">['invalidate', ['k']]", tracker.read());
        assertEquals(">['invalidate', ['l']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void noLoopLeavesOutOnesOwnChanges() throws IOException {
        track("NOLOOP");
        tracker.run("MGET k l");
        expect(tracker, "OK", "SET k 1");
        other.run("SET l 1");
        assertEquals(">['invalidate', ['l']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void expiredKeysAreInvalidated() throws IOException {
        track("");
        tracker.run("MULTI");
        tracker.run("SET k 1 PX 30");
        tracker.run("GET k");
        tracker.run("EXEC");
        assertEquals(">['invalidate', ['k']]", tracker.read());
    }

    @Test
    void aKeyThatIsFoundExpiredIsInvalidatedBehindTheReply() throws IOException {
        server.close();
        server = TestServer.start("enable-debug-command yes");
        tracker = server.connect();
        tracker.run("HELLO 3");
        tracker.run("DEBUG SET-ACTIVE-EXPIRE 0");
        track("");
        tracker.run("MULTI");
        tracker.run("SET k 1 PX 1");
        tracker.run("GET k");
        tracker.run("EXEC");
        while (!tracker.run("MGET x k").equals("[_, _]")) continue;
        assertEquals(">['invalidate', ['k']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void aBlockedClientIsToldBehindTheReply() throws IOException {
        track("");
        tracker.run("LRANGE target 0 -1");
        tracker.send("BLMOVE", "source", "target", "LEFT", "LEFT", "0");
        while (!other.run("CLIENT LIST").contains("cmd=blmove")) continue;
        other.run("RPUSH source v");
        assertEquals("'v'", tracker.read());
        assertEquals(">['invalidate', ['target']]", tracker.read());
    }

    @Test
    void aSilencedClientIsTold() throws IOException {
        track("");
        tracker.run("GET k");
        tracker.send("CLIENT", "REPLY", "OFF");
        tracker.send("SET", "k", "1");
        assertEquals(">['invalidate', ['k']]", tracker.read());
    }

    @Test
    void whoHasSwitchedTrackingOffHearsNothing() throws IOException {
        track("");
        tracker.run("GET k");
        expect(tracker, "OK", "CLIENT TRACKING OFF");
        expect(tracker, "OK", "CLIENT TRACKING OFF");
        other.run("SET k 1");
        expectNothing(tracker);
        assertEquals("0", info("tracking_clients"));
        while (!info("tracking_total_keys").equals("0")) continue;
    }

    @Test
    void whatWasReadBeforeTrackingWasSwitchedOffAndOnCounts() throws IOException {
        track("");
        tracker.run("MGET k l");
        tracker.raw(TestClient.encode("CLIENT", "TRACKING", "OFF") + TestClient.encode("CLIENT", "TRACKING", "ON")
                + TestClient.encode("SET", "k", "1"));
        assertEquals("OK", tracker.read());
        assertEquals("OK", tracker.read());
        assertEquals("OK", tracker.read());
        assertEquals(">['invalidate', ['k']]", tracker.read());
        tracker.raw(TestClient.encode("CLIENT", "TRACKING", "OFF") + TestClient.encode("FLUSHALL")
                + TestClient.encode("CLIENT", "TRACKING", "ON"));
        for (int i = 0; i < 3; i++) assertEquals("OK", tracker.read());
        assertEquals("0", info("tracking_total_keys"));
    }

    @Test
    void resetEndsTracking() throws IOException {
        track("BCAST");
        assertEquals("RESET", tracker.run("RESET"));
        assertEquals("['flags', ['off'], 'redirect', :-1, 'prefixes', []]", tracker.run("CLIENT TRACKINGINFO"));
        assertEquals("0", info("tracking_total_prefixes"));
    }

    @Test
    void aClientThatIsGoneCountsNoMore() throws IOException {
        track("BCAST PREFIX a PREFIX b");
        other.run("SET a 1");
        assertEquals(">['invalidate', ['a']]", tracker.read());
        tracker.close();
        while (!info("tracking_clients").equals("0")) continue;
        assertEquals("0", info("tracking_total_prefixes"));
        other.run("SET a 1");
        expectNothing(other);
    }

    // ---- flush

    @Test
    void flushSendsNullToAll() throws IOException {
        track("");
        TestClient second = server.connect();
        second.run("HELLO 3");
        second.run("CLIENT TRACKING ON BCAST");
        tracker.run("GET k");
        other.run("FLUSHALL");
        assertEquals(">['invalidate', _]", tracker.read());
        assertEquals(">['invalidate', _]", second.read());
        assertEquals("0", info("tracking_total_keys"));
        expect(tracker, "OK", "FLUSHDB");
        assertEquals(">['invalidate', _]", tracker.read());
        assertEquals(">['invalidate', _]", second.read());
        expectNothing(tracker);
    }

    // ---- redirection

    @Test
    void messagesAreRedirectedToAResp2Subscriber() throws IOException {
        TestClient receiver = server.connect();
        long id = id(receiver);
        receiver.run("SUBSCRIBE __redis__:invalidate");
        TestClient reader = server.connect();
        expect(reader, "OK", "CLIENT TRACKING ON REDIRECT " + id);
        expect(reader, ":" + id, "CLIENT GETREDIR");
        reader.run("GET k");
        other.run("SET k 1");
        assertEquals("['message', '__redis__:invalidate', ['k']]", receiver.read());
        other.run("FLUSHALL");
        assertEquals("['message', '__redis__:invalidate', nil]", receiver.read());
        assertTrue(reader.run("CLIENT INFO").contains(" flags=t "));
        assertTrue(reader.run("CLIENT INFO").contains(" redir=" + id + " "));
        expectNothing(reader);
    }

    @Test
    void nullIsTheReceiversNull() throws IOException {
        TestClient receiver = server.connect();
        long id = id(receiver);
        receiver.run("SUBSCRIBE c");
        track("REDIRECT " + id);
        other.run("FLUSHALL");
        assertEquals("['message', '__redis__:invalidate', nil]", receiver.read());
    }

    @Test
    void theReceiverOfItsOwnChangesIsToldBehindTheReply() throws IOException {
        TestClient reader = server.connect();
        expect(reader, "OK", "CLIENT TRACKING ON REDIRECT " + id(tracker));
        reader.run("MGET k l");
        expect(tracker, "OK", "MSET k 1 l 2");
        assertEquals(">['invalidate', ['k']]", tracker.read());
        assertEquals(">['invalidate', ['l']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void aResp2ClientCantBeTold() throws IOException {
        TestClient reader = server.connect();
        expect(reader, "OK", "CLIENT TRACKING ON");
        reader.run("GET k");
        other.run("SET k 1");
        expectNothing(reader);
        assertEquals("0", info("tracking_total_keys"));
    }

    @Test
    void aBrokenRedirectionIsTold() throws IOException {
        TestClient receiver = server.connect();
        long id = id(receiver);
        track("REDIRECT " + id);
        tracker.run("GET k");
        receiver.close();
        while (other.run("CLIENT LIST ID " + id).contains("id=")) continue;
        other.run("SET k 1");
        assertEquals(">['tracking-redir-broken', :" + id + "]", tracker.read());
        assertEquals("%['flags', ~['on', 'broken_redirect'], 'redirect', :" + id + ", 'prefixes', []]",
                tracker.run("CLIENT TRACKINGINFO"));
        assertTrue(tracker.run("CLIENT INFO").contains(" flags=tR "));
        track("");
        assertFalse(tracker.run("CLIENT INFO").contains(" flags=tR "));
    }

    // ---- CLIENT CACHING

    @Test
    void optInRemembersTheNextCommandOnly() throws IOException {
        track("OPTIN");
        tracker.run("GET a");
        expect(tracker, "OK", "CLIENT CACHING YES");
        tracker.run("GET b");
        tracker.run("GET c");
        other.run("MSET a 1 b 1 c 1");
        assertEquals(">['invalidate', ['b']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void optInRemembersAWholeTransaction() throws IOException {
        track("OPTIN");
        tracker.run("CLIENT CACHING YES");
        tracker.run("MULTI");
        tracker.run("GET a");
        tracker.run("GET b");
        expect(tracker, "[_, _]", "EXEC");
        tracker.run("GET c");
        other.run("MSET a 1 b 1 c 1");
        assertEquals(">['invalidate', ['a']]", tracker.read());
        assertEquals(">['invalidate', ['b']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void anUnknownCommandIsTheNextOneToo() throws IOException {
        track("OPTIN");
        tracker.run("CLIENT CACHING YES");
        tracker.run("CLIENT ID");
        assertTrue(tracker.run("CLIENT TRACKINGINFO").contains("caching-yes"));
        tracker.run("NOSUCHCOMMAND");
        assertFalse(tracker.run("CLIENT TRACKINGINFO").contains("caching-yes"));
    }

    @Test
    void optOutForgetsTheNextCommandOnly() throws IOException {
        track("OPTOUT");
        expect(tracker, "OK", "CLIENT CACHING NO");
        tracker.run("GET a");
        tracker.run("GET b");
        other.run("MSET a 1 b 1");
        assertEquals(">['invalidate', ['b']]", tracker.read());
        expectNothing(tracker);
    }

    // ---- broadcasting

    @Test
    void aTransactionGivesOneMessageForEachPrefix() throws IOException {
        track("BCAST PREFIX a PREFIX b");
        other.run("MULTI");
        for (String key : new String[] {"a1", "b1", "a2", "c", "a1"}) other.run("INCR " + key);
        other.run("EXEC");
        TreeSet<String> messages = new TreeSet<>();
        messages.add(tracker.read().replace("['a2', 'a1']", "['a1', 'a2']"));
        messages.add(tracker.read().replace("['a2', 'a1']", "['a1', 'a2']"));
        assertEquals("[>['invalidate', ['a1', 'a2']], >['invalidate', ['b1']]]", messages.toString());
        expectNothing(tracker);
        assertEquals("2", info("tracking_total_prefixes"));
        assertEquals("%['flags', ~['on', 'bcast'], 'redirect', :0, 'prefixes', ['a', 'b']]",
                tracker.run("CLIENT TRACKINGINFO"));
        assertTrue(tracker.run("CLIENT INFO").contains(" flags=tB "));
    }

    @Test
    void withoutPrefixAllKeysAreTold() throws IOException {
        track("BCAST");
        tracker.run("GET k");
        assertEquals("0", info("tracking_total_keys"));
        other.run("SET k 1");
        assertEquals(">['invalidate', ['k']]", tracker.read());
    }

    @Test
    void noLoopInBroadcastLeavesOutOnesOwnChanges() throws IOException {
        track("BCAST NOLOOP");
        tracker.run("SET mine 1");
        other.run("SET yours 1");
        assertEquals(">['invalidate', ['yours']]", tracker.read());
        expectNothing(tracker);
    }

    @Test
    void prefixesOfAClientMustNotOverlap() throws IOException {
        String end = "'. Prefixes for a single client must not overlap.";
        expect(tracker, "-ERR Prefix 'FOOBAR' overlaps with another provided prefix 'FOO" + end,
                "CLIENT TRACKING ON BCAST PREFIX FOOBAR PREFIX FOO");
        expect(tracker, "-ERR Prefix 'FOO' overlaps with another provided prefix 'FOOBAR" + end,
                "CLIENT TRACKING ON BCAST PREFIX A PREFIX FOO PREFIX B PREFIX FOOBAR");
        assertEquals("0", info("tracking_clients"));
        track("BCAST PREFIX FOO PREFIX BAR");
        expect(tracker, "-ERR Prefix 'FO' overlaps with an existing prefix 'FOO" + end,
                "CLIENT TRACKING ON BCAST PREFIX FO");
        expect(tracker, "-ERR Prefix 'BARB' overlaps with an existing prefix 'BAR" + end,
                "CLIENT TRACKING ON BCAST PREFIX BARB");
        track("BCAST PREFIX ZED");
        assertEquals("3", info("tracking_total_prefixes"));
    }

    // ---- options

    @Test
    void optionsMustGoTogether() throws IOException {
        String mode = " before disabling tracking for this client, and then re-enabling it with a different mode.";
        expect(tracker, "-ERR PREFIX option requires BCAST mode to be enabled", "CLIENT TRACKING ON PREFIX a");
        expect(tracker, "-ERR OPTIN and OPTOUT are not compatible with BCAST", "CLIENT TRACKING ON BCAST OPTIN");
        expect(tracker, "-ERR You can't specify both OPTIN mode and OPTOUT mode", "CLIENT TRACKING ON OPTIN OPTOUT");
        expect(tracker, "-ERR The client ID you want redirect to does not exist", "CLIENT TRACKING ON REDIRECT 999999");
        expect(tracker, "-ERR value is not an integer or out of range", "CLIENT TRACKING ON REDIRECT x");
        expect(tracker, "-ERR A client can only redirect to a single other client",
                "CLIENT TRACKING ON REDIRECT " + id(other) + " REDIRECT " + id(other));
        expect(tracker, "-ERR syntax error", "CLIENT TRACKING ON REDIRECT");
        expect(tracker, "-ERR syntax error", "CLIENT TRACKING maybe");
        track("OPTIN");
        expect(tracker, "-ERR You can't switch BCAST mode on/off" + mode, "CLIENT TRACKING ON BCAST");
        expect(tracker, "-ERR You can't switch OPTIN/OPTOUT mode" + mode, "CLIENT TRACKING ON OPTOUT");
        expect(tracker, "-ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.",
                "CLIENT CACHING NO");
        expect(tracker, "-ERR syntax error", "CLIENT CACHING maybe");
        track("");
        expect(tracker, "-ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.",
                "CLIENT CACHING YES");
    }

    // ---- bounds

    @Test
    void keysBeyondTheLimitAreInvalidated() throws IOException {
        other.run("CONFIG SET tracking-table-max-keys 2");
        track("NOLOOP");
        tracker.run("MGET a b c d e");
        for (int i = 0; i < 3; i++) assertTrue(tracker.read().startsWith(">['invalidate', ["));
        expectNothing(tracker);
        assertEquals("2", info("tracking_total_keys"));
        assertEquals("2", info("tracking_total_items"));
    }

    @Test
    void trackedKeysAreUsedMemory() throws IOException {
        track("");
        tracker.run("GET " + "k".repeat(100_000));
        long before = Long.parseLong(info("used_memory"));
        other.run("FLUSHALL");
        assertTrue(before - Long.parseLong(info("used_memory")) > 50_000);
    }
}
