package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The path from socket to reply leaves the Java heap alone once it is warm. Compiled by the quick compiler, which takes
 * no allocation away: so the path itself has none, and it is warm soon however busy the machine is.
 */
final class AllocationIT {
    /** The JVM options that the distribution ships; memory is not checked with them. */
    private static final Path JVM_OPTIONS = Path.of("..", "packaging", "src", "main", "conf", "jvm.options");
    /** What cron and the like allocate meanwhile grows with the time that the commands take, not with their number. */
    private static final long CRON_BYTES_PER_MS_MAX = 200;

    @TestFactory
    Stream<DynamicTest> hotCommandsAllocateNothing() throws Exception {
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + JVM_OPTIONS, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                AllocationProgram.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, program.waitFor(), output);
        List<String> lines = output.lines().filter(line -> line.startsWith(AllocationProgram.COUNTED)).toList();
        assertEquals(2 * AllocationProgram.HOT.size(), lines.size(), output);
        return lines.stream().map(line -> line.substring(AllocationProgram.COUNTED.length()).split(" ")).map(counted -> {
            int pipelined = Integer.parseInt(counted[1]);
            long commands = Long.parseLong(counted[2]);
            long medianBytes = Long.parseLong(counted[3]), allBytes = Long.parseLong(counted[4]);
            long tookMs = Long.parseLong(counted[5]);
            return DynamicTest.dynamicTest(counted[0] + ", pipeline of " + pipelined, () -> {
                assertEquals(0, medianBytes, "medianBytes");
                assertTrue(allBytes <= CRON_BYTES_PER_MS_MAX * (tookMs + 1_000),
                        () -> "commands=" + commands + " allBytes=" + allBytes + " tookMs=" + tookMs);
            });
        });
    }
}
