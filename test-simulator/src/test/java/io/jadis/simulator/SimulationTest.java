package io.jadis.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Simulation simulation = new Simulation(1);
    private final Network network = new Network(simulation);
    private final Echo a = new Echo("a"), b = new Echo("b");
    private final List<String> heard = new ArrayList<>();

    private final class Echo extends Node {
        int starts;
        boolean lostFiles;

        Echo(String name) {
            super(simulation, name);
        }

        @Override
        protected void onStart() {
            starts++;
        }

        @Override
        protected void onCrash(boolean filesToo) {
            lostFiles |= filesToo;
        }

        void later(long ms, String what) {
            timer(ms, () -> heard.add(what));
        }
    }

    SimulationTest() {
        a.start();
        b.start();
    }

    private Connection connection() {
        return new Connection(network, a, b, () -> heard.add("accepted"), () -> heard.add("a: closed"),
                () -> heard.add("b: closed"));
    }

    @Test
    void whatIsSentArrivesInOrderEvenIfPacketsAreLost() {
        network.quality(50, 3);
        Connection connection = connection();
        List<String> sent = new ArrayList<>(List.of("accepted"));
        for (int i = 0; i < 50; i++) {
            String text = "message " + i;
            sent.add(text);
            connection.toServer(() -> heard.add(text));
        }
        simulation.run(300_000);
        if (connection.isClosed()) heard.removeAll(List.of("a: closed", "b: closed"));
        assertEquals(sent.subList(0, heard.size()), heard);
        assertTrue(heard.size() > 10);
    }

    @Test
    void cutIsSurvivedIfItIsShortAndBreaksConnectionsIfItIsLong() {
        Connection connection = connection();
        simulation.run(100);
        network.cut(List.of(b));
        connection.toServer(() -> heard.add("late"));
        simulation.run(2_000);
        assertEquals(List.of("accepted"), heard);
        network.heal();
        simulation.run(5_000);
        assertEquals(List.of("accepted", "late"), heard);
        network.cut(List.of(b));
        connection.toClient(() -> heard.add("never"));
        simulation.run(60_000);
        assertEquals(List.of("accepted", "late", "a: closed", "b: closed"), heard);
    }

    @Test
    void stoppedNodeTakesItsInputsWhenItGoesOn() {
        a.stop();
        a.later(10, "timer");
        simulation.run(1_000);
        assertTrue(heard.isEmpty());
        a.goOn();
        assertEquals(List.of("timer"), heard);
    }

    @Test
    void crashedNodeForgetsItsTimersAndItsConnections() {
        a.later(100, "timer of the first life");
        Connection connection = connection();
        simulation.run(50);
        b.crash(true);
        b.start();
        a.crash(false);
        a.start();
        connection.toServer(() -> heard.add("to the dead"));
        simulation.run(1_000);
        assertEquals(List.of("accepted"), heard);
        assertTrue(connection.isClosed());
        assertTrue(b.lostFiles);
        assertFalse(a.lostFiles);
        assertEquals(2, a.starts);
    }

    @Test
    void deafNodeIsHeard() {
        network.deafen(b);
        assertFalse(network.reaches(a, b));
        assertTrue(network.reaches(b, a));
    }

    @Test
    void clocksMayBeWrong() {
        a.moveClock(-5_000);
        assertEquals(simulation.nowMs() - 5_000, a.clockMs());
        a.setClockRight();
        assertEquals(simulation.nowMs(), a.clockMs());
    }

    @Test
    void brokenInvariantTellsTheSeedAndTheStory() {
        simulation.always(() -> heard.contains("bad") ? "it happened" : null);
        a.later(2_500, "bad");
        AssertionError broken = assertThrows(AssertionError.class, () -> simulation.run(5_000));
        assertTrue(broken.getMessage().contains("it happened"));
        assertTrue(broken.getMessage().contains("seed=1, failed at    2.500 s"), broken.getMessage());
        assertTrue(broken.getMessage().contains("a: starts"), broken.getMessage());
    }
}
