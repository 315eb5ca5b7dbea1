package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.HashTable;

/**
 * A walk over all fields of one hash, hidden ones included, which must not change meanwhile, nor is its table resized;
 * reusable. What is under it is valid until it goes on.
 */
public final class FieldCursor {
    private final Allocator allocator;
    private final SharedList shared;
    private final FieldTable tables;
    private final HashTable.Cursor table = new HashTable.Cursor();
    /** Room for two decimals. */
    private final long text;
    private boolean isTable, isShared;
    /** Of a hash whose fields expire, else 0. */
    private long head;
    private long body;
    private int width;
    /** Of a listpack, the entry of the field, and that of its value; 0 before the first. */
    private long entry, value;

    private long fieldAddress, valueAddress, expiresAtMs;
    private long fieldLength, valueLength;

    FieldCursor(Allocator allocator, SharedList shared, FieldTable tables) {
        this.allocator = allocator;
        this.shared = shared;
        this.tables = tables;
        text = allocator.allocate(2 * Decimal.LENGTH_MAX);
    }

    /** At the end of its life. */
    public void release() {
        allocator.free(text);
    }

    public FieldCursor open(long record) {
        int encoding = Record.encoding(record);
        boolean timed = encoding == Encoding.LISTPACK_EX || encoding == Encoding.HASHTABLE_EX;
        head = timed ? Record.root(record) : 0;
        body = timed ? TimedHash.body(head) : Record.root(record);
        isTable = encoding == Encoding.HASHTABLE || encoding == Encoding.HASHTABLE_EX;
        isShared = encoding == Encoding.LISTPACK_SHARED;
        width = timed ? FieldList.TRIPLE : FieldList.PAIR;
        entry = 0;
        if (isTable) table.open(tables.tables, body);
        return this;
    }

    /** To be called at the end of each walk, however it ends. */
    public void close() {
        if (isTable) table.close();
        isTable = false;
    }

    /** Goes to the next field. Returns false at the end. */
    public boolean next() {
        return isTable ? nextOfTable() : nextOfList();
    }

    private boolean nextOfTable() {
        long at = table.next();
        if (at == 0) return false;
        fieldAddress = FieldEntry.fieldAddress(at);
        fieldLength = FieldEntry.fieldLength(at);
        valueAddress = FieldEntry.valueAddress(at);
        valueLength = FieldEntry.valueLength(at);
        expiresAtMs = FieldTable.expiresAtMs(head, at);
        return true;
    }

    private boolean nextOfList() {
        if (isShared) {
            value = entry == 0 ? SharedList.firstValue(body) : Listpack.next(value);
            entry = entry == 0 ? Listpack.first(shared.names(body)) : Listpack.next(entry);
        } else {
            entry = entry == 0 ? Listpack.first(body) : FieldList.next(entry, width);
            value = entry == 0 ? 0 : FieldList.value(entry);
        }
        if (entry == 0) return false;
        fieldAddress = address(entry, text);
        fieldLength = Listpack.elementLength(entry);
        valueAddress = address(value, text + Decimal.LENGTH_MAX);
        valueLength = Listpack.elementLength(value);
        expiresAtMs = width == FieldList.PAIR ? Record.NO_EXPIRY : FieldList.expiresAtMs(entry);
        return true;
    }

    /** The element's bytes: of a number, its decimal in the room given. */
    static long address(long element, long text) {
        if (!Listpack.isInteger(element)) return Listpack.stringAddress(element);
        Decimal.write(Listpack.integer(element), text);
        return text;
    }

    public long fieldAddress() {
        return fieldAddress;
    }

    public long fieldLength() {
        return fieldLength;
    }

    public long valueAddress() {
        return valueAddress;
    }

    public long valueLength() {
        return valueLength;
    }

    /** Since 1970, or {@link Record#NO_EXPIRY}. */
    public long expiresAtMs() {
        return expiresAtMs;
    }

    // ---- the hash

    /** When the first field of a hash expires, {@link TimedPayload#NEVER} if none does. */
    public static long nextAtMs(long record) {
        int encoding = Record.encoding(record);
        boolean timed = encoding == Encoding.LISTPACK_EX || encoding == Encoding.HASHTABLE_EX;
        return timed ? TimedPayload.nextAtMs(Record.root(record)) : TimedPayload.NEVER;
    }

    /** The listpack of a hash that is one by itself: pairs, or triples where fields expire. */
    public static long listpack(long record) {
        return Record.encoding(record) == Encoding.LISTPACK ? Record.root(record) : TimedHash.body(Record.root(record));
    }
}
