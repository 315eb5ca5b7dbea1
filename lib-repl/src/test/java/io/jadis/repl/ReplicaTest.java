package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaTest {
    private final Allocator allocator = new Allocator();
    private final ReplicationHistory history = new ReplicationHistory("a".repeat(40));
    private final Backlog backlog = new Backlog(allocator, history, 16 << 10);
    private final long bytes = allocator.allocate(100);
    private final Replica replica = new Replica();

    @BeforeEach
    void open() {
        backlog.open();
        backlog.append(bytes, 10);
    }

    @AfterEach
    void close() {
        replica.close();
        assertEquals(0, backlog.readersCount());
        backlog.close();
        allocator.free(bytes);
        allocator.close();
    }

    @Test
    void copyThroughAFileIsFollowedByWhatCameSince() {
        replica.awaitCopy(1000);
        assertEquals("wait_bgsave", replica.state().word());
        backlog.append(bytes, 5);
        assertEquals(0, replica.pendingBytes(), "that will be in the copy");
        replica.copyBegun(history.offset(), backlog);
        backlog.append(bytes, 7);
        assertEquals(7, replica.pendingBytes());
        assertFalse(replica.mayStream());
        replica.copyIsWhole();
        assertEquals("send_bulk", replica.state().word());
        replica.copySent(false, 2000);
        assertEquals("online", replica.state().word());
        assertTrue(replica.mayStream());
        assertEquals(16, replica.reader().offset());
    }

    @Test
    void copyWithoutLengthIsFollowedAfterItsAcknowledgement() {
        replica.awaitCopy(1000);
        replica.copyBegun(history.offset(), backlog);
        replica.copySent(true, 2000);
        assertTrue(replica.isOnline());
        assertFalse(replica.mayStream());
        assertTrue(replica.acknowledged(0, 2500));
        assertTrue(replica.mayStream());
        assertFalse(replica.acknowledged(0, 2600), "that was the beginning, and there is only one");
    }

    @Test
    void whoWantsNoStreamKeepsNothingInMemory() {
        replica.wantsStream(false);
        replica.awaitCopy(1000);
        replica.copyBegun(history.offset(), backlog);
        assertNull(replica.reader());
        replica.copyIsWhole();
        replica.copySent(false, 2000);
        assertEquals("", replica.state().word());
        assertFalse(replica.mayStream());
    }

    @Test
    void partialResyncStreamsAtOnce() {
        replica.continueFrom(4, backlog, 1000);
        assertTrue(replica.mayStream());
        assertEquals(7, replica.pendingBytes());
    }

    @Test
    void acknowledgementsOnlyGrow() {
        replica.continueFrom(11, backlog, 1000);
        replica.acknowledged(10, 1000);
        replica.acknowledged(8, 4200);
        replica.acknowledgedSynced(6);
        replica.acknowledgedSynced(5);
        assertEquals(10, replica.ackedOffset());
        assertEquals(6, replica.syncedOffset());
        assertEquals(3, replica.lagSeconds(7100));
    }

    @Test
    void silenceTimesOutButNotForWhoNeverSpeaks() {
        replica.continueFrom(11, backlog, 1000);
        assertFalse(replica.isTimedOut(61_000, 60));
        assertTrue(replica.isTimedOut(62_000, 60));
        replica.acknowledges(false);
        assertFalse(replica.isTimedOut(900_000, 60));
    }

    @Test
    void whoLoadsItsCopyIsHeardAndAcknowledgesNothing() {
        replica.awaitCopy(1000);
        replica.copyBegun(history.offset(), backlog);
        replica.copySent(true, 2000);
        replica.heard(62_000);
        assertFalse(replica.isTimedOut(63_000, 60));
        assertFalse(replica.mayStream());
        assertEquals(0, replica.ackedOffset());
    }

    @Test
    void statesFollowEachOther() {
        assertThrows(AssertionError.class, () -> replica.copyIsWhole());
        assertThrows(AssertionError.class, () -> replica.copyBegun(10, backlog));
    }
}
