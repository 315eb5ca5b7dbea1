package io.jadis.server.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replicas are sent the same for random commands as Debian's redis-server sends them: SPOP as SREM, EXPIRE as PEXPIREAT
 * and so on. {@code -Djadis.oracle.streams=10000} makes it long, {@code -Djadis.oracle.sequence=N} replays one
 * sequence.
 */
class StreamOracleIT {
    private static final int SEQUENCES = Integer.getInteger("jadis.oracle.streams", 100);
    /** What both say of a moment in ms may differ by so much: they don't execute at the same one. */
    private static final long MOMENT_MS = 10_000;

    @TempDir
    private static Path directory;
    private static DebianRedis oracle;
    private static TestServer ours;
    private static RecordedStream oracleStream, ourStream;
    private static TestClient oracleClient, ourClient;

    @BeforeAll
    static void start() throws IOException {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
        oracle = DebianRedis.start(DebianRedis.program(), directory, "--proto-max-bulk-len", "1mb",
                "--stream-node-max-entries", "4", "--enable-debug-command", "yes", "--repl-diskless-sync", "no");
        ours = TestServer.start("proto-max-bulk-len 1mb", "stream-node-max-entries 4", "enable-debug-command yes",
                "repl-diskless-sync no", "rdb-del-sync-files yes", "set-max-listpack-entries 0");
        oracleStream = new RecordedStream(oracle.port());
        ourStream = new RecordedStream(ours.port());
        oracleClient = new TestClient(oracle.port());
        ourClient = ours.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        oracleStream.close();
        ourStream.close();
        oracleClient.close();
        oracle.close();
        ours.close();
    }

    static LongStream seeds() {
        return LongStream.of(1, 2, Long.getLong("jadis.seed", 3));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void replicasAreSentWhatRedisSends(long seed) throws IOException {
        Long replayed = Long.getLong("jadis.oracle.sequence");
        SplittableRandom sequenceSeeds = new SplittableRandom(seed);
        Map<String, String> differences = new TreeMap<>();
        for (int i = 0; i < SEQUENCES / 3; i++) play(replayed == null ? sequenceSeeds.nextLong() : replayed,
                differences);
        if (!differences.isEmpty()) fail(String.join("\n", differences.values()));
    }

    /** @param differences the first one for each command */
    private static void play(long sequenceSeed, Map<String, String> differences) throws IOException {
        Sequence sequence = Sequence.of(sequenceSeed);
        boolean listens = sequence.listening() || sequence.theme().clients > 1;
        try (Conversation theirs = new Conversation(oracle.port(), sequence.clients(), listens);
                Conversation we = new Conversation(ours.port(), sequence.clients(), listens)) {
            for (int i = 0; i < sequence.steps().size(); i++) {
                Step step = sequence.steps().get(i);
                theirs.answer(step);
                we.answer(step);
                String end = "end of step " + i + " of " + sequenceSeed;
                List<String> expected = sent(oracleClient, oracleStream, end), sent = sent(ourClient, ourStream, end);
                if (expected.isEmpty() && isOfAConsumerWithoutEntries(step, sent)) continue;
                if (areSame(expected, sent)) continue;
                differences.putIfAbsent(step.command(),
                        "sequence=" + sequenceSeed + " theme=" + sequence.theme() + " step="
                        + i + "\n  " + step + "\nexpected: " + expected + "\n but was: " + sent);
            }
        }
    }

    private static List<String> sent(TestClient client, RecordedStream stream, String end) throws IOException {
        client.call("PUBLISH", "ends", end);
        return stream.upTo(end);
    }

    private static boolean areSame(List<String> expected, List<String> sent) {
        if (expected.size() != sent.size()) return false;
        for (int i = 0; i < sent.size(); i++) {
            if (!isSame(expected.get(i), sent.get(i))) return false;
        }
        return true;
    }

    private static boolean isSame(String expected, String sent) {
        if (expected.equals(sent) || isLeftOut(expected)) return true;
        String[] theirs = expected.split(" ", -1), ours = sent.split(" ", -1);
        if (theirs.length != ours.length) return false;
        for (int i = 0; i < ours.length; i++) {
            if (!theirs[i].equals(ours[i]) && !isSameMoment(theirs[i], ours[i])) return false;
        }
        return true;
    }

    /**
     * XREADGROUP that finds nothing makes the consumer in 7.2, and sends that if it has NOACK; DELCONSUMER then removes
     * it. In 7.0 it does not.
     */
    private static boolean isOfAConsumerWithoutEntries(Step step, List<String> sent) {
        String word = step.command().equals("XREADGROUP") ? "CREATECONSUMER" : "DELCONSUMER";
        return sent.size() == 1 && sent.getFirst().matches("(?s)\\d+:XGROUP " + word + " .*");
    }

    /** 7.0 writes SET with PXAT anew and leaves out the rest, 7.2 lets it as it is. */
    private static boolean isLeftOut(String expected) {
        return expected.matches("(?s)\\d+:SET .* PXAT \\d+");
    }

    /** Times to live, and IDs of entries. */
    private static boolean isSameMoment(String theirs, String ours) {
        try {
            long ms = Long.parseLong(theirs.replaceFirst("-\\d+$", "")),
                    ourMs = Long.parseLong(ours.replaceFirst("-\\d+$", ""));
            return ms > 1_000_000_000_000L && Math.abs(ms - ourMs) < MOMENT_MS;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
