package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.function.BiPredicate;

/** What MULTI has queued and WATCH has begun for one client. */
public final class TransactionState implements Client.Transaction {
    /** What a key that is watched takes of the Java heap besides its name. */
    public static final int WATCH_BYTES = 400;

    private final Watches watches;
    private final CommandQueue queue;
    private boolean open;
    private boolean doomed, broken;
    private long watchedBytes;
    private long queuedFlags, missingFlags;

    public TransactionState(Watches watches, Allocator allocator) {
        this.watches = watches;
        this.queue = new CommandQueue(allocator);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public int queuedCount() {
        return queue.size();
    }

    @Override
    public int watchedCount() {
        return watches.countOf(this);
    }

    @Override
    public long queuedBytes() {
        return queue.bytes();
    }

    @Override
    public long watchedBytes() {
        return watchedBytes;
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
        watchedBytes = 0;
    }

    /** A command could not be queued: EXEC will refuse. */
    void breakUp() {
        if (isOpen()) broken = true;
    }

    /** MULTI. */
    public void open() {
        open = true;
    }

    /** Queues a command, unless EXEC is going to refuse anyway. */
    void queue(Command command, Arguments arguments) {
        if (doomed || broken) return;
        queuedFlags |= command.flags();
        missingFlags |= ~command.flags();
        queue.add(command.index(), arguments);
    }

    /** The {@link io.jadis.protocol.command.CommandFlag} bits that any queued command has. */
    long queuedFlags() {
        return queuedFlags;
    }

    /** The bits that any queued command does not have. */
    long missingFlags() {
        return missingFlags;
    }

    /** Whether any queued command is so. */
    boolean anyQueued(CommandTable commands, BiPredicate<Command, Arguments> condition) {
        return queue.any((index, arguments) -> condition.test(commands.byIndex(index), arguments));
    }

    /** WATCH of one key; of no use once the transaction is doomed. */
    public void watch(Database database, long keyAddress, long keyLength) {
        if (!doomed && watches.watch(this, database, keyAddress, keyLength)) watchedBytes += WATCH_BYTES + keyLength;
    }

    /** EXEC: executes what is queued, or says why not, and ends the transaction. */
    public void execute(Call exec) {
        if (broken) {
            exec.reply().error(Errors.EXEC_ABORT);
        } else if (doomed || watches.anyExpired(this)) {
            exec.reply().nilArray();
        } else {
            unwatchAll();
            exec.reply().array(queue.size());
            // The transaction stays open meanwhile, so that commands which would block know that they must not.
            queue.drain((command, arguments) -> exec.execution().callQueued(exec.client(), command, arguments));
            // Their effects go out, between MULTI and EXEC where there are several; this EXEC doesn't.
            exec.propagateNothing();
        }
        close();
    }

    /** UNWATCH: what was watched doesn't matter any more. */
    public void unwatchAll() {
        watches.unwatch(this);
        watchedBytes = 0;
        doomed = false;
    }

    /** The end of the transaction, or of the client: forgets the queue and the watched keys. */
    public void close() {
        queue.clear();
        open = false;
        queuedFlags = 0;
        missingFlags = 0;
        broken = false;
        unwatchAll();
    }
}
