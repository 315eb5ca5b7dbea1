package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;

/**
 * The block that a table's address points to:
 * <pre>
 *    0 array:8       buckets ({@link Bucket}), a power of two of them; 0 = none yet
 *    8 next:8        the array that replaces it, while the table is being rehashed; 0 = it is not
 *   16 size:8        entries in both
 *   24 position:8    buckets of array before this one are moved (or drained) and void
 *   32 overflow:8    chained buckets of both
 *   40 exponent:1    41 nextExponent:1    log2 of the numbers of buckets
 *   42 pauses:2      while this isn't 0, no entry moves to another bucket
 *   44 chainMax:2    46 nextChainMax:2    at least the number of buckets in the longest chain
 * </pre>
 * The address of an array is the allocator's; its buckets begin at the next multiple of 64.
 */
final class TableState {
    static final int BYTES = 48;
    static final int CHAIN_MAX_LIMIT = Short.MAX_VALUE;

    private static final long ARRAY = 0, NEXT = 8, SIZE = 16, POSITION = 24, OVERFLOW = 32;
    private static final long EXPONENT = 40, NEXT_EXPONENT = 41, PAUSES = 42, CHAIN_MAX = 44, NEXT_CHAIN_MAX = 46;

    private TableState() {}

    static long array(long table) {
        return Memory.getLong(table + ARRAY);
    }

    static long next(long table) {
        return Memory.getLong(table + NEXT);
    }

    static boolean rehashing(long table) {
        return next(table) != 0;
    }

    static long size(long table) {
        return Memory.getLong(table + SIZE);
    }

    static void addSize(long table, long difference) {
        Memory.putLong(table + SIZE, size(table) + difference);
    }

    static long position(long table) {
        return Memory.getLong(table + POSITION);
    }

    static void setPosition(long table, long position) {
        Memory.putLong(table + POSITION, position);
    }

    static long overflowCount(long table) {
        return Memory.getLong(table + OVERFLOW);
    }

    static void addOverflow(long table, long difference) {
        Memory.putLong(table + OVERFLOW, overflowCount(table) + difference);
    }

    static int exponent(long table) {
        return Memory.getByte(table + EXPONENT);
    }

    static int nextExponent(long table) {
        return Memory.getByte(table + NEXT_EXPONENT);
    }

    static int pauses(long table) {
        return Memory.getShort(table + PAUSES);
    }

    static void addPauses(long table, int difference) {
        Memory.putShort(table + PAUSES, (short) (pauses(table) + difference));
    }

    /** Chains longer than {@link #CHAIN_MAX_LIMIT} are not told from those of that length. */
    static int chainMax(long table) {
        return Math.max(Memory.getShort(table + CHAIN_MAX), Memory.getShort(table + NEXT_CHAIN_MAX));
    }

    /** A bucket of the array that new entries go to now has a chain of this length. */
    static void noteChain(long table, int length) {
        long field = table + (rehashing(table) ? NEXT_CHAIN_MAX : CHAIN_MAX);
        if (length > Memory.getShort(field)) Memory.putShort(field, (short) Math.min(length, CHAIN_MAX_LIMIT));
    }

    static long buckets(long table) {
        return array(table) == 0 ? 0 : 1L << exponent(table);
    }

    static long nextBuckets(long table) {
        return next(table) == 0 ? 0 : 1L << nextExponent(table);
    }

    /** The bucket in array for the hash, 0 if it is void because its entries have moved. */
    static long bucket(long table, long hash) {
        long index = index(hash, exponent(table));
        return index < position(table) ? 0 : bucketAt(array(table), index);
    }

    static long nextBucket(long table, long hash) {
        return bucketAt(next(table), index(hash, nextExponent(table)));
    }

    /** Buckets numbered from those of array, where the first {@link #position} are void, on to those of next. */
    static long bucketOfBoth(long table, long number) {
        long buckets = buckets(table);
        return number < buckets ? bucketAt(array(table), number) : bucketAt(next(table), number - buckets);
    }

    static long index(long hash, int exponent) {
        return hash & ~(-1L << exponent);
    }

    static long bucketAt(long array, long index) {
        return (array + Bucket.BYTES - 1 & -Bucket.BYTES) + index * Bucket.BYTES;
    }

    /** The table has no buckets, or gets empty ones in the place of all that it had. */
    static void setArray(long table, long array, int exponent) {
        Memory.putLong(table + ARRAY, array);
        Memory.putByte(table + EXPONENT, (byte) exponent);
        Memory.putShort(table + CHAIN_MAX, (short) 1);
        setPosition(table, 0);
    }

    static void beginRehash(long table, long next, int exponent) {
        Memory.putLong(table + NEXT, next);
        Memory.putByte(table + NEXT_EXPONENT, (byte) exponent);
        Memory.putShort(table + NEXT_CHAIN_MAX, (short) 1);
        setPosition(table, 0);
    }

    /** The next array becomes the table's only one. */
    static void endRehash(long table) {
        int chainMax = Memory.getShort(table + NEXT_CHAIN_MAX);
        setArray(table, next(table), nextExponent(table));
        Memory.putShort(table + CHAIN_MAX, (short) chainMax);
        Memory.putShort(table + NEXT_CHAIN_MAX, (short) 0);
        Memory.putLong(table + NEXT, 0);
    }
}
