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
    /**
     * What a client may have to wait for one slice: little where few commands come, as each of them may meet a slice;
     * more where many do, as it then is a small part of what they wait for one another.
     */
    private static final long SLICE_NS = 25_000, SLICE_MAX_NS = 100_000;
    /**
     * Where commands come, they have so long at least between slices, and where none is there the executor sleeps: a thread
     * that was awake all the time has used up its share of a busy machine, and the kernel lets others have theirs, for
     * milliseconds, before a command is answered.
     */
    private static final long PAUSE_NS = 50_000;
    /** Where none has come for so long nobody is waiting. */
    private static final long QUIET_NS = 5_000_000;
    /** Of the time that commands have had, slices get this part, where they only copy, and where they compress. */
    private static final int PAUSE_SHARE = 6, ENCODING_PAUSE_SHARE = 1;
    /** When the sink is asked again whether it has room. */
    private static final long NO_ROOM_PAUSE_NS = 500_000;
    /** Sockets are looked at before a timer; a task that is queued comes before them, and again, for up to a second. */
    private static final long NO_PAUSE_NS = 1;
    /** What a client may have to wait where changes make more to write than slices write. */
    private static final long LARGE_SLICE_NS = 500_000;

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
    private final int pauseShare;
    private long commandsSeen, commandSeenNs = startedNs - QUIET_NS, pauseBeganNs = startedNs;
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
        pauseShare = options.compresses && !sink.takesFrames() ? ENCODING_PAUSE_SHARE : PAUSE_SHARE;
        writer = new SnapshotWriter(keyspace, values, sink, options.compresses, options.checksums, nowMs,
                memory::check);
        writer.begin(options.header, options.functions);
        snapshot = keyspace.beginSnapshot(this);
        memory.add(writer);
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

    private void slice() {
        long beganNs = System.nanoTime(), pauseNs = beganNs - pauseBeganNs;
        boolean behind = !ended && memory.isTight();
        boolean busy = areCommandsComing(beganNs);
        if (busy && !behind && pauseNs < PAUSE_NS) {
            executor.schedule(this::slice, PAUSE_NS - pauseNs, TimeUnit.NANOSECONDS);
            return;
        }
        long sliceNs = behind ? LARGE_SLICE_NS : Math.clamp(busy ? pauseNs / pauseShare : 0, SLICE_NS, SLICE_MAX_NS);
        boolean over = snapshot.advance(beganNs + sliceNs);
        if (!ended && writer.failure() != null) fail(writer.failure());
        if (over && !ended) finish();
        memory.update();
        pauseBeganNs = System.nanoTime();
        if (over) return;
        long waitNs = !ended && !hasRoom() ? NO_ROOM_PAUSE_NS : busy && !behind ? PAUSE_NS : NO_PAUSE_NS;
        executor.schedule(this::slice, waitNs, TimeUnit.NANOSECONDS);
    }

    /** One client alone sends nothing for some slices; that is no reason to stay awake. */
    private boolean areCommandsComing(long nowNs) {
        long count = commandsCount.getAsLong();
        if (count != commandsSeen) {
            commandsSeen = count;
            commandSeenNs = nowNs;
        }
        return nowNs - commandSeenNs < QUIET_NS;
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
