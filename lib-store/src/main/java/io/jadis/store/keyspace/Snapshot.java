package io.jadis.store.keyspace;

import io.jadis.store.table.EntryVisitor;
import java.util.Arrays;

/**
 * A walk over all keys of one moment, in slices, while everything goes on. What is about to change and was not visited
 * yet is visited first, so the visitor sees each key once and as it was when the snapshot began, in no order.
 *
 * <p>How it knows: each record has a bit, its generation. Beginning a snapshot turns the keyspace's own generation over,
 * so that all records of that moment differ from it; visiting a record, and creating one, makes them equal. Tables may
 * grow, shrink and be swapped meanwhile. A table that is flushed belongs to the snapshot until it is walked.
 *
 * <p>An abandoned snapshot goes on without its visitor, because all records must be of one generation before the next.
 */
public final class Snapshot implements EntryVisitor {
    /** Takes what a snapshot finds. */
    public interface Visitor {
        /** Whether the walk may go on: else it rests, while keys that are about to change are visited all the same. */
        boolean hasRoom();

        /** One key, valid during the call. */
        void visit(int databaseIndex, long record);
    }

    private static final long DONE = 0;

    private final Keyspace keyspace;
    private Visitor visitor;

    /** By place: the tables that there were, 0 once walked; the numbers of their databases; who must be freed. */
    private final long[] tables;
    private final int[] databaseIndexes;
    private final boolean[] adopted;
    private final ExpiryWheel[] adoptedExpiries, adoptedElementExpiries;
    private int place;
    private long cursor;

    private final long keysTotal;
    private long keysVisited;

    Snapshot(Keyspace keyspace, Visitor visitor) {
        this.keyspace = keyspace;
        this.visitor = visitor;
        int count = 0;
        long keys = 0;
        long[] found = new long[keyspace.databaseCount()];
        int[] indexes = new int[keyspace.databaseCount()];
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            found[count] = database.table();
            indexes[count++] = i;
            keys += database.size();
        }
        tables = Arrays.copyOf(found, count);
        databaseIndexes = Arrays.copyOf(indexes, count);
        adopted = new boolean[count];
        adoptedExpiries = new ExpiryWheel[count];
        adoptedElementExpiries = new ExpiryWheel[count];
        keysTotal = keys;
    }

    /** How many keys there were. */
    public long keysTotal() {
        return keysTotal;
    }

    public long keysVisited() {
        return keysVisited;
    }

    /**
     * Walks on until the deadline on the keyspace's nano clock, or until the visitor has no room.
     *
     * @return true when every key was visited: then the snapshot is over
     */
    public boolean advance(long deadlineNs) {
        while (place < tables.length) {
            if (visitor != null && !visitor.hasRoom()) return false;
            cursor = keyspace.tables.scan(tables[place], cursor, this);
            if (cursor == 0) endTable();
            if (keyspace.nanoClock.getAsLong() - deadlineNs > 0) break;
        }
        if (place < tables.length) return false;
        keyspace.endSnapshot();
        return true;
    }

    /** The visitor is not called any more; {@link #advance} is to be called until it is over all the same. */
    public void abandon() {
        visitor = null;
    }

    /** One record on the walk. */
    @Override
    public void visit(long record) {
        if (isPending(record)) visit(databaseIndexes[place], record);
    }

    private boolean isPending(long record) {
        return Record.generation(record) != keyspace.generation();
    }

    private void visit(int databaseIndex, long record) {
        Record.setGeneration(record, keyspace.generation());
        keysVisited++;
        if (visitor != null) visitor.visit(databaseIndex, record);
    }

    /** A record is going to change, or to leave its database. */
    void beforeChange(Database database, long record) {
        if (isPending(record)) visit(indexOf(database.table()), record);
    }

    /** The number that the database with this table had when the snapshot began. */
    private int indexOf(long table) {
        int at = place;
        while (tables[at] != table) at++;
        return databaseIndexes[at];
    }

    /**
     * A database is flushed.
     *
     * @return whether the snapshot still needs the table and will have it freed
     */
    boolean adopts(long table, ExpiryWheel expiry, ExpiryWheel elementExpiry) {
        for (int i = place; i < tables.length; i++) {
            if (tables[i] != table) continue;
            adopted[i] = true;
            adoptedExpiries[i] = expiry;
            adoptedElementExpiries[i] = elementExpiry;
            return true;
        }
        return false;
    }

    private void endTable() {
        long table = tables[place];
        tables[place] = DONE;
        if (adopted[place]) {
            keyspace.lazyFree().addTable(table, adoptedExpiries[place], adoptedElementExpiries[place]);
        }
        place++;
    }

    /** The end of the keyspace. */
    void close() {
        visitor = null;
        while (place < tables.length) endTable();
        keyspace.endSnapshot();
    }
}
