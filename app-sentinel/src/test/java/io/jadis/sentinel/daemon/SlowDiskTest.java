package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sentinel.conf is a named pipe: a save begins with reading it and is stuck until the test fills it. */
class SlowDiskTest {
    private static final String CANDIDATE = "c".repeat(40);

    @TempDir
    private Path directory;
    private RunningSentinel sentinel;
    private String text;

    @BeforeEach
    void start() throws Exception {
        sentinel = new RunningSentinel(directory,
                "sentinel myid " + "a".repeat(40) + "\nsentinel monitor m 127.0.0.1 1 2\n");
        text = Files.readString(sentinel.file);
        Files.delete(sentinel.file);
        assertEquals(0, new ProcessBuilder("mkfifo", sentinel.file.toString()).start().waitFor());
    }

    @AfterEach
    void stop() throws Exception {
        sentinel.close();
    }

    /** The save at hand goes on; the file is one again. */
    private void diskGoesOn() throws Exception {
        Files.writeString(sentinel.file, text);
    }

    private static void send(RespClient client, String... words) throws Exception {
        client.send(Stream.of(words).map(String::getBytes).toArray(byte[][]::new));
        client.flush();
    }

    /** Waits until a client's command was executed, by what another is told of it. */
    private void executed(String command) throws Exception {
        while (!sentinel.text("CLIENT", "LIST").contains("cmd=" + command)) Thread.onSpinWait();
    }

    @Test
    void voteIsToldWhenItIsInTheFileAndOthersAreAnsweredMeanwhile() throws Exception {
        try (RespClient candidate = sentinel.connect(); RespClient subscriber = sentinel.connect();
                RespClient peer = sentinel.connect()) {
            subscriber.call("SUBSCRIBE", "+vote-for-leader");
            send(candidate, "SENTINEL", "is-master-down-by-addr", "127.0.0.1", "1", "7", CANDIDATE);
            executed("sentinel|is-master-down-by-addr");
            assertEquals("PONG", RunningSentinel.text(peer.call("PING")));
            assertEquals("[0, *, 0]", RunningSentinel.text(
                    peer.call("SENTINEL", "is-master-down-by-addr", "127.0.0.1", "1", "7", "*")));
            assertEquals("1", RunningSentinel.text(peer.call("PUBLISH", "__sentinel__:hello",
                    "127.0.0.1,5," + "b".repeat(40) + ",9,m,127.0.0.1,1,0")));
            assertEquals("PONG", RunningSentinel.text(peer.call("PING")));
            assertFalse(candidate.awaitReadable(1));
            assertFalse(subscriber.awaitReadable(1));
            diskGoesOn();
            assertEquals("[0, " + CANDIDATE + ", 7]", RunningSentinel.text(candidate.readReply()));
            assertTrue(RunningSentinel.text(subscriber.readReply()).endsWith(CANDIDATE + " 7]"));
            String saved = Files.readString(sentinel.file);
            assertTrue(saved.contains("sentinel leader-epoch m 7\n"), saved);
            // What came during the save is in the next one; what is said now waits for that.
            sentinel.text("SENTINEL", "master", "m");
            assertTrue(Files.readString(sentinel.file).contains("sentinel current-epoch 9\n"));
        }
    }

    @Test
    void operatorHearsHowTheSaveEnded() throws Exception {
        try (RespClient operator = sentinel.connect()) {
            send(operator, "SENTINEL", "SET", "m", "quorum", "1");
            send(operator, "PING");
            executed("sentinel|set");
            assertEquals("PONG", sentinel.text("PING"));
            assertFalse(operator.awaitReadable(1));
            diskGoesOn();
            assertEquals("OK", RunningSentinel.text(operator.readReply()));
            assertEquals("PONG", RunningSentinel.text(operator.readReply()));
            assertTrue(Files.readString(sentinel.file).contains("sentinel monitor m 127.0.0.1 1 1\n"));
            Files.delete(sentinel.file);
            Files.createDirectory(sentinel.file);
            assertEquals("ERR Failed to save config file. Check server logs.",
                    RunningSentinel.text(operator.call("SENTINEL", "FLUSHCONFIG")));
        }
    }

    @Test
    void closeWaitsForTheSave() throws Exception {
        try (RespClient operator = sentinel.connect()) {
            send(operator, "SENTINEL", "SET", "m", "quorum", "1");
            executed("sentinel|set");
        }
        Thread closing = Thread.ofPlatform().start(() -> {
            try {
                sentinel.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        diskGoesOn();
        closing.join();
        assertTrue(Files.readString(sentinel.file).contains("sentinel monitor m 127.0.0.1 1 1\n"));
        sentinel = new RunningSentinel(directory, "sentinel monitor m 127.0.0.1 1 2\n");
    }
}
