package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private final List<String> events = new ArrayList<>();
    private boolean saves = true;
    private final Shutdown shutdown = new Shutdown(options -> saves, () -> events.add("closed down"),
            status -> events.add("exit " + status), new Replicas(), () -> 10);
    private boolean caughtUp = true;

    private final class Replicas implements Shutdown.Replicas {
        @Override
        public boolean haveCaughtUp() {
            return caughtUp;
        }

        @Override
        public void beginWait() {
            events.add("asked");
        }

        @Override
        public void endWait() {
            events.add("goes on");
        }

        @Override
        public void report() {}
    }

    @Test
    void signalIsFollowedByTheNextCron() {
        shutdown.request(Shutdown.Options.DEFAULT);
        assertTrue(shutdown.isUnderWay());
        assertEquals(List.of(), events);
        shutdown.proceed(0);
        assertEquals(List.of("closed down", "exit 0"), events);
    }

    @Test
    void signalCanBeTakenBackUntilThen() {
        shutdown.request(Shutdown.Options.DEFAULT);
        assertTrue(shutdown.abort());
        assertFalse(shutdown.isUnderWay());
        shutdown.proceed(0);
        assertEquals(List.of(), events);
        assertFalse(shutdown.abort());
    }

    @Test
    void commandBeginsAtOnce() {
        shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT, 0);
        assertEquals(List.of("closed down", "exit 0"), events);
    }

    @Test
    void whatCannotBeSavedStays() {
        saves = false;
        assertEquals(Shutdown.Outcome.FAILED,
                shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT, 0));
        assertFalse(shutdown.isUnderWay());
        assertEquals(List.of(), events);
    }

    @Test
    void replicasThatLagAreWaitedFor() {
        caughtUp = false;
        assertEquals(Shutdown.Outcome.WAITING,
                shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT, 1000));
        assertEquals(10_000, shutdown.pendingMs(1000));
        shutdown.proceed(2000);
        assertEquals(List.of("asked"), events);
        caughtUp = true;
        shutdown.proceed(2100);
        assertEquals(List.of("asked", "closed down", "exit 0"), events);
    }

    @Test
    void butNotForEver() {
        caughtUp = false;
        shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT, 1000);
        shutdown.proceed(10_999);
        assertEquals(List.of("asked"), events);
        shutdown.proceed(11_000);
        assertEquals(List.of("asked", "closed down", "exit 0"), events);
    }

    @Test
    void waitEndsWithAbort() {
        caughtUp = false;
        shutdown.onFailure(() -> events.add("told"));
        shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT, 1000);
        assertTrue(shutdown.abort());
        assertFalse(shutdown.isUnderWay());
        assertEquals(-1, shutdown.pendingMs(1000));
        assertEquals(List.of("asked", "goes on", "told"), events);
        shutdown.proceed(20_000);
        assertEquals(List.of("asked", "goes on", "told"), events);
    }

    @Test
    void nowMeansNow() {
        caughtUp = false;
        shutdown.begin("User requested shutdown...", new Shutdown.Options(false, false, true, false), 0);
        assertEquals(List.of("closed down", "exit 0"), events);
    }
}
