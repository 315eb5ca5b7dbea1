package io.jadis.store.keyspace;

import io.jadis.store.table.EntryVisitor;
import java.util.ArrayDeque;

/**
 * Values and whole tables that nobody sees any more and whose memory is won back in slices on the executor: those that
 * were given up lazily, and those whose freeing would hold up the server too long whatever was asked for. Large single
 * blocks go to the allocator's background instead: giving their pages back to the system is what costs time, and takes
 * no part of ours.
 */
public final class LazyFree {
    /** A value that takes no more steps than this is freed at once even where lazy freeing is asked for. */
    public static final int EFFORT_MIN = 64;

    /** So many steps may be taken at once where freeing is not to be lazy: some hundred microseconds. */
    static final int EAGER_EFFORT_MAX = 4_096;

    /**
     * Steps of a payload, and buckets of a table, each of which may have some values of EFFORT_MIN, between two looks
     * at the clock. Few: towards the end of a large value each block may be the last of its chunk, which costs a system
     * call.
     */
    private static final int STEPS = 8, BUCKETS = 4;

    /** @param counted whether INFO is to know of it: not of what only happens to be large */
    private record Payload(PayloadType type, int encoding, long root, boolean counted) {}

    /** Either wheel may be null. */
    private record Table(long table, ExpiryWheel expiry, ExpiryWheel elements, boolean counted) {}

    private final Keyspace keyspace;

    /**
     * What a table's keys lead to is freed before more of its keys are looked at, so neither queue grows long by that.
     */
    private final ArrayDeque<Payload> payloads = new ArrayDeque<>();
    private final ArrayDeque<Table> tables = new ArrayDeque<>();
    private final EntryVisitor countedFreeing, uncountedFreeing;
    private long pendingCount;
    private long freedCount;

    LazyFree(Keyspace keyspace) {
        this.keyspace = keyspace;
        uncountedFreeing = keyspace::freeDrained;
        countedFreeing = this::freeCounted;
    }

    /**
     * Frees until the deadline on the keyspace's nano clock.
     *
     * @return true when nothing is left to free
     */
    public boolean reclaim(long deadlineNs) {
        while (!isEmpty()) {
            step();
            if (keyspace.nanoClock.getAsLong() - deadlineNs > 0) break;
        }
        return isEmpty();
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
        return payloads.isEmpty() && tables.isEmpty();
    }

    /** Frees some blocks; something must be there. */
    void step() {
        if (payloads.isEmpty()) {
            if (freeSome(tables.peek())) tables.remove();
        } else if (freeSome(payloads.peek())) {
            payloads.remove();
        }
    }

    void resetStatistics() {
        freedCount = 0;
    }

    /** The table of a flushed database; its expiry indexes may be null. */
    void addTable(long table, ExpiryWheel expiry, ExpiryWheel elements) {
        tables.add(new Table(table, expiry, elements, true));
        pendingCount += keyspace.tables.size(table);
    }

    /** As {@link #addTable}, at once but for what is too much for that. */
    void freeTable(long table, ExpiryWheel expiry, ExpiryWheel elements) {
        Table remains = new Table(table, expiry, elements, false);
        for (int steps = 0; steps < EAGER_EFFORT_MAX; steps += STEPS) {
            if (freeSome(remains)) return;
        }
        tables.add(remains);
    }

    /** Frees a payload, in slices if that takes more steps than so many. */
    void freePayload(PayloadType type, int encoding, long root, int effortMax, boolean counted) {
        if (keyspace.pins.adopts(type, encoding, root, counted)) return;
        if (type.freeEffort(encoding, root) <= effortMax) {
            type.free(encoding, root);
            return;
        }
        payloads.add(new Payload(type, encoding, root, counted));
        if (counted) pendingCount++;
    }

    private boolean freeSome(Payload payload) {
        if (!payload.type.freeSome(payload.encoding, payload.root, STEPS)) return false;
        if (payload.counted) {
            pendingCount--;
            freedCount++;
        }
        return true;
    }

    private boolean freeSome(Table remains) {
        if (remains.expiry != null && !remains.expiry.clearSome(STEPS)) return false;
        if (remains.elements != null && !remains.elements.clearSome(STEPS)) return false;
        long table = remains.table;
        EntryVisitor freeing = remains.counted ? countedFreeing : uncountedFreeing;
        if (keyspace.tables.size(table) > 0 && keyspace.tables.drain(table, freeing, BUCKETS)) return false;
        keyspace.tables.destroy(table);
        return true;
    }

    private void freeCounted(long record) {
        pendingCount--;
        freedCount++;
        keyspace.freeDrained(record);
    }
}
