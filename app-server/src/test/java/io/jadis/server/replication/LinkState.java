package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;

/** What a master and a replica say of the link between them; tests wait for it here. */
final class LinkState {
    private static final long WAIT_MS_MAX = 60_000;

    private LinkState() {}

    /** A field of INFO, empty if it isn't there. */
    static String field(TestClient client, String section, String name) throws IOException {
        for (String line : client.run("INFO " + section).split("\r?\n")) {
            if (line.startsWith(name + ":")) return line.substring(name.length() + 1);
        }
        return "";
    }

    static void awaitUp(TestClient replica) throws IOException {
        long deadline = System.currentTimeMillis() + WAIT_MS_MAX;
        while (!isUp(replica)) {
            assertTrue(System.currentTimeMillis() < deadline, replica.run("INFO replication"));
            Thread.onSpinWait();
        }
    }

    /** Waits until the master has resumed the link so often: before that a cut may not have been noticed. */
    static void awaitResumed(TestClient master, TestClient replica, int times) throws IOException {
        long deadline = System.currentTimeMillis() + WAIT_MS_MAX;
        while (!field(master, "stats", "sync_partial_ok").equals(Integer.toString(times))) {
            assertTrue(System.currentTimeMillis() < deadline, () -> "cuts=" + times);
            Thread.onSpinWait();
        }
        awaitUp(replica);
    }

    /** Waits until the replica is where its master is, which nobody writes to any more. */
    static void assertFollowed(TestClient master, TestClient replica) throws IOException {
        for (long deadline = System.currentTimeMillis() + WAIT_MS_MAX; ; Thread.onSpinWait()) {
            boolean up = isUp(replica);
            String digest = master.run("DEBUG DIGEST");
            if (up && digest.equals(replica.run("DEBUG DIGEST"))) return;
            if (System.currentTimeMillis() < deadline) continue;
            assertEquals(digest, replica.run("DEBUG DIGEST"));
            assertTrue(up, replica.run("INFO replication"));
        }
    }

    private static boolean isUp(TestClient replica) throws IOException {
        return field(replica, "replication", "master_link_status").equals("up");
    }
}
