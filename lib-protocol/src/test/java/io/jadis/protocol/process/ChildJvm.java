package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of the tests in a JVM of its own. */
public final class ChildJvm {
    private ChildJvm() {}

    static List<String> command(Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-ea", "-Xmx64m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return command;
    }

    public static Process start(Class<?> program, String... arguments) throws IOException {
        // A shell's background job, which this build may be, ignores SIGINT, and a JVM leaves what it finds ignored.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT"));
        command.addAll(command(program, List.of(arguments)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** What it wrote, when it has ended with status 0. */
    static String run(Class<?> program, List<String> arguments) throws Exception {
        Process child = start(program, arguments.toArray(String[]::new));
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        return output;
    }
}
