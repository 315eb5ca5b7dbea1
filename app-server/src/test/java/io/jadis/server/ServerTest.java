package io.jadis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ServerTest {
    @Test
    void anIdleServerStartsAndFreesAllItsMemory() throws IOException {
        try (TestServer server = TestServer.start()) {
            TestClient client = server.connect();
            assertEquals("OK", client.call("SET", "k", "v"));
            assertEquals("'v'", client.call("GET", "k"));
        }
    }
}
