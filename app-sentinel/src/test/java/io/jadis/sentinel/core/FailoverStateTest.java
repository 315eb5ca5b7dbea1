package io.jadis.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FailoverStateTest {
    @Test
    void stepsAreTakenOneByOneAndEachCanBeReset() {
        for (FailoverState from : FailoverState.values()) {
            for (FailoverState to : FailoverState.values()) {
                boolean legal = to == FailoverState.NONE || to.ordinal() == from.ordinal() + 1;
                assertEquals(legal, from.mayBecome(to), from + " → " + to);
            }
        }
    }

    @Test
    void onlyWhatIsNotPromotedYetCanBeAborted() {
        assertTrue(FailoverState.WAIT_PROMOTION.mayBeAborted());
        assertFalse(FailoverState.RECONF_SLAVES.mayBeAborted());
        assertFalse(FailoverState.NONE.mayBeAborted());
        assertEquals("send_slaveof_noone", FailoverState.SEND_SLAVEOF_NOONE.word());
    }
}
