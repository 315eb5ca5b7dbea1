package io.jadis.server.oracle;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random command sequences get the same replies as from Debian's redis-server. {@code -Djadis.oracle.commands=1000000}
 * makes it long, {@code -Djadis.oracle.theme=NAME} keeps it to one theme of {@link Vocabulary}, {@code
 * -Djadis.oracle.sequence=N} replays the one sequence that a failure names, {@code
 * -Djadis.oracle.server=PATH} asks a redis-server program of ours instead of one in this JVM, which checks its memory.
 */
class OracleIT {
    private static final int COMMANDS = Integer.getInteger("jadis.oracle.commands", 200_000);
    private static final long[] SEEDS = {1, 2, 3, Long.getLong("jadis.seed", 4)};
    /**
     * Both refuse longer values, so that large offsets cost little, and have streams of several nodes soon. DEBUG is
     * for the digests of values.
     */
    private static final List<String> DIRECTIVES =
            List.of("proto-max-bulk-len 1mb", "stream-node-max-entries 4", "enable-debug-command yes");
    /** 7.0, which the oracle is, has no listpacks for sets. */
    private static final String SETS_AS_BEFORE = "set-max-listpack-entries 0";

    @TempDir
    private static Path directory;
    private static DebianRedis oracle;
    private static AutoCloseable ours;
    private static Match match;

    @BeforeAll
    static void start() throws IOException {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
        oracle = DebianRedis.start(DebianRedis.program(), directory, options(DIRECTIVES));
        List<String> ourLines = Stream.concat(DIRECTIVES.stream(), Stream.of(SETS_AS_BEFORE)).toList();
        String program = System.getProperty("jadis.oracle.server");
        if (program == null) {
            TestServer server = TestServer.start(ourLines.toArray(String[]::new));
            ours = server;
            match = new Match(oracle.port(), server.port());
        } else {
            DebianRedis process = DebianRedis.start(Path.of(program), directory, options(ourLines));
            ours = process;
            match = new Match(oracle.port(), process.port());
        }
    }

    /** Lines of redis.conf as options of the program. */
    private static String[] options(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(("--" + line).split(" "))).toArray(String[]::new);
    }

    @AfterAll
    static void stop() throws Exception {
        if (oracle != null) oracle.close();
        if (ours != null) ours.close();
    }

    static Stream<Long> seeds() {
        if (Long.getLong("jadis.oracle.sequence") != null) return Stream.of(0L);
        return LongStream.of(SEEDS).boxed();
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void randomCommandsAreAnsweredAsRedisAnswersThem(long seed) throws IOException {
        Long replayed = Long.getLong("jadis.oracle.sequence");
        if (replayed != null) {
            play(replayed);
            return;
        }
        SplittableRandom sequenceSeeds = new SplittableRandom(seed);
        int sequences = Math.max(1, COMMANDS / SEEDS.length / Sequence.LENGTH);
        for (int i = 0; i < sequences; i++) play(sequenceSeeds.nextLong());
    }

    private static void play(long sequenceSeed) throws IOException {
        Sequence sequence = Sequence.of(sequenceSeed);
        Optional<Match.Difference> difference = play(sequence, sequence.steps());
        if (difference.isEmpty()) return;
        List<Step> upToIt = sequence.steps().subList(0, difference.get().index() + 1);
        List<Step> few = Shrinking.shrink(upToIt, steps -> play(sequence, steps).isPresent());
        // What depends on the time of day may be gone when it is tried again.
        Match.Difference shown = play(sequence, few).orElse(difference.get());
        StringBuilder steps = new StringBuilder();
        for (Step step : few) steps.append("  ").append(step).append('\n');
        fail("sequence=" + sequenceSeed + " theme=" + sequence.theme() + "\n" + steps
                + "expected of the last: " + shown.oracles() + "\n but was of the last: " + shown.ours());
    }

    private static Optional<Match.Difference> play(Sequence sequence, List<Step> steps) throws IOException {
        boolean mayListen = sequence.listening() || sequence.theme().clients > 1;
        return match.play(steps, sequence.clients(), mayListen);
    }
}
