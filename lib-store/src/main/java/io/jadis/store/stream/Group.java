package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;

/**
 * A consumer group.
 *
 * <pre>
 *   0   nameLength:64
 *   8   lastId:128                    up to here it has been served
 *   24  entriesRead:64                how many entries that was, -1 if nobody knows
 *   32  pending                       an {@link IdTree} with, per id: deliveredAtMs:64 | deliveries:64 | consumer:64
 *   56  consumers                     a {@link NameList} of {@link Consumer}s
 *   72  name
 * </pre>
 */
final class Group {
    static final int NAME = 72, PENDING_VALUE_BYTES = 24;

    private static final int LAST_ID = 8, ENTRIES_READ = 24, PENDING = 32, CONSUMERS = 56;

    private Group() {}

    static void init(long group, long lastMs, long lastSeq, long entriesRead) {
        StreamRoot.setId(lastId(group), lastMs, lastSeq);
        setEntriesRead(group, entriesRead);
        IdTree.init(pending(group));
        NameList.init(consumers(group));
    }

    static long lastId(long group) {
        return group + LAST_ID;
    }

    static long entriesRead(long group) {
        return Memory.getLong(group + ENTRIES_READ);
    }

    static void setEntriesRead(long group, long entries) {
        Memory.putLong(group + ENTRIES_READ, entries);
    }

    static long pending(long group) {
        return group + PENDING;
    }

    static long consumers(long group) {
        return group + CONSUMERS;
    }

    // ---- the values of the pending tree

    static long deliveredAtMs(long value) {
        return Memory.getLong(value);
    }

    static long deliveries(long value) {
        return Memory.getLong(value + 8);
    }

    static long consumer(long value) {
        return Memory.getLong(value + 16);
    }

    static void setDelivery(long value, long atMs, long deliveries) {
        Memory.putLong(value, atMs);
        Memory.putLong(value + 8, deliveries);
    }

    static void setConsumer(long value, long consumer) {
        Memory.putLong(value + 16, consumer);
    }
}
