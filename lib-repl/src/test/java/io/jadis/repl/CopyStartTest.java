package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class CopyStartTest {
    private static final CopyStart.Policy FILE = new CopyStart.Policy(false, 5, 0),
            DIRECT = new CopyStart.Policy(true, 5, 0);

    private static Replica waiting(long sinceMs, boolean readsEndMark) {
        Replica replica = new Replica();
        replica.readsEndMark(readsEndMark);
        replica.awaitCopy(sinceMs);
        return replica;
    }

    @Test
    void nobodyWaitsNothingBegins() {
        assertNull(CopyStart.decide(List.of(), FILE, 0));
        assertNull(CopyStart.decide(List.of(new Replica()), FILE, 0));
    }

    @Test
    void fileIsBegunAtOnce() {
        assertEquals(new CopyStart(CopyRequest.EVERYTHING, false),
                CopyStart.decide(List.of(waiting(1000, true)), FILE, 1000));
    }

    @Test
    void directCopyWaitsForMoreReplicas() {
        List<Replica> replicas = List.of(waiting(1000, true), waiting(4000, true));
        assertNull(CopyStart.decide(replicas, DIRECT, 5900));
        assertEquals(new CopyStart(CopyRequest.EVERYTHING, true), CopyStart.decide(replicas, DIRECT, 6000));
    }

    @Test
    void butNotForMoreThanThereWillBe() {
        CopyStart.Policy two = new CopyStart.Policy(true, 5, 2);
        assertNull(CopyStart.decide(List.of(waiting(1000, true)), two, 1000));
        assertEquals(new CopyStart(CopyRequest.EVERYTHING, true),
                CopyStart.decide(List.of(waiting(1000, true), waiting(1000, true)), two, 1000));
    }

    @Test
    void oneThatReadsNoMarkMakesItAFileForAll() {
        assertEquals(new CopyStart(CopyRequest.EVERYTHING, false),
                CopyStart.decide(List.of(waiting(0, true), waiting(0, false)), DIRECT, 9000));
    }

    @Test
    void partOfTheDataSetNeverGoesThroughTheFile() {
        Replica replica = waiting(0, true);
        replica.copyRequest(CopyRequest.FUNCTIONS);
        assertEquals(new CopyStart(CopyRequest.FUNCTIONS, true),
                CopyStart.decide(List.of(replica, waiting(0, true)), FILE, 0));
    }
}
