package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/** Which ranks of a sorted set have been drawn: a bit for each element, in native memory. */
final class DrawnRanks implements AutoCloseable {
    private final Allocator allocator;
    private final long bits;

    DrawnRanks(Allocator allocator, long size) {
        this.allocator = allocator;
        bits = allocator.allocateZeroed((size + Long.SIZE - 1) / Long.SIZE * Long.BYTES);
    }

    @Override
    public void close() {
        allocator.free(bits);
    }

    /** Whether the rank is drawn for the first time. */
    boolean add(long rank) {
        long word = bits + rank / Long.SIZE * Long.BYTES, bit = 1L << rank;
        long before = Memory.getLong(word);
        Memory.putLong(word, before | bit);
        return (before & bit) == 0;
    }
}
