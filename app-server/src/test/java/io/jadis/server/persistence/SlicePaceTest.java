package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SlicePaceTest {
    private static final long START_NS = -3_000_000;

    private final SlicePace pace = new SlicePace(6, START_NS);
    private long nowNs = START_NS, commands;

    /** Sleeps as it is told to, and runs a slice. @return how long the pause before it was */
    private long slice(boolean behind) {
        long beganNs = nowNs;
        long earlyNs = pace.earlyNs(nowNs, commands, behind);
        nowNs += earlyNs;
        if (earlyNs > 0) assertEquals(0, pace.earlyNs(nowNs, commands, behind));
        long pauseNs = nowNs - beganNs;
        nowNs += pace.sliceNs();
        return pauseNs;
    }

    private void sleepsAfter(long pauseNs) {
        assertEquals(pauseNs, pace.sliceEnded(nowNs));
        nowNs += pauseNs;
    }

    @Test
    void slicesFollowEachOtherWhereNobodyWaits() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, slice(false));
            assertEquals(SlicePace.SLICE_NS, pace.sliceNs());
            sleepsAfter(SlicePace.NO_PAUSE_NS);
        }
    }

    @Test
    void theExecutorSleepsBetweenSlicesFromOneCommandToTheNext() {
        for (int command = 0; command < 3; command++) {
            commands++;
            for (int i = 0; i < 20; i++) {
                slice(false);
                sleepsAfter(SlicePace.PAUSE_NS);
            }
        }
        nowNs += SlicePace.QUIET_NS;
        slice(false);
        sleepsAfter(SlicePace.NO_PAUSE_NS);
    }

    @Test
    void aCommandThatComesBetweenSlicesDelaysTheNextOne() {
        slice(false);
        sleepsAfter(SlicePace.NO_PAUSE_NS);
        commands++;
        assertEquals(SlicePace.PAUSE_NS - SlicePace.NO_PAUSE_NS, slice(false));
    }

    @Test
    void whereCommandsTakeLongSlicesAreLongerUpToABound() {
        commands++;
        slice(false);
        sleepsAfter(SlicePace.PAUSE_NS);
        nowNs += 250_000;
        commands++;
        slice(false);
        assertEquals(300_000 / 6, pace.sliceNs());
        sleepsAfter(SlicePace.PAUSE_NS);
        nowNs += 5_000_000;
        commands++;
        slice(false);
        assertEquals(SlicePace.SLICE_MAX_NS, pace.sliceNs());
    }

    @Test
    void whoIsBehindTakesLargeSlicesWithoutAPause() {
        for (int i = 0; i < 10; i++) {
            commands++;
            assertEquals(0, slice(true));
            assertEquals(SlicePace.LARGE_SLICE_NS, pace.sliceNs());
            sleepsAfter(SlicePace.NO_PAUSE_NS);
        }
    }
}
