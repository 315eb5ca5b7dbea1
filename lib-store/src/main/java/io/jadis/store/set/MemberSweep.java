package io.jadis.store.set;

import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.Sweep;
import io.jadis.store.table.TableSweep;

/**
 * A walk over the members of a set that is a table, in pieces, as they were when it began; see {@link TableSweep}.
 * Reusable.
 */
public final class MemberSweep implements Sweep {
    private final Keyspace keyspace;
    private final TableSweep sweep;
    private long table;

    MemberSweep(Keyspace keyspace, SetParts parts, ElementVisitor visitor) {
        this.keyspace = keyspace;
        Members members = parts.members;
        sweep = new TableSweep(parts.allocator, parts.tables,
                member -> visitor.visit(members.keyAddress(member), members.keyLength(member)));
    }

    /** Whether a set is a table. */
    public static boolean isFor(long record) {
        return Record.encoding(record) == Encoding.HASHTABLE;
    }

    /** Begins. The set must not change in between. */
    public void open(long record) {
        table = Record.root(record);
        sweep.open(table);
    }

    @Override
    public void watch() {
        keyspace.pin(table);
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
        if (watched) keyspace.unpin(table);
    }
}
