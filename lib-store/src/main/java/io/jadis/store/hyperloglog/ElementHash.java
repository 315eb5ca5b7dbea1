package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;

/**
 * What an element does: the register it belongs to and the rank that register is raised to, from the 64 bits of
 * MurmurHash64A with Redis's seed.
 */
final class ElementHash {
    /** Bits that choose the register. */
    static final int INDEX_BITS = 14;
    static final int RANK_MAX = Long.SIZE - INDEX_BITS + 1;

    private static final long SEED = 0xadc83b19L, MULTIPLIER = 0xc6a4a7935bd1e995L;
    private static final int SHIFT = 47;

    private ElementHash() {}

    static int index(long hash) {
        return (int) hash & (1 << INDEX_BITS) - 1;
    }

    /** The position of the lowest one, from 1, in the bits that are left. */
    static int rank(long hash) {
        return Long.numberOfTrailingZeros(hash >>> INDEX_BITS | 1L << (RANK_MAX - 1)) + 1;
    }

    static long of(long address, long length) {
        long hash = SEED ^ length * MULTIPLIER;
        long at = address, wordsEnd = address + (length & ~7);
        for (; at < wordsEnd; at += 8) {
            long word = Memory.getLong(at) * MULTIPLIER;
            word ^= word >>> SHIFT;
            hash = (hash ^ word * MULTIPLIER) * MULTIPLIER;
        }
        long tail = length & 7;
        if (tail > 0) {
            for (long i = tail - 1; i >= 0; i--) hash ^= (long) Memory.getUnsignedByte(at + i) << 8 * i;
            hash *= MULTIPLIER;
        }
        hash ^= hash >>> SHIFT;
        hash *= MULTIPLIER;
        return hash ^ hash >>> SHIFT;
    }
}
