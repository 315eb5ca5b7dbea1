package io.jadis.store.keyspace;

import io.jadis.store.table.EntryVisitor;
import java.util.ArrayDeque;

/**
 * The queue of values and of whole tables that nobody sees any more and whose memory is won back in slices on the
 * executor. Large single blocks go to the allocator's background instead: giving their pages back to the system is what
 * costs time, and takes no part of ours.
 */
public final class LazyFree {
    /** A value that takes no more steps than this is freed at once even where lazy freeing is asked for. */
    public static final int EFFORT_MIN = 64;

    /** Blocks between two looks at the clock. */
    private static final int STEPS = 64;

    private sealed interface Remains {
        record Payload(PayloadType type, int encoding, long root) implements Remains {}

        /** Either wheel may be null. */
        record Table(long table, ExpiryWheel expiry, ExpiryWheel elements) implements Remains {}
    }

    private final Keyspace keyspace;
    private final ArrayDeque<Remains> queue = new ArrayDeque<>();
    private final EntryVisitor recordFreeing;
    private long pendingCount;
    private long freedCount;

    LazyFree(Keyspace keyspace) {
        this.keyspace = keyspace;
        recordFreeing = this::freeDrained;
    }

    /**
     * Frees until the deadline on the keyspace's nano clock.
     *
     * @return true when nothing is left to free
     */
    public boolean reclaim(long deadlineNs) {
        while (!queue.isEmpty()) {
            step();
            if (keyspace.nanoClock.getAsLong() - deadlineNs > 0) break;
        }
        return queue.isEmpty();
    }

    /** INFO's lazyfree_pending_objects. */
    public long pendingCount() {
        return pendingCount;
    }

    /** INFO's lazyfreed_objects. */
    public long freedCount() {
        return freedCount;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Frees some blocks; the queue must not be empty. */
    void step() {
        if (freeSome(queue.peek())) queue.remove();
    }

    void resetStatistics() {
        freedCount = 0;
    }

    /** The table of a flushed database; its expiry indexes may be null. */
    void addTable(long table, ExpiryWheel expiry, ExpiryWheel elements) {
        queue.add(new Remains.Table(table, expiry, elements));
        pendingCount += keyspace.tables.size(table);
    }

    /** As {@link #addTable}, at once. */
    void freeTable(long table, ExpiryWheel expiry, ExpiryWheel elements) {
        while (drain(table, record -> keyspace.free(record, false))) continue;
        keyspace.tables.destroy(table);
        if (expiry != null) expiry.clearSome(Integer.MAX_VALUE);
        if (elements != null) elements.clearSome(Integer.MAX_VALUE);
    }

    void freePayload(PayloadType type, int encoding, long root, boolean lazily) {
        if (lazily && type.freeEffort(encoding, root) > EFFORT_MIN) {
            queue.add(new Remains.Payload(type, encoding, root));
            pendingCount++;
        } else {
            type.free(encoding, root);
        }
    }

    private boolean freeSome(Remains remains) {
        return switch (remains) {
            case Remains.Payload(PayloadType type, int encoding, long root) -> {
                if (!type.freeSome(encoding, root, STEPS)) yield false;
                pendingCount--;
                freedCount++;
                yield true;
            }
            case Remains.Table(long table, ExpiryWheel expiry, ExpiryWheel elements) -> {
                if (expiry != null && !expiry.clearSome(STEPS)) yield false;
                if (elements != null && !elements.clearSome(STEPS)) yield false;
                if (drain(table, recordFreeing)) yield false;
                keyspace.tables.destroy(table);
                yield true;
            }
        };
    }

    /** Returns whether there is more to free. */
    private boolean drain(long table, EntryVisitor freeing) {
        return keyspace.tables.size(table) > 0 && keyspace.tables.drain(table, freeing, STEPS);
    }

    /** A large value of a flushed table becomes a piece of its own, so that no slice takes long. */
    private void freeDrained(long record) {
        pendingCount--;
        freedCount++;
        keyspace.free(record, true);
    }
}
