package io.jadis.store.table;

import java.util.ArrayList;
import java.util.List;

/**
 * How the entries of one bucket array lie.
 *
 * @param buckets of the array, chained ones not counted
 * @param bucketsByEntries how many of them have 0, 1, 2, … entries, their chains included
 * @param overflowBuckets chained ones
 * @param longestChain in buckets
 */
public record TableStatistics(long buckets, long entries, List<Long> bucketsByEntries, long overflowBuckets,
        int longestChain) {

    static List<TableStatistics> of(long table) {
        List<TableStatistics> both = new ArrayList<>();
        long buckets = TableState.buckets(table), nextBuckets = TableState.nextBuckets(table);
        both.add(of(table, TableState.position(table), buckets, buckets));
        if (nextBuckets > 0) both.add(of(table, buckets, buckets + nextBuckets, nextBuckets));
        return both;
    }

    private static TableStatistics of(long table, long from, long to, long buckets) {
        List<Long> bucketsByEntries = new ArrayList<>();
        bucketsByEntries.add(buckets - (to - from));
        long entries = 0, overflow = 0;
        int longest = 0;
        for (long i = from; i < to; i++) {
            long bucket = TableState.bucketOfBoth(table, i);
            int count = Bucket.chainCount(bucket), chain = 1;
            for (long at = bucket; Bucket.isChained(Bucket.head(at)); at = Bucket.next(at)) chain++;
            while (bucketsByEntries.size() <= count) bucketsByEntries.add(0L);
            bucketsByEntries.set(count, bucketsByEntries.get(count) + 1);
            entries += count;
            overflow += chain - 1;
            longest = Math.max(longest, chain);
        }
        return new TableStatistics(buckets, entries, List.copyOf(bucketsByEntries), overflow, longest);
    }
}
