package io.jadis.store.keyspace;

import io.jadis.store.table.EntryVisitor;
import java.util.Arrays;

/**
 * A walk over all keys of one moment, in slices, while everything goes on. What is about to change and was not visited
 * yet is visited first, so the visitor sees each key once and as it was when the snapshot began, in no order.
 *
 * <p>How it knows: each record has a bit for each slot in which a snapshot can be under way, its generation. Beginning
 * a snapshot turns the slot's own generation over, so that all records of that moment differ from it; visiting a
 * record, and creating one, makes them equal. Tables may grow, shrink and be swapped meanwhile. A table that is flushed
 * belongs to the snapshots that still need it until they have walked it. Values that a visitor isn't done with when it
 * returns are its own business, see {@link Visitor#goOn}.
 *
 * <p>An abandoned snapshot goes on without its visitor, because all records must be of one generation before the next.
 */
public final class Snapshot implements EntryVisitor {
    /** Takes what a snapshot finds. */
    public interface Visitor {
        /** Whether the walk may go on: else it rests, while keys that are about to change are visited all the same. */
        boolean hasRoom();

        /**
         * One key, valid during the call.
         *
         * @return the work that it was, in bytes or so: the clock is looked at accordingly
         */
        long visit(int databaseIndex, long record);

        /**
         * Does a little of what has been left over from visits.
         *
         * @return false if there was nothing to do
         */
        boolean goOn();
    }

    /** A table whose database was flushed, and who needs it. */
    static final class AdoptedTable {
        private final long table;
        private final ExpiryWheel expiry, elementExpiry;
        /** About what is freed with it. */
        final long bytes;
        private int owners;

        AdoptedTable(long table, ExpiryWheel expiry, ExpiryWheel elementExpiry, long bytes) {
            this.table = table;
            this.expiry = expiry;
            this.elementExpiry = elementExpiry;
            this.bytes = bytes;
        }

        boolean isAdopted() {
            return owners > 0;
        }
    }

    private static final long DONE = 0;
    /**
     * Of the tables of a shadow: what it holds is not shown, but will have to be of the same generation when it is
     * swapped in.
     */
    private static final int NO_DATABASE = -1;
    /** So much work may be done between two looks at the clock. */
    private static final long WORK_PER_CLOCK = 2 << 10;
    /** The records of so many buckets are looked at in one go, fewer if there are so many records in them. */
    private static final int BUCKETS_MAX = 8, BATCH_MIN = 16;

    private final Keyspace keyspace;
    private final int slot;
    private Visitor visitor;

    /** By place: the tables that there were, 0 once walked; the numbers of their databases; which were flushed. */
    private final long[] tables;
    private final int[] databaseIndexes;
    private final AdoptedTable[] adopted;
    private int place;
    private long cursor;

    /**
     * Records that are visited next, see {@link #step}; and what was seen of them, so that its loads aren't optimized
     * away.
     */
    private long[] batch = new long[2 * BATCH_MIN];
    private int batchCount;
    private long touched;

    /** Of the current slice. */
    private long deadlineNs, work;
    private boolean isTimeUp;

    private final long keysTotal;
    private long keysVisited;

    Snapshot(Keyspace keyspace, int slot, Visitor visitor) {
        this.keyspace = keyspace;
        this.slot = slot;
        this.visitor = visitor;
        int count = 0;
        long keys = 0;
        long[] found = new long[2 * keyspace.databaseCount()];
        int[] indexes = new int[2 * keyspace.databaseCount()];
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            found[count] = database.table();
            indexes[count++] = i;
            keys += database.size();
        }
        for (int i = 0; keyspace.hasShadow() && i < keyspace.databaseCount(); i++) {
            if (keyspace.shadow(i).size() == 0) continue;
            found[count] = keyspace.shadow(i).table();
            indexes[count++] = NO_DATABASE;
        }
        tables = Arrays.copyOf(found, count);
        databaseIndexes = Arrays.copyOf(indexes, count);
        adopted = new AdoptedTable[count];
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
     * @return true when every key was visited and the visitor is done with it: then the snapshot is over
     */
    public boolean advance(long deadlineNs) {
        this.deadlineNs = deadlineNs;
        isTimeUp = false;
        work = 0;
        do {
            if (visitor != null && !visitor.hasRoom()) return false;
            if (visitor == null || !visitor.goOn()) {
                if (place == tables.length) {
                    keyspace.endSnapshot(slot);
                    return true;
                }
                step();
            }
            lookAtClock();
        } while (!isTimeUp);
        return false;
    }

    /**
     * Some buckets, or as much of them as there is time for: what was visited of them isn't pending the next time.
     * Their records are touched before the first is visited, so the processor fetches them from memory side by side.
     */
    private void step() {
        long next = cursor;
        batchCount = 0;
        int buckets = 0;
        do {
            next = keyspace.tables.scan(tables[place], next, this);
        } while (next != 0 && batchCount < BATCH_MIN && ++buckets < BUCKETS_MAX);
        for (int i = 0; i < batchCount; i++) touched ^= Record.generations(batch[i]);
        for (int i = 0; i < batchCount && !isTimeUp; i++) visitNow(batch[i]);
        if (isTimeUp) return;
        cursor = next;
        if (cursor == 0) endTable();
    }

    private void lookAtClock() {
        isTimeUp |= keyspace.nanoClock.getAsLong() - deadlineNs > 0;
        work = 0;
    }

    /** The visitor is not called any more; {@link #advance} is to be called until it is over all the same. */
    public void abandon() {
        visitor = null;
    }

    /** One record on the walk: it is visited with those around it. */
    @Override
    public void visit(long record) {
        if (batchCount == batch.length) batch = Arrays.copyOf(batch, 2 * batchCount);
        batch[batchCount++] = record;
    }

    private void visitNow(long record) {
        if (!isPending(record)) return;
        work += visit(databaseIndexes[place], record);
        if (work >= WORK_PER_CLOCK) lookAtClock();
    }

    private boolean isPending(long record) {
        return ((Record.generations(record) ^ keyspace.generations()) >> slot & 1) != 0;
    }

    private long visit(int databaseIndex, long record) {
        Record.setGenerations(record, Record.generations(record) ^ 1 << slot);
        if (databaseIndex == NO_DATABASE) return 0;
        keysVisited++;
        return visitor == null ? 0 : visitor.visit(databaseIndex, record);
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

    /** A database is flushed: takes its table if it was not walked to the end. */
    void adopt(AdoptedTable flushed) {
        for (int i = place; i < tables.length; i++) {
            if (tables[i] != flushed.table) continue;
            adopted[i] = flushed;
            flushed.owners++;
        }
    }

    private void endTable() {
        AdoptedTable mine = adopted[place];
        tables[place++] = DONE;
        if (mine == null || --mine.owners > 0) return;
        keyspace.snapshotsLeave(mine);
        keyspace.lazyFree().addTable(mine.table, mine.expiry, mine.elementExpiry);
    }

    /** The end of the keyspace. */
    void close() {
        visitor = null;
        while (place < tables.length) endTable();
        keyspace.endSnapshot(slot);
    }
}
