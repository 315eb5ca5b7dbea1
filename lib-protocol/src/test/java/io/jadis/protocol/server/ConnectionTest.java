package io.jadis.protocol.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.resp.ReplyBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections over real sockets, on every transport that this machine has, with and without I/O threads. */
@ParameterizedClass(name = "{0}, io-threads {1}")
@MethodSource("transports")
final class ConnectionTest {
    static Stream<Arguments> transports() {
        return Arrays.stream(Transport.values()).filter(Transport::isAvailable)
                .flatMap(transport -> Stream.of(Arguments.of(transport, 1), Arguments.of(transport, 3)));
    }

    @Parameter(0)
    Transport transport;
    @Parameter(1)
    int ioThreads;

    private LoopbackServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer(transport, ioThreads);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- in

    @Test
    void pipelineSplitAtEveryByteIsReadTheSame() throws IOException {
        String pipeline = request("a", "", "b\r\n\0") + "inline 'quoted word'\r\n" + "*0\r\n" + request("x") + "\r\n"
                + request("z", "1");
        String expected = reply("a", "", "b\r\n\0") + reply("inline", "quoted word") + reply("x") + reply("z", "1");
        for (int split = 0; split <= pipeline.length(); split++) {
            try (Socket client = server.connect()) {
                send(client, pipeline.substring(0, split));
                // The first part is worked off, or kept, before the second one comes.
                if (split > 0) server.onExecutor(() -> null);
                send(client, pipeline.substring(split));
                assertEquals(expected, read(client, expected.length()), "split at " + split);
            }
        }
    }

    @Test
    void requestsThatCameTogetherAreShownTogether() throws IOException {
        try (Socket client = server.connect()) {
            send(client, request("a"));
            assertEquals(reply("a"), read(client, reply("a").length()));
            assertEquals(List.of(), List.copyOf(server.readTogether));
            send(client, request("a") + request("b") + request("c"));
            assertEquals(reply("a") + reply("b") + reply("c"), read(client, 3 * reply("a").length()));
            assertEquals(List.of(3), List.copyOf(server.readTogether));
        }
    }

    @Test
    void requestsInSmallPiecesOfRandomSizeKeepTheirOrder() throws IOException {
        long seed = 20_260_901;
        Random random = new Random(seed);
        StringBuilder pipeline = new StringBuilder(), expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            String value = "v".repeat(random.nextInt(random.nextInt(100) == 0 ? 50_000 : 60));
            pipeline.append(request("n" + i, value));
            expected.append(reply("n" + i, value));
        }
        try (Socket client = server.connect()) {
            byte[] bytes = bytes(pipeline.toString());
            Thread sender = Thread.ofVirtual().start(() -> sendInPieces(client, bytes, random));
            assertEquals(expected.toString(), read(client, expected.length()), "seed " + seed);
            sender.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sendInPieces(Socket client, byte[] bytes, Random random) {
        try {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
                client.getOutputStream().write(bytes, at, length);
                at += length;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void argumentOfManyMegabytesArrivesWholeAndItsMemoryIsGivenBack() throws IOException {
        String value = "0123456789".repeat(700_000);
        try (Socket client = server.connect()) {
            send(client, request("set", value));
            String expected = reply("set", value);
            assertEquals(expected, read(client, expected.length()));
            Connection connection = server.latest;
            // Where a read waits with its buffer, a large one is given back before the next read, perhaps by now.
            assertTrue(transport == Transport.IO_URING || connection.queryCapacityBytes() >= value.length());
            await(() -> {
                server.onExecutor(() -> trim(connection, true));
                return connection.queryCapacityBytes() <= idleBytesMax();
            });
        }
    }

    /** A read of io_uring may hold a buffer until something comes. */
    private int idleBytesMax() {
        return transport == Transport.IO_URING ? QueryBuffer.READ_BYTES : 0;
    }

    private static Object trim(Connection connection, boolean idle) {
        connection.trim(idle);
        return null;
    }

    @Test
    void busyConnectionKeepsAsMuchRoomAsItNeededOfLate() throws IOException {
        try (Socket client = server.connect()) {
            String value = "v".repeat(400_000);
            send(client, request("set", value));
            read(client, reply("set", value).length());
            Connection connection = server.latest;
            // What a trim sees is forgotten with the next one; one that comes during a hand-over does nothing.
            for (int tries = 0; connection.queryCapacityBytes() > QueryBuffer.READ_BYTES; tries++) {
                exchange(client, request("a"), reply("a"));
                server.onExecutor(() -> trim(connection, false));
                assertTrue(tries < 10_000);
            }
            exchange(client, request("b", "2"), reply("b", "2"));
        }
    }

    @Test
    void requestOfVeryManyArgumentsIsReadToItsEnd() throws IOException {
        String[] words = new String[50_000];
        for (int i = 0; i < words.length; i++) words[i] = Integer.toString(i);
        try (Socket client = server.connect()) {
            String expected = reply(words) + reply("next");
            send(client, request(words) + request("next"));
            assertEquals(expected, read(client, expected.length()));
        }
    }

    @Test
    void announcedLengthIsNoReasonToTakeAllThatMemoryAtOnce() throws IOException {
        try (Socket client = server.connect()) {
            send(client, "*1000000\r\n$500000000\r\nabc");
            // Asked by the executor: a loop that reads a plain field may never see it change.
            await(() -> server.latest != null && server.onExecutor(server.latest::queryBytes) >= 3);
            assertTrue(server.latest.queryCapacityBytes() <= 32 << 20);
        }
    }

    @Test
    void aRequestOfManyMegabytesIsReadWhole() throws IOException {
        String[] words = new String[11];
        for (int i = 0; i < words.length; i++) words[i] = Integer.toString(i).repeat(7 << 20);
        try (Socket client = server.connect()) {
            String expected = reply(words);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    send(client, request(words) + request("next"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertEquals(expected, read(client, expected.length()));
            assertEquals(reply("next"), read(client, reply("next").length()));
            Connection connection = server.latest;
            await(() -> server.onExecutor(connection::queryCapacityBytes) < 1 << 20);
            exchange(client, request("more"), reply("more"));
        }
    }

    @Test
    void argumentsThatAreWholeDoNotCountAsUnread() throws IOException {
        server.settings.queryBufferLimitBytes = 1 << 20;
        String word = "w".repeat(700_000);
        try (Socket client = server.connect()) {
            exchange(client, request(word, word, word), reply(word, word, word));
        }
    }

    @Test
    void aRequestThatIsTooLargeInAllEndsTheConnection() throws IOException {
        server.settings.requestBytesMax = 2 << 20;
        try (Socket client = server.connect()) {
            String words = ("$700000\r\n" + "w".repeat(700_000) + "\r\n").repeat(6);
            assertEndsWhileSending(client, "*9\r\n" + words);
            await(() -> server.openCount.get() == 0);
            assertTrue(server.overflowBytes.get() > 2 << 20);
        }
    }

    @Test
    void tooManyUnreadBytesEndTheConnection() throws IOException {
        server.settings.queryBufferLimitBytes = 1 << 20;
        try (Socket client = server.connect()) {
            assertEndsWhileSending(client, "*1\r\n$10000000\r\n" + "x".repeat(3_000_000));
            await(() -> server.openCount.get() == 0);
            assertTrue(server.overflowBytes.get() > 1 << 20);
        }
    }

    @Test
    void tooManyBytesBehindAHeldBackRequestEndTheConnection() throws IOException {
        server.settings.queryBufferLimitBytes = 1 << 20;
        try (Socket client = server.connect()) {
            exchange(client, request("park", "p"), "+OK\r\n");
            assertEndsWhileSending(client, request("x").repeat(300_000));
            await(() -> server.openCount.get() == 0);
        }
    }

    private static void assertEndsWhileSending(Socket client, String bytes) throws IOException {
        try {
            send(client, bytes);
            assertEquals("", readToEnd(client));
        } catch (SocketException e) {
            // it was reset before all was sent
        }
    }

    // ---- out

    @Test
    void repliesToPipelinesGoOutWhenAllWhoSentSomethingMeanwhileHaveBeenServed() throws IOException {
        int length = 2 * "+00000000\r\n".length();
        try (Socket one = server.connect(); Socket other = server.connect()) {
            // I/O threads may be late with one of them: then once more.
            await(() -> {
                CountDownLatch bothSent = new CountDownLatch(1);
                server.loops.executor().execute(() -> awaitCalmly(bothSent));
                send(one, request("unsent").repeat(2));
                send(other, request("unsent").repeat(2));
                bothSent.countDown();
                // By the second reply to the second one, three have been written.
                return (read(one, length) + read(other, length)).contains("+000000" + length * 3 / 2);
            });
        }
    }

    @Test
    void aReplyThatIsNotShortGoesOutWithThem() throws IOException {
        String big = "2000", reply = "$2000\r\n" + "\0".repeat(2000) + "\r\n";
        try (Socket one = server.connect(); Socket other = server.connect()) {
            await(() -> {
                CountDownLatch bothSent = new CountDownLatch(1);
                server.loops.executor().execute(() -> awaitCalmly(bothSent));
                send(one, request("big", big));
                send(other, request("unsent"));
                bothSent.countDown();
                assertEquals(reply, read(one, reply.length()));
                return read(other, "+00000000\r\n".length()).equals("+%08d\r\n".formatted(reply.length()));
            });
        }
    }

    @Test
    void repliesThatWereHeldGoOutWithoutALookIntoABufferThatWasHandedBack() throws IOException {
        ClosedGate gate = new ClosedGate();
        server.onExecutor(() -> server.settings.outputGate = gate);
        try (Socket client = server.connect()) {
            send(client, request("a") + request("b"));
            await(() -> server.onExecutor(() -> !gate.held.isEmpty()));
            int batches = server.batchCount.get();
            server.onExecutor(() -> gate.open(server.settings));
            assertEquals(reply("a") + reply("b"), read(client, (reply("a") + reply("b")).length()));
            // What the release has put off is done, too.
            server.onExecutor(() -> null);
            assertEquals(batches, server.batchCount.get());
            exchange(client, request("c"), reply("c"));
        }
    }

    // ---- malformed input

    /** What is sent, and the reply, which is the last word. */
    private static final List<String[]> MALFORMED = List.of(new String[][] {
        {"*3\r\n$3\r\nSET\r\n$1\r\nx\r\nfooz\r\n", "expected '$', got 'f'"},
        {"*1\r\n:1\r\n", "expected '$', got ':'"},
        {"*3000000000\r\n", "invalid multibulk length"},
        {"*a\r\n", "invalid multibulk length"},
        {"*+1\r\n", "invalid multibulk length"},
        {"*01\r\n", "invalid multibulk length"},
        {"*\r\n", "invalid multibulk length"},
        {"*1 \r\n", "invalid multibulk length"},
        {"*1\r\n$-1\r\n", "invalid bulk length"},
        {"*1\r\n$x\r\n", "invalid bulk length"},
        {"*1\r\n$2000000000\r\n", "invalid bulk length"},
        {"*1\r\n$99999999999999999999\r\n", "invalid bulk length"},
        {"get \"a\r\n", "unbalanced quotes in request"},
        {"get 'a'b\r\n", "unbalanced quotes in request"},
        {"*" + "1".repeat(70_000), "too big mbulk count string"},
        {"*1\r\n$" + "1".repeat(70_000), "too big bulk count string"},
        {"a".repeat(70_000), "too big inline request"},
    });

    @Test
    void malformedInputIsNamedAndEndsThatConnectionOnly() throws IOException {
        try (Socket other = server.connect()) {
            exchange(other, request("a"), reply("a"));
            for (String[] row : MALFORMED) {
                try (Socket client = server.connect()) {
                    send(client, request("before") + row[0]);
                    String expected = reply("before") + "-ERR Protocol error: " + row[1] + "\r\n";
                    assertEquals(expected, readToEnd(client), row[0].substring(0, Math.min(40, row[0].length())));
                }
            }
            exchange(other, request("b"), reply("b"));
            assertEquals(MALFORMED.size(), server.protocolErrorCount.get());
            await(() -> server.openCount.get() == 1);
        }
    }

    @Test
    void emptyAndNegativeRequestsAreSkipped() throws IOException {
        try (Socket client = server.connect()) {
            exchange(client, "*0\r\n*-5\r\n\r\n   \r\n" + request("a"), reply("a"));
        }
    }

    // ---- holding back

    @Test
    void requestsBehindAHeldBackOneWait() throws IOException {
        try (Socket client = server.connect(); Socket other = server.connect()) {
            send(client, request("a") + request("park", "p") + request("b") + request("c"));
            String first = reply("a") + "+OK\r\n";
            assertEquals(first, read(client, first.length()));
            send(client, request("d"));
            exchange(other, request("x"), reply("x"));
            resume("p");
            String rest = reply("b") + reply("c") + reply("d");
            assertEquals(rest, read(client, rest.length()));
        }
    }

    @Test
    void whoIsHeldBackBehindTheLastRequestKeepsNoBuffer() throws IOException {
        try (Socket client = server.connect()) {
            exchange(client, request("a") + request("park", "p"), reply("a") + "+OK\r\n");
            Connection connection = server.parked.get("p");
            if (connection.isServedByExecutor()) {
                server.onExecutor(() -> trim(connection, true));
                assertTrue(connection.queryCapacityBytes() <= idleBytesMax());
            }
            send(client, request("b"));
            resume("p");
            assertEquals(reply("b"), read(client, reply("b").length()));
            exchange(client, request("c"), reply("c"));
        }
    }

    @Test
    void requestThatCouldNotBeExecutedComesAgain() throws IOException {
        try (Socket client = server.connect()) {
            send(client, request("a") + request("retry", "r") + request("b"));
            assertEquals(reply("a"), read(client, reply("a").length()));
            resume("r");
            String rest = "+retried\r\n" + reply("b");
            assertEquals(rest, read(client, rest.length()));
        }
    }

    private void resume(String name) throws IOException {
        await(() -> server.parked.containsKey(name));
        server.onExecutor(() -> {
            server.parked.remove(name).resume();
            return null;
        });
    }

    @Test
    void endOfAHeldBackClientIsNoticed() throws IOException {
        try (Socket client = server.connect()) {
            exchange(client, request("park", "p"), "+OK\r\n");
        }
        await(() -> server.openCount.get() == 0);
    }

    // ---- out

    @Test
    void slowReaderGetsEverythingInOrderAndItsRepliesArePacked() throws IOException {
        int count = 40, size = 1 << 20;
        try (Socket client = server.connect()) {
            Connection connection = connectionOf(client);
            for (int i = 0; i < count; i++) send(client, request("big", Integer.toString(size)) + request("n" + i));
            await(() -> server.onExecutor(connection::pendingOutputBytes) > 20L * size);
            // The transport holds what it was given once; all else waits where it can be counted and dropped.
            long unsent = server.onExecutor(connection::unsentBytes);
            assertTrue(unsent < 4L * size, "unsent=" + unsent);
            try (Socket other = server.connect()) {
                exchange(other, request("x"), reply("x"));
            }
            for (int i = 0; i < count; i++) {
                String header = "$" + size + "\r\n";
                assertEquals(header, read(client, header.length()));
                byte[] value = client.getInputStream().readNBytes(size);
                assertArrayEquals(new byte[size], value);
                String rest = "\r\n" + reply("n" + i);
                assertEquals(rest, read(client, rest.length()));
            }
            await(() -> server.onExecutor(connection::pendingOutputBytes) == 0);
        }
    }

    /** A socket takes megabytes at once where the reader is quick. */
    @Test
    void othersHaveTheirTurnBetweenTheWritesOfALongOutput() throws IOException {
        int parts = 64;
        byte[] part = new byte[1 << 20];
        try (Socket client = server.connect()) {
            exchange(client, request("a"), reply("a"));
            Connection connection = server.latest;
            AtomicInteger refills = new AtomicInteger(), sinceOthers = new AtomicInteger(), most = new AtomicInteger();
            server.onExecutor(() -> {
                connection.source(new OutputSource() {
                    @Override
                    public boolean hasOutput() {
                        return refills.get() < parts;
                    }

                    @Override
                    public void refill(ReplyBuffer out) {
                        refills.incrementAndGet();
                        most.accumulateAndGet(sinceOthers.incrementAndGet(), Math::max);
                        server.loops.executor().execute(() -> sinceOthers.set(0));
                        out.raw(part);
                    }
                });
                connection.flushSoon();
                return null;
            });
            client.getInputStream().skipNBytes((long) parts * part.length);
            assertEquals(parts, refills.get());
            assertEquals(1, most.get());
        }
    }

    @Test
    void messagesForASlowReaderShareItsBuffers() throws IOException {
        try (Socket client = server.connect()) {
            Connection connection = connectionOf(client);
            send(client, request("big", "8000000"));
            // More than what is left of an earlier reply that an I/O thread has not yet counted as sent.
            await(() -> server.onExecutor(connection::unsentBytes) > 1_000_000);
            server.onExecutor(() -> {
                for (int i = 0; i < 10_000; i++) {
                    connection.reply().integer(7);
                    connection.flushSoon();
                }
                return null;
            });
            assertTrue(server.onExecutor(() -> connection.reply().footprintBytes()) <= 4 * 16 * 1024);
            String header = "$8000000\r\n";
            read(client, header.length());
            client.getInputStream().skipNBytes(8_000_002);
            assertEquals(":7\r\n".repeat(10_000), read(client, 40_000));
        }
    }

    private Connection connectionOf(Socket client) throws IOException {
        exchange(client, request("hello"), reply("hello"));
        return server.latest;
    }

    // ---- the end

    @Test
    void closeAfterReplySendsAllThatCameBefore() throws IOException {
        try (Socket client = server.connect()) {
            send(client, request("big", "3000000") + request("quit") + request("never"));
            byte[] all = client.getInputStream().readAllBytes();
            String header = "$3000000\r\n";
            assertEquals(header.length() + 3_000_000 + 2 + 5, all.length);
            await(() -> server.openCount.get() == 0);
        }
    }

    @Test
    void peerThatSendsNoMoreGetsAllItsReplies() throws IOException {
        try (Socket client = server.connect()) {
            CountDownLatch allSent = new CountDownLatch(1);
            server.loops.executor().execute(() -> awaitCalmly(allSent));
            // With I/O threads the second part comes while the first one is handed over; and the last one isn't whole.
            send(client, request("a") + request("b"));
            send(client, request("c") + request("d") + "*1\r\n");
            client.shutdownOutput();
            allSent.countDown();
            assertEquals(reply("a") + reply("b") + reply("c") + reply("d"), readToEnd(client));
        }
        await(() -> server.openCount.get() == 0 && server.bufferBytes() == 0);
    }

    @Test
    void peerThatSendsNoMoreMayTakeItsTimeToRead() throws IOException {
        try (Socket client = server.connect()) {
            Connection connection = connectionOf(client);
            send(client, request("big", "30000000") + request("big", "300000").repeat(50));
            client.shutdownOutput();
            await(() -> server.onExecutor(connection::pendingOutputBytes) > 0);
            try (Socket other = server.connect()) {
                exchange(other, request("x"), reply("x"));
            }
            int length = "$30000000\r\n".length() + 30_000_000 + 2 + 50 * ("$300000\r\n".length() + 300_000 + 2);
            assertEquals(length, client.getInputStream().readAllBytes().length);
        }
        await(() -> server.openCount.get() == 0);
    }

    @Test
    void peerThatSendsNoMoreAndDoesNotReadGoesWhenItIsGone() throws IOException {
        try (Socket client = server.connect()) {
            Connection connection = connectionOf(client);
            send(client, request("big", "30000000"));
            await(() -> server.onExecutor(connection::pendingOutputBytes) > 0);
            client.shutdownOutput();
        }
        await(() -> server.openCount.get() == 0 && server.bufferBytes() == 0);
    }

    @Test
    void gateHoldsTheRepliesOfAPeerThatSendsNoMore() throws IOException {
        ClosedGate gate = new ClosedGate();
        try (Socket client = server.connect(); Socket other = server.connect()) {
            exchange(other, request("x"), reply("x"));
            server.onExecutor(() -> server.settings.outputGate = gate);
            send(client, request("a") + request("b"));
            await(() -> server.onExecutor(() -> !gate.held.isEmpty()));
            // Not looked at before the gate opens.
            send(client, request("c") + request("d"));
            client.shutdownOutput();
            send(other, request("y"));
            await(() -> server.onExecutor(() -> gate.held.size() == 2));
            server.onExecutor(() -> gate.open(server.settings));
            assertEquals(reply("a") + reply("b") + reply("c") + reply("d"), readToEnd(client));
            assertEquals(reply("y"), read(other, reply("y").length()));
        }
    }

    /** What a slow disk holds up stays where it is, as it does where a server waits for its disk itself. */
    @Test
    void aStreamThatTheGateHoldsIsNotReadIntoMemory() throws IOException {
        // A master's stream comes on the executor, whatever else there is.
        server.close();
        server = new LoopbackServer(transport, 1);
        ClosedGate gate = new ClosedGate();
        try (Socket master = server.connect()) {
            exchange(master, request("hello"), reply("hello"));
            Connection connection = server.latest;
            server.onExecutor(() -> {
                connection.trust();
                return server.settings.outputGate = gate;
            });
            String value = "v".repeat(100_000);
            int count = 400;
            byte[] stream = bytes(request("set", value).repeat(count));
            Thread sender = Thread.ofVirtual().start(() -> sendInPieces(master, stream, new Random(1)));
            await(() -> server.onExecutor(connection::queryBytes) > 1 << 20);
            // The loop has looked at its sockets as often as would have been enough for all of it.
            for (int i = 0; i < count; i++) server.onExecutor(() -> null);
            assertTrue(sender.isAlive());
            assertTrue(server.onExecutor(connection::queryBytes) < 4 << 20);
            server.onExecutor(() -> gate.open(server.settings));
            String expected = reply("set", value);
            for (int i = 0; i < count; i++) assertEquals(expected, read(master, expected.length()));
        }
    }

    /** Holds all replies. Executor only. */
    private static final class ClosedGate implements OutputGate {
        final List<Connection> held = new ArrayList<>();

        @Override
        public long position() {
            return 1;
        }

        @Override
        public boolean isOpen(long position) {
            return false;
        }

        @Override
        public void hold(Connection connection, long position) {
            held.add(connection);
        }

        Object open(ConnectionSettings settings) {
            settings.outputGate = null;
            held.forEach(Connection::release);
            return null;
        }
    }

    @Test
    void whoWaitsEndsWithItsInputButGetsItsReplies() throws IOException {
        try (Socket client = server.connect()) {
            send(client, request("a") + request("park", "p") + request("never"));
            client.shutdownOutput();
            assertEquals(reply("a") + "+OK\r\n", readToEnd(client));
            await(() -> server.openCount.get() == 0);
        }
    }

    @Test
    void heldBackRequestsOfAPeerThatSendsNoMoreAreAnswered() throws IOException {
        try (Socket client = server.connect(); Socket other = server.connect()) {
            send(client, request("a") + request("retry", "r") + request("b"));
            client.shutdownOutput();
            assertEquals(reply("a"), read(client, reply("a").length()));
            exchange(other, request("x"), reply("x"));
            resume("r");
            assertEquals("+retried\r\n" + reply("b"), readToEnd(client));
        }
    }

    @Test
    void closeSendsNothing() throws IOException {
        try (Socket client = server.connect()) {
            send(client, request("a"));
            read(client, reply("a").length());
            send(client, request("drop") + request("never"));
            assertEquals("", readToEnd(client));
            await(() -> server.openCount.get() == 0);
        }
    }

    @Test
    void failureInASessionEndsItsConnectionOnly() throws IOException {
        try (Socket other = server.connect(); Socket client = server.connect()) {
            exchange(other, request("a"), reply("a"));
            send(client, request("fail"));
            assertEquals("", readToEnd(client));
            exchange(other, request("b"), reply("b"));
            await(() -> server.openCount.get() == 1);
        }
    }

    @Test
    void closingSoonFromElsewhereDropsWhatWasNotSent() throws IOException {
        try (Socket client = server.connect()) {
            Connection connection = connectionOf(client);
            server.onExecutor(() -> {
                connection.reply().ok();
                connection.closeSoon();
                connection.closeSoon();
                assertEquals(1, server.openCount.get());
                assertEquals(0, connection.reply().pendingBytes());
                return null;
            });
            assertEquals("", readToEnd(client));
            await(() -> server.openCount.get() == 0);
        }
    }

    @Test
    void clientsThatComeAndGoLeaveNoMemoryBehind() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (Socket client = server.connect()) {
                send(client, request("big", "100000") + request("a") + "*2\r\n$5\r\nunfin");
                read(client, 1000);
            }
        }
        await(() -> server.openCount.get() == 0 && server.bufferBytes() == 0);
    }

    @Test
    void unixSocketServesAsTcpDoes(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        server.listenOn(path);
        if (transport == Transport.EPOLL) {
            assertEquals(reply("a") + reply("b"), halfClosedExchange(path, request("a") + request("b")));
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            client.write(ByteBuffer.wrap(bytes(request("a", "b") + request("quit"))));
            assertEquals(reply("a", "b") + "+OK\r\n", readToEnd(client));
        }
    }

    private String halfClosedExchange(Path path, String requests) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            CountDownLatch allSent = new CountDownLatch(1);
            server.loops.executor().execute(() -> awaitCalmly(allSent));
            client.write(ByteBuffer.wrap(bytes(requests)));
            client.shutdownOutput();
            allSent.countDown();
            return readToEnd(client);
        }
    }

    private static String readToEnd(SocketChannel client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(1024);
        while (client.read(piece.clear()) >= 0) all.write(piece.array(), 0, piece.position());
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    // ----

    private static void exchange(Socket client, String request, String expected) throws IOException {
        send(client, request);
        assertEquals(expected, read(client, expected.length()));
    }

    private static void send(Socket client, String bytes) throws IOException {
        client.getOutputStream().write(bytes(bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String read(Socket client, int count) throws IOException {
        return new String(client.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the server closes, be it by a reset. */
    private static String readToEnd(Socket client) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = client.getInputStream();
        try {
            for (int c; (c = in.read()) >= 0; ) all.append((char) c);
        } catch (SocketException e) {
            // what came before the reset counts
        }
        return all.toString();
    }

    private static String request(String... words) {
        return reply(words);
    }

    private static String reply(String... words) {
        StringBuilder array = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) array.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        return array.toString();
    }

    /** A condition that may talk to the server. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaitCalmly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Condition condition) throws IOException {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            if (System.nanoTime() > deadlineNs) throw new AssertionError("it did not become so in 20 s");
            Thread.onSpinWait();
        }
    }
}
