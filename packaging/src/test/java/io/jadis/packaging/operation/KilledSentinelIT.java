package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A Sentinel is killed while it rewrites its file, again and again: the file always starts, with all that was promised.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class KilledSentinelIT {
    private static final int KILLS = Integer.getInteger("jadis.kills", 12), REWRITES_MAX = 60;

    @TempDir
    private Path directory;

    @Test
    void theFileAlwaysStarts() throws Exception {
        SplittableRandom random = new SplittableRandom(Long.getLong("jadis.seed", 1));
        try (Group group = new Group(directory)) {
            Program master = group.server(Kind.JADIS, null);
            group.server(Kind.JADIS, master);
            Program sentinel = group.sentinel(Kind.JADIS, Group.Place.HERE, master, 1,
                    "# The operator's own words.");
            group.awaitAcquaintance();
            String id = sentinel.ask("SENTINEL", "myid");
            int syncs = 1;
            for (int round = 1; round <= KILLS; round++) {
                int promised = syncs, asked = syncs;
                try (RespClient client = sentinel.connect()) {
                    // Each SET is a rewrite that has reached the disk when it is answered; the last one is under way.
                    for (int left = random.nextInt(REWRITES_MAX); ; left--) {
                        asked++;
                        client.send(Stream.of("SENTINEL", "SET", Group.MASTER, "parallel-syncs",
                                Integer.toString(asked)).map(String::getBytes).toArray(byte[][]::new));
                        client.flush();
                        if (left == 0) break;
                        assertEquals("OK", Program.text(client.readReply()));
                        promised = asked;
                    }
                    for (long untilNs = System.nanoTime() + random.nextInt(3_000_000); System.nanoTime() < untilNs; ) {
                        Thread.onSpinWait();
                    }
                    sentinel.kill();
                }
                List<String> lines = Files.readAllLines(sentinel.file);
                assertEquals(lines.stream().filter(line -> !line.isEmpty()).distinct().count(),
                        lines.stream().filter(line -> !line.isEmpty()).count(), () -> String.join("\n", lines));
                sentinel.start();
                syncs = parallelSyncs(sentinel);
                assertTrue(syncs == promised || syncs == asked,
                        "promised=" + promised + " asked=" + asked + " is=" + syncs);
                assertEquals(id, sentinel.ask("SENTINEL", "myid"));
                group.awaitAcquaintance();
            }
            assertTrue(Files.readString(sentinel.file).contains("# The operator's own words."));
        }
    }

    private static int parallelSyncs(Program sentinel) throws IOException {
        String master = " " + sentinel.ask("SENTINEL", "master", Group.MASTER) + " ";
        return Integer.parseInt(master.replaceAll("(?s).* parallel-syncs (\\d+) .*", "$1"));
    }
}
