package io.jadis.protocol.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this process was started. */
public final class Launch {
    /** Set by the launcher scripts to the path that they were called by. */
    private static final String LAUNCHER_PROPERTY = "jadis.launcher";
    private static final Path EXECUTABLE = Path.of("/proc/self/exe"), ARGUMENTS = Path.of("/proc/self/cmdline");

    private Launch() {}

    /** What the program was called as, for messages and the title: {@code bin/redis-server}. */
    public static String programName() {
        return System.getProperty(LAUNCHER_PROPERTY, "redis-server");
    }

    /** The program's absolute path, for INFO. Empty if no launcher started it. */
    public static String executable() {
        String launcher = System.getProperty(LAUNCHER_PROPERTY);
        return launcher == null ? "" : Path.of(launcher).toAbsolutePath().normalize().toString();
    }

    /**
     * The command that would start this process once more: the JVM with all its options, and the arguments. Not to be
     * asked after {@link ProcessTitle#set} has overwritten them.
     */
    static List<String> command() throws IOException {
        String arguments = new String(Files.readAllBytes(ARGUMENTS), StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of(arguments.split("\0", -1)));
        command.removeLast();                       // each argument ends with a zero byte
        command.set(0, Files.readSymbolicLink(EXECUTABLE).toString());
        return command;
    }
}
