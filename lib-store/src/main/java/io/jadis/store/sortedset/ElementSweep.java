package io.jadis.store.sortedset;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.Sweep;
import io.jadis.store.table.TableSweep;

/**
 * A walk over the elements of an indexed sorted set in pieces, as they were when it began, in the order of its table;
 * see {@link TableSweep}. Reusable.
 */
public final class ElementSweep implements Sweep {
    private final Keyspace keyspace;
    private final TableSweep sweep;
    private long root;

    ElementSweep(Keyspace keyspace, IndexedForm indexed, SortedSetVisitor visitor) {
        this.keyspace = keyspace;
        sweep = new TableSweep(keyspace.allocator(), indexed.tables(), entry ->
                visitor.visit(ScoredMember.address(entry), ScoredMember.length(entry), ScoredMember.score(entry)));
    }

    /** Whether a sorted set is indexed. */
    public static boolean isFor(long record) {
        return Record.encoding(record) == Encoding.SKIPLIST;
    }

    /** Begins. The set must not change in between. */
    public void open(long record) {
        root = Record.root(record);
        sweep.open(IndexedForm.table(root));
    }

    @Override
    public void watch() {
        keyspace.pin(root);
        sweep.watch();
    }

    @Override
    public boolean next() {
        return sweep.next();
    }

    @Override
    public long footprintBytes() {
        return sweep.footprintBytes();
    }

    @Override
    public void close() {
        boolean watched = sweep.isWatching();
        sweep.close();
        if (watched) keyspace.unpin(root);
    }
}
