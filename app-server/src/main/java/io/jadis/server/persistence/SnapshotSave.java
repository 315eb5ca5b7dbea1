package io.jadis.server.persistence;

import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Snapshot;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.RdbValues;
import io.jadis.store.rdb.SnapshotSink;
import io.jadis.store.rdb.SnapshotWriter;
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
    /** Of the time that commands have had, slices get this part, where they only copy, and where they compress. */
    private static final int PAUSE_SHARE = 6, ENCODING_PAUSE_SHARE = 1;
    /** When the sink is asked again whether it has room. */
    private static final long NO_ROOM_PAUSE_NS = 500_000;

    /**
     * What the file is to hold besides the keys.
     *
     * @param functions sources of libraries
     * @param keyDelayUs {@code rdb-key-save-delay} as it is set just now: so long is spent on each key, for tests
     */
    record Options(RdbHeader header, List<byte[]> functions, boolean compresses, boolean checksums,
            LongSupplier keyDelayUs) {}

    private final EventLoop executor;
    private final LongSupplier commandsCount;
    private final Consumer<IOException> failed;
    private final SnapshotMemory memory;
    private final SnapshotWriter writer;
    private final Snapshot snapshot;
    private final long startedNs = System.nanoTime();
    private final LongSupplier keyDelayUs;
    private final SlicePace pace;
    private boolean ended;

    /**
     * Begins: what changes from now on is not in it.
     *
     * @param commandsCount grows with each command: while it stands still, no client waits
     * @param failed called with what the sink has thrown, after it was abandoned; not after {@link #abandon}
     */
    SnapshotSave(Keyspace keyspace, RdbValues values, EventLoop executor, LongSupplier commandsCount,
            SnapshotMemory memory, SnapshotSink sink, Options options, long nowMs, Consumer<IOException> failed) {
        this.executor = executor;
        this.commandsCount = commandsCount;
        this.memory = memory;
        this.failed = failed;
        keyDelayUs = options.keyDelayUs;
        boolean encodes = options.compresses && !sink.takesFrames();
        pace = new SlicePace(encodes ? ENCODING_PAUSE_SHARE : PAUSE_SHARE, startedNs);
        writer = new SnapshotWriter(keyspace, values, sink, options.compresses, options.checksums, nowMs,
                memory::check);
        writer.begin(options.header, options.functions);
        snapshot = keyspace.beginSnapshot(this);
        memory.add(writer, sink);
        executor.execute(this::slice);
    }

    /** How many keys there were. */
    public long keysTotal() {
        return snapshot.keysTotal();
    }

    public long keysVisited() {
        return snapshot.keysVisited();
    }

    /**
     * It is not wanted any more, and the sink is abandoned. The walk goes on until it is over: only then another can
     * begin.
     */
    public void abandon() {
        if (ended) return;
        ended = true;
        snapshot.abandon();
        writer.abandon();
        memory.remove(writer);
    }

    /** Whether clients that want to write wait for it. */
    public boolean holdsBackWriters() {
        return !ended && memory.isFullOf(writer);
    }

    private void slice() {
        long beganNs = System.nanoTime();
        long earlyNs = pace.earlyNs(beganNs, commandsCount.getAsLong(), !ended && memory.isTight());
        if (earlyNs > 0) {
            executor.schedule(this::slice, earlyNs, TimeUnit.NANOSECONDS);
            return;
        }
        boolean over = snapshot.advance(beganNs + pace.sliceNs());
        if (!ended && writer.failure() != null) fail(writer.failure());
        if (over && !ended) finish();
        memory.update();
        long pauseNs = pace.sliceEnded(System.nanoTime());
        if (over) return;
        executor.schedule(this::slice, ended || hasRoom() ? pauseNs : NO_ROOM_PAUSE_NS, TimeUnit.NANOSECONDS);
    }

    private void fail(IOException reason) {
        abandon();
        failed.accept(reason);
    }

    private void finish() {
        try {
            writer.end();
        } catch (IOException e) {
            fail(e);
            return;
        }
        ended = true;
        memory.remove(writer);
    }

    // ---- for the snapshot

    @Override
    public boolean hasRoom() {
        long delayNs = Math.abs(keyDelayUs.getAsLong()) * 1000;
        long delayedNs = (snapshot.keysVisited() + 1) * delayNs;
        if (delayNs != 0 && System.nanoTime() - startedNs < delayedNs) return false;
        return writer.hasRoom();
    }

    @Override
    public long visit(int databaseIndex, long record) {
        return writer.visit(databaseIndex, record);
    }

    @Override
    public boolean goOn() {
        return writer.goOn();
    }
}
