package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;

/**
 * The fields whose time has come: hidden from then on, and removed as soon as somebody comes by one or the keyspace's
 * index finds the hash. Who removes fields calls {@link #settle} when it is done with them, since only then is the hash
 * itself removed if nothing is left of it.
 */
final class FieldExpiry {
    private final Keyspace keyspace;
    private final Allocator allocator;
    private final FieldList lists;
    private final SharedList shared;
    private final FieldTable tables;
    private boolean unsettled;

    FieldExpiry(Keyspace keyspace, FieldList lists, SharedList shared, FieldTable tables) {
        this.keyspace = keyspace;
        this.allocator = keyspace.allocator();
        this.lists = lists;
        this.shared = shared;
        this.tables = tables;
    }

    /** Whether a field with this time is hidden; negative is no time. */
    boolean isDue(long expiresAtMs, long nowMs) {
        return expiresAtMs >= 0 && expiresAtMs < nowMs && keyspace.expiryMode() != ExpiryMode.LOADING;
    }

    /** Fields with an earlier time are hidden. */
    long hiddenBeforeMs(long nowMs) {
        return keyspace.expiryMode() == ExpiryMode.LOADING ? Long.MIN_VALUE : nowMs;
    }

    /** Removes a field that is due, if that is for us to decide. */
    void remove(Database database, long nowMs, long record, long field, long fieldLength) {
        if (keyspace.expiryMode() != ExpiryMode.MASTER) return;
        database.beforeChange(record);
        report(database, record, field, fieldLength);
        long head = Record.root(record), body = TimedHash.body(head);
        if (Record.encoding(record) == Encoding.LISTPACK_EX) {
            long entry = FieldList.find(body, FieldList.TRIPLE, field, fieldLength);
            TimedHash.setBody(head, lists.remove(body, FieldList.TRIPLE, entry));
        } else {
            tables.remove(head, body, field, fieldLength);
        }
        reschedule(database, nowMs, record);
    }

    private void report(Database database, long record, long field, long fieldLength) {
        keyspace.listener().fieldExpired(database, record, field, fieldLength);
        keyspace.countExpiredField();
        unsettled = true;
    }

    /**
     * Removes fields that are due, the first ones first.
     *
     * @return how many
     */
    int removeDue(Database database, long nowMs, long record, int max) {
        if (keyspace.expiryMode() != ExpiryMode.MASTER) return 0;
        database.beforeChange(record);
        int removed = Record.encoding(record) == Encoding.LISTPACK_EX ? removeFromList(database, nowMs, record, max)
                : removeFromTable(database, nowMs, record, max);
        reschedule(database, nowMs, record);
        return removed;
    }

    private int removeFromList(Database database, long nowMs, long record, int max) {
        long head = Record.root(record), list = TimedHash.body(head);
        int count = Math.min(max, FieldList.countBefore(list, nowMs));
        if (count == 0) return 0;
        long text = allocator.allocate(Decimal.LENGTH_MAX);
        long at = Listpack.first(list);
        for (int i = 0; i < count; i++) {
            Listpack.visit(at, text, (field, length) -> report(database, record, field, length));
            at = FieldList.next(at, FieldList.TRIPLE);
        }
        allocator.free(text);
        TimedHash.setBody(head, lists.removeFirst(list, count));
        return count;
    }

    private int removeFromTable(Database database, long nowMs, long record, int max) {
        long head = Record.root(record), table = TimedHash.body(head);
        int removed = 0;
        while (removed < max && FieldHeap.nextAtMs(head) < nowMs) {
            long entry = FieldHeap.first(head);
            report(database, record, FieldEntry.fieldAddress(entry), FieldEntry.fieldLength(entry));
            tables.removeEntry(head, table, entry);
            removed++;
        }
        return removed;
    }

    /**
     * Ends what began with the removal of due fields: reports it, and removes a hash of which nothing is left.
     *
     * @return the record, or 0 if it is gone
     */
    long settle(Database database, long record) {
        if (!unsettled) return record;
        reportRemoved(database, record);
        long body = TimedHash.body(Record.root(record));
        boolean empty = Record.encoding(record) == Encoding.LISTPACK_EX ? Listpack.first(body) == 0
                : tables.tables.size(body) == 0;
        if (!empty) return record;
        keyspace.listener().emptied(database, record);
        database.remove(record, false);
        return 0;
    }

    /** Reports that due fields were removed, if any were. A hash of which nothing is left stays. */
    void reportRemoved(Database database, long record) {
        if (!unsettled) return;
        unsettled = false;
        keyspace.listener().fieldsExpired(database, record);
    }

    /** Tells the database when the first field expires, after that may have changed. */
    void reschedule(Database database, long nowMs, long record) {
        long head = Record.root(record);
        database.setNextElementExpiry(nowMs, record, Record.encoding(record) == Encoding.LISTPACK_EX
                ? FieldList.nextAtMs(TimedHash.body(head)) : FieldHeap.nextAtMs(head));
    }

    /** How many fields are hidden. */
    long hiddenCount(long record, long nowMs) {
        long head = Record.root(record);
        if (TimedPayload.nextAtMs(head) >= nowMs || keyspace.expiryMode() == ExpiryMode.LOADING) return 0;
        return Record.encoding(record) == Encoding.LISTPACK_EX ? FieldList.countBefore(TimedHash.body(head), nowMs)
                : FieldHeap.countBefore(head, nowMs);
    }

    // ---- becoming timed

    /** Makes a hash one in which fields can expire. */
    void prepare(Database database, long record) {
        int encoding = Record.encoding(record);
        if (encoding == Encoding.LISTPACK_EX || encoding == Encoding.HASHTABLE_EX) return;
        boolean isList = encoding != Encoding.HASHTABLE;
        long root = Record.root(record);
        if (encoding == Encoding.LISTPACK_SHARED) root = shared.toPairs(root);
        long head = allocator.allocate(TimedHash.BYTES);
        TimedHash.write(head, isList ? lists.toTriples(root) : root);
        database.setRoot(record, isList ? Encoding.LISTPACK_EX : Encoding.HASHTABLE_EX, head);
    }
}
