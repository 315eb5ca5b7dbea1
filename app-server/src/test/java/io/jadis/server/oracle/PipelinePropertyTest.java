package io.jadis.server.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the network cuts a pipeline, its replies are the same, to the byte. */
class PipelinePropertyTest {
    private static final int PIPELINES = 20, REQUESTS_MAX = 400, PIECES_MAX = 40, TIMEOUT_MS = 20_000;
    private static final String END = "the-end-of-this-pipeline";
    /** Their replies depend on the time or on chance. */
    private static final Set<String> LEFT_OUT = Set.of("RANDOMKEY", "SCAN", "KEYS", "OBJECT IDLETIME");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("proto-max-bulk-len 1mb");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    static LongStream seeds() {
        return LongStream.of(1, 2, Long.getLong("jadis.seed", 3));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void cutPipelinesGetTheRepliesOfWholeOnes(long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < PIPELINES; i++) {
            String requests = pipeline(random);
            String whole = replies(requests, List.of());
            assertEquals(whole, replies(requests, cuts(requests.length(), random)), () -> requests);
        }
    }

    /** One char a byte. */
    private static String pipeline(RandomGenerator random) {
        List<Grammar.Row> table = new ArrayList<>(Vocabulary.STRINGS);
        table.addAll(Vocabulary.KEYS);
        table.addAll(Vocabulary.DATABASES);
        StringBuilder requests = new StringBuilder();
        if (random.nextBoolean()) requests.append("HELLO 3 SETNAME me\r\n");
        for (int i = random.nextInt(REQUESTS_MAX); i > 0; i--) {
            Step step = new Step(0, Grammar.request(Grammar.draw(table, random), random));
            if (LEFT_OUT.contains(step.command()) || step.expiresSoon()) continue;
            requests.append(TestClient.encode(step.words().stream()
                    .map(word -> new String(word, StandardCharsets.ISO_8859_1)).toArray(String[]::new)));
            switch (random.nextInt(12)) {
                case 0 -> requests.append("SET inline \"a\\x41 b\"\r\n");
                case 1 -> requests.append("GET inline\n");
                case 2 -> requests.append("\r\n");
                case 3 -> requests.append("*0\r\n");
                case 4 -> requests.append(TestClient.encode("SET", "large", "v".repeat(random.nextInt(60_000))));
                default -> { }
            }
        }
        return requests + TestClient.encode("ECHO", END);
    }

    private static List<Integer> cuts(int length, RandomGenerator random) {
        return random.ints(random.nextInt(PIECES_MAX), 1, length).distinct().sorted().boxed().toList();
    }

    private static String replies(String requests, List<Integer> cuts) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port()); TestClient other = new TestClient(server.port())) {
            other.call("FLUSHALL");
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            // Replies are taken meanwhile: a server that can't get rid of them would stop reading.
            ByteArrayOutputStream replies = new ByteArrayOutputStream();
            int from = 0;
            for (int to : cuts) {
                send(socket, requests, from, to, replies);
                from = to;
                // When the executor has answered this, it has seen what came before it.
                other.call("PING");
            }
            send(socket, requests, from, requests.length(), replies);
            String end = "$" + END.length() + "\r\n" + END + "\r\n";
            InputStream in = socket.getInputStream();
            byte[] chunk = new byte[64 * 1024];
            while (!replies.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                int read = in.read(chunk);
                if (read < 0) throw new IOException("closed by the server after " + replies.size() + " bytes");
                replies.write(chunk, 0, read);
            }
            // Each connection has an id of its own.
            return replies.toString(StandardCharsets.ISO_8859_1).replaceFirst("(\\$2\r\nid\r\n):\\d+", "$1:1");
        }
    }

    private static void send(Socket socket, String requests, int from, int to, ByteArrayOutputStream replies)
            throws IOException {
        byte[] bytes = requests.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += 16 * 1024) {
            socket.getOutputStream().write(bytes, at, Math.min(16 * 1024, bytes.length - at));
            InputStream in = socket.getInputStream();
            for (int waiting; (waiting = in.available()) > 0; ) replies.write(in.readNBytes(waiting));
        }
    }
}
