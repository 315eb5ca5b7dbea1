package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResyncPlanTest {
    private static final String A = "a".repeat(40), B = "b".repeat(40), C = "c".repeat(40);

    private final Allocator allocator = new Allocator();
    private final ReplicationHistory history = new ReplicationHistory(A);
    private final Backlog backlog = new Backlog(allocator, history, 16 << 10);

    @BeforeEach
    void open() {
        backlog.open();
        long bytes = allocator.allocate(100);
        backlog.append(bytes, 100);
        allocator.free(bytes);
    }

    @AfterEach
    void close() {
        backlog.close();
        allocator.close();
    }

    private ResyncPlan.FullCopy fullCopy(String id, long offset) {
        return (ResyncPlan.FullCopy) ResyncPlan.of(history, backlog, id, offset);
    }

    @Test
    void whatTheBacklogHasIsSentFromThereOn() {
        assertEquals(new ResyncPlan.Continue(1), ResyncPlan.of(history, backlog, A, 1));
        assertEquals(new ResyncPlan.Continue(101), ResyncPlan.of(history, backlog, A, 101), "it has everything");
    }

    @Test
    void replicaThatKnowsNothingAsksForEverything() {
        assertEquals("Full resync requested by replica {}", fullCopy("?", -1).why());
    }

    @Test
    void foreignHistoryIsNamedInTheLog() {
        assertEquals("Partial resynchronization not accepted: Replication ID mismatch (Replica asked for '" + B
                + "', my " + "replication IDs are '" + A + "' and '" + "0".repeat(40) + "')", fullCopy(B, 1).why());
    }

    @Test
    void replicaThatHasMoreThanTheOldMasterLeftNeedsEverything() {
        history.promote(C);
        assertEquals(new ResyncPlan.Continue(101), ResyncPlan.of(history, backlog, A, 101));
        assertEquals("Partial resynchronization not accepted: Requested offset for second ID was 102, but I can reply up to 101",
                fullCopy(A, 102).why());
    }

    @Test
    void offsetsOutsideOfTheBacklogNeedEverything() {
        assertTrue(fullCopy(A, 0).why().contains("for lack of backlog"));
        assertFalse(fullCopy(A, 0).ahead());
        assertTrue(fullCopy(A, 102).ahead());
        backlog.close();
        assertTrue(fullCopy(A, 50).why().contains("for lack of backlog"));
    }
}
