package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;

/** One client that is parked in the midst of a command. */
final class Waiter implements Client.Blocking {
    private static final int HEAP_BYTES = 80;
    /** For each key: the place in its queue, and that queue. */
    private static final int KEY_HEAP_BYTES = 104;
    private static final ErrorReply UNBLOCKED = ErrorReply.of("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    final BlockedClients room;
    final Client client;
    final Command command;
    final TimeoutReply timeoutReply;
    /** The type of value it waits for, or -1 if it doesn't wait for a key. */
    final int type;
    /** Whether the command is executed again also when the key is gone or holds another type. */
    final boolean unblockOnNoKey;
    /** The request, to be executed again; null if it doesn't wait for a key. */
    final StoredArguments arguments;
    /** In ms since 1970, 0 for none. */
    final long deadlineMs;
    /** Place in {@link Deadlines}, -1 if it isn't there. */
    int deadlineIndex = -1;
    KeyQueue.Place places;
    int placeCount;
    /** Copies that somebody else keeps for it. */
    long keptHeapBytes;
    /** Whether CLIENT UNBLOCK is of no avail. */
    boolean endsByRoom;
    /** What the executions so far took. */
    long tookNs;

    Waiter(BlockedClients room, Client client, Command command, TimeoutReply timeoutReply, int type,
            boolean unblockOnNoKey, StoredArguments arguments, long deadlineMs) {
        this.room = room;
        this.client = client;
        this.command = command;
        this.timeoutReply = timeoutReply;
        this.type = type;
        this.unblockOnNoKey = unblockOnNoKey;
        this.arguments = arguments;
        this.deadlineMs = deadlineMs;
    }

    @Override
    public boolean unblock(boolean withError) {
        // Whoever noted this wait may ask when it is long over, and the client waits for something else.
        if (endsByRoom || client.blocking() != this) return false;
        room.end(this, withError ? UNBLOCKED : null);
        return true;
    }

    @Override
    public void abandon() {
        room.abandon(this);
    }

    @Override
    public long bytes() {
        return heapBytes() + (arguments == null ? 0 : arguments.blockBytes());
    }

    @Override
    public long heapBytes() {
        return HEAP_BYTES + heapBytes(placeCount) + keptHeapBytes
                + (arguments == null ? 0 : StoredArguments.heapBytes(arguments.count()));
    }

    /** What waiting for so many keys takes of the Java heap. */
    static long heapBytes(int keyCount) {
        return (long) keyCount * KEY_HEAP_BYTES;
    }
}
