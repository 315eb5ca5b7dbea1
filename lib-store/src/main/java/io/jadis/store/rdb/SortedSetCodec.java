package io.jadis.store.rdb;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;
import io.jadis.store.sortedset.ElementSweep;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetLoader;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.table.Sweep;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Sorted sets: a listpack as it is, or elements one by one, those of a table in whatever order:
 *
 * <pre>
 *   ZSET_2           count | member | score:64 …
 *   ZSET             count | member | score as text …
 *   ZSET_LISTPACK    listpack of members and scores
 * </pre>
 */
final class SortedSetCodec implements ValueCodec {
    private static final int ELEMENT_BYTES_MIN = 2;

    private final Allocator allocator;
    private final SortedSetLoader loader;
    private final SortedSetValues sortedSets;
    private final SortedSetCursor cursor;
    private SweepWriter spare;
    private final Ziplist ziplist = new Ziplist();

    SortedSetCodec(Allocator allocator, SortedSetValues sortedSets) {
        this.allocator = allocator;
        this.sortedSets = sortedSets;
        loader = sortedSets.loader();
        cursor = sortedSets.cursor();
    }

    @Override
    public void close() {
        cursor.close();
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        boolean asItIs = Record.encoding(record) == Encoding.LISTPACK && version >= RdbFormat.LISTPACKS_SINCE;
        return asItIs ? RdbFormat.ZSET_LISTPACK : RdbFormat.ZSET_2;
    }

    @Override
    public ValueWriter begin(long record, RdbOutput out, int version) {
        if (typeCode(record, version) == RdbFormat.ZSET_LISTPACK) {
            out.string(Record.root(record), Listpack.bytes(Record.root(record)));
            return null;
        }
        if (ElementSweep.isFor(record)) {
            out.length(SortedSetValues.size(record));
            return writer().open(record, out);
        }
        writeElements(Record.root(record), out);
        return null;
    }

    /** A listpack may have a member twice, but who reads elements one by one refuses that. */
    private void writeElements(long listpack, RdbOutput out) {
        long distinct = DistinctElements.only(allocator, listpack, 2);
        out.length(Listpack.count(distinct) / 2);
        // Descending, as a Redis that reads it then inserts each element at the head of its skiplist.
        cursor.openListpackDescending(distinct);
        while (cursor.next()) {
            out.string(cursor.address(), cursor.length());
            out.score(cursor.score());
        }
        if (distinct != listpack) allocator.free(distinct);
    }

    private TableWriter writer() {
        TableWriter writer = spare == null ? new TableWriter(this::isDone) : (TableWriter) spare;
        spare = null;
        return writer;
    }

    private void isDone(SweepWriter writer) {
        spare = writer;
    }

    private final class TableWriter extends SweepWriter {
        private final ElementSweep sweep = sortedSets.sweep(this::write);

        TableWriter(Consumer<SweepWriter> done) {
            super(done);
        }

        TableWriter open(long record, RdbOutput out) {
            redirect(out);
            sweep.open(record);
            return this;
        }

        @Override
        Sweep sweep() {
            return sweep;
        }

        private void write(long member, long length, double score) {
            spend(length);
            out.string(member, length);
            out.score(score);
        }
    }

    // ---- reading

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        boolean isThere = switch (typeCode) {
            case RdbFormat.ZSET_LISTPACK -> readListpack(in, into, deep);
            case RdbFormat.ZSET_ZIPLIST -> readZiplist(in, into);
            default -> readElements(typeCode, in);
        };
        if (isThere) into.setCollection(RecordType.SORTED_SET, loader.encoding(), loader.root());
    }

    private boolean readElements(int typeCode, RdbInput in) throws IOException {
        long count = in.readCount(ELEMENT_BYTES_MIN);
        if (count == 0) return false;
        loader.begin(in.expected(count));
        try {
            for (long i = 0; i < count; i++) {
                long member = in.readHeldString();
                long memberLength = in.stringLength();
                double score = typeCode == RdbFormat.ZSET_2 ? in.readScore() : in.readTextScore();
                if (Double.isNaN(score)) throw RdbException.corrupt("Zset with NAN score detected");
                if (!loader.add(member, memberLength, score)) {
                    throw RdbException.corrupt("Duplicate zset fields detected");
                }
            }
        } catch (IOException e) {
            loader.discard();
            throw e;
        }
        loader.finish();
        return true;
    }

    private boolean readListpack(RdbInput in, LoadedValue into, boolean deep) throws IOException {
        long block = in.readBlock();
        boolean valid = ListpackCheck.isWhole(block, in.stringLength());
        return adopt(block, into, valid, deep, "Zset listpack integrity check failed.");
    }

    private boolean readZiplist(RdbInput in, LoadedValue into) throws IOException {
        long block = in.readBlock();
        ziplist.open(block, in.stringLength());
        long listpack = OldForms.toListpack(allocator, ziplist);
        boolean valid = ziplist.isWhole();
        allocator.free(block);
        return adopt(listpack, into, valid, true, "Zset ziplist integrity check failed.");
    }

    private boolean adopt(long listpack, LoadedValue into, boolean whole, boolean deep, String message)
            throws IOException {
        boolean valid = whole && SortedSetLoader.arePairs(listpack)
                && (!deep || DistinctElements.isSo(allocator, listpack, 2));
        boolean isEmpty = whole && Listpack.count(listpack) == 0;
        if (!valid || isEmpty) {
            allocator.free(listpack);
            if (isEmpty) return false;
            throw RdbException.corrupt(message);
        }
        if (!loader.adopt(OldForms.withIntegers(allocator, listpack, 2))) into.setRepaired();
        return true;
    }
}
