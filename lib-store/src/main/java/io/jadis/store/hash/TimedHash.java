package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.TimedPayload;

/**
 * What the root of a hash leads to once one of its fields has got a time to live:
 *
 * <pre>
 *   0  the head of a {@link TimedPayload}
 *  24  body:64                        a listpack of triples ({@link FieldList}) or a table of entries ({@link
 *  FieldTable}) 32  heap:64 | size:32 | capacity:32     of a table: which fields expire when, see {@link FieldHeap}
 * </pre>
 */
final class TimedHash {
    static final int BYTES = TimedPayload.BYTES + 24;

    private static final int BODY = TimedPayload.BYTES, HEAP = BODY + 8, SIZE = HEAP + 8, CAPACITY = SIZE + 4;

    private TimedHash() {}

    /** Fills a block: the head of a hash without any field that expires. */
    static void write(long head, long body) {
        TimedPayload.write(head);
        setBody(head, body);
        setHeap(head, 0);
        setHeapSize(head, 0);
        setHeapCapacity(head, 0);
    }

    static long body(long head) {
        return Memory.getLong(head + BODY);
    }

    static void setBody(long head, long body) {
        Memory.putLong(head + BODY, body);
    }

    /** 0 if there is none. */
    static long heap(long head) {
        return Memory.getLong(head + HEAP);
    }

    static void setHeap(long head, long heap) {
        Memory.putLong(head + HEAP, heap);
    }

    static int heapSize(long head) {
        return Memory.getInt(head + SIZE);
    }

    static void setHeapSize(long head, int size) {
        Memory.putInt(head + SIZE, size);
    }

    static int heapCapacity(long head) {
        return Memory.getInt(head + CAPACITY);
    }

    static void setHeapCapacity(long head, int capacity) {
        Memory.putInt(head + CAPACITY, capacity);
    }
}
