package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReplicationHistoryTest {
    private static final String A = "a".repeat(40), B = "b".repeat(40), C = "c".repeat(40);

    private final ReplicationHistory history = new ReplicationHistory(A);

    @Test
    void newHistoryHasNoPreviousIdAndNoBytes() {
        assertEquals(A, history.id());
        assertEquals(0, history.offset());
        assertEquals("0000000000000000000000000000000000000000", history.previousId());
        assertEquals(-1, history.previousEndsAt());
        assertTrue(history.covers(A, 1));
        assertFalse(history.covers(B, 1));
    }

    @Test
    void promotedReplicaLetsTheOldMastersReplicasGoOnFromWhereTheyAreNotAhead() {
        history.adopt(B, 100);
        history.advance(10);
        history.promote(C);
        history.advance(50);
        assertEquals(B, history.previousId());
        assertEquals(111, history.previousEndsAt());
        assertTrue(history.covers(C, 160));
        assertTrue(history.covers(B, 111), "it has all of the old stream");
        assertTrue(history.covers(B, 50));
        assertFalse(history.covers(B, 112), "it has bytes that this server has never seen");
    }

    @Test
    void masterThatWasPromotedIsFollowedUnderItsNewId() {
        history.adopt(B, 100);
        history.follow(C);
        assertEquals(C, history.id());
        assertEquals(B, history.previousId());
        assertEquals(101, history.previousEndsAt());
        assertEquals(100, history.offset());
        history.follow(C);
        assertEquals(B, history.previousId(), "the same id again is no change");
    }

    @Test
    void fullCopyAndFreshStartForgetWhatWasBefore() {
        history.adopt(B, 100);
        history.promote(C);
        history.renew(A);
        assertEquals(-1, history.previousEndsAt());
        assertEquals(100, history.offset());
        assertFalse(history.covers(B, 50));
        history.promote(C);
        history.adopt(B, 7);
        assertEquals(7, history.offset());
        assertFalse(history.covers(A, 1));
    }

    @Test
    void idsAreComparedInAnyCase() {
        assertTrue(history.covers(A.toUpperCase(java.util.Locale.ROOT), 1));
    }

    @Test
    void noIdIsNobodys() {
        assertFalse(history.covers(ReplicationHistory.NO_ID, 1));
    }

    @Test
    void restartedMasterLetsThoseGoOnWhoWereNotAheadOfWhatItSaved() {
        history.advance(30);
        history.resume(B, 100);
        assertEquals(A, history.id());
        assertEquals(130, history.offset(), "what was deleted while loading comes behind");
        assertTrue(history.covers(B, 101));
        assertFalse(history.covers(B, 102));
    }
}
