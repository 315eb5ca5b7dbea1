package io.jadis.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A process on a machine of its own: it can crash, with or without its files, be stopped and go on (SIGSTOP), and its
 * clock can be wrong. What it does it does in {@link #input} and {@link #timer}: both wait while it is stopped, and are
 * lost when it crashes.
 */
public abstract class Node {
    private final Simulation simulation;
    private final String name;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean up, stopped;
    private long clockErrorMs;
    /** Which life of the process this is. */
    private int life;

    protected Node(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    /** The process starts, with what its files hold. */
    protected abstract void onStart();

    /** The process is gone; {@code filesToo}: and all that it had on disk. */
    protected abstract void onCrash(boolean filesToo);

    public final Simulation simulation() {
        return simulation;
    }

    public final String name() {
        return name;
    }

    public final boolean isUp() {
        return up;
    }

    public final boolean isStopped() {
        return stopped;
    }

    public final int life() {
        return life;
    }

    /** What its clock shows. */
    public final long clockMs() {
        return simulation.nowMs() + clockErrorMs;
    }

    public final void start() {
        if (up) return;
        up = true;
        life++;
        tell("starts");
        onStart();
    }

    public final void crash(boolean filesToo) {
        if (!up) return;
        tell(filesToo ? "crashes and loses its files" : "crashes");
        up = false;
        stopped = false;
        waiting.clear();
        onCrash(filesToo);
    }

    public final void stop() {
        if (!up || stopped) return;
        tell("is stopped");
        stopped = true;
    }

    public final void goOn() {
        if (!stopped) return;
        tell("goes on");
        stopped = false;
        while (!waiting.isEmpty() && up && !stopped) waiting.removeFirst().run();
    }

    public final void moveClock(long byMs) {
        tell("its clock moves by " + byMs + " ms");
        clockErrorMs += byMs;
    }

    public final void setClockRight() {
        clockErrorMs = 0;
    }

    /** Something reaches the process. */
    public final void input(Runnable action) {
        if (!up) return;
        if (stopped) waiting.addLast(action);
        else action.run();
    }

    /** The process wants to do something later, in this life. */
    protected final void timer(long delayMs, Runnable action) {
        int ofLife = life;
        simulation.after(delayMs, () -> {
            if (life == ofLife) input(action);
        });
    }

    protected final void tell(String what) {
        simulation.story().tell(simulation.nowMs(), name, what);
    }

    @Override
    public final String toString() {
        return name;
    }
}
