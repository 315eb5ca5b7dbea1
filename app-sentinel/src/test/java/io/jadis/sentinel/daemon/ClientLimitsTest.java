package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waits for the end of connections: who keeps one for ever fails by JUnit's limit. */
@Timeout(60)
class ClientLimitsTest {
    private static final byte[] LONG = "x".repeat(1_000_000).getBytes();

    @TempDir
    private Path directory;

    @Test
    void whoIsIdleGoesAndWhoHasSubscribedStays() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "timeout 1\n");
                RespClient subscriber = sentinel.connect(); RespClient idle = sentinel.connect()) {
            subscriber.call("SUBSCRIBE", "+sdown");
            idle.call("PING");
            assertThrows(IOException.class, idle::readReply);
            assertTrue(RunningSentinel.text(subscriber.call("PING")).contains("pong"));
        }
    }

    @Test
    void whoDoesNotReadGoesAtTheHardLimitOfItsClass() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "client-output-buffer-limit normal 1mb 0 0\n");
                RespClient client = sentinel.connect()) {
            // Sockets take a tenth of it.
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100; i++) send(client, "PING");
            });
        }
    }

    @Test
    void whoDoesNotReadGoesAfterTheTimeOfTheSoftLimit() throws Exception {
        try (RunningSentinel sentinel = new RunningSentinel(directory, "client-output-buffer-limit pubsub 0 1mb 1\n");
                RespClient client = sentinel.connect()) {
            // More than the sockets take.
            for (int i = 0; i < 20; i++) send(client, "SUBSCRIBE");
            while (!sentinel.text("CLIENT", "LIST").contains("cmd=subscribe")) Thread.onSpinWait();
            while (sentinel.text("CLIENT", "LIST").contains("cmd=subscribe")) Thread.onSpinWait();
        }
    }

    private static void send(RespClient client, String command) throws IOException {
        client.send(command.getBytes(), LONG);
        client.flush();
    }
}
