package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jadis.protocol.client.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts, each with a server and a Sentinel, and the master is cut off from the two others. */
@Timeout(240)
class PartitionIT {
    private static final int LAG_SECONDS_MAX = 3;
    /** Lag is counted in whole seconds, and replicas say once a second where they are. */
    private static final int COUNTING_SECONDS = 3;
    /** How long a write waits for a replica: one that must come, and one that can't. */
    private static final int PATIENCE_MS = 30_000, CUT_OFF_MS = 200;
    private static final String[] CAREFUL = {"min-replicas-to-write 1", "min-replicas-max-lag " + LAG_SECONDS_MAX};

    @TempDir
    private Path directory;

    /** Counts up in keys of its own; knows which of them a replica has. */
    private static final class Writer implements AutoCloseable {
        private final RespClient client;
        private final String prefix;
        final List<String> acknowledged = new ArrayList<>();
        private int written;

        Writer(Program server, String prefix) throws IOException {
            client = server.connect();
            this.prefix = prefix;
        }

        /** The reply to a write, after which it was waited so long for a replica. */
        String write(int waitMs) throws IOException {
            String key = prefix + written++;
            String reply = Program.text(client.call("SET", key, "value"));
            if (reply.equals("OK") && !Program.text(client.call("WAIT", "1", "" + waitMs)).equals("0")) acknowledged.add(key);
            return reply;
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    @Test
    void theMinorityStopsTheMajorityGoesOnAndNothingAcknowledgedIsLost() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "namespaces need root");
        try (Partition network = new Partition(3); Group group = new Group(directory)) {
            Program master = group.server(Kind.JADIS, network.host(0), null, CAREFUL);
            for (int i = 1; i < 3; i++) group.server(Kind.JADIS, network.host(i), master, CAREFUL);
            for (int i = 0; i < 3; i++) group.sentinel(Kind.JADIS, network.host(i), master, 2);
            group.awaitAcquaintance();
            List<String> acknowledged = new ArrayList<>();
            try (Writer writer = new Writer(master, "before-")) {
                for (int i = 0; i < 500; i++) assertEquals("OK", writer.write(PATIENCE_MS));
                assertEquals(500, writer.acknowledged.size());
                network.cut(0);
                long cutNs = System.nanoTime();
                String reply;
                int accepted = -1;
                do {
                    reply = writer.write(CUT_OFF_MS);
                    accepted++;
                } while (reply.equals("OK"));
                double seconds = (System.nanoTime() - cutNs) / 1e9;
                assertEquals("NOREPLICAS Not enough good replicas to write.", reply);
                System.out.printf("The master on the minority side stopped %.1f s after the cut%n", seconds);
                // Not by the time, which a machine that stops would add to.
                assertTrue(accepted <= (LAG_SECONDS_MAX + COUNTING_SECONDS) * 1000 / CUT_OFF_MS,
                        "accepted=" + accepted + " seconds=" + seconds);
                acknowledged.addAll(writer.acknowledged);
            }
            Program lonely = group.sentinels.removeFirst();
            Program promoted = group.awaitNewMaster(master);
            assertTrue(master.isMaster(), "nobody has told it");
            group.await("the majority side can be written to", () -> promoted.ask("SET", "k", "v").equals("OK"));
            try (Writer writer = new Writer(promoted, "after-")) {
                while (writer.acknowledged.size() < 100) assertEquals("OK", writer.write(PATIENCE_MS));
                acknowledged.addAll(writer.acknowledged);
            }
            for (String key : acknowledged) assertEquals("value", promoted.ask("GET", key), key);
            assertEquals("NOREPLICAS Not enough good replicas to write.", master.ask("SET", "k", "v"));

            network.heal(0);
            group.sentinels.addFirst(lonely);
            group.await("the lonely Sentinel hears of it", () -> group.masterBy(lonely) == promoted);
            group.awaitFollowers(promoted);
            assertEquals(1, mastersCount(group));
            assertEquals("OK", promoted.ask("SET", "last", "v"));
            assertEquals("2", promoted.ask("WAIT", "2", "30000"));
            for (Program server : group.servers) {
                for (String key : acknowledged) assertEquals("value", server.ask("GET", key), key);
            }
        }
    }

    private static int mastersCount(Group group) throws IOException {
        int count = 0;
        for (Program server : group.servers) if (server.isMaster()) count++;
        return count;
    }
}
