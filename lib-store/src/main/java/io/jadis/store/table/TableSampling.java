package io.jadis.store.table;

import java.util.random.RandomGenerator;

/** Random choice among a table's entries. */
final class TableSampling {
    /** After so many misses it is cheaper to count, if only because the table is small or almost empty. */
    private static final int TRIES_MAX = 128;
    private static final int BUCKETS_PER_ENTRY_MAX = 10;

    private TableSampling() {}

    /**
     * Throws a dart at a board that has, for each bucket, as many fields as the longest chain could have entries; a hit
     * is fair, for each entry has one field. At fills from an eighth to full a hit takes from 2 to some 30 tries, most
     * of the many at the low end touching nothing but the bucket's first word.
     */
    static long randomEntry(long table, RandomGenerator random) {
        long size = TableState.size(table);
        if (size == 0) return 0;
        int chainMax = TableState.chainMax(table);
        if (chainMax < TableState.CHAIN_MAX_LIMIT) {
            long first = TableState.position(table);
            long buckets = TableState.buckets(table) - first + TableState.nextBuckets(table);
            int fieldsPerBucket = (chainMax - 1) * (Bucket.ENTRIES_MAX - 1) + Bucket.ENTRIES_MAX;
            for (int i = 0; i < TRIES_MAX; i++) {
                long field = random.nextLong(buckets * fieldsPerBucket);
                long bucket = TableState.bucketOfBoth(table, first + field / fieldsPerBucket);
                int index = (int) (field % fieldsPerBucket);
                if (index < Bucket.chainCount(bucket)) return Bucket.chainEntry(bucket, index);
            }
        }
        return entryAt(table, random.nextLong(size));
    }

    /** The entry with this number in the order of the buckets. */
    private static long entryAt(long table, long number) {
        long left = number;
        for (long i = TableState.position(table);; i++) {
            long bucket = TableState.bucketOfBoth(table, i);
            int count = Bucket.chainCount(bucket);
            if (left < count) return Bucket.chainEntry(bucket, (int) left);
            left -= count;
        }
    }

    /**
     * Takes buckets in their order from a random one on that isn't empty, and that one from a random entry on; the
     * entries before it come last, after the walk went all the way round.
     */
    static int sample(long table, RandomGenerator random, long[] into, int count) {
        if (TableState.size(table) == 0) return 0;
        long first = TableState.position(table);
        long buckets = TableState.buckets(table) - first + TableState.nextBuckets(table);
        long start = random.nextLong(buckets);
        int startCount = Bucket.chainCount(TableState.bucketOfBoth(table, first + start));
        for (int i = 0; i < TRIES_MAX && startCount == 0; i++) {
            start = random.nextLong(buckets);
            startCount = Bucket.chainCount(TableState.bucketOfBoth(table, first + start));
        }
        int skipped = startCount == 0 ? 0 : random.nextInt(startCount);
        long steps = Math.min(buckets, (long) count * BUCKETS_PER_ENTRY_MAX);
        int found = 0;
        for (long step = 0; step <= steps && found < count; step++) {
            long bucket = TableState.bucketOfBoth(table, first + (start + step) % buckets);
            int from = step == 0 ? skipped : 0;
            int to = step == buckets ? skipped : Bucket.chainCount(bucket);
            for (int i = from; i < to && found < count; i++) into[found++] = Bucket.chainEntry(bucket, i);
        }
        return found;
    }
}
