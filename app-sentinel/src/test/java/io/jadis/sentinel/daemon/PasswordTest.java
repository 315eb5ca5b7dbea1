package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordTest {
    @TempDir
    private Path directory;

    @Test
    void sentinelWithAPasswordAsksForIt() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "requirepass secret\n");
                RespClient client = sentinel.connect()) {
            assertEquals("NOAUTH Authentication required.", sentinel.text("SENTINEL", "masters"));
            assertTrue(sentinel.text("AUTH", "wrong").startsWith("WRONGPASS"));
            assertEquals("OK", sentinel.text("AUTH", "secret"));
            assertEquals("[]", sentinel.text("SENTINEL", "masters"));
            assertTrue(RunningSentinel.text(client.call("HELLO", "3", "AUTH", "default", "secret"))
                    .contains("sentinel"));
        }
    }
}
