package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.crash.ServerProgram;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that a client sends fills the Java heap, whose end would be the process's: a server with a small heap refuses
 * it or closes that client, and goes on serving another one.
 */
class HeapExhaustionIT {
    private static final int PIPELINE = 1000;
    private static final int MEMBERS = 3_000_000, MEMBERS_AT_ONCE = 1_000;
    /** Of so many there can't be copies. */
    private static final int FIELDS = 60_000, ENTRIES = 30_000;

    @TempDir
    private static Path directory;
    private static DebianRedis server;
    private static TestClient witness;

    @BeforeAll
    static void start() throws IOException {
        Path program = new ServerProgram(directory, "-Xms16m", "-Xmx48m").path();
        server = DebianRedis.start(program, directory, "--client-query-buffer-limit", "64mb",
                "--enable-debug-command", "yes",
                "--client-output-buffer-limit", "pubsub 0 0 0");
        witness = new TestClient(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        witness.close();
        server.close();
    }

    /** The server is the same and has let go of what the others had piled up. */
    @AfterEach
    void isServedOn() throws IOException {
        assertEquals("PONG", witness.run("PING"));
        assertEquals("OK", witness.run("SET key value"));
    }

    /** Sends pipelines until the server closes the connection; false if it took all of them. */
    private static boolean isClosedBy(int pipelines, IntFunction<String> command) throws IOException {
        return isClosedBy(pipelines, "CLIENT REPLY OFF", command);
    }

    private static boolean isClosedBy(int pipelines, String first, IntFunction<String> command) throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            client.send(first.split(" "));
            for (int i = 0; i < pipelines; i++) {
                StringBuilder pipeline = new StringBuilder();
                for (int j = 0; j < PIPELINE; j++) pipeline.append(command.apply(i * PIPELINE + j));
                try {
                    client.raw(pipeline.toString());
                } catch (IOException e) {
                    return true;
                }
            }
            return false;
        }
    }

    private static String request(String... words) {
        return TestClient.encode(words);
    }

    @Test
    void queuedCommandsCountAsUnread() throws IOException {
        String ping = request("PING");
        assertTrue(isClosedBy(4_000, i -> i == 0 ? request("MULTI") : ping));
    }

    @Test
    void watchedKeysAreBounded() throws IOException {
        assertTrue(isClosedBy(1_000, i -> request("WATCH", "key:" + i)));
    }

    /** What a transaction does goes out when it is over: until then all of it is kept. */
    @Test
    void whatALongTransactionPropagatesIsNotOnTheHeap() throws IOException {
        int pipelines = 800;
        String increment = request("INCR", "counter");
        assertEquals("OK", witness.run("CONFIG SET appendonly yes"));
        try (TestClient client = new TestClient(server.port())) {
            client.send("CLIENT", "REPLY", "OFF");
            client.send("MULTI");
            for (int i = 0; i < pipelines; i++) client.raw(increment.repeat(PIPELINE));
            client.send("EXEC");
            client.send("CLIENT", "REPLY", "ON");
            assertEquals("OK", client.read());
            assertEquals("'" + pipelines * PIPELINE + "'", client.run("GET counter"));
        }
        assertEquals("OK", witness.run("CONFIG SET appendonly no"));
    }

    @Test
    void aNumberOfMillionsOfDigitsIsNone() throws IOException {
        String digits = "1".repeat(8 << 20);
        assertEquals("-ERR value is not a valid float", witness.call("ZADD", "scores", digits, "member"));
        assertEquals("-ERR value is not a valid float", witness.call("INCRBYFLOAT", "number", digits));
    }

    @Test
    void namesOfCommandsMayNotBeLong() throws IOException {
        String refused = "-ERR arguments are too large for this command", large = "x".repeat(40_000_000);
        assertEquals(refused, witness.call("COMMAND", "INFO", large));
        assertEquals(refused, witness.call("COMMAND", "DOCS", large));
        assertEquals(refused, witness.call("COMMAND", "LIST", "FILTERBY", "PATTERN", large));
        assertEquals(refused, witness.call("COMMAND", "LIST", "FILTERBY", "ACLCAT", large));
        assertEquals("[nil]", witness.call("COMMAND", "INFO", "x".repeat(1000)));
    }

    @Test
    void manyKeysOfOneCommandAreBounded() throws IOException {
        String refused = "-ERR arguments are too large for this command", many = " s".repeat(100_000);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals(":1", client.run("SADD s a"));
            for (String command : List.of("SUNION" + many, "SINTERSTORE d" + many, "ZUNION 100000" + many)) {
                assertEquals(refused, client.call(command.split(" ")));
            }
            assertEquals(":0", client.call(("BITOP OR d" + " none".repeat(50_000)).split(" ")));
            assertEquals("nil*", client.call(streams(40_000)));
            assertEquals(refused, client.call(streams(200_000)));
            assertEquals(":1", client.run("DEL s"));
        }
    }

    private static String[] streams(int count) {
        return ("XREAD STREAMS" + " none".repeat(count) + " 0".repeat(count)).split(" ");
    }

    @Test
    void aLongSparseHyperLogLogIsNotDescribed() throws IOException {
        assertEquals("OK", witness.call("SET", "k", "HYLL\1" + "\0".repeat(11) + "\377".repeat(10_000_000)));
        assertEquals("-ERR arguments are too large for this command", witness.run("PFDEBUG DECODE k"));
        assertEquals(":1", witness.run("DEL k"));
    }

    @Test
    void aStreamWithVeryManyConsumersIsSaved() throws IOException {
        int consumers = 250_000;
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("OK", client.run("XGROUP CREATE x g $ MKSTREAM"));
            client.send("CLIENT", "REPLY", "OFF");
            for (int i = 0; i < consumers; i += PIPELINE) {
                StringBuilder pipeline = new StringBuilder();
                for (int j = i; j < i + PIPELINE; j++) {
                    pipeline.append(request("XGROUP", "CREATECONSUMER", "x", "g", "c" + j));
                }
                client.raw(pipeline.toString());
            }
            client.send("CLIENT", "REPLY", "ON");
            assertEquals("OK", client.read());
            assertEquals("OK", client.run("SAVE"));
            assertEquals("OK", client.run("FLUSHALL"));
        }
    }

    @Test
    void anAutoclaimThatFindsManyEntriesGoneEnds() throws IOException {
        int entries = 70_000;
        StringBuilder pipeline = new StringBuilder();
        for (int i = 1; i <= entries; i++) pipeline.append(request("XADD", "x", i + "-1", "f", "v"));
        try (TestClient client = new TestClient(server.port())) {
            client.raw(pipeline.toString());
            for (int i = 1; i <= entries; i++) client.read();
            assertEquals("OK", client.run("XGROUP CREATE x g 0"));
            client.run("XREADGROUP GROUP g c COUNT " + entries + " STREAMS x >");
            client.run("XTRIM x MAXLEN 0");
            assertTrue(client.run("XAUTOCLAIM x g c 0 0 COUNT 1000000").startsWith("['65537-1', [], ["));
            assertEquals("OK", client.run("FLUSHALL"));
        }
    }

    /** Between two commands of a transaction nobody is disconnected. */
    @Test
    void whatATransactionLeavesIsBounded() throws IOException {
        queueAndExecute("SUBSCRIBE", " n%02d:%06d");
        queueAndExecute("CLIENT TRACKING ON BCAST", " PREFIX p%02d:%06d");
    }

    private static void queueAndExecute(String command, String name) throws IOException {
        int commands = 12, namesEach = 30_000;
        try (TestClient client = new TestClient(server.port())) {
            client.run("HELLO 3");
            assertEquals("OK", client.run("MULTI"));
            for (int i = 0; i < commands; i++) {
                StringBuilder request = new StringBuilder(command);
                for (int j = 0; j < namesEach; j++) request.append(name.formatted(i, j));
                assertEquals("QUEUED", client.run(request.toString()));
            }
            client.run("EXEC");
        } catch (IOException e) {
            // Disconnected, as it has left too much.
        }
    }

    /** Who subscribes to too much at once is told so, and subscribed to nothing. */
    @Test
    void tooManySubscriptionsAtOnceAreRefusedAsAWhole() throws IOException {
        StringBuilder subscribe = new StringBuilder("SUBSCRIBE");
        for (int i = 0; i < 200_000; i++) subscribe.append(" n").append(i);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("-ERR arguments are too large for this command", client.run(subscribe.toString()));
            assertEquals("PONG", client.run("PING"));
            assertEquals("['n0', :0]", client.run("PUBSUB NUMSUB n0"));
        }
    }

    @Test
    void textsThatAreTakenApartAreBounded() throws IOException {
        String words = "a ".repeat(1_000_000), refused = "-ERR arguments are too large for this command";
        try (TestClient client = new TestClient(server.port())) {
            assertEquals(refused, client.call("CONFIG", "SET", "save", words));
            assertEquals(refused, client.call("CONFIG", "SET", "masterauth", words));
            assertEquals(refused, client.call("ACL", "SETUSER", "u", "(" + words + ")"));
            assertEquals(refused, client.call("REPLCONF", "rdb-filter-only", words));
            assertEquals(refused, client.call(("SORT k" + " GET #".repeat(200_000)).split(" ")));
        }
    }

    @Test
    void whatAMigrationKnowsGoesWithIt() throws IOException {
        String secret = "s".repeat(2_000_000);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("OK", client.run("SET k v"));
            for (int i = 0; i < 40; i++) {
                assertEquals("-IOERR error or timeout connecting to the client",
                        client.call("MIGRATE", "127.0.0.1", "1", "k", "0", "2147483647", "AUTH", secret));
            }
            assertEquals(":1", client.run("DEL k"));
        }
    }

    @Test
    void aNameIsShownInPart() throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("OK", witness.run("CONFIG SET slowlog-log-slower-than 0"));
            for (int i = 0; i < 40; i++) {
                String name = "n".repeat(2_000_000) + i;
                assertEquals("OK", client.call("CLIENT", "SETNAME", name));
                assertEquals(name.length() + 2, client.run("CLIENT GETNAME").length());
                assertTrue(client.run("CLIENT LIST").length() < 100_000);
            }
            assertEquals("OK", witness.run("CONFIG SET slowlog-log-slower-than 10000"));
            assertEquals("OK", witness.run("SLOWLOG RESET"));
        }
    }

    @Test
    void argumentsOfOneWhoWaitsAreBounded() throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            String[] words = ("XREAD" + " BLOCK 0".repeat(250_000) + " STREAMS none $").split(" ");
            assertEquals("-ERR arguments are too large for this command", client.call(words));
        }
    }

    @Test
    void keysThatAreWaitedForAreBounded() throws IOException {
        StringBuilder keys = new StringBuilder("BLPOP");
        for (int i = 0; i < 100_000; i++) keys.append(' ').append(i);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("-ERR arguments are too large for this command", client.call((keys + " 0").split(" ")));
        }
        int clients = 40, keysEach = 15_000, closed = 0;
        TestClient[] waiting = new TestClient[clients];
        for (int i = 0; i < clients; i++) {
            waiting[i] = new TestClient(server.port());
            StringBuilder own = new StringBuilder("BLPOP");
            for (int j = 0; j < keysEach; j++) own.append(" key:").append(i).append(':').append(j);
            waiting[i].send((own + " 0").split(" "));
        }
        String name = "evicted_clients:";
        for (String stats = witness.run("INFO stats"); closed == 0; stats = witness.run("INFO stats")) {
            int at = stats.indexOf(name) + name.length();
            closed = Integer.parseInt(stats.substring(at, stats.indexOf('\r', at)));
        }
        for (TestClient client : waiting) client.close();
    }

    /** There is no room for a copy of them. */
    @Test
    void namesOfKeysMayBeLongHoweverManyLookAtThem() throws IOException {
        String large = "x".repeat(40_000_000);
        try (TestClient watching = new TestClient(server.port()); TestClient told = new TestClient(server.port())) {
            assertEquals("OK", watching.run("WATCH key"));
            assertEquals("OK", witness.run("CONFIG SET notify-keyspace-events KEA"));
            told.run("PSUBSCRIBE __key*");
            assertEquals("OK", witness.call("SET", large, "value", "PX", "1"));
            witness.run("SCAN 0 COUNT 1000");
            assertEquals(":0", witness.call("EXISTS", large));
            assertEquals("OK", witness.call("CONFIG", "SET", "notify-keyspace-events", ""));
        }
    }

    @Test
    void aKeyThatExpiresBeforeItIsLoadedMayBeLong() throws IOException {
        Path own = Files.createDirectory(directory.resolve("loaded"));
        Path program = new ServerProgram(own, "-Xms16m", "-Xmx48m").path();
        try (DebianRedis first = DebianRedis.start(program, own); TestClient client = new TestClient(first.port())) {
            assertEquals("OK", client.call("SET", "x".repeat(40_000_000), "value", "PX", "300"));
            assertEquals("OK", client.run("SAVE"));
            while (!client.run("DBSIZE").equals(":0")) Thread.onSpinWait();
        }
        try (DebianRedis second = DebianRedis.start(program, own); TestClient client = new TestClient(second.port())) {
            String size = client.run("DBSIZE");
            while (size.startsWith("-LOADING")) size = client.run("DBSIZE");
            assertEquals(":0", size);
        }
    }

    @Test
    void subscriptionsAreBounded() throws IOException {
        assertTrue(isClosedBy(1_000, i -> request("SUBSCRIBE", "channel:" + i)));
        assertTrue(isClosedBy(1_000, i -> request("PSUBSCRIBE", "*:" + i)));
    }

    @Test
    void manyClientsThatTakeALittleEachAreBounded() throws IOException {
        TestClient[] clients = new TestClient[60];
        String name = "n".repeat(1_000_000);
        int closed = 0;
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new TestClient(server.port());
            assertEquals("OK", clients[i].call("CLIENT", "SETNAME", name));
        }
        for (TestClient client : clients) {
            client.send("PING");
            if (client.isClosedByServer()) closed++;
            client.close();
        }
        assertTrue(closed > 0);
    }

    @Test
    void commandsThatCopyTheirArgumentsRefuseLargeOnes() throws IOException {
        String large = "x".repeat(10_000_000);
        String refused = "-ERR arguments are too large for this command";
        try (TestClient client = new TestClient(server.port())) {
            assertEquals(refused, client.call("CLIENT", "SETNAME", large));
            assertEquals(refused, client.call("PUBLISH", "channel", large));
            assertEquals(refused, client.call("WATCH", large));
            assertEquals("OK", client.call("SET", large, "value"));
            assertEquals("'value'", client.call("GET", large));
            assertEquals(":1", client.call("DEL", large));
        }
    }

    /** What goes out in the place of a request takes its arguments from where they are. */
    @Test
    void whateverIsChangedGoesOut() throws IOException {
        String large = "x".repeat(10_000_000);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            assertEquals("OK", client.call("SET", "a", large, "EX", "1000"));
            assertEquals("OK", client.call("SETEX", "b", "1000", large));
            assertEquals("nil", client.call("GETSET", "c", large));
            assertEquals("nil", client.call("SET", "d", large, "GET"));
            assertEquals(":1", client.call("HSETEX", "h", "EX", "1000", "FIELDS", "1", "f", large));
            assertTrue(client.call("XADD", "x", "MAXLEN", "~", "10", "*", "f", large).contains("-"));
            assertEquals(":2", client.call("SADD", "s", large + large, large));
            assertEquals(2 * large.length() + large.length(), client.call("SPOP", "s", "2").length() - 8);
            assertEquals(":2", client.call("SADD", "s", large, "y"));
            client.call("SPOP", "s");

            assertEquals(":" + FIELDS, client.call(withFields("HSET many", true)));
            assertEquals(FIELDS, count(":1", client.call(withFields("HEXPIRE many 1000 FIELDS " + FIELDS, false))));
            assertEquals(FIELDS, count("'v'", client.call(withFields("HGETEX many EX 999 FIELDS " + FIELDS, false))));
            String[] times = {"PEXPIRETIME a", "PEXPIRETIME b", "HPEXPIRETIME h FIELDS 1 f",
                    "HPEXPIRETIME many FIELDS 2 f0 f" + (FIELDS - 1)};
            String[] sizes = {"STRLEN a", "STRLEN b", "STRLEN c", "STRLEN d", "HSTRLEN h f", "XLEN x", "SCARD s",
                    "HLEN many"};
            List<String> before = replies(client, times, sizes);
            assertEquals("OK", client.run("DEBUG LOADAOF"));
            assertEquals(before, replies(client, times, sizes));
            assertEquals(FIELDS, count("'v'", client.call(withFields("HGETDEL many FIELDS " + FIELDS, false))));
            assertEquals("OK", client.run("DEBUG LOADAOF"));
            assertEquals(":0", client.run("EXISTS many"));
        } finally {
            witness.run("CONFIG SET appendonly no");
            witness.run("FLUSHALL");
        }
    }

    private static String[] withFields(String command, boolean withValues) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        for (int i = 0; i < FIELDS; i++) {
            words.add("f" + i);
            if (withValues) words.add("v");
        }
        return words.toArray(String[]::new);
    }

    private static int count(String element, String reply) {
        int count = 0;
        for (String each : reply.substring(1, reply.length() - 1).split(", ")) {
            if (each.equals(element)) count++;
        }
        return count;
    }

    private static List<String> replies(TestClient client, String[]... lines) throws IOException {
        List<String> replies = new ArrayList<>();
        for (String[] some : lines) {
            for (String line : some) replies.add(client.run(line));
        }
        return replies;
    }

    @Test
    void whatAGroupReadsGoesOutHoweverMuch() throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("OK", client.run("CONFIG SET appendonly yes"));
            StringBuilder pipeline = new StringBuilder();
            for (int i = 1; i <= ENTRIES; i++) pipeline.append(request("XADD", "x", i + "-1", "f", "v"));
            client.raw(pipeline.toString());
            for (int i = 1; i <= ENTRIES; i++) client.read();
            assertEquals("OK", client.run("XGROUP CREATE x g 0"));
            client.run("XREADGROUP GROUP g c COUNT " + ENTRIES + " STREAMS x >");
            assertEquals("OK", client.run("DEBUG LOADAOF"));
            assertEquals("[:" + ENTRIES + ", '1-1', '" + ENTRIES + "-1', [['c', '" + ENTRIES + "']]]",
                    client.run("XPENDING x g"));
        } finally {
            witness.run("CONFIG SET appendonly no");
            witness.run("FLUSHALL");
        }
    }

    @Test
    void oneCommandMayNotBringMillionsOfNames() throws IOException {
        StringBuilder watch = new StringBuilder("*1000001\r\n$5\r\nWATCH\r\n");
        for (int i = 0; i < 1_000_000; i++) watch.append("$2\r\nk").append((char) ('a' + i % 26)).append("\r\n");
        try (TestClient client = new TestClient(server.port())) {
            client.raw(watch.toString());
            assertEquals("-ERR arguments are too large for this command", client.read());
            client.raw("*100000000\r\n");
            assertEquals("-ERR Protocol error: invalid multibulk length", client.read());
            assertTrue(client.isClosedByServer());
        }
    }

    // ---- commands on large values

    /** Fills a key with millions of members m:0 and so on, with what its type wants besides. */
    private static void fill(TestClient client, String command, IntFunction<List<String>> element) throws IOException {
        client.send("CLIENT", "REPLY", "OFF");
        for (int i = 0; i < MEMBERS; i += MEMBERS_AT_ONCE) {
            List<String> words = new ArrayList<>(List.of(command, "many"));
            for (int j = i; j < i + MEMBERS_AT_ONCE; j++) words.addAll(element.apply(j));
            client.raw(request(words.toArray(String[]::new)));
        }
        client.send("CLIENT", "REPLY", "ON");
        assertEquals("OK", client.read());
    }

    /** The cursor that a reply brings: not the last if the call has ended before all were found. */
    private static void assertIsPart(String reply) {
        assertFalse(reply.startsWith("['0'"), () -> reply.substring(0, 40));
    }

    @Test
    void scansOfLargeValuesEndBeforeTheyHaveFoundTooMuch() throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            fill(client, "SADD", i -> List.of("m:" + i));
            assertIsPart(client.run("SSCAN many 0 COUNT 10000000"));
            assertEquals("OK", client.run("FLUSHALL"));
            fill(client, "HSET", i -> List.of("m:" + i, "v:" + i));
            assertIsPart(client.run("HSCAN many 0 COUNT 10000000"));
            assertEquals("OK", client.run("FLUSHALL"));
            fill(client, "ZADD", i -> List.of("" + i, "m:" + i));
            assertIsPart(client.run("ZSCAN many 0 COUNT 10000000"));
            assertEquals("OK", client.run("FLUSHALL"));
        }
    }

    @Test
    void drawsAndSearchesRememberNothingOnTheHeap() throws IOException {
        try (TestClient client = new TestClient(server.port())) {
            // Scores with which the members lie all over the world.
            fill(client, "ZADD", i -> List.of("" + i * ((1L << 52) / MEMBERS), "m:" + i));
            String drawn = client.run("ZRANDMEMBER many " + MEMBERS / 3);
            assertEquals(MEMBERS / 3, drawn.split(", ").length, () -> drawn.substring(0, Math.min(80, drawn.length())));
            assertEquals("['m:0']", client.run("GEORADIUSBYMEMBER many m:0 30000 KM COUNT 1"));
            assertEquals("OK", client.run("FLUSHALL"));
        }
    }

    @Test
    void monitorShowsTheFirstOfTooManyArguments() throws IOException {
        try (TestClient monitor = new TestClient(server.port()); TestClient client = new TestClient(server.port())) {
            assertEquals("OK", monitor.run("MONITOR"));
            client.call(("EXISTS" + " a".repeat(700_000)).split(" "));
            String line = monitor.read();
            assertTrue(line.length() < 1_000_000 && line.endsWith(" more arguments)"), () -> "length=" + line.length());
        }
    }

    @Test
    void monitorShowsTheBeginningOfWhatIsTooLong() throws IOException {
        try (TestClient monitor = new TestClient(server.port()); TestClient client = new TestClient(server.port())) {
            assertEquals("OK", monitor.run("MONITOR"));
            client.call("SET", "large", "x".repeat(20_000_000));
            String line = monitor.read();
            assertTrue(line.length() < 1_000_000 && line.endsWith(" more bytes)"), () -> "length=" + line.length());
        }
    }
}
