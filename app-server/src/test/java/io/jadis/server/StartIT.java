package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.crash.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations with which the program doesn't start. */
final class StartIT {
    @TempDir
    Path directory;

    private ServerProgram program;

    @BeforeEach
    void write() throws IOException {
        program = new ServerProgram(directory);
    }

    private void assertRefuses(String word, String... directives) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.path().toString(), "--port", "0"));
        command.addAll(List.of(directives));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it runs");
            String said = Files.readString(log);
            assertEquals(1, process.exitValue(), said);
            assertTrue(said.contains(word), said);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void serverThatListensNowhereEnds() throws IOException, InterruptedException {
        String nowhere = "Configured to not listen anywhere, exiting.";
        assertRefuses(nowhere);
        assertRefuses(nowhere, "--port", "7001", "--bind", "");
        assertRefuses(nowhere, "--port", "7001", "--bind", "-192.0.2.1");
        assertRefuses("this version doesn't form clusters", "--cluster-enabled", "yes");
    }

    @Test
    void whatWouldBeLessSafeThanItLooksIsRefused() throws IOException, InterruptedException {
        assertRefuses("ACL users can't be configured by this version", "--aclfile", "users.acl", "--unixsocket", "s");
        String noTls = "Failed finding TLS support.";
        assertRefuses(noTls, "--tls-port", "7001", "--unixsocket", "s");
        assertRefuses(noTls, "--tls-replication", "yes", "--unixsocket", "s");
        assertRefuses(noTls, "--tls-cluster", "yes", "--unixsocket", "s");
    }
}
