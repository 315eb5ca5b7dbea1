package io.jadis.server.persistence;

import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Snapshot;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.RdbOutput;
import io.jadis.store.rdb.RdbValues;
import io.jadis.store.rdb.RdbWriter;
import io.jadis.store.rdb.SnapshotSink;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The data set of one moment on its way into a {@link SnapshotSink}: encoded in slices between the clients' commands.
 * Executor thread only.
 */
public final class SnapshotSave implements Snapshot.Visitor {
    /** What a client may have to wait for one slice, and what it gets in between. */
    private static final long SLICE_NS = 500_000, PAUSE_NS = 500_000;

    /**
     * What the file is to hold besides the keys.
     *
     * @param functions sources of libraries
     * @param keyDelayUs {@code rdb-key-save-delay}: so long is spent on each key, for tests
     */
    record Options(RdbHeader header, List<byte[]> functions, boolean compresses, boolean checksums, long keyDelayUs) {}

    private final EventLoop executor;
    private final LongSupplier commandsCount;
    private final SnapshotSink sink;
    private final Consumer<IOException> failed;
    private final RdbOutput out;
    private final RdbWriter writer;
    private final Snapshot snapshot;
    private final long nowMs;
    private final long startedNs = System.nanoTime();
    private final long keyDelayNs;
    private long commandsSeen;
    private boolean ended;

    /**
     * Begins: what changes from now on is not in it.
     *
     * @param commandsCount grows with each command: while it stands still, no client waits
     * @param failed called with what the sink has thrown, after it was abandoned; not after {@link #abandon}
     */
    SnapshotSave(Keyspace keyspace, RdbValues values, EventLoop executor, LongSupplier commandsCount, SnapshotSink sink,
            Options options, long nowMs, Consumer<IOException> failed) {
        this.executor = executor;
        this.commandsCount = commandsCount;
        this.sink = sink;
        this.failed = failed;
        this.nowMs = nowMs;
        keyDelayNs = options.keyDelayUs * 1000;
        out = new RdbOutput(keyspace.allocator(), sink, sink.firstBuffer(), SnapshotSink.BUFFER_BYTES, options.compresses,
                options.checksums);
        writer = new RdbWriter(keyspace, out, values);
        writer.header(options.header);
        options.functions.forEach(writer::function);
        snapshot = keyspace.beginSnapshot(this);
        executor.execute(this::slice);
    }

    /** How many keys there were. */
    public long keysTotal() {
        return snapshot.keysTotal();
    }

    public long keysVisited() {
        return snapshot.keysVisited();
    }

    /** It is not wanted any more, and the sink is abandoned. The walk goes on until it is over: only then another can begin. */
    public void abandon() {
        if (ended) return;
        ended = true;
        snapshot.abandon();
        out.close();
        sink.abandon();
    }

    private void slice() {
        boolean over = snapshot.advance(System.nanoTime() + SLICE_NS);
        if (!ended && out.hasFailed()) fail();
        if (over) {
            if (!ended) finish();
            return;
        }
        boolean idle = commandsSeen == commandsCount.getAsLong();
        commandsSeen = commandsCount.getAsLong();
        // Without clients there is nobody to leave time for, but the sink.
        if (idle && (ended || hasRoom())) executor.execute(this::slice);
        else executor.schedule(this::slice, PAUSE_NS, TimeUnit.NANOSECONDS);
    }

    private void fail() {
        IOException reason = out.failure();
        abandon();
        failed.accept(reason);
    }

    private void finish() {
        writer.end();
        try {
            out.flush();
        } catch (IOException e) {
            fail();
            return;
        }
        ended = true;
        out.close();
        sink.end();
    }

    // ---- for the snapshot

    @Override
    public boolean hasRoom() {
        if (keyDelayNs != 0 && System.nanoTime() - startedNs < snapshot.keysVisited() * Math.abs(keyDelayNs)) return false;
        return sink.hasRoom();
    }

    @Override
    public void visit(int databaseIndex, long record) {
        writer.record(databaseIndex, record, nowMs, RdbValues.WHOLE);
    }
}
