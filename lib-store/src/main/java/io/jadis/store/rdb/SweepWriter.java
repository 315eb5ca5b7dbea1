package io.jadis.store.rdb;

import io.jadis.store.table.Sweep;
import java.util.function.Consumer;

/** Writes the elements of a hash, set or sorted set that is a table, in whatever order the sweep shows them. */
abstract class SweepWriter extends ValueWriter {
    private final Consumer<SweepWriter> done;
    private int effortSpent;

    /** @param done is given the writer back when it is closed */
    SweepWriter(Consumer<SweepWriter> done) {
        this.done = done;
    }

    abstract Sweep sweep();

    final void spend(long elementBytes) {
        effortSpent += effortOf(elementBytes);
    }

    @Override
    final boolean more(int effort) {
        effortSpent = 0;
        while (effortSpent < effort) {
            if (!sweep().next()) return true;
        }
        return false;
    }

    @Override
    final void watch() {
        sweep().watch();
    }

    @Override
    final void close() {
        sweep().close();
        done.accept(this);
    }

    @Override
    final long footprintBytes() {
        return sweep().footprintBytes();
    }
}
