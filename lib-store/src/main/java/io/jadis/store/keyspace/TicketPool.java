package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Bags of records: each bag is a chain of chunks, each chunk 32 record addresses in native memory. A record carries its
 * ticket, the number of the slot that points to it, so it can be taken out or moved without a search; the hole is
 * filled with the last record of the bag. A walk over a bag reads addresses in a row, so the loads of the records
 * overlap, where a linked list would wait for each. 8 bytes a record and less than one of bookkeeping on the heap.
 */
final class TicketPool {
    private static final int CHUNK_SHIFT = 5, CHUNK_SLOTS = 1 << CHUNK_SHIFT, SLOT_MASK = CHUNK_SLOTS - 1;
    private static final int SLOT_BYTES = 8, CHUNK_BYTES = CHUNK_SLOTS * SLOT_BYTES;
    private static final int NO_CHUNK = -1;

    private final Allocator allocator;
    private final TimedEntries entries;

    /** By bag: the first chunk of its chain. Records are added to and taken from this one. */
    private final int[] head;

    /** By chunk. */
    private long[] address = new long[4];

    private int[] next = new int[4];
    private short[] bag = new short[4];
    private byte[] fill = new byte[4];

    /** All chunk numbers: the first {@code chunkCount} of them are in use, the rest are free. */
    private int[] order = {0, 1, 2, 3};

    /** By chunk: its place in {@code order}. */
    private int[] place = {0, 1, 2, 3};

    private int chunkCount;
    private long size;

    TicketPool(Allocator allocator, TimedEntries entries, int bagCount) {
        this.allocator = allocator;
        this.entries = entries;
        head = new int[bagCount];
        Arrays.fill(head, NO_CHUNK);
    }

    long size() {
        return size;
    }

    boolean isEmpty(int ofBag) {
        return head[ofBag] == NO_CHUNK;
    }

    /** The bag that a record with this ticket lies in. */
    int bagOf(int ticket) {
        return bag[ticket >>> CHUNK_SHIFT];
    }

    /** Puts a record into a bag; its new ticket is written into it. */
    void add(int toBag, long record) {
        int chunk = head[toBag];
        if (chunk == NO_CHUNK || fill[chunk] == CHUNK_SLOTS) chunk = prependChunk(toBag);
        int ticket = chunk << CHUNK_SHIFT | fill[chunk]++;
        Memory.putLong(slot(ticket), record);
        entries.setTicket(record, ticket);
        size++;
    }

    /** Takes a record out of its bag. */
    void remove(long record) {
        int ticket = entries.ticket(record);
        assert Memory.getLong(slot(ticket)) == record;
        int last = lastTicket(bagOf(ticket));
        if (last != ticket) {
            long moved = Memory.getLong(slot(last));
            Memory.putLong(slot(ticket), moved);
            entries.setTicket(moved, ticket);
        }
        dropLast(last);
    }

    /** Takes some record out of a bag that is not empty. */
    long removeAny(int fromBag) {
        int last = lastTicket(fromBag);
        long record = Memory.getLong(slot(last));
        dropLast(last);
        return record;
    }

    /** The record is at another address now, its ticket with it. */
    void moved(long record) {
        Memory.putLong(slot(entries.ticket(record)), record);
    }

    /** Any record with equal chances; the pool must not be empty. */
    long random(RandomGenerator random) {
        // Chunks count as full ones and a draw of an empty slot is repeated: else half-filled ones would win too often.
        while (true) {
            long draw = random.nextLong((long) chunkCount << CHUNK_SHIFT);
            int chunk = order[(int) (draw >>> CHUNK_SHIFT)];
            int slot = (int) draw & SLOT_MASK;
            if (slot < fill[chunk]) return Memory.getLong(slot(chunk << CHUNK_SHIFT | slot));
        }
    }

    /** Among the records in the first chunk of a bag the one that expires soonest; the bag must not be empty. */
    long soonestOfSome(int ofBag) {
        int chunk = head[ofBag];
        long soonest = 0;
        long soonestAtMs = Long.MAX_VALUE;
        for (int slot = 0; slot < fill[chunk]; slot++) {
            long record = Memory.getLong(slot(chunk << CHUNK_SHIFT | slot));
            long atMs = entries.expiresAtMs(record);
            if (soonest == 0 || atMs < soonestAtMs) {
                soonest = record;
                soonestAtMs = atMs;
            }
        }
        return soonest;
    }

    /** Empties a bag into another, chunk by chunk. */
    void pour(int fromBag, int toBag) {
        int first = head[fromBag];
        if (first == NO_CHUNK) return;
        int last = first;
        for (int chunk = first; chunk != NO_CHUNK; chunk = next[chunk]) {
            bag[chunk] = (short) toBag;
            last = chunk;
        }
        next[last] = head[toBag];
        head[toBag] = first;
        head[fromBag] = NO_CHUNK;
    }

    /**
     * Frees so many chunks of a pool that is used no more.
     *
     * @return true when none is left
     */
    boolean clearSome(int chunks) {
        int left = Math.max(0, chunkCount - chunks);
        while (chunkCount > left) allocator.free(address[order[--chunkCount]]);
        return chunkCount == 0;
    }

    long bytes() {
        return (long) chunkCount * CHUNK_BYTES;
    }

    /** Every chunk of a chain holds at least one record, so the last of the first chunk exists. */
    private int lastTicket(int ofBag) {
        int chunk = head[ofBag];
        return chunk << CHUNK_SHIFT | fill[chunk] - 1;
    }

    private void dropLast(int ticket) {
        int chunk = ticket >>> CHUNK_SHIFT;
        if (--fill[chunk] == 0) {
            head[bag[chunk]] = next[chunk];
            release(chunk);
        }
        size--;
    }

    private int prependChunk(int toBag) {
        if (chunkCount == order.length) grow();
        int chunk = order[chunkCount++];
        address[chunk] = allocator.allocate(CHUNK_BYTES);
        fill[chunk] = 0;
        bag[chunk] = (short) toBag;
        next[chunk] = head[toBag];
        head[toBag] = chunk;
        return chunk;
    }

    private void release(int chunk) {
        allocator.free(address[chunk]);
        int hole = place[chunk];
        int moved = order[--chunkCount];
        order[hole] = moved;
        place[moved] = hole;
        order[chunkCount] = chunk;
        place[chunk] = chunkCount;
    }

    private void grow() {
        int from = order.length;
        int to = from * 2;
        address = Arrays.copyOf(address, to);
        next = Arrays.copyOf(next, to);
        bag = Arrays.copyOf(bag, to);
        fill = Arrays.copyOf(fill, to);
        order = Arrays.copyOf(order, to);
        place = Arrays.copyOf(place, to);
        for (int chunk = from; chunk < to; chunk++) {
            order[chunk] = chunk;
            place[chunk] = chunk;
        }
    }

    private long slot(int ticket) {
        return address[ticket >>> CHUNK_SHIFT] + (long) (ticket & SLOT_MASK) * SLOT_BYTES;
    }
}
