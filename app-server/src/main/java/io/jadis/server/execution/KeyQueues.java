package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.function.Consumer;

/** The queues of all keys that clients wait for, by (database, key). A look-up allocates nothing. */
final class KeyQueues {
    private static final int BUCKETS_MIN = 16;

    private final Allocator allocator;
    private KeyQueue[] buckets = new KeyQueue[BUCKETS_MIN];
    private int count;

    KeyQueues(Allocator allocator) {
        this.allocator = allocator;
    }

    private static int hash(Database database, long keyAddress, long keyLength) {
        long hash = Memory.hash(keyAddress, keyLength) + database.index() * 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash ^ hash >>> 32);
    }

    /** The queue of a key, or null. */
    KeyQueue find(Database database, long keyAddress, long keyLength) {
        return find(database, keyAddress, keyLength, hash(database, keyAddress, keyLength));
    }

    private KeyQueue find(Database database, long keyAddress, long keyLength, int hash) {
        KeyQueue queue = buckets[hash & buckets.length - 1];
        while (queue != null && !(queue.hash == hash && queue.database == database && queue.keyLength == keyLength
                && Memory.equal(queue.keyAddress, keyAddress, keyLength))) {
            queue = queue.nextInBucket;
        }
        return queue;
    }

    KeyQueue findOrAdd(Database database, long keyAddress, long keyLength) {
        int hash = hash(database, keyAddress, keyLength);
        KeyQueue queue = find(database, keyAddress, keyLength, hash);
        if (queue != null) return queue;
        if (count == buckets.length) resize(2 * buckets.length);
        queue = new KeyQueue(allocator, database, keyAddress, (int) keyLength, hash);
        link(queue);
        count++;
        return queue;
    }

    void remove(KeyQueue queue) {
        int index = queue.hash & buckets.length - 1;
        if (buckets[index] == queue) {
            buckets[index] = queue.nextInBucket;
        } else {
            KeyQueue before = buckets[index];
            while (before.nextInBucket != queue) before = before.nextInBucket;
            before.nextInBucket = queue.nextInBucket;
        }
        allocator.free(queue.keyAddress);
        if (--count < buckets.length / 8 && buckets.length > BUCKETS_MIN) resize(buckets.length / 2);
    }

    /** The action must not add or remove queues. */
    void forEach(Consumer<KeyQueue> action) {
        for (KeyQueue bucket : buckets) {
            for (KeyQueue queue = bucket; queue != null; queue = queue.nextInBucket) action.accept(queue);
        }
    }

    private void resize(int length) {
        KeyQueue[] before = buckets;
        buckets = new KeyQueue[length];
        for (KeyQueue bucket : before) {
            for (KeyQueue queue = bucket, next; queue != null; queue = next) {
                next = queue.nextInBucket;
                link(queue);
            }
        }
    }

    private void link(KeyQueue queue) {
        int index = queue.hash & buckets.length - 1;
        queue.nextInBucket = buckets[index];
        buckets[index] = queue;
    }
}
