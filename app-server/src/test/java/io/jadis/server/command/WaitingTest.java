package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WaitingTest extends CommandTest {
    @Test
    void waitingForNobodyIsAnsweredAtOnce() throws IOException {
        assertReply(":0", "WAIT 0 0");
        assertReply(":0", "WAIT -1 1000000");
    }

    @Test
    void noReplicaEverAcknowledges() throws IOException {
        long startedNs = System.nanoTime();
        assertReply(":0", "WAIT 1 20");
        assertTrue(System.nanoTime() - startedNs >= 19_000_000);
    }

    @Test
    void requestsBehindAWaitComeAfterIt() throws IOException {
        try (TestClient waiting = server().connect()) {
            waiting.raw(TestClient.encode("WAIT", "1", "1") + TestClient.encode("DBSIZE"));
            assertEquals(":0", waiting.read());
            assertEquals(":0", waiting.read());
        }
    }

    @Test
    void aClientMayGoWhileItWaits() throws IOException {
        try (TestClient waiting = server().connect()) {
            waiting.send("WAIT", "1", "0");
        }
        assertReply(":0", "DBSIZE");
    }

    @Test
    void insideATransactionNobodyWaits() throws IOException {
        given("MULTI", "WAIT 1 0");
        assertReply("[:0]", "EXEC");
    }

    @Test
    void clientUnblockEndsAWait() throws IOException {
        try (TestClient waiting = server().connect()) {
            String id = waiting.run("CLIENT ID").substring(1);
            waiting.send("WAIT", "1", "0");
            while (run("CLIENT UNBLOCK " + id).equals(":0")) Thread.onSpinWait();
            assertEquals(":0", waiting.read());
            waiting.send("WAIT", "1", "0");
            while (run("CLIENT UNBLOCK " + id + " ERROR").equals(":0")) Thread.onSpinWait();
            assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK", waiting.read());
            assertEquals("PONG", waiting.run("PING"));
        }
    }

    @Test
    void timeoutsAreChecked() throws IOException {
        assertReply("-ERR value is not an integer or out of range", "WAIT x 1");
        assertReply("-ERR timeout is not an integer or out of range", "WAIT 1 x");
        assertReply("-ERR timeout is negative", "WAIT 1 -1");
        assertReply("-ERR timeout is out of range", "WAIT 1 9223372036854775807");
    }
}
