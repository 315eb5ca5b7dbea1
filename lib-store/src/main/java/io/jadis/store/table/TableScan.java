package io.jadis.store.table;

/**
 * The order of SCAN: the cursor counts upwards in the reversed bits of the bucket's index. When the table doubles, a
 * bucket's entries go to two buckets whose indexes have the same low bits, so they are both before the cursor or both
 * not; when it shrinks the same holds the other way round, and only entries that merge with unseen ones are seen again.
 */
final class TableScan {
    private TableScan() {}

    /** Visits one bucket; while rehashing, one of the smaller array with all of the larger that belong to it. */
    static long step(long table, long cursor, EntryVisitor visitor) {
        if (TableState.size(table) == 0) return 0;
        int exponent = TableState.exponent(table);
        if (!TableState.rehashing(table)) {
            visit(table, cursor, visitor);
            return following(cursor, exponent);
        }
        int nextExponent = TableState.nextExponent(table);
        boolean grows = exponent < nextExponent;
        int small = Math.min(exponent, nextExponent), large = Math.max(exponent, nextExponent);
        long at = cursor;
        if (grows) visit(table, at, visitor);
        else visitNext(table, at, visitor);
        do {
            if (grows) visitNext(table, at, visitor);
            else visit(table, at, visitor);
            at = following(at, large);
        } while (TableState.index(at, large) >>> small != 0);
        return at;
    }

    private static long following(long cursor, int exponent) {
        return Long.reverse(Long.reverse(cursor | -1L << exponent) + 1);
    }

    private static void visit(long table, long cursor, EntryVisitor visitor) {
        long bucket = TableState.bucket(table, cursor);
        if (bucket != 0) Bucket.visitChain(bucket, visitor);
    }

    private static void visitNext(long table, long cursor, EntryVisitor visitor) {
        Bucket.visitChain(TableState.nextBucket(table, cursor), visitor);
    }
}
