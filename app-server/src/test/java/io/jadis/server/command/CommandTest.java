package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.Recorder;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One server for the tests of a class, empty before each of them, with a recorder of what follows from commands. */
abstract class CommandTest {
    private static TestServer server;
    private static TestClient client;
    private static Recorder recorder;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start("enable-debug-command yes", "notify-keyspace-events EAnm");
        client = server.connect();
        recorder = Recorder.of(server);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void empty() throws IOException {
        run("FLUSHALL");
        forget();
    }

    /** What was heard so far doesn't matter. */
    static void forget() {
        recorder.events();
        recorder.propagated();
    }

    static TestServer server() {
        return server;
    }

    static Recorder recorder() {
        return recorder;
    }

    static String run(String line) throws IOException {
        return client.run(line);
    }

    static String call(String... words) throws IOException {
        return client.call(words);
    }

    /** Runs commands whose replies don't matter, and forgets what followed from them. */
    static void given(String... lines) throws IOException {
        for (String line : lines) run(line);
        forget();
    }

    /** Runs commands between which no time passes. @return what EXEC replies */
    static String atOnce(String... lines) throws IOException {
        run("MULTI");
        for (String line : lines) run(line);
        return run("EXEC");
    }

    static void assertAtOnce(String replies, String... lines) throws IOException {
        assertEquals(replies, atOnce(lines));
    }

    static void assertReply(String expected, String line) throws IOException {
        assertEquals(expected, run(line), line);
    }

    static void assertEvents(String... expected) {
        assertEquals(List.of(expected), recorder.events());
    }

    static void assertPropagated(String... expected) {
        assertEquals(List.of(expected), recorder.propagated());
    }

    /** Creates a key whose time has passed and that nobody has removed. */
    static void givenExpired(String key) throws IOException {
        given("DEBUG SET-ACTIVE-EXPIRE 0", "SET " + key + " v PX 1", "DEBUG SLEEP 0.003");
    }
}
