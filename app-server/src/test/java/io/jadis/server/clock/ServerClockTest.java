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
    void monotonicTimeIsTheLastReading() {
        ServerClock clock = new ServerClock();
        assertEquals(clock.tick(), clock.nowNs());
        assertEquals(clock.wake(), clock.nowNs());
    }
}
