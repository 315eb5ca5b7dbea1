package io.jadis.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The saves of a Sentinel's state, one after the other; what is asked for during one goes into the next. Saves are
 * counted: what is said after so many of them waits until they are settled, that is on disk or failed. One thread; the
 * disk has its own.
 */
public final class Saves {
    /** Where the state is written. */
    public interface Disk {
        /** Takes the state as it is now, and tells later, in an input of its own, whether it could be written. */
        void write(Consumer<Boolean> written);
    }

    private final Consumer<Runnable> soon;
    private final Disk disk;
    private final NavigableMap<Long, List<Consumer<Boolean>>> waiting = new TreeMap<>();
    private long askedCount, settledCount;
    private boolean busy;

    /** @param soon runs things after the input at hand, so that all that this one changes is saved at once */
    public Saves(Consumer<Runnable> soon, Disk disk) {
        this.soon = soon;
        this.disk = disk;
    }

    /** The state has changed. */
    public void save() {
        askedCount++;
        if (busy) return;
        busy = true;
        soon.accept(this::write);
    }

    private void write() {
        long upTo = askedCount;
        disk.write(saved -> onWritten(upTo, saved));
    }

    private void onWritten(long upTo, boolean saved) {
        settledCount = upTo;
        busy = askedCount > upTo;
        if (busy) soon.accept(this::write);
        while (!waiting.isEmpty() && waiting.firstKey() <= upTo) {
            for (Consumer<Boolean> each : waiting.pollFirstEntry().getValue()) each.accept(saved);
        }
    }

    /** How many were asked for: what is said now may tell of all of them. */
    public long position() {
        return askedCount;
    }

    public boolean isSettled(long position) {
        return position <= settledCount;
    }

    /** Whether nothing is on its way to the disk. */
    public boolean areSettled() {
        return isSettled(askedCount);
    }

    /** Does something once so many are settled, in the order of the calls; now if they are. */
    public void whenSettled(long position, Consumer<Boolean> action) {
        if (isSettled(position)) action.accept(true);
        else waiting.computeIfAbsent(position, p -> new ArrayList<>()).add(action);
    }
}
