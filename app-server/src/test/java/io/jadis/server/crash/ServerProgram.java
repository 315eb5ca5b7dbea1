package io.jadis.server.crash;

import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Our server as a program, of the classes that are tested, with the options of the distribution's JVM. */
public final class ServerProgram {
    private static final Path JVM_OPTIONS =
            Path.of("..", "packaging", "src", "main", "conf", "jvm.options").toAbsolutePath();

    private final Path program;

    /**
     * Writes a script into a directory.
     *
     * @param jvmOptions more of them
     */
    public ServerProgram(Path directory, String... jvmOptions) throws IOException {
        program = directory.resolve("redis-server");
        Files.writeString(program, "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' '@" + JVM_OPTIONS + "' " + String.join(" ", jvmOptions) + " -cp '" + System.getProperty("java.class.path")
                + "' io.jadis.server.RedisServer \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The script. */
    public Path path() {
        return program;
    }

    /** A server that has loaded what is in its directory. */
    DebianRedis start(Path directory, List<String> directives, String... more) throws IOException {
        List<String> all = new ArrayList<>(directives);
        all.addAll(List.of(more));
        DebianRedis server = DebianRedis.start(program, directory, all.toArray(String[]::new));
        try (TestClient client = new TestClient(server.port())) {
            while (client.run("PING").startsWith("-LOADING")) Thread.onSpinWait();
        }
        return server;
    }
}
