package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;

/**
 * A walk over all fields of a listpack of a hash, hidden ones included, which must not change meanwhile; reusable. What
 * is under it is valid until it goes on.
 */
public final class FieldCursor {
    private final Allocator allocator;
    /** Room for two decimals. */
    private final long text;
    private long listpack;
    private int width;
    /** The entry of the field, 0 before the first. */
    private long entry;

    private long fieldAddress, valueAddress;
    private long fieldLength, valueLength;

    FieldCursor(Allocator allocator) {
        this.allocator = allocator;
        text = allocator.allocate(2 * Decimal.LENGTH_MAX);
    }

    /** At the end of its life. */
    public void release() {
        allocator.free(text);
    }

    /** Begins a walk over pairs, or triples where fields expire. */
    public FieldCursor open(long listpack, boolean timed) {
        this.listpack = listpack;
        width = timed ? FieldList.TRIPLE : FieldList.PAIR;
        entry = 0;
        return this;
    }

    /** Goes to the next field. Returns false at the end. */
    public boolean next() {
        entry = entry == 0 ? Listpack.first(listpack) : FieldList.next(entry, width);
        if (entry == 0) return false;
        long value = FieldList.value(entry);
        fieldAddress = address(entry, text);
        fieldLength = Listpack.elementLength(entry);
        valueAddress = address(value, text + Decimal.LENGTH_MAX);
        valueLength = Listpack.elementLength(value);
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
