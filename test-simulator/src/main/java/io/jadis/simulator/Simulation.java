package io.jadis.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Time, randomness and the order of events of one run. */
public final class Simulation {
    /** Any moment: it only must not be 0. */
    private static final long START_MS = 1_000_000_000L;

    private record Event(long atMs, long number, Runnable action) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.atMs != b.atMs ? Long.compare(a.atMs, b.atMs) : Long.compare(a.number, b.number));
    private final List<Invariant> invariants = new ArrayList<>();
    private final RandomGenerator random;
    private final Story story;
    private long nowMs = START_MS;
    private long nextNumber;

    public Simulation(long seed) {
        random = new SplittableRandom(seed);
        story = new Story(seed, START_MS);
    }

    /** The time that all nodes' clocks would show if none was wrong. */
    public long nowMs() {
        return nowMs;
    }

    public RandomGenerator random() {
        return random;
    }

    /** A number from {@code from} to {@code to}, both included. */
    public long between(long from, long to) {
        return random.nextLong(from, to + 1);
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    public Story story() {
        return story;
    }

    /** Something that must hold after each event. */
    public void always(Invariant invariant) {
        invariants.add(invariant);
    }

    public void after(long delayMs, Runnable action) {
        events.add(new Event(nowMs + delayMs, nextNumber++, action));
    }

    /** Lets so much time pass. */
    public void run(long durationMs) {
        long endMs = nowMs + durationMs;
        while (!events.isEmpty() && events.peek().atMs <= endMs) {
            Event event = events.poll();
            nowMs = event.atMs;
            event.action.run();
            for (Invariant invariant : invariants) check(invariant);
        }
        nowMs = endMs;
    }

    /** Checks what need not hold always, now. */
    public void check(Invariant invariant) {
        String broken = invariant.broken();
        if (broken != null) throw new AssertionError(invariant.getClass().getSimpleName() + ": " + broken + "\n"
                + story.text(nowMs));
    }

    /** Lets time pass until something holds, but not longer than {@code limitMs}. */
    public void runUntil(Invariant invariant, long limitMs) {
        long endMs = nowMs + limitMs;
        while (invariant.broken() != null && nowMs < endMs) run(1000);
        check(invariant);
    }
}
