package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/** A payload for tests: a chain of blocks, root first, each with the address of the next and a number. */
final class BlockChainType implements PayloadType {
    private static final int BYTES = 16;

    private final Allocator allocator;

    BlockChainType(Allocator allocator) {
        this.allocator = allocator;
    }

    long create(int blocks) {
        long next = 0;
        for (int i = blocks - 1; i >= 0; i--) {
            long block = allocator.allocate(BYTES);
            Memory.putLong(block, next);
            Memory.putLong(block + 8, i);
            next = block;
        }
        return next;
    }

    int length(long root) {
        int length = 0;
        for (long block = root; block != 0; block = Memory.getLong(block)) length++;
        return length;
    }

    @Override
    public long freeEffort(int encoding, long root) {
        return length(root);
    }

    @Override
    public void free(int encoding, long root) {
        while (!freeSome(encoding, root, Integer.MAX_VALUE)) continue;
    }

    /** The root goes last: the queue knows the payload by it. */
    @Override
    public boolean freeSome(int encoding, long root, int steps) {
        for (int left = steps; left > 0; left--) {
            long second = Memory.getLong(root);
            if (second == 0) {
                allocator.free(root);
                return true;
            }
            Memory.putLong(root, Memory.getLong(second));
            allocator.free(second);
        }
        return false;
    }

    @Override
    public long copy(int encoding, long root) {
        return create(length(root));
    }

    @Override
    public long memoryBytes(int encoding, long root, int samples) {
        return (long) length(root) * BYTES;
    }
}
