package io.jadis.server.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerClockTest {
    /** GETEX PXAT followed by PTTL would otherwise promise more than was asked for. */
    @Test
    void aCommandSeesNoEarlierMillisecondThanItsClientSawBefore() {
        ServerClock clock = new ServerClock();
        long firstMs = clock.nowMs();
        while (clock.nowMs() < firstMs + 50) {
            long seenMs = System.currentTimeMillis();
            clock.tick();
            assertTrue(clock.nowMs() >= seenMs, () -> clock.nowMs() + " after " + seenMs);
        }
    }

    @Test
    void tickIsNotAheadOfTheWallClock() {
        ServerClock clock = new ServerClock();
        for (int i = 0; i < 100_000; i++) {
            clock.tick();
            long seenMs = System.currentTimeMillis();
            assertTrue(clock.nowMs() <= seenMs, () -> clock.nowMs() + " before " + seenMs);
        }
    }

    @Test
    void steadyTimeGoesOnWhenTheWallClockIsSet() {
        long[] wallMs = {1_000_000_000_000L};
        ServerClock clock = new ServerClock(() -> wallMs[0]);
        assertEquals(wallMs[0], clock.steadyMs());
        for (long byMs : new long[] {-3_600_000, 7_200_000}) {
            wallMs[0] += byMs;
            long firstMs = clock.steadyMs();
            clock.wake();
            assertEquals(wallMs[0], clock.nowMs());
            assertTrue(clock.steadyMs() >= firstMs && clock.steadyMs() < firstMs + 600_000);
        }
    }

    @Test
    void monotonicTimeIsTheLastReading() {
        ServerClock clock = new ServerClock();
        assertEquals(clock.tick(), clock.nowNs());
        assertEquals(clock.wake(), clock.nowNs());
    }
}
