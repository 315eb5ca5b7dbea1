package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * A walk over all entries of a table in pieces, as they were when it began, in no order. Alone, it is for a table that
 * doesn't change in between. Once it {@link #watch}es, the table may change as it likes: a bucket of which anything is
 * about to change, or to which anything is about to be added, is shown first, all of it, and not again. A bit for each
 * bucket says which those are, so it costs a thousandth of the table. Entries don't move to other buckets while a sweep
 * watches: the table grows and shrinks afterwards.
 *
 * <p>Who changes an entry in place says so before, {@link HashTable#beforeEntryChange}.
 */
public final class TableSweep implements Sweep {
    private final Allocator allocator;
    private final HashTable tables;
    private final EntryVisitor visitor;
    private long table;
    /** Buckets are numbered as in {@link TableState#bucketOfBoth}. All before this one are shown. */
    private long next;
    private long end;
    /** While it watches: a bit for each bucket that was shown before its turn. */
    private long shown;
    /** Another one that watches the same table. */
    TableSweep other;

    public TableSweep(Allocator allocator, HashTable tables, EntryVisitor visitor) {
        this.allocator = allocator;
        this.tables = tables;
        this.visitor = visitor;
    }

    /** Begins. */
    public void open(long table) {
        this.table = table;
        next = TableState.position(table);
        end = TableState.buckets(table) + TableState.nextBuckets(table);
        shown = 0;
    }

    @Override
    public void watch() {
        shown = allocator.allocateZeroed((end + 7) / 8);
        tables.watch(this, table);
    }

    public boolean isWatching() {
        return shown != 0;
    }

    @Override
    public boolean next() {
        if (next == end) return false;
        long number = next++;
        if (shown == 0 || !isShown(number)) show(number);
        return next < end;
    }

    @Override
    public long footprintBytes() {
        return shown == 0 ? 0 : end / 8;
    }

    @Override
    public void close() {
        if (shown != 0) {
            tables.unwatch(this, table);
            allocator.freeInBackground(shown);
        }
        shown = 0;
        table = 0;
    }

    /** A bucket is about to change. */
    void beforeChange(long number) {
        if (number < next || number >= end || isShown(number)) return;
        long at = shown + (number >>> 3);
        Memory.putByte(at, (byte) (Memory.getByte(at) | 1 << (number & 7)));
        show(number);
    }

    private boolean isShown(long number) {
        return (Memory.getByte(shown + (number >>> 3)) >>> (number & 7) & 1) != 0;
    }

    private void show(long number) {
        Bucket.visitChain(TableState.bucketOfBoth(table, number), visitor);
    }
}
