package io.jadis.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A disk that is done when the test says so. */
class SavesTest {
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final Deque<Consumer<Boolean>> writes = new ArrayDeque<>();
    private final Saves saves = new Saves(soon::add, writes::add);
    private final List<String> done = new ArrayList<>();

    private void endOfInput() {
        while (!soon.isEmpty()) soon.removeFirst().run();
    }

    private void say(String what) {
        saves.whenSettled(saves.position(), saved -> done.add(what + (saved ? "" : " in vain")));
    }

    @Test
    void whatNeedsNoSaveIsSaidAtOnce() {
        say("a");
        assertEquals(List.of("a"), done);
        assertTrue(saves.areSettled());
    }

    @Test
    void oneInputIsSavedOnce() {
        saves.save();
        saves.save();
        endOfInput();
        assertEquals(1, writes.size());
        writes.removeFirst().accept(true);
        endOfInput();
        assertTrue(saves.areSettled());
        assertEquals(0, writes.size());
    }

    @Test
    void whatIsSaidWaitsForItsOwnSaveInOrder() {
        saves.save();
        say("a");
        endOfInput();
        say("b");
        saves.save();
        saves.save();
        say("c");
        assertEquals(1, writes.size());
        assertEquals(List.of(), done);
        writes.removeFirst().accept(true);
        assertEquals(List.of("a", "b"), done);
        assertFalse(saves.areSettled());
        endOfInput();
        assertEquals(1, writes.size());
        writes.removeFirst().accept(true);
        assertEquals(List.of("a", "b", "c"), done);
        assertTrue(saves.areSettled());
    }

    @Test
    void saveThatFailedHoldsNothingBack() {
        saves.save();
        endOfInput();
        say("a");
        writes.removeFirst().accept(false);
        say("b");
        assertEquals(List.of("a in vain", "b"), done);
        saves.save();
        endOfInput();
        assertEquals(1, writes.size());
    }

    @Test
    void saveThatIsAskedForByWhoHasWaitedFollows() {
        saves.save();
        endOfInput();
        saves.whenSettled(saves.position(), saved -> saves.save());
        writes.removeFirst().accept(true);
        assertFalse(saves.areSettled());
        endOfInput();
        writes.removeFirst().accept(true);
        assertTrue(saves.areSettled());
    }
}
