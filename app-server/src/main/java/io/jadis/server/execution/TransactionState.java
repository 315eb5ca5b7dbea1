package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;

/** What MULTI has queued and WATCH has begun for one client. */
public final class TransactionState implements Client.Transaction {
    /** A command that waits for EXEC. */
    record Queued(Command command, StoredArguments arguments) {}

    private final Watches watches;
    private final Allocator allocator;
    private List<Queued> queue;
    private boolean doomed, broken;
    private long queuedBytes;

    TransactionState(Watches watches, Allocator allocator) {
        this.watches = watches;
        this.allocator = allocator;
    }

    @Override
    public boolean isOpen() {
        return queue != null;
    }

    @Override
    public int queuedCount() {
        return queue == null ? 0 : queue.size();
    }

    @Override
    public int watchedCount() {
        return watches.countOf(this);
    }

    @Override
    public long queuedBytes() {
        return queuedBytes;
    }

    @Override
    public boolean isDirtyByWatch() {
        return doomed;
    }

    @Override
    public boolean isDirtyByError() {
        return broken;
    }

    /** A watched key has changed: EXEC will execute nothing. */
    void doom() {
        doomed = true;
    }

    /** A command could not be queued: EXEC will refuse. */
    void breakUp() {
        if (isOpen()) broken = true;
    }

    void open() {
        queue = new ArrayList<>();
    }

    /** Queues a command, unless EXEC is going to refuse anyway. */
    void queue(Command command, Arguments arguments) {
        if (doomed || broken) return;
        StoredArguments stored = StoredArguments.copyOf(allocator, arguments);
        queuedBytes += stored.footprintBytes();
        queue.add(new Queued(command, stored));
    }

    List<Queued> queue() {
        return queue;
    }

    /** Whether any queued command has one of these {@link io.jadis.protocol.command.CommandFlag} bits. */
    boolean anyQueuedHas(long flagBits) {
        return queue != null && queue.stream().anyMatch(q -> (q.command.flags() & flagBits) != 0);
    }

    /** Forgets the queue; watched keys stay. */
    void close() {
        if (queue != null) queue.forEach(queued -> queued.arguments.release());
        queue = null;
        queuedBytes = 0;
        broken = false;
        doomed = false;
    }

    /** UNWATCH: what was watched doesn't matter any more. */
    void unwatchAll() {
        watches.unwatch(this);
        doomed = false;
    }

    boolean watches() {
        return watches.countOf(this) > 0;
    }
}
