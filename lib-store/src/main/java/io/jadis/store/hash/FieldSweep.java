package io.jadis.store.hash;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.Sweep;
import io.jadis.store.table.TableSweep;

/**
 * A walk over the fields of a hash that is a table, in pieces, hidden ones included, as they were when it began; see
 * {@link TableSweep}. Reusable.
 */
public final class FieldSweep implements Sweep {
    private final Keyspace keyspace;
    private final FieldVisitor visitor;
    private final TableSweep sweep;
    /** Of a hash whose fields expire, else 0. One that gets a head later has no field that expires but changed ones. */
    private long head;
    private long table;

    FieldSweep(Keyspace keyspace, FieldTable tables, FieldVisitor visitor) {
        this.keyspace = keyspace;
        this.visitor = visitor;
        sweep = new TableSweep(keyspace.allocator(), tables.tables, this::show);
    }

    /** Whether a hash is a table. */
    public static boolean isFor(long record) {
        int encoding = Record.encoding(record);
        return encoding == Encoding.HASHTABLE || encoding == Encoding.HASHTABLE_EX;
    }

    /** Begins. The hash must not change in between. */
    public void open(long record) {
        boolean timed = Record.encoding(record) == Encoding.HASHTABLE_EX;
        head = timed ? Record.root(record) : 0;
        table = timed ? TimedHash.body(head) : Record.root(record);
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

    private void show(long entry) {
        visitor.visit(FieldEntry.fieldAddress(entry), FieldEntry.fieldLength(entry), FieldEntry.valueAddress(entry),
                FieldEntry.valueLength(entry), FieldTable.expiresAtMs(head, entry));
    }
}
