package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;

/** The clients that wait for one key, in the order they came. */
final class KeyQueue {
    /** One waiter's place in one queue. */
    static final class Place {
        final Waiter waiter;
        final KeyQueue queue;
        /** The same waiter's place in another queue. */
        final Place nextOfWaiter;
        Place previous, next;

        Place(Waiter waiter, KeyQueue queue) {
            this.waiter = waiter;
            this.queue = queue;
            this.nextOfWaiter = waiter.places;
        }
    }

    final Database database;
    /** A copy of the key, owned by the queue. */
    final long keyAddress;
    final int keyLength;
    /** Of the key in its database: the place in {@link KeyQueues}. */
    final int hash;
    KeyQueue nextInBucket;
    Place first, last;
    int size;
    /** How many of them want to hear that the key is gone. */
    int noKeyCount;
    /** It is on the list of those to be served. */
    boolean ready;

    KeyQueue(Allocator allocator, Database database, long keyAddress, int keyLength, int hash) {
        this.database = database;
        this.keyAddress = allocator.allocate(Math.max(1, keyLength));
        this.keyLength = keyLength;
        this.hash = hash;
        Memory.copy(keyAddress, this.keyAddress, keyLength);
    }

    /** Puts a waiter last, unless it is there already because its request names the key twice. */
    void add(Waiter waiter) {
        if (last != null && last.waiter == waiter) return;
        Place place = new Place(waiter, this);
        waiter.places = place;
        waiter.placeCount++;
        place.previous = last;
        if (last == null) first = place;
        else last.next = place;
        last = place;
        size++;
        if (waiter.unblockOnNoKey) noKeyCount++;
    }

    void remove(Place place) {
        if (place.previous == null) first = place.next;
        else place.previous.next = place.next;
        if (place.next == null) last = place.previous;
        else place.next.previous = place.previous;
        size--;
        if (place.waiter.unblockOnNoKey) noKeyCount--;
    }
}
