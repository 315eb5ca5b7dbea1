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
    void usersThatCannotBeUnderstoodAreRefused() throws IOException, InterruptedException {
        assertRefuses("Aborting Redis startup because of ACL errors: Error loading ACLs, opening file 'users.acl': No "
                + "such file or directory", "--aclfile", "users.acl", "--unixsocket", "s");
        assertRefuses("please define either an ACL file or declare users directly", "--aclfile", "users.acl", "--user",
                "eve",
                "--unixsocket", "s");
        assertRefuses("Error in user declaration 'eve': Duplicate user found.", "--user", "eve", "--user", "eve");
        assertRefuses("Error in user declaration 'wrong': Syntax error", "--user", "eve", "wrong");
        assertRefuses("Error loading ACL rule '+nothing' for the user named 'eve': Unknown command or category name "
                + "in ACL",
                "--user", "eve", "+nothing", "--unixsocket", "s");
    }

    @Test
    void whatWouldBeLessSafeThanItLooksIsRefused() throws IOException, InterruptedException {
        String noTls = "Failed finding TLS support.";
        assertRefuses(noTls, "--tls-port", "7001", "--unixsocket", "s");
        assertRefuses(noTls, "--tls-replication", "yes", "--unixsocket", "s");
        assertRefuses(noTls, "--tls-cluster", "yes", "--unixsocket", "s");
    }
}
