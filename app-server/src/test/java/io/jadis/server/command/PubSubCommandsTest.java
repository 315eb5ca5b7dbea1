package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PubSubCommandsTest {
    private TestServer server;
    private TestClient subscriber, publisher;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start();
        subscriber = server.connect();
        publisher = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void expect(String expected, String line) throws IOException {
        assertEquals(expected, publisher.run(line), line);
    }

    @Test
    void whatAClientTellsItselfCountsAsItsOutput() throws IOException {
        subscriber.run("HELLO 3");
        subscriber.run("PSUBSCRIBE x x* ?");
        for (int i = 0; i < 2; i++) subscriber.read();
        subscriber.send("PUBLISH", "x", "v".repeat(20_000_000));
        assertTrue(subscriber.isClosedByServer());
    }

    @Test
    void messagesReachSubscribersOfTheChannelInOrder() throws IOException {
        assertEquals("['subscribe', 'a', :1]", subscriber.run("SUBSCRIBE a b a"));
        assertEquals("['subscribe', 'b', :2]", subscriber.read());
        assertEquals("['subscribe', 'a', :2]", subscriber.read());
        expect(":1", "PUBLISH a one");
        expect(":1", "PUBLISH b two");
        expect(":0", "PUBLISH c three");
        expect(":1", "PUBLISH a four");
        assertEquals("['message', 'a', 'one']", subscriber.read());
        assertEquals("['message', 'b', 'two']", subscriber.read());
        assertEquals("['message', 'a', 'four']", subscriber.read());
    }

    @Test
    void messagesAreBinary() throws IOException {
        String odd = "\0\r\n\u00ff";
        subscriber.call("SUBSCRIBE", odd);
        assertEquals(":1", publisher.call("PUBLISH", odd, odd + odd));
        assertEquals("['message', '" + odd + "', '" + odd + odd + "']", subscriber.read());
        publisher.call("PUBLISH", odd, "");
        assertEquals("['message', '" + odd + "', '']", subscriber.read());
    }

    @Test
    void patternsGetWhatTheyMatch() throws IOException {
        assertEquals("['psubscribe', 'n?ws.*', :1]", subscriber.run("PSUBSCRIBE n?ws.*"));
        subscriber.run("PSUBSCRIBE *.art");
        subscriber.run("SUBSCRIBE news.art");
        expect(":3", "PUBLISH news.art x");
        assertEquals("['message', 'news.art', 'x']", subscriber.read());
        assertEquals("['pmessage', 'n?ws.*', 'news.art', 'x']", subscriber.read());
        assertEquals("['pmessage', '*.art', 'news.art', 'x']", subscriber.read());
        expect(":0", "PUBLISH other x");
    }

    @Test
    void shardChannelsAreAWorldOfTheirOwn() throws IOException {
        assertEquals("['ssubscribe', 'a', :1]", subscriber.run("SSUBSCRIBE a"));
        assertEquals("['subscribe', 'a', :1]", subscriber.run("SUBSCRIBE a"));
        expect(":1", "SPUBLISH a s");
        expect(":1", "PUBLISH a m");
        assertEquals("['smessage', 'a', 's']", subscriber.read());
        assertEquals("['message', 'a', 'm']", subscriber.read());
        assertEquals("['sunsubscribe', 'a', :0]", subscriber.run("SUNSUBSCRIBE"));
        expect(":0", "SPUBLISH a s");
    }

    @Test
    void unsubscribingTellsWhatIsLeft() throws IOException {
        subscriber.run("SUBSCRIBE a");
        subscriber.run("PSUBSCRIBE p");
        assertEquals("['unsubscribe', 'never', :2]", subscriber.run("UNSUBSCRIBE never"));
        assertEquals("['unsubscribe', 'a', :1]", subscriber.run("UNSUBSCRIBE"));
        assertEquals("['unsubscribe', nil, :1]", subscriber.run("UNSUBSCRIBE"));
        assertEquals("['punsubscribe', 'p', :0]", subscriber.run("PUNSUBSCRIBE p"));
        assertEquals("['punsubscribe', nil, :0]", subscriber.run("PUNSUBSCRIBE"));
        assertEquals("['sunsubscribe', nil, :0]", subscriber.run("SUNSUBSCRIBE"));
        assertEquals("OK", subscriber.run("SET k v"));
        subscriber.run("HELLO 3");
        assertEquals(">['unsubscribe', _, :0]", subscriber.run("UNSUBSCRIBE"));
    }

    @Test
    void subscriberOfResp2MayDoLittleElse() throws IOException {
        subscriber.run("SUBSCRIBE a");
        assertEquals("-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are "
                + "allowed in this context", subscriber.run("GET k"));
        assertEquals("-ERR Can't execute 'client|id': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are "
                + "allowed in this context", subscriber.run("CLIENT ID"));
        assertEquals("['pong', '']", subscriber.run("PING"));
        assertEquals("['pong', 'x']", subscriber.run("PING x"));
        assertEquals("RESET", subscriber.run("RESET"));
        assertEquals("PONG", subscriber.run("PING"));
        expect(":0", "PUBLISH a x");
    }

    @Test
    void subscriberOfResp3DoesEverythingAndGetsPushes() throws IOException {
        subscriber.run("HELLO 3");
        assertEquals(">['subscribe', 'a', :1]", subscriber.run("SUBSCRIBE a"));
        assertEquals("PONG", subscriber.run("PING"));
        assertEquals("OK", subscriber.run("SET k v"));
        expect(":1", "PUBLISH a x");
        assertEquals(">['message', 'a', 'x']", subscriber.read());
    }

    @Test
    void ownMessageComesBehindTheReply() throws IOException {
        subscriber.run("HELLO 3");
        subscriber.run("SUBSCRIBE a");
        assertEquals(":1", subscriber.run("PUBLISH a x"));
        assertEquals(">['message', 'a', 'x']", subscriber.read());
        subscriber.run("MULTI");
        subscriber.run("PUBLISH a 1");
        subscriber.run("PUBLISH a 2");
        subscriber.run("PING");
        assertEquals("[:1, :1, PONG]", subscriber.run("EXEC"));
        assertEquals(">['message', 'a', '1']", subscriber.read());
        assertEquals(">['message', 'a', '2']", subscriber.read());
    }

    @Test
    void messagesReachWhoWantsNoReplies() throws IOException {
        subscriber.run("HELLO 3");
        subscriber.send("CLIENT", "REPLY", "OFF");
        assertEquals(">['subscribe', 'a', :1]", subscriber.run("SUBSCRIBE a"));
        expect(":1", "PUBLISH a x");
        assertEquals(">['message', 'a', 'x']", subscriber.read());
    }

    @Test
    void transactionMaySubscribeToChannelsButNotToShards() throws IOException {
        subscriber.run("MULTI");
        assertEquals("QUEUED", subscriber.run("SUBSCRIBE a"));
        assertEquals("QUEUED", subscriber.run("SSUBSCRIBE b"));
        assertEquals("[['subscribe', 'a', :1], -ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client]",
                subscriber.run("EXEC"));
    }

    @Test
    void pubsubTellsWhoListens() throws IOException {
        subscriber.run("SUBSCRIBE a.1");
        subscriber.run("SUBSCRIBE b.1");
        subscriber.run("PSUBSCRIBE p*");
        subscriber.run("PSUBSCRIBE q*");
        subscriber.run("SSUBSCRIBE s.1");
        TestClient second = server.connect();
        second.run("SUBSCRIBE b.1");
        second.run("PSUBSCRIBE p*");
        expect("['a.1', 'b.1']", "PUBSUB CHANNELS");
        expect("['b.1']", "PUBSUB CHANNELS b*");
        expect("['a.1', :1, 'b.1', :2, 'c', :0]", "PUBSUB NUMSUB a.1 b.1 c");
        expect("[]", "PUBSUB NUMSUB");
        expect(":2", "PUBSUB NUMPAT");
        expect("['s.1']", "PUBSUB SHARDCHANNELS");
        expect("[]", "PUBSUB SHARDCHANNELS x*");
        expect("['s.1', :1]", "PUBSUB SHARDNUMSUB s.1");
        assertTrue(publisher.run("PUBSUB HELP").startsWith("[PUBSUB <subcommand>"));
        String info = publisher.run("INFO stats");
        assertTrue(info.contains("pubsub_channels:2\r\npubsub_patterns:2\r\npubsubshard_channels:1\r"), info);
        expect("-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.",
                "PUBSUB CHANNELS a b");
    }

    @Test
    void whoIsGoneListensNoMore() throws IOException {
        subscriber.run("SUBSCRIBE a");
        subscriber.run("PSUBSCRIBE *");
        subscriber.close();
        while (!publisher.run("PUBLISH a x").equals(":0")) continue;
        expect("[]", "PUBSUB CHANNELS");
        expect(":0", "PUBSUB NUMPAT");
    }

    @Test
    void keyspaceEventsAreMessages() throws IOException {
        publisher.run("CONFIG SET notify-keyspace-events KEA");
        subscriber.run("PSUBSCRIBE __key*");
        publisher.run("SET k v");
        assertEquals("['pmessage', '__key*', '__keyspace@0__:k', 'set']", subscriber.read());
        assertEquals("['pmessage', '__key*', '__keyevent@0__:set', 'k']", subscriber.read());
        publisher.run("SET k v PX 1");
        for (int i = 0; i < 4; i++) subscriber.read();
        assertEquals("['pmessage', '__key*', '__keyspace@0__:k', 'expired']", subscriber.read());
        assertEquals("['pmessage', '__key*', '__keyevent@0__:expired', 'k']", subscriber.read());
    }

    @Test
    void manySubscribersGetTheSame() throws IOException {
        TestClient[] many = new TestClient[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = server.connect();
            if (i % 2 == 1) many[i].run("HELLO 3");
            many[i].run("SUBSCRIBE c");
        }
        String text = "m".repeat(40_000);
        for (int round = 0; round < 3; round++) expect(":200", "PUBLISH c " + round + text);
        for (int i = 0; i < many.length; i++) {
            String prefix = i % 2 == 1 ? ">" : "";
            for (int round = 0; round < 3; round++) {
                assertEquals(prefix + "['message', 'c', '" + round + text + "']", many[i].read());
            }
        }
    }

    @Test
    void subscriberThatDoesNotReadIsCutOffAndTheOthersAreNot() throws IOException {
        publisher.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000000 0 0");
        subscriber.run("SUBSCRIBE c");
        TestClient reading = server.connect();
        reading.run("SUBSCRIBE c");
        String text = "m".repeat(100_000);
        int sent = 0;
        while (publisher.run("PUBLISH c " + text).equals(":2")) {
            assertEquals("['message', 'c', '" + text + "']", reading.read());
            assertTrue(++sent < 1000);
        }
        assertEquals("['message', 'c', '" + text + "']", reading.read());
        assertTrue(publisher.run("INFO stats").contains("client_output_buffer_limit_disconnections:1\r"));
    }

    @Test
    void largeMessageIsCopiedOnceHoweverManyPatternsMatch() throws IOException {
        publisher.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 0 0 0");
        subscriber.run("SUBSCRIBE c");
        List<String> patterns = subscribeToPatterns(subscriber, 50);
        String text = "m".repeat(1_000_000);
        long before = server.allocatedBytes();
        expect(":51", "PUBLISH c " + text);
        long allocated = server.allocatedBytes() - before;
        assertTrue(allocated < 5_000_000, "allocated=" + allocated);
        assertEquals("['message', 'c', '" + text + "']", subscriber.read());
        for (String pattern : patterns) {
            assertEquals("['pmessage', '" + pattern + "', 'c', '" + text + "']", subscriber.read());
        }
    }

    @Test
    void whoIsCutOffAmidAMessageToThousandsOfItsPatternsCostsNothingMore() throws IOException {
        TestClient[] both = {subscriber, server.connect()};
        both[1].run("HELLO 3");
        for (TestClient each : both) subscribeToPatterns(each, 3_000);
        String text = "m".repeat(8_000_000);
        long before = server.allocatedBytes();
        expect(":6000", "PUBLISH c " + text);
        long allocated = server.allocatedBytes() - before;
        assertTrue(allocated < 40_000_000, "allocated=" + allocated);
        assertTrue(publisher.run("INFO stats").contains("client_output_buffer_limit_disconnections:2\r"));
    }

    @Test
    void forWhoIsClosingNoMessageIsMadeAndItCounts() throws IOException {
        subscriber.run("HELLO 3");
        String id = subscriber.run("CLIENT ID").substring(1);
        subscriber.run("SUBSCRIBE c");
        subscriber.run("MULTI");
        subscriber.run("CLIENT KILL ID " + id + " SKIPME no");
        subscriber.run("PUBLISH c " + "m".repeat(8_000_000));
        long before = server.allocatedBytes();
        assertEquals("[:1, :1]", subscriber.run("EXEC"));
        long allocated = server.allocatedBytes() - before;
        assertTrue(allocated < 12_000_000, "allocated=" + allocated);
        assertTrue(subscriber.isClosedByServer());
    }

    /** Patterns that all match the channel {@code c}, in the order that it hears of them. */
    private static List<String> subscribeToPatterns(TestClient client, int count) throws IOException {
        List<String> patterns = IntStream.range(0, count).mapToObj(i -> "[c" + i + "]").toList();
        List<String> request = new ArrayList<>(patterns);
        request.add(0, "PSUBSCRIBE");
        client.send(request.toArray(String[]::new));
        for (int i = 0; i < count; i++) client.read();
        return patterns;
    }
}
