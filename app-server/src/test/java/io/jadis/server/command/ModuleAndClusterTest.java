package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What clients hear that ask for what a single server doesn't have. */
class ModuleAndClusterTest extends CommandTest {
    @Test
    void thereAreNoModules() throws IOException {
        assertReply("[]", "MODULE LIST");
        for (String line : new String[] {"MODULE LOAD /x.so", "MODULE LOADEX /x.so", "MODULE UNLOAD x"}) {
            assertTrue(run(line).startsWith("-ERR MODULE command not allowed. If the enable-module-command option "), line);
        }
        assertTrue(run("MODULE HELP").startsWith("[MODULE <subcommand> "), run("MODULE HELP"));
        assertReply("-ERR unknown subcommand 'x'. Try MODULE HELP.", "MODULE x");
    }

    @Test
    void noneCanBeLoadedWhereThatIsAllowed() throws IOException {
        try (TestServer server = TestServer.start("enable-module-command yes")) {
            TestClient client = server.connect();
            String error = "-ERR Error loading the extension. Please check the server logs.";
            assertEquals(error, client.run("MODULE LOAD /x.so a"));
            assertEquals(error, client.run("MODULE LOADEX /x.so ARGS a"));
            assertEquals("-ERR Error unloading module: no such module with that name", client.run("MODULE UNLOAD x"));
        }
    }

    @Test
    void thereIsNoCluster() throws IOException {
        for (String line : new String[] {"CLUSTER INFO", "CLUSTER KEYSLOT k", "CLUSTER HELP", "READONLY", "READWRITE",
                "ASKING"}) {
            assertReply("-ERR This instance has cluster support disabled", line);
        }
        assertReply("-ERR unknown subcommand 'x'. Try CLUSTER HELP.", "CLUSTER x");
    }
}
