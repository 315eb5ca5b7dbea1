package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;

/**
 * The fields of one hash table that have a time to live, those first that expire first: a heap in which each parent has
 * four children, so that these are a cache line. An entry knows its place here, so it is found without a search.
 *
 * <pre>
 *   place:   expiresAtMs:64 | entry:64
 * </pre>
 */
final class FieldHeap {
    private static final int ARITY_SHIFT = 2, ARITY = 1 << ARITY_SHIFT;
    private static final int PLACE_BYTES = 16, ENTRY = 8;
    private static final int CAPACITY_MIN = 4;

    private final Allocator allocator;

    FieldHeap(Allocator allocator) {
        this.allocator = allocator;
    }

    static int size(long head) {
        return TimedHash.heapSize(head);
    }

    /** When the first of them expires, {@link TimedPayload#NEVER} without any. */
    static long nextAtMs(long head) {
        return size(head) == 0 ? TimedPayload.NEVER : expiresAtMs(head, 0);
    }

    /** The entry that expires first; there must be one. */
    static long first(long head) {
        return Memory.getLong(TimedHash.heap(head) + ENTRY);
    }

    static long expiresAtMs(long head, int place) {
        return Memory.getLong(address(head, place));
    }

    /** How many have expired before this moment. */
    static int countBefore(long head, long ms) {
        return countBefore(head, ms, 0);
    }

    /** Below a place that hasn't expired none has. */
    private static int countBefore(long head, long ms, int place) {
        if (place >= size(head) || expiresAtMs(head, place) >= ms) return 0;
        int count = 1;
        int child = firstChild(place);
        for (int i = 0; i < ARITY; i++) count += countBefore(head, ms, child + i);
        return count;
    }

    /** Takes in an entry that has room for its place. */
    void add(long head, long entry, long expiresAtMs) {
        int size = size(head);
        if (size == TimedHash.heapCapacity(head)) resize(head, Math.max(CAPACITY_MIN, 2 * size));
        TimedHash.setHeapSize(head, size + 1);
        siftUp(head, size, entry, expiresAtMs);
    }

    void remove(long head, long entry) {
        int place = FieldEntry.place(entry);
        int last = size(head) - 1;
        long lastAtMs = expiresAtMs(head, last), lastEntry = entry(head, last);
        TimedHash.setHeapSize(head, last);
        if (place != last) sift(head, place, lastEntry, lastAtMs);
        if (last * 4 < TimedHash.heapCapacity(head) && last >= CAPACITY_MIN) resize(head, 2 * last);
    }

    void reschedule(long head, long entry, long expiresAtMs) {
        sift(head, FieldEntry.place(entry), entry, expiresAtMs);
    }

    /** The entry is at another address, its place copied with it. */
    static void moved(long head, long entry) {
        Memory.putLong(address(head, FieldEntry.place(entry)) + ENTRY, entry);
    }

    void free(long head) {
        if (TimedHash.heap(head) != 0) allocator.freeInBackground(TimedHash.heap(head));
        TimedHash.setHeap(head, 0);
    }

    long bytes(long head) {
        return TimedHash.heap(head) == 0 ? 0 : allocator.usableSize(TimedHash.heap(head));
    }

    private void resize(long head, int capacity) {
        long heap = TimedHash.heap(head);
        long bytes = (long) capacity * PLACE_BYTES;
        TimedHash.setHeap(head, heap == 0 ? allocator.allocate(bytes) : allocator.reallocate(heap, bytes));
        TimedHash.setHeapCapacity(head, capacity);
    }

    /** Puts an entry where the heap has a hole. */
    private static void sift(long head, int place, long entry, long expiresAtMs) {
        if (place > 0 && expiresAtMs(head, parent(place)) > expiresAtMs) siftUp(head, place, entry, expiresAtMs);
        else siftDown(head, place, entry, expiresAtMs);
    }

    private static void siftUp(long head, int from, long entry, long expiresAtMs) {
        int place = from;
        while (place > 0) {
            int parent = parent(place);
            long parentAtMs = expiresAtMs(head, parent);
            if (parentAtMs <= expiresAtMs) break;
            put(head, place, entry(head, parent), parentAtMs);
            place = parent;
        }
        put(head, place, entry, expiresAtMs);
    }

    private static void siftDown(long head, int from, long entry, long expiresAtMs) {
        int size = size(head);
        int place = from;
        while (true) {
            int least = -1;
            long leastAtMs = expiresAtMs;
            int end = Math.min(firstChild(place) + ARITY, size);
            for (int child = firstChild(place); child < end; child++) {
                long childAtMs = expiresAtMs(head, child);
                if (childAtMs >= leastAtMs) continue;
                least = child;
                leastAtMs = childAtMs;
            }
            if (least < 0) break;
            put(head, place, entry(head, least), leastAtMs);
            place = least;
        }
        put(head, place, entry, expiresAtMs);
    }

    private static void put(long head, int place, long entry, long expiresAtMs) {
        long at = address(head, place);
        Memory.putLong(at, expiresAtMs);
        Memory.putLong(at + ENTRY, entry);
        FieldEntry.setPlace(entry, place);
    }

    private static long entry(long head, int place) {
        return Memory.getLong(address(head, place) + ENTRY);
    }

    private static long address(long head, int place) {
        return TimedHash.heap(head) + (long) place * PLACE_BYTES;
    }

    private static int parent(int place) {
        return place - 1 >> ARITY_SHIFT;
    }

    private static int firstChild(int place) {
        return (place << ARITY_SHIFT) + 1;
    }
}
