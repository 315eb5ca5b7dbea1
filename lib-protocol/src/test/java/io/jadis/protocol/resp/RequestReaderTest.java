package io.jadis.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final RequestLimits LIMITS = RequestLimits.ofBulkBytes(512L << 20);

    /** What a reader makes of bytes that arrive in pieces, as a connection would feed it. */
    private static List<List<String>> read(RequestReader reader, byte[] bytes, int... pieceEnds) {
        List<List<String>> requests = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(Math.max(1, bytes.length));
            long base = segment.address();
            int have = 0;
            for (int end : pieceEnds) {
                Memory.copyIn(bytes, have, base + have, end - have);
                have = end;
                drain(reader, base, have, requests);
            }
        }
        return requests;
    }

    private static void drain(RequestReader reader, long base, int limit, List<List<String>> requests) {
        do {
            reader.read(base, limit);
            while (reader.next(base)) {
                List<String> request = new ArrayList<>();
                for (int i = 0; i < reader.count(); i++) {
                    byte[] argument = Memory.toArray(reader.address(i), reader.length(i));
                    request.add(new String(argument, StandardCharsets.ISO_8859_1));
                }
                requests.add(request);
            }
            reader.read(base, limit);
        } while (reader.hasNext());
    }

    @Test
    void keysOfAPipelineAreKnownBeforeItsFirstRequest() {
        String text = multibulk("GET", "a") + multibulk("PING") + "SET bc 1\r\n" + multibulk("DEL");
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(LIMITS);
        try (Arena arena = Arena.ofConfined()) {
            long base = arena.allocate(bytes.length).address();
            Memory.copyIn(bytes, 0, base, bytes.length);
            assertEquals(0, reader.readCount());
            reader.read(base, bytes.length);
            assertEquals(4, reader.readCount(base));
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long address = reader.keyAddress(i);
                keys.add(address == 0 ? "" : new String(Memory.toArray(address, reader.keyLength(i))));
            }
            assertEquals(List.of("a", "", "bc", ""), keys);
            assertTrue(reader.next(base));
            assertEquals(0, reader.readCount());
        }
    }

    /** A client that was parked may have sent all of it meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {65_537, 17 << 20})
    void anInlineRequestIsTooLongAlsoWithItsEnd(int length) {
        byte[] bytes = ("PING\r\nSET $30000000x " + "a".repeat(length) + "\r\nPING\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(LIMITS);
        assertEquals(List.of(List.of("PING")), read(reader, bytes, bytes.length));
        assertEquals("too big inline request", reader.error());
    }

    private static List<List<String>> readWhole(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return read(new RequestReader(LIMITS), bytes, bytes.length);
    }

    private static String multibulk(String... arguments) {
        StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) text.append('$').append(argument.length()).append("\r\n").append(argument)
                .append("\r\n");
        return text.toString();
    }

    @Test
    void multibulkAndInlineRequestsMix() {
        assertEquals(List.of(List.of("SET", "k", "v\r\nw"), List.of("GET", "k"), List.of("PING")),
                readWhole(multibulk("SET", "k", "v\r\nw") + "GET  k\r\n" + "\r\n" + "*0\r\n" + "*-1\r\n" + "PING\n"));
    }

    @Test
    void emptyLinesAreNoRequestsAndCounted() {
        RequestReader reader = new RequestReader(LIMITS);
        byte[] bytes = ("\n" + multibulk("PING") + "\r\n\nPING\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of(List.of("PING"), List.of("PING")), read(reader, bytes, bytes.length));
        assertEquals(3, reader.emptyLines());
    }

    @Test
    void requestsReadTheSameWhereverTheyAreCut() {
        String text = multibulk("SET", "key", "") + "set \"a b\" '\\'' \"\\x41\\n\"\r\n"
                + multibulk("GET", "x".repeat(300));
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<List<String>> expected = readWhole(text);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(expected, read(new RequestReader(LIMITS), bytes, cut, bytes.length), "cut=" + cut);
        }
    }

    @Test
    void requestsReadTheSameByteByByte() {
        String text = multibulk("MSET", "a", "1", "b", "2").repeat(3) + "PING\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int[] ends = new int[bytes.length];
        for (int i = 0; i < ends.length; i++) ends[i] = i + 1;
        assertEquals(readWhole(text), read(new RequestReader(LIMITS), bytes, ends));
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void aRequestWithMoreArgumentsThanABatchHoldsArrivesInPieces(long seed) {
        Random random = new Random(seed);
        String[] arguments = new String[20_001];
        for (int i = 0; i < arguments.length; i++) arguments[i] = "v" + random.nextInt(1000);
        byte[] bytes = (multibulk(arguments) + multibulk("PING")).getBytes(StandardCharsets.ISO_8859_1);
        int[] ends = new int[20];
        for (int i = 0; i < ends.length - 1; i++) ends[i] = random.nextInt(bytes.length);
        ends[ends.length - 1] = bytes.length;
        Arrays.sort(ends);
        List<List<String>> requests = read(new RequestReader(LIMITS), bytes, ends);
        assertEquals(List.of(List.of(arguments), List.of("PING")), requests);
    }

    @Test
    void aLongPipelineComesInSeveralBatches() {
        assertEquals(5_000, readWhole(multibulk("INCR", "k").repeat(5_000)).size());
    }

    /** As many as are looked up side by side: a longer batch would have keys that are not. */
    @Test
    void aBatchIsOfAsManyRequestsAsHaveTheirKeysFetchedTogether() {
        byte[] bytes = multibulk("GET", "k").repeat(300).getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(LIMITS);
        try (Arena arena = Arena.ofConfined()) {
            long base = arena.allocate(bytes.length).address();
            Memory.copyIn(bytes, 0, base, bytes.length);
            reader.read(base, bytes.length);
            assertEquals(64, reader.readCount(base));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*x\\r\\n                              | invalid multibulk length",
        "*20000000000000000000\\r\\n           | invalid multibulk length",
        "*2147483648\\r\\n                     | invalid multibulk length",
        "*+1\\r\\n                             | invalid multibulk length",
        "*01\\r\\n                             | invalid multibulk length",
        "*1\\r\\nfoo\\r\\n                     | expected '$', got 'f'",
        "*3\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nx\\r\\nfooz\\r\\n | expected '$', got 'f'",
        "*1\\r\\n$-1\\r\\n                     | invalid bulk length",
        "*1\\r\\n$blabla\\r\\n                 | invalid bulk length",
        "*1\\r\\n$2000000000\\r\\n             | invalid bulk length",
        "set \"\"\"test\"\"\"\\r\\n            | unbalanced quotes in request",
    })
    void malformedInputIsNamedAsRedisNamesIt(String input, String error) {
        byte[] bytes = input.strip().replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(LIMITS);
        assertEquals(List.of(), read(reader, bytes, bytes.length));
        assertEquals(error, reader.error());
    }

    @Test
    void requestsBeforeABrokenOneAreRead() {
        RequestReader reader = new RequestReader(LIMITS);
        byte[] bytes = (multibulk("PING") + "*x\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of(List.of("PING")), read(reader, bytes, bytes.length));
        assertEquals("invalid multibulk length", reader.error());
    }

    @Test
    void lineThatNeverEndsIsTooBig() {
        for (String head : new String[] {"*", "*1\r\n$", "x"}) {
            RequestReader reader = new RequestReader(LIMITS);
            byte[] bytes = (head + "1".repeat(70_000)).getBytes(StandardCharsets.ISO_8859_1);
            read(reader, bytes, bytes.length);
            String error = head.equals("*") ? "too big mbulk count string"
                    : head.equals("x") ? "too big inline request" : "too big bulk count string";
            assertEquals(error, reader.error());
        }
    }

    @Test
    void clientWithoutPasswordMaySendLittle() {
        RequestReader reader = new RequestReader(RequestLimits.UNAUTHENTICATED);
        byte[] many = "*11\r\n".getBytes(StandardCharsets.ISO_8859_1);
        read(reader, many, many.length);
        assertEquals("unauthenticated multibulk length", reader.error());

        reader = new RequestReader(RequestLimits.UNAUTHENTICATED);
        byte[] large = "*1\r\n$16385\r\n".getBytes(StandardCharsets.ISO_8859_1);
        read(reader, large, large.length);
        assertEquals("unauthenticated bulk length", reader.error());
    }

    @Test
    void limitsOfAPasswordedPipelineChangeBehindTheRequestThatGaveIt() {
        byte[] bytes = (multibulk("AUTH", "secret") + multibulk("SET", "k", "x".repeat(20_000)))
                .getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(RequestLimits.UNAUTHENTICATED);
        try (Arena arena = Arena.ofConfined()) {
            long base = arena.allocate(bytes.length).address();
            Memory.copyIn(bytes, 0, base, bytes.length);
            reader.read(base, bytes.length);
            assertEquals(true, reader.next(base));
            assertEquals(2, reader.count());
            reader.limits(LIMITS);
            assertEquals(false, reader.next(base));
            reader.read(base, bytes.length);
            assertEquals(true, reader.next(base));
            assertEquals(20_000, reader.length(2));
            assertNull(reader.error());
        }
    }

    @Test
    void aLongArgumentKeepsItsLengthWhereverTheBufferMoves() {
        int length = (1 << 24) + 5;
        String head = multibulk("a") + "*3\r\n$" + length + "\r\n", tail = "\r\n$1\r\nb\r\n$1\r\nc\r\n";
        RequestReader reader = new RequestReader(LIMITS);
        try (Arena arena = Arena.ofConfined()) {
            int bytes = head.length() + length + tail.length();
            long base = arena.allocate(bytes).address();
            Memory.copyIn(head.getBytes(StandardCharsets.ISO_8859_1), 0, base, head.length());
            Memory.fill(base + head.length(), length, (byte) 'x');
            Memory.copyIn(tail.getBytes(StandardCharsets.ISO_8859_1), 0, base + bytes - tail.length(), tail.length());

            reader.read(base, bytes - 3);
            assertEquals(true, reader.next(base));
            assertEquals(false, reader.next(base));
            long consumed = reader.consumed();
            assertTrue(consumed >= multibulk("a").length(), "consumed=" + consumed);
            reader.shifted(consumed);
            reader.read(base + consumed, bytes - consumed);
            assertEquals(true, reader.next(base + consumed));
            assertEquals(length, reader.length(0));
            assertEquals(base + head.length(), reader.address(0));
            assertEquals(1, reader.length(2));
        }
    }

    @Test
    void anAnnouncedLengthMayBeMoreThanAnIntHolds() {
        byte[] head = "*1\r\n$5000000000\r\nabc".getBytes(StandardCharsets.ISO_8859_1);
        RequestReader reader = new RequestReader(RequestLimits.ofBulkBytes(10_000_000_000L));
        assertEquals(List.of(), read(reader, head, head.length));
        assertNull(reader.error());
        assertEquals(5_000_000_002L - 3, reader.bytesMissing(head.length));
    }
}
