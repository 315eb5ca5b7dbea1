package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import java.util.random.RandomGenerator;

/** Fields drawn at random, each with the same chance in every encoding. */
final class FieldDraws {
    /** Of a table, more than one in so many fields is drawn by a walk over all. */
    private static final int WALK_FROM_PART = 3;

    private final Allocator allocator;
    private final SharedList shared;
    private final FieldTable tables;
    private final FieldWalk walk;
    private final RandomGenerator random;

    FieldDraws(Allocator allocator, SharedList shared, FieldTable tables, FieldWalk walk, RandomGenerator random) {
        this.allocator = allocator;
        this.shared = shared;
        this.tables = tables;
        this.walk = walk;
        this.random = random;
    }

    /** So many draws, each from all fields. */
    void any(long record, long count, FieldVisitor visitor) {
        long root = Record.root(record);
        switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> anyOfList(root, FieldList.PAIR, count, visitor);
            case Encoding.LISTPACK_SHARED -> anyOfShared(root, count, visitor);
            case Encoding.LISTPACK_EX -> anyOfList(TimedHash.body(root), FieldList.TRIPLE, count, visitor);
            case Encoding.HASHTABLE -> anyOfTable(0, root, count, visitor);
            default -> anyOfTable(root, TimedHash.body(root), count, visitor);
        }
    }

    private void anyOfTable(long head, long table, long count, FieldVisitor visitor) {
        for (long left = count; left > 0; left--) {
            FieldWalk.showEntry(head, tables.tables.randomEntry(table, random), visitor);
        }
    }

    /** For more than one draw a list is walked once, to know where its fields are. */
    private void anyOfList(long list, int width, long count, FieldVisitor visitor) {
        int size = FieldList.size(list, width);
        if (count == 1) {
            showOfList(FieldList.at(list, width, random.nextInt(size)), width, visitor);
            return;
        }
        long offsets = allocator.allocate((long) size * Integer.BYTES);
        int index = 0;
        for (long at = Listpack.first(list); at != 0; at = FieldList.next(at, width)) {
            Memory.putInt(offsets + (long) index++ * Integer.BYTES, (int) (at - list));
        }
        for (long left = count; left > 0; left--) {
            int drawn = random.nextInt(size);
            showOfList(list + Memory.getInt(offsets + (long) drawn * Integer.BYTES), width, visitor);
        }
        allocator.free(offsets);
    }

    private void anyOfShared(long list, long count, FieldVisitor visitor) {
        long names = shared.names(list);
        int size = SharedList.size(list);
        for (long left = count; left > 0; left--) {
            int drawn = random.nextInt(size);
            walk.show(Listpack.at(names, drawn), SharedList.valueAt(list, drawn), Record.NO_EXPIRY, visitor);
        }
    }

    private void showOfList(long field, int width, FieldVisitor visitor) {
        walk.show(field, FieldList.value(field),
                width == FieldList.PAIR ? Record.NO_EXPIRY : FieldList.expiresAtMs(field), visitor);
    }

    /** So many different fields, fewer than there are, in no particular order. */
    void distinct(long record, long count, FieldVisitor visitor) {
        long root = Record.root(record);
        switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> byWalk(record, FieldList.size(root, FieldList.PAIR), count, visitor);
            case Encoding.LISTPACK_SHARED -> byWalk(record, SharedList.size(root), count, visitor);
            case Encoding.LISTPACK_EX ->
                byWalk(record, FieldList.size(TimedHash.body(root), FieldList.TRIPLE), count, visitor);
            case Encoding.HASHTABLE -> distinctOfTable(record, 0, root, count, visitor);
            default -> distinctOfTable(record, root, TimedHash.body(root), count, visitor);
        }
    }

    private void distinctOfTable(long record, long head, long table, long count, FieldVisitor visitor) {
        long size = tables.tables.size(table);
        if (count * WALK_FROM_PART > size) byWalk(record, size, count, visitor);
        else byDraws(head, table, count, visitor);
    }

    /** Each field that the walk comes by is taken with the chance that it has among those to come. */
    private void byWalk(long record, long size, long count, FieldVisitor visitor) {
        long[] leftAndWanted = {size, count};
        walk.all(record, Long.MIN_VALUE, (field, fieldLength, value, valueLength, expiresAtMs) -> {
            if (random.nextLong(leftAndWanted[0]--) >= leftAndWanted[1]) return;
            leftAndWanted[1]--;
            visitor.visit(field, fieldLength, value, valueLength, expiresAtMs);
        });
    }

    /** Few of many: drawn until they are enough; a table of the same entries knows which ones have come already. */
    private void byDraws(long head, long table, long count, FieldVisitor visitor) {
        long drawn = tables.tables.create();
        tables.tables.expandTo(drawn, count);
        for (long wanted = count; wanted > 0; ) {
            long entry = tables.tables.randomEntry(table, random);
            long field = FieldEntry.fieldAddress(entry);
            long length = FieldEntry.fieldLength(entry);
            long hash = Memory.hash(field, length);
            if (tables.tables.find(drawn, hash, field, length) != 0) continue;
            tables.tables.insert(drawn, hash, entry);
            FieldWalk.showEntry(head, entry, visitor);
            wanted--;
        }
        tables.tables.destroy(drawn);
    }
}
