package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.crash.ServerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), log);
        assertTrue(log.contains(word), log);
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
