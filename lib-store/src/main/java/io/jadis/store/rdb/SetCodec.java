package io.jadis.store.rdb;

import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.IntsetCheck;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;
import io.jadis.store.set.MemberCursor;
import io.jadis.store.set.MemberSweep;
import io.jadis.store.set.SetBuilder;
import io.jadis.store.set.SetValues;
import io.jadis.store.table.Sweep;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Sets: an intset or a listpack as it is, or members one by one:
 *
 * <pre>
 *   count | member …
 * </pre>
 */
final class SetCodec implements ValueCodec {
    private static final int MEMBER_BYTES_MIN = 1;

    private final Allocator allocator;
    private final SetValues sets;
    private final SetBuilder builder;
    private final MemberCursor cursor;
    private SweepWriter spare;

    SetCodec(Allocator allocator, SetValues sets) {
        this.allocator = allocator;
        this.sets = sets;
        builder = sets.builder();
        cursor = sets.cursor();
    }

    @Override
    public void close() {
        cursor.release();
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        return switch (Record.encoding(record)) {
            case Encoding.INTSET -> RdbFormat.SET_INTSET;
            case Encoding.LISTPACK -> version >= RdbFormat.SET_LISTPACKS_SINCE ? RdbFormat.SET_LISTPACK : RdbFormat.SET;
            default -> RdbFormat.SET;
        };
    }

    @Override
    public ValueWriter begin(long record, RdbOutput out, int version) {
        switch (typeCode(record, version)) {
            case RdbFormat.SET_INTSET -> out.string(Record.root(record), (int) Intset.bytes(Record.root(record)));
            case RdbFormat.SET_LISTPACK -> out.string(Record.root(record), Listpack.bytes(Record.root(record)));
            default -> {
                if (MemberSweep.isFor(record)) {
                    out.length(sets.size(record));
                    return writer().open(record, out);
                }
                writeMembers(Record.root(record), out);
            }
        }
        return null;
    }

    /** A listpack may have a member twice, but who reads members one by one refuses that. */
    private void writeMembers(long listpack, RdbOutput out) {
        long distinct = DistinctElements.only(allocator, listpack, 1);
        out.length(Listpack.count(distinct));
        cursor.openListpack(distinct);
        while (cursor.next()) out.string(cursor.address(), cursor.length());
        cursor.close();
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
        private final MemberSweep sweep = sets.sweep(this::write);

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

        private void write(long member, long length) {
            spend(length);
            out.string(member, length);
        }
    }

    // ---- reading

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        boolean isThere = switch (typeCode) {
            case RdbFormat.SET_INTSET -> readIntset(in);
            case RdbFormat.SET_LISTPACK -> readListpack(in, into, deep);
            default -> readMembers(in);
        };
        if (isThere) into.setCollection(RecordType.SET, builder.encoding(), builder.root());
    }

    private boolean readIntset(RdbInput in) throws IOException {
        long block = in.readBlock();
        if (!IntsetCheck.hasFrame(block, in.stringLength()) || !IntsetCheck.isAscending(block)) {
            allocator.free(block);
            throw RdbException.corrupt("Intset integrity check failed.");
        }
        builder.adoptIntset(block);
        return true;
    }

    private boolean readListpack(RdbInput in, LoadedValue into, boolean deep) throws IOException {
        long block = in.readBlock();
        boolean valid = ListpackCheck.isWhole(block, in.stringLength());
        if (valid && Listpack.count(block) == 0) {
            allocator.free(block);
            return false;
        }
        if (!valid || deep && !DistinctElements.isSo(allocator, block, 1)) {
            allocator.free(block);
            throw RdbException.corrupt("Set listpack integrity check failed.");
        }
        if (!builder.adoptListpack(OldForms.withIntegers(allocator, block, 1))) into.setRepaired();
        return true;
    }

    private boolean readMembers(RdbInput in) throws IOException {
        long count = in.readCount(MEMBER_BYTES_MIN);
        if (count == 0) return false;
        builder.begin(in.expected(count));
        try {
            for (long i = 0; i < count; i++) {
                in.readString();
                if (!builder.add(in.stringAddress(), in.stringLength())) {
                    throw RdbException.corrupt("Duplicate set members detected");
                }
            }
        } catch (IOException e) {
            builder.discard();
            throw e;
        }
        return true;
    }
}
