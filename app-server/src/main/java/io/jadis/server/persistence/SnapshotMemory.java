package io.jadis.server.persistence;

import io.jadis.server.execution.WriteGate;
import io.jadis.store.rdb.SnapshotSink;
import io.jadis.store.rdb.SnapshotWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all snapshots under way may take for what clients change before its turn: some buffers' worth first, then slices
 * get larger, and then who wants to write waits until there is room again. Executor thread only.
 */
final class SnapshotMemory {
    /** From here on slices are larger; from here on writers wait, until it is less than this again. */
    private static final long TIGHT_BYTES = 12 << 20, FULL_BYTES = 32 << 20, ROOMY_BYTES = 24 << 20;

    private final WriteGate gate;
    private final Map<SnapshotWriter, SnapshotSink> writers = new LinkedHashMap<>();
    /** Those that were given everything and may not have got rid of it yet. */
    private final List<SnapshotSink> emptying = new ArrayList<>();
    /** What the writers take, theirs and their sinks'. */
    private long bytes;

    SnapshotMemory(WriteGate gate) {
        this.gate = gate;
    }

    void add(SnapshotWriter writer, SnapshotSink sink) {
        writers.put(writer, sink);
    }

    void remove(SnapshotWriter writer) {
        emptying.removeIf(SnapshotMemory::isEmpty);
        emptying.add(writers.remove(writer));
        update();
    }

    /** Counts anew; to be called between two commands. */
    void update() {
        count();
        gate.close(bytes >= (gate.isClosed() ? ROOMY_BYTES : FULL_BYTES));
    }

    /** It has grown, perhaps inside of a command: the next one may have to wait, but nobody goes on just now. */
    void check() {
        count();
        if (bytes >= FULL_BYTES) gate.close(true);
    }

    private void count() {
        bytes = 0;
        for (SnapshotWriter writer : writers.keySet()) bytes += writer.footprintBytes();
    }

    /** Whether those who want to write wait, and for this one more than for all others. */
    boolean isFullOf(SnapshotWriter writer) {
        return gate.isClosed() && writer.footprintBytes() > bytes / 2;
    }

    boolean isTight() {
        return bytes >= TIGHT_BYTES;
    }

    /** As it was counted last, and what sinks have left to do. */
    long bytes() {
        if (emptying.isEmpty()) return bytes;
        emptying.removeIf(SnapshotMemory::isEmpty);
        long total = bytes;
        for (SnapshotSink sink : emptying) total += sink.footprintBytes();
        return total;
    }

    private static boolean isEmpty(SnapshotSink sink) {
        return sink.footprintBytes() == 0;
    }
}
