package io.jadis.protocol.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the fuzzer Jazzer on one target, in a JVM of its own with checked memory and assertions on. Seeds are the
 * files of the target's folder under {@code fuzz/} in the test resources; what a run finds out is kept beside
 * ({@code target/fuzz/NAME}), where the next run starts from.
 *
 * <p>Unless asked otherwise a run is short and the same each time: so many inputs from one seed, which guards what is
 * known. {@code -Djadis.fuzz.seconds=3600} looks for what isn't, so long and from another seed each time;
 * {@code -Djadis.seed} replays one.
 */
public final class JazzerRun {
    private static final int SECONDS = Integer.getInteger("jadis.fuzz.seconds", 0);
    private static final int SHORT_RUN_INPUTS = 10_000, SHORT_RUN_SECONDS_MAX = 60;
    private static final int START_SECONDS_MAX = 120;
    /**
     * An input that takes longer hangs. A long run gives way to all other work, and then waits for the processor, too.
     */
    private static final int INPUT_SECONDS_MAX = SECONDS == 0 ? 10 : 60;

    private JazzerRun() {}

    /** The seed of this build's runs. */
    public static long seed() {
        return Long.getLong("jadis.seed", SECONDS == 0 ? 1 : System.nanoTime() & 0x7fff_ffff);
    }

    /**
     * Fuzzes a class that has {@code fuzzerTestOneInput}, and fails with all that Jazzer printed if it finds something.
     *
     * @param inputBytesMax longest input that it tries
     */
    public static void fuzz(Class<?> target, int inputBytesMax, long seed) throws IOException, InterruptedException {
        Path work = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        Path corpus = Files.createDirectories(work.resolve("corpus"));
        Path log = work.resolve("log.txt");
        int seconds = SECONDS == 0 ? SHORT_RUN_SECONDS_MAX : SECONDS;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading", "-ea", "-Djadis.memory.checked=true", "-Xmx512m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.jadis.**",
                // It judges Unsafe by objects; Netty's addresses are numbers, which it can't tell.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-max_total_time=" + seconds,
                "-runs=" + (SECONDS == 0 ? SHORT_RUN_INPUTS : -1),
                "-timeout=" + INPUT_SECONDS_MAX,
                "-max_len=" + inputBytesMax,
                "-seed=" + seed,
                "-print_final_stats=1",
                corpus.toString()));
        Path seeds = Path.of("src", "test", "resources", "fuzz", target.getSimpleName()).toAbsolutePath();
        if (Files.isDirectory(seeds)) command.add(seeds.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = process.waitFor(seconds + START_SECONDS_MAX, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly().waitFor();
        if (ended && process.exitValue() == 0) return;
        String outcome = ended ? "exit code " + process.exitValue() : "it did not end";
        throw new AssertionError(target.getSimpleName() + ", seed=" + seed + ": " + outcome + "\n"
                + Files.readString(log));
    }
}
