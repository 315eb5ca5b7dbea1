package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;
import java.util.function.Supplier;

/**
 * Builds a hash that has no key yet, field by field or from its compact form: what is loaded. One hash at a time, which
 * is the caller's afterwards: {@link #encoding} and {@link #root}, or {@link #discard}.
 */
public final class HashBuilder {
    private final Allocator allocator;
    private final FieldList lists;
    private final SharedList shared;
    private final FieldTable tables;
    private final Supplier<HashConfig> config;
    private boolean isTable, isShared;
    private long body;
    /** Of a hash whose fields expire, else 0. */
    private long head;

    HashBuilder(Allocator allocator, FieldList lists, SharedList shared, FieldTable tables,
            Supplier<HashConfig> config) {
        this.allocator = allocator;
        this.lists = lists;
        this.shared = shared;
        this.tables = tables;
        this.config = config;
    }

    /** Begins an empty hash that will have so many fields, all of which stay. */
    public void begin(long fields) {
        head = 0;
        isShared = false;
        isTable = fields > config.get().listpackEntriesMax();
        if (isTable) createTable(fields);
        else body = lists.create();
    }

    /** Begins an empty hash of a table, some of whose fields expire. */
    public void beginTimed(long fields) {
        isShared = false;
        isTable = true;
        createTable(fields);
        createHead();
    }

    private void createTable(long fields) {
        body = tables.tables.create();
        tables.tables.expandTo(body, fields);
    }

    private void createHead() {
        head = allocator.allocate(TimedHash.BYTES);
        TimedHash.write(head, body);
    }

    /** Adds a field that stays; false if it is a table and has it. Of a listpack nobody looks whether it has. */
    public boolean add(long field, long fieldLength, long value, long valueLength) {
        if (!isTable && !fits(fieldLength, valueLength) && !toTable()) return false;
        if (isTable) return tables.addIfAbsent(body, field, fieldLength, value, valueLength);
        body = lists.add(body, FieldList.PAIR, field, fieldLength, value, valueLength);
        return true;
    }

    /** Adds a field that expires; false if it is there. */
    public boolean addTimed(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        return tables.addIfAbsent(head, body, field, fieldLength, value, valueLength, expiresAtMs);
    }

    private boolean fits(long fieldLength, long valueLength) {
        long bytes = (long) Listpack.bytes(body) + fieldLength + valueLength;
        return Math.max(fieldLength, valueLength) <= config.get().listpackValueMax()
                && bytes <= Listpack.SAFE_BYTES_MAX;
    }

    /**
     * Makes a block with a listpack of pairs the hash; one that is too long becomes a table, and the block is freed. Of
     * a field that it has twice the table has the first.
     *
     * @return false if there is such a one
     */
    public boolean adoptPairs(long listpack) {
        head = 0;
        isTable = isShared = false;
        body = listpack;
        return FieldList.size(listpack, FieldList.PAIR) <= config.get().listpackEntriesMax() || toTable();
    }

    /** As {@link #adoptPairs} of triples of field, value and time, which {@link #areTriples} has passed. */
    public boolean adoptTriples(long listpack) {
        isTable = isShared = false;
        body = listpack;
        createHead();
        return FieldList.size(listpack, FieldList.TRIPLE) <= config.get().listpackEntriesMax() || toTable();
    }

    /** Whether a listpack has fields with values and times, the soonest first and 0 for never behind all others. */
    public static boolean areTriples(long listpack) {
        if (Listpack.count(listpack) % FieldList.TRIPLE != 0) return false;
        long before = 1;
        for (long at = Listpack.first(listpack); at != 0; at = FieldList.next(at, FieldList.TRIPLE)) {
            long time = Listpack.next(FieldList.value(at));
            if (!Listpack.isInteger(time)) return false;
            long ms = Listpack.integer(time);
            if (ms == 0) ms = TimedPayload.NEVER;
            if (ms < before) return false;
            before = ms;
        }
        return true;
    }

    /** Returns whether all fields are different; if not, the first of each is in the table. */
    private boolean toTable() {
        long list = body;
        int width = head == 0 ? FieldList.PAIR : FieldList.TRIPLE;
        createTable(FieldList.size(list, width));
        if (head != 0) TimedHash.setBody(head, body);
        isTable = true;
        long text = allocator.allocate(2 * Decimal.LENGTH_MAX);
        boolean distinct = true;
        for (long at = Listpack.first(list); at != 0; at = FieldList.next(at, width)) {
            distinct &= move(at, width == FieldList.PAIR ? Record.NO_EXPIRY : FieldList.expiresAtMs(at), text);
        }
        allocator.free(text);
        lists.free(list);
        return distinct;
    }

    private boolean move(long entry, long expiresAtMs, long text) {
        long field = FieldCursor.address(entry, text);
        int fieldLength = Listpack.elementLength(entry);
        long value = FieldList.value(entry);
        long valueAddress = FieldCursor.address(value, text + Decimal.LENGTH_MAX);
        int valueLength = Listpack.elementLength(value);
        return tables.addIfAbsent(head, body, field, fieldLength, valueAddress, valueLength, expiresAtMs);
    }

    /** To be called once the hash is complete: it has its names in common with others, where they have the same. */
    public void shareNames() {
        if (isTable || head != 0) return;
        long list = shared.ofPairs(body);
        isShared = list != 0;
        if (isShared) body = list;
    }

    public int encoding() {
        if (isShared) return Encoding.LISTPACK_SHARED;
        if (head == 0) return isTable ? Encoding.HASHTABLE : Encoding.LISTPACK;
        return isTable ? Encoding.HASHTABLE_EX : Encoding.LISTPACK_EX;
    }

    /** To be called once the hash is complete. */
    public long root() {
        if (head == 0) return body;
        TimedPayload.setNextAtMs(head, isTable ? FieldHeap.nextAtMs(head) : FieldList.nextAtMs(body));
        return head;
    }

    public void discard() {
        if (isShared) shared.free(body);
        else if (!isTable) lists.free(body);
        else while (!tables.freeSome(body, Integer.MAX_VALUE)) continue;
        if (head == 0) return;
        tables.heap.free(head);
        allocator.free(head);
    }
}
