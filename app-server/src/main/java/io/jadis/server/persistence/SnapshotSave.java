package io.jadis.server.persistence;

import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Snapshot;
import io.jadis.store.rdb.BackgroundFile;
import io.jadis.store.rdb.RdbFile;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.RdbOutput;
import io.jadis.store.rdb.RdbValues;
import io.jadis.store.rdb.RdbWriter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The data set of one moment on its way into a file: the executor encodes it in slices between the clients' commands, a
 * thread writes it. Executor thread only.
 */
final class SnapshotSave implements Snapshot.Visitor {
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
    private final BackgroundFile file;
    private final RdbOutput out;
    private final RdbWriter writer;
    private final Path name;
    private final Snapshot snapshot;
    private final long nowMs;
    private final long startedNs = System.nanoTime();
    private final long keyDelayNs;
    private long commandsSeen;
    private boolean abandoned;

    /**
     * Begins: what changes from now on is not in the file.
     *
     * @param commandsCount grows with each command: while it stands still, no client waits
     * @param name what the file is called once it is whole
     * @param callback with null when it has that name; with the reason when it doesn't; not at all after {@link #abandon}
     */
    SnapshotSave(Keyspace keyspace, RdbValues values, EventLoop executor, LongSupplier commandsCount, RdbFile temporary,
            Path name, Options options, long nowMs, Consumer<IOException> callback) {
        this.executor = executor;
        this.commandsCount = commandsCount;
        this.name = name;
        this.nowMs = nowMs;
        keyDelayNs = options.keyDelayUs * 1000;
        file = new BackgroundFile(keyspace.allocator(), temporary, "bgsave", executor, reason -> {
            if (!abandoned) callback.accept(reason);
        });
        out = new RdbOutput(keyspace.allocator(), file, file.firstBuffer(), BackgroundFile.BUFFER_BYTES,
                options.compresses, options.checksums);
        writer = new RdbWriter(keyspace, out, values);
        writer.header(options.header);
        options.functions.forEach(writer::function);
        snapshot = keyspace.beginSnapshot(this);
        executor.execute(this::slice);
    }

    long keysTotal() {
        return snapshot.keysTotal();
    }

    long keysVisited() {
        return snapshot.keysVisited();
    }

    /** The file is not wanted any more. The walk goes on until it is over: only then another can begin. */
    void abandon() {
        if (abandoned) return;
        abandoned = true;
        snapshot.abandon();
        out.close();
        file.abandon();
    }

    private void slice() {
        boolean over = snapshot.advance(System.nanoTime() + SLICE_NS);
        if (over) {
            if (!abandoned) finish();
            return;
        }
        boolean idle = commandsSeen == commandsCount.getAsLong();
        commandsSeen = commandsCount.getAsLong();
        // Without clients there is nobody to leave time for, but the file's thread.
        if (idle && (abandoned || hasRoom())) executor.execute(this::slice);
        else executor.schedule(this::slice, PAUSE_NS, TimeUnit.NANOSECONDS);
    }

    private void finish() {
        writer.end();
        try {
            out.flush();
        } catch (IOException e) {
            // The file's thread knows it, and says so at the end.
            assert out.hasFailed();
        }
        out.close();
        file.finish(name);
    }

    // ---- for the snapshot

    @Override
    public boolean hasRoom() {
        if (keyDelayNs != 0 && System.nanoTime() - startedNs < snapshot.keysVisited() * Math.abs(keyDelayNs)) return false;
        return file.hasRoom();
    }

    @Override
    public void visit(int databaseIndex, long record) {
        writer.record(databaseIndex, record, nowMs, RdbValues.WHOLE);
    }
}
