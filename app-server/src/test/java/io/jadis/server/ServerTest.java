package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.process.ShutdownRequest.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerTest {
    @Test
    void anIdleServerStartsAndFreesAllItsMemory() throws IOException {
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect();
            assertEquals("OK", client.call("SET", "k", "v"));
            assertEquals("'v'", client.call("GET", "k"));
        }
    }

    @Test
    void aSignalBeforeTheStartLosesNothing(@TempDir Path directory) throws IOException {
        try (TestServer server = TestServer.startIn(directory)) {
            TestClient client = server.connect();
            assertEquals("OK", client.call("SET", "k", "v"));
            assertEquals("OK", client.call("SAVE"));
        }
        try (TestServer server = TestServer.startLoadingIn(directory,
                starting -> starting.shutdownRequest(status -> { }).begin(Cause.SIGTERM), "save 3600 1")) {
            while (server.exitStatus() < 0) Thread.onSpinWait();
            assertEquals(0, server.exitStatus());
        }
        try (TestServer server = TestServer.startIn(directory)) {
            assertEquals("'v'", server.connect().call("GET", "k"));
        }
    }

    private static void signal(TestServer server, Cause cause) {
        server.server().shutdownRequest(status -> { }).begin(cause);
        server.onExecutor(() -> { });
    }

    /** Without save points, so that only the directive can have the data set saved. */
    @ParameterizedTest
    @EnumSource(value = Cause.class, names = {"SIGINT", "SIGTERM"})
    void aSignalDoesWhatItsDirectiveSays(Cause cause, @TempDir Path directory) throws IOException {
        String directive = "shutdown-on-" + cause.name().toLowerCase(Locale.ROOT);
        for (String save : new String[] {"default", "nosave now", "save force"}) {
            try (TestServer server = TestServer.startIn(directory)) {
                TestClient client = server.connect();
                assertEquals("OK", client.call("SET", "k", "v"));
                assertEquals("OK", client.call("CONFIG", "SET", directive, save));
                signal(server, cause);
                while (server.exitStatus() < 0) Thread.onSpinWait();
                assertEquals(0, server.exitStatus());
                assertEquals(save.contains("save force"), Files.exists(directory.resolve("dump.rdb")), save);
            }
        }
    }
}
