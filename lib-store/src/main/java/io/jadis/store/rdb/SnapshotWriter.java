package io.jadis.store.rdb;

import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Snapshot;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Writes what a {@link Snapshot} finds into a {@link SnapshotSink}. A value that is large is begun and then written a
 * piece at a time, as it was at its beginning, whatever becomes of it meanwhile. While that goes on, keys that are
 * about to change are written to the side, large ones begun there; all that follows in its turn.
 *
 * <p>Executor thread only. The end is {@link #end} or {@link #abandon}.
 */
public final class SnapshotWriter implements Snapshot.Visitor {
    /**
     * Elements, or 64 bytes each, that may be written at once: of a value that is met, and when one is gone on with.
     */
    private static final int FIRST_EFFORT = 1_024, EFFORT = 256;

    /** Bytes, whole keys or the beginning of a value, and that value. Either may be missing. */
    private static final class Part {
        private SideBuffer bytes;
        private ValueWriter value;

        Part(SideBuffer bytes, ValueWriter value) {
            this.bytes = bytes;
            this.value = value;
        }
    }

    /** Every so many bytes who watches over the memory is told. */
    private static final int GROWTH_BYTES = 256 << 10;

    private final SnapshotSink sink;
    private final Runnable grown;
    private int growthBytes;
    private final int firstEffort, effort;
    private final SideBuffer.Chunks chunks;
    private final RdbOutput main;
    private final RdbWriter writer;
    private final long nowMs;
    /** What is in the middle of being written, and what comes then. */
    private Part current;
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    /** Whole keys that come last. */
    private SideBuffer side;

    /**
     * @param grown called now and then while bytes come, from inside of whatever makes them: see {@link
     * #footprintBytes}
     */
    public SnapshotWriter(Keyspace keyspace, RdbValues values, SnapshotSink sink, boolean compresses, boolean checksums,
            long nowMs, Runnable grown) {
        this(keyspace, values, sink, compresses, checksums, nowMs, grown, FIRST_EFFORT, EFFORT);
    }

    SnapshotWriter(Keyspace keyspace, RdbValues values, SnapshotSink sink, boolean compresses, boolean checksums,
            long nowMs, Runnable grown, int firstEffort, int effort) {
        this.sink = sink;
        this.grown = grown;
        this.firstEffort = firstEffort;
        this.effort = effort;
        this.nowMs = nowMs;
        chunks = new SideBuffer.Chunks(keyspace.allocator(), this::grew);
        long buffer = sink.firstBuffer();
        main = sink.takesFrames() ? RdbOutput.ofFrames(this::take, buffer, SnapshotSink.BUFFER_BYTES, compresses)
                : new RdbOutput(keyspace.allocator(), this::take, buffer, SnapshotSink.BUFFER_BYTES, compresses,
                checksums);
        writer = new RdbWriter(keyspace, main, values);
    }

    private long take(long address, int length) throws IOException {
        long next = sink.take(address, length);
        grew(length);
        return next;
    }

    private void grew(int bytes) {
        growthBytes += bytes;
        if (growthBytes < GROWTH_BYTES) return;
        growthBytes = 0;
        grown.run();
    }

    /** What comes first. */
    public void begin(RdbHeader header, List<byte[]> functions) {
        writer.header(header);
        functions.forEach(writer::function);
    }

    // ---- for the snapshot

    @Override
    public boolean hasRoom() {
        return sink.hasRoom();
    }

    @Override
    public long visit(int databaseIndex, long record) {
        if (current != null) return visitAside(databaseIndex, record);
        long before = main.writtenBytes();
        ValueWriter rest = beginRecord(databaseIndex, record);
        if (rest != null) current = new Part(null, rest);
        return main.writtenBytes() - before;
    }

    private long visitAside(int databaseIndex, long record) {
        if (side == null) {
            side = new SideBuffer(chunks, main);
            writer.redirect(side.output());
        }
        long before = side.output().writtenBytes();
        ValueWriter rest = beginRecord(databaseIndex, record);
        long work = side.output().writtenBytes() - before;
        if (rest != null) {
            waiting.add(new Part(side, rest));
            side = null;
        }
        return work;
    }

    /** @return what writes the rest of a large value, which may change from now on */
    private ValueWriter beginRecord(int databaseIndex, long record) {
        ValueWriter rest = writer.begin(databaseIndex, record, nowMs);
        if (rest == null) return null;
        if (!rest.more(firstEffort)) {
            rest.watch();
            return rest;
        }
        rest.close();
        return null;
    }

    @Override
    public boolean goOn() {
        if (current == null) return false;
        if (!moveOn(current)) return true;
        current = next();
        if (current == null) writer.redirect(main);
        return true;
    }

    /** Whether that was the last of it. */
    private boolean moveOn(Part part) {
        if (part.bytes != null) {
            if (part.bytes.moveChunk(main)) return false;
            part.bytes.close();
            part.bytes = null;
            if (part.value != null) part.value.redirect(main);
        }
        if (part.value == null) return true;
        if (!part.value.more(effort)) return false;
        part.value.close();
        return true;
    }

    private Part next() {
        if (!waiting.isEmpty()) return waiting.poll();
        if (side == null) return null;
        Part last = new Part(side, null);
        side = null;
        return last;
    }

    // ---- figures

    /** Bytes that it takes, those of the sink included. */
    public long footprintBytes() {
        long bytes = sink.footprintBytes() + chunks.footprintBytes();
        if (current != null && current.value != null) bytes += current.value.footprintBytes();
        for (Part part : waiting) bytes += part.value.footprintBytes();
        return bytes;
    }

    /** Bytes given to the sink so far, or about to be. */
    long writtenBytes() {
        return main.writtenBytes();
    }

    /** What the sink has thrown, or null. */
    public IOException failure() {
        return main.failure();
    }

    // ---- the end

    /**
     * All keys were visited, and nothing is left: writes what comes last. Throws what the sink throws, which is then to
     * be abandoned.
     */
    public void end() throws IOException {
        assert current == null && waiting.isEmpty() && side == null;
        writer.end();
        main.flush();
        main.close();
        sink.end();
    }

    /** It is not wanted any more. */
    public void abandon() {
        if (current != null) close(current);
        waiting.forEach(SnapshotWriter::close);
        if (side != null) side.close();
        current = null;
        waiting.clear();
        side = null;
        main.close();
        sink.abandon();
    }

    private static void close(Part part) {
        if (part.value != null) part.value.close();
        if (part.bytes != null) part.bytes.close();
    }
}
