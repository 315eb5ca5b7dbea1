package io.jadis.server.persistence;

import io.jadis.server.execution.WriteGate;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.BackgroundSink;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.SnapshotSink;
import io.jadis.store.rdb.SnapshotWriter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Begins snapshots of the data set: for the file, for the base of an AOF, for replicas. The first two exclude each
 * other as in Redis; one for replicas goes on beside either of them, each of its own moment. Executor thread only.
 */
public final class Snapshots {
    private final Keyspace keyspace;
    private final RdbPersistence rdb;
    private final EventLoop executor;
    private final LongSupplier commandsCount;
    private final SnapshotMemory memory;
    /** Those whose thread or memory may still be there. */
    private final List<BackgroundSink> sinks = new ArrayList<>();
    private long startedCount;

    /** @param commandsCount grows with each command that is executed: while it stands still, no client waits */
    Snapshots(Keyspace keyspace, RdbPersistence rdb, EventLoop executor, LongSupplier commandsCount, WriteGate gate) {
        this.keyspace = keyspace;
        this.rdb = rdb;
        this.executor = executor;
        this.commandsCount = commandsCount;
        memory = new SnapshotMemory(gate);
    }

    /**
     * Whether another one can begin now. Not while as many as there can be are under way, those included that were
     * abandoned some milliseconds ago.
     */
    public boolean canBegin() {
        return keyspace.canBeginSnapshot();
    }

    /** What the buffers of sinks are taken from. */
    public Allocator allocator() {
        return keyspace.allocator();
    }

    /**
     * Begins one for replicas; {@link #canBegin} must be true. The data set is that of this moment: what is propagated
     * from now on is what follows it.
     *
     * @param at what the replicas continue with
     * @param sink is given all of it, then {@link SnapshotSink#end}; or {@link SnapshotSink#abandon} if it fails or is
     *     given up
     * @param failed called with what the sink has thrown, after it was abandoned; not after {@link
     *     SnapshotSave#abandon}
     */
    public SnapshotSave beginForReplicas(RdbHeader.Replication at, SnapshotSink sink, long nowMs,
            Consumer<IOException> failed) {
        return begin(sink, rdb.options(nowMs, at), nowMs, failed);
    }

    /**
     * Gives a sink an RDB without keys, whole when this returns: what else there is, or not even that.
     *
     * @param functions whether the libraries of functions are in it
     */
    public void writeWithoutKeys(RdbHeader.Replication at, boolean functions, SnapshotSink sink, long nowMs)
            throws IOException {
        SnapshotSave.Options options = rdb.options(nowMs, at);
        SnapshotWriter writer = new SnapshotWriter(keyspace, rdb.values(), sink, options.compresses(),
                options.checksums(), nowMs, () -> {});
        writer.begin(options.header(), functions ? options.functions() : List.of());
        try {
            writer.end();
        } catch (IOException e) {
            writer.abandon();
            throw e;
        }
    }

    /** Begins one that goes to the disk; otherwise as {@link #beginForReplicas}. */
    SnapshotSave beginForFile(boolean aofBase, BackgroundSink sink, long nowMs, Consumer<IOException> failed) {
        keep(sink);
        return begin(sink, rdb.options(nowMs, aofBase), nowMs, failed);
    }

    /** Begins one whose sink makes commands of it; otherwise as {@link #beginForReplicas}. */
    SnapshotSave beginForCommands(BackgroundSink sink, long nowMs, Consumer<IOException> failed) {
        keep(sink);
        return begin(sink, rdb.optionsForCommands(nowMs), nowMs, failed);
    }

    private SnapshotSave begin(SnapshotSink sink, SnapshotSave.Options options, long nowMs,
            Consumer<IOException> failed) {
        startedCount++;
        return new SnapshotSave(keyspace, rdb.values(), executor, commandsCount, memory, sink, options, nowMs, failed);
    }

    /** What all of them take of the {@link #allocator} now, until the last buffer is where it is to go. */
    public long footprintBytes() {
        return memory.bytes();
    }

    /** How many were begun since the start or the last CONFIG RESETSTAT: as often Redis would have forked. */
    public long startedCount() {
        return startedCount;
    }

    void resetStatistics() {
        startedCount = 0;
    }

    private void keep(BackgroundSink sink) {
        sinks.removeIf(BackgroundSink::isOver);
        sinks.add(sink);
    }

    /** Gives the memory back, when there is no executor any more; all that go to files were ended or abandoned. */
    void close() {
        sinks.forEach(BackgroundSink::close);
    }
}
