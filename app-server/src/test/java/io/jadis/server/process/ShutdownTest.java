package io.jadis.server.process;

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
            status -> events.add("exit " + status));

    @Test
    void signalIsFollowedByTheNextCron() {
        shutdown.request(Shutdown.Options.DEFAULT);
        assertTrue(shutdown.isUnderWay());
        assertEquals(List.of(), events);
        shutdown.proceed();
        assertEquals(List.of("closed down", "exit 0"), events);
    }

    @Test
    void signalCanBeTakenBackUntilThen() {
        shutdown.request(Shutdown.Options.DEFAULT);
        assertTrue(shutdown.abort());
        assertFalse(shutdown.isUnderWay());
        shutdown.proceed();
        assertEquals(List.of(), events);
        assertFalse(shutdown.abort());
    }

    @Test
    void commandBeginsAtOnce() {
        shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT);
        assertEquals(List.of("closed down", "exit 0"), events);
    }

    @Test
    void whatCannotBeSavedStays() {
        saves = false;
        assertFalse(shutdown.begin("User requested shutdown...", Shutdown.Options.DEFAULT));
        assertFalse(shutdown.isUnderWay());
        assertEquals(List.of(), events);
    }
}
