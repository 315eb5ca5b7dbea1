package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryVisitor;

/** Shows the fields of hashes one by one, in every encoding. Walks nest: a visitor may begin another one. */
final class FieldWalk {
    private static final int DEPTH_MAX = 4;

    private final Allocator allocator;
    private final SharedList shared;
    private final FieldTable tables;

    /** Room for two decimals, by depth. */
    private final long[] texts = new long[DEPTH_MAX];

    private final TableStep[] steps = new TableStep[DEPTH_MAX];
    private int depth;

    FieldWalk(Allocator allocator, SharedList shared, FieldTable tables) {
        this.allocator = allocator;
        this.shared = shared;
        this.tables = tables;
        for (int i = 0; i < DEPTH_MAX; i++) {
            texts[i] = allocator.allocate(2 * Decimal.LENGTH_MAX);
            steps[i] = new TableStep();
        }
    }

    void close() {
        for (long text : texts) allocator.free(text);
    }

    /** All fields but those that have expired before this moment. */
    void all(long record, long hiddenBeforeMs, FieldVisitor visitor) {
        long cursor = 0;
        do {
            cursor = step(record, hiddenBeforeMs, cursor, visitor);
        } while (cursor != 0);
    }

    /** One bucket of a table from this cursor on, or all of a list. */
    long step(long record, long hiddenBeforeMs, long cursor, FieldVisitor visitor) {
        long root = Record.root(record);
        int level = depth++;
        try {
            return switch (Record.encoding(record)) {
                case Encoding.LISTPACK -> showList(root, FieldList.PAIR, hiddenBeforeMs, visitor, texts[level]);
                case Encoding.LISTPACK_SHARED -> showShared(root, visitor, texts[level]);
                case Encoding.LISTPACK_EX ->
                    showList(TimedHash.body(root), FieldList.TRIPLE, hiddenBeforeMs, visitor, texts[level]);
                case Encoding.HASHTABLE ->
                    tables.tables.scan(root, cursor, steps[level].showing(0, hiddenBeforeMs, visitor));
                default -> tables.tables.scan(TimedHash.body(root), cursor,
                        steps[level].showing(root, hiddenBeforeMs, visitor));
            };
        } finally {
            depth--;
        }
    }

    private static long showList(long list, int width, long hiddenBeforeMs, FieldVisitor visitor, long text) {
        for (long at = Listpack.first(list); at != 0; at = FieldList.next(at, width)) {
            long expiresAtMs = width == FieldList.PAIR ? Record.NO_EXPIRY : FieldList.expiresAtMs(at);
            if (expiresAtMs != Record.NO_EXPIRY && expiresAtMs < hiddenBeforeMs) continue;
            show(at, FieldList.value(at), expiresAtMs, visitor, text);
        }
        return 0;
    }

    private long showShared(long list, FieldVisitor visitor, long text) {
        long value = SharedList.firstValue(list);
        for (long name = Listpack.first(shared.names(list)); name != 0; name = Listpack.next(name)) {
            show(name, value, Record.NO_EXPIRY, visitor, text);
            value = Listpack.next(value);
        }
        return 0;
    }

    /** Shows the field of a list that has these entries. */
    void show(long field, long value, long expiresAtMs, FieldVisitor visitor) {
        show(field, value, expiresAtMs, visitor, texts[depth]);
    }

    private static void show(long field, long value, long expiresAtMs, FieldVisitor visitor, long text) {
        long fieldAddress = text, valueAddress = text + Decimal.LENGTH_MAX;
        int fieldLength, valueLength;
        if (Listpack.isInteger(field)) {
            fieldLength = Decimal.write(Listpack.integer(field), fieldAddress);
        } else {
            fieldAddress = Listpack.stringAddress(field);
            fieldLength = Listpack.stringLength(field);
        }
        if (Listpack.isInteger(value)) {
            valueLength = Decimal.write(Listpack.integer(value), valueAddress);
        } else {
            valueAddress = Listpack.stringAddress(value);
            valueLength = Listpack.stringLength(value);
        }
        visitor.visit(fieldAddress, fieldLength, valueAddress, valueLength, expiresAtMs);
    }

    /** Shows the entry of a table. */
    static void showEntry(long head, long entry, FieldVisitor visitor) {
        visitor.visit(FieldEntry.fieldAddress(entry), FieldEntry.fieldLength(entry), FieldEntry.valueAddress(entry),
                FieldEntry.valueLength(entry), FieldTable.expiresAtMs(head, entry));
    }

    private static final class TableStep implements EntryVisitor {
        private long head, hiddenBeforeMs;
        private FieldVisitor visitor;

        TableStep showing(long head, long hiddenBeforeMs, FieldVisitor visitor) {
            this.head = head;
            this.hiddenBeforeMs = hiddenBeforeMs;
            this.visitor = visitor;
            return this;
        }

        @Override
        public void visit(long entry) {
            if (head != 0) {
                long expiresAtMs = FieldTable.expiresAtMs(head, entry);
                if (expiresAtMs != Record.NO_EXPIRY && expiresAtMs < hiddenBeforeMs) return;
            }
            showEntry(head, entry, visitor);
        }
    }
}
