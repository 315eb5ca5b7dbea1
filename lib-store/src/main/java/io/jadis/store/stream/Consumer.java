package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;

/**
 * A consumer of a group.
 *
 * <pre>
 *   0   nameLength:64
 *   8   seenAtMs:64                   when it last asked
 *   16  activeAtMs:64                 when it last got something, -1 for never
 *   24  pending                       an {@link IdTree} of ids alone: what is known of them, the group's has
 *   48  name
 * </pre>
 */
final class Consumer {
    static final int NAME = 48;

    private static final int SEEN_AT_MS = 8, ACTIVE_AT_MS = 16, PENDING = 24;

    private Consumer() {}

    static void init(long consumer, long seenAtMs, long activeAtMs) {
        setSeenAtMs(consumer, seenAtMs);
        setActiveAtMs(consumer, activeAtMs);
        IdTree.init(pending(consumer));
    }

    static long seenAtMs(long consumer) {
        return Memory.getLong(consumer + SEEN_AT_MS);
    }

    static void setSeenAtMs(long consumer, long atMs) {
        Memory.putLong(consumer + SEEN_AT_MS, atMs);
    }

    static long activeAtMs(long consumer) {
        return Memory.getLong(consumer + ACTIVE_AT_MS);
    }

    static void setActiveAtMs(long consumer, long atMs) {
        Memory.putLong(consumer + ACTIVE_AT_MS, atMs);
    }

    static long pending(long consumer) {
        return consumer + PENDING;
    }
}
