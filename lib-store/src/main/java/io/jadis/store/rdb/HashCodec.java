package io.jadis.store.rdb;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.hash.FieldCursor;
import io.jadis.store.hash.FieldSweep;
import io.jadis.store.hash.HashBuilder;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.Sweep;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Hashes: a listpack as it is, or fields one by one. Where fields expire, in the forms of Redis 7.4, whatever the
 * file's version: an older Redis has nothing like it.
 *
 * <pre>
 *   HASH                 count | field | value …
 *   HASH_LISTPACK        listpack of fields and values
 *   HASH_METADATA        firstAtMs:64 | count | time | field | value …      time: 0 for never, or ms after firstAtMs +
 *   1 HASH_LISTPACK_EX     firstAtMs:64 | listpack of fields, values and times in ms
 * </pre>
 */
final class HashCodec implements ValueCodec {
    private static final int FIELD_BYTES_MIN = 2;

    private final Allocator allocator;
    private final HashValues hashes;
    private final HashBuilder builder;
    private final FieldCursor cursor;
    private final Ziplist ziplist = new Ziplist();
    private final Zipmap zipmap = new Zipmap();
    private SweepWriter spare;

    HashCodec(Allocator allocator, HashValues hashes) {
        this.allocator = allocator;
        this.hashes = hashes;
        builder = hashes.builder();
        cursor = hashes.cursor();
    }

    @Override
    public void close() {
        cursor.release();
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        boolean timed = FieldCursor.nextAtMs(record) != TimedPayload.NEVER;
        return switch (Record.encoding(record)) {
            case Encoding.LISTPACK, Encoding.LISTPACK_SHARED ->
                version >= RdbFormat.LISTPACKS_SINCE ? RdbFormat.HASH_LISTPACK : RdbFormat.HASH;
            case Encoding.LISTPACK_EX -> timed ? RdbFormat.HASH_LISTPACK_EX : RdbFormat.HASH;
            default -> timed ? RdbFormat.HASH_METADATA : RdbFormat.HASH;
        };
    }

    @Override
    public ValueWriter begin(long record, RdbOutput out, int version) {
        int typeCode = typeCode(record, version);
        long firstAtMs = Record.NO_EXPIRY;
        if (typeCode == RdbFormat.HASH_LISTPACK_EX || typeCode == RdbFormat.HASH_METADATA) {
            firstAtMs = FieldCursor.nextAtMs(record);
            out.putLong(firstAtMs);
        }
        if (FieldSweep.isFor(record)) {
            out.length(hashes.size(record));
            return writer().open(record, out, firstAtMs);
        }
        boolean isShared = Record.encoding(record) == Encoding.LISTPACK_SHARED;
        long listpack = isShared ? hashes.pairs(record) : FieldCursor.listpack(record);
        if (typeCode == RdbFormat.HASH) writeFields(listpack, Record.encoding(record) == Encoding.LISTPACK_EX, out);
        else out.string(listpack, Listpack.bytes(listpack));
        if (isShared) allocator.free(listpack);
        return null;
    }

    /** A listpack may have a field twice, but who reads fields one by one may refuse that. */
    private void writeFields(long listpack, boolean timed, RdbOutput out) {
        int width = timed ? 3 : 2;
        long distinct = DistinctElements.only(allocator, listpack, width);
        out.length(Listpack.count(distinct) / width);
        cursor.open(distinct, timed);
        while (cursor.next()) {
            out.string(cursor.fieldAddress(), cursor.fieldLength());
            out.string(cursor.valueAddress(), cursor.valueLength());
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
        private final FieldSweep sweep = hashes.sweep(this::write);
        /** What the fields' times count from, {@link Record#NO_EXPIRY} if none has one. */
        private long firstAtMs;

        TableWriter(Consumer<SweepWriter> done) {
            super(done);
        }

        TableWriter open(long record, RdbOutput out, long firstAtMs) {
            redirect(out);
            this.firstAtMs = firstAtMs;
            sweep.open(record);
            return this;
        }

        @Override
        Sweep sweep() {
            return sweep;
        }

        private void write(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
            spend((long) fieldLength + valueLength);
            if (firstAtMs != Record.NO_EXPIRY) out.length(expiresAtMs == Record.NO_EXPIRY ? 0 : expiresAtMs - firstAtMs + 1);
            out.string(field, fieldLength);
            out.string(value, valueLength);
        }
    }

    // ---- reading

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        boolean isThere = switch (typeCode) {
            case RdbFormat.HASH -> readFields(in, deep);
            case RdbFormat.HASH_METADATA -> readTimedFields(in);
            case RdbFormat.HASH_LISTPACK -> readPairs(in, into, deep);
            case RdbFormat.HASH_LISTPACK_EX -> readTriples(in, into, deep);
            case RdbFormat.HASH_ZIPLIST -> readZiplist(in);
            default -> readZipmap(in);
        };
        if (!isThere) return;
        builder.shareNames();
        into.setCollection(RecordType.HASH, builder.encoding(), builder.root());
    }

    private boolean readFields(RdbInput in, boolean deep) throws IOException {
        long count = in.readCount(FIELD_BYTES_MIN);
        if (count == 0) return false;
        builder.begin(in.expected(count));
        try {
            for (long i = 0; i < count; i++) {
                long field = in.readHeldString();
                long fieldLength = in.stringLength();
                in.readString();
                if (!builder.add(field, fieldLength, in.stringAddress(), in.stringLength())) {
                    throw RdbException.corrupt("Duplicate hash fields detected");
                }
            }
            if (deep) requireDistinct("Hash with dup elements");
        } catch (IOException e) {
            builder.discard();
            throw e;
        }
        return true;
    }

    /** Of a table nobody need ask. */
    private void requireDistinct(String message) throws IOException {
        if (builder.encoding() != Encoding.LISTPACK) return;
        if (!DistinctElements.isSo(allocator, builder.root(), 2)) throw RdbException.corrupt(message);
    }

    private boolean readTimedFields(RdbInput in) throws IOException {
        long from = in.readLong();
        long count = in.readCount(FIELD_BYTES_MIN + 1);
        if (count == 0) return false;
        builder.beginTimed(in.expected(count));
        try {
            for (long i = 0; i < count; i++) {
                long time = in.readLength();
                long expiresAtMs = time == 0 ? Record.NO_EXPIRY : from + time - 1;
                if (expiresAtMs < Record.NO_EXPIRY || time < 0) throw RdbException.corrupt("Hash with invalid TTL");
                readTimedField(in, expiresAtMs);
            }
        } catch (IOException e) {
            builder.discard();
            throw e;
        }
        return true;
    }

    private void readTimedField(RdbInput in, long expiresAtMs) throws IOException {
        long field = in.readHeldString();
        long fieldLength = in.stringLength();
        in.readString();
        boolean added = expiresAtMs == Record.NO_EXPIRY
                ? builder.add(field, fieldLength, in.stringAddress(), in.stringLength())
                : builder.addTimed(field, fieldLength, in.stringAddress(), in.stringLength(), expiresAtMs);
        if (!added) throw RdbException.corrupt("Duplicate hash fields detected");
    }

    private boolean readPairs(RdbInput in, LoadedValue into, boolean deep) throws IOException {
        long block = in.readBlock();
        boolean valid = ListpackCheck.isWhole(block, in.stringLength()) && Listpack.count(block) % 2 == 0;
        if (valid && Listpack.count(block) == 0) {
            allocator.free(block);
            return false;
        }
        if (!valid || deep && !DistinctElements.isSo(allocator, block, 2)) {
            allocator.free(block);
            throw RdbException.corrupt("Hash listpack integrity check failed.");
        }
        if (!builder.adoptPairs(OldForms.withIntegers(allocator, block, 2))) into.setRepaired();
        return true;
    }

    private boolean readTriples(RdbInput in, LoadedValue into, boolean deep) throws IOException {
        in.readLong();
        long block = in.readBlock();
        boolean valid = ListpackCheck.isWhole(block, in.stringLength()) && HashBuilder.areTriples(block);
        if (valid && Listpack.count(block) == 0) {
            allocator.free(block);
            return false;
        }
        if (!valid || deep && !DistinctElements.isSo(allocator, block, 3)) {
            allocator.free(block);
            throw RdbException.corrupt("Hash listpack integrity check failed.");
        }
        if (!builder.adoptTriples(OldForms.withIntegers(allocator, block, 3))) into.setRepaired();
        return true;
    }

    // ---- the forms of old

    private boolean readZiplist(RdbInput in) throws IOException {
        long block = in.readBlock();
        ziplist.open(block, in.stringLength());
        long listpack = OldForms.toListpack(allocator, ziplist);
        boolean valid = ziplist.isWhole() && DistinctElements.isSo(allocator, listpack, 2);
        boolean isEmpty = Listpack.count(listpack) == 0;
        allocator.free(block);
        if (!valid || isEmpty) allocator.free(listpack);
        if (!valid) throw RdbException.corrupt("Hash ziplist integrity check failed.");
        if (isEmpty) return false;
        builder.adoptPairs(listpack);
        return true;
    }

    private boolean readZipmap(RdbInput in) throws IOException {
        long block = in.readBlock();
        zipmap.open(block, in.stringLength());
        builder.begin(0);
        boolean distinct = true;
        while (distinct && zipmap.next()) {
            distinct = builder.add(zipmap.fieldAddress(), zipmap.fieldLength(), zipmap.valueAddress(),
                    zipmap.valueLength());
        }
        boolean whole = zipmap.isWhole();
        allocator.free(block);
        try {
            if (!distinct) throw RdbException.corrupt("Hash zipmap with dup elements, or big length");
            if (!whole) throw RdbException.corrupt("Zipmap integrity check failed.");
            requireDistinct("Hash zipmap with dup elements, or big length");
        } catch (IOException e) {
            builder.discard();
            throw e;
        }
        if (builder.encoding() == Encoding.LISTPACK) builder.adoptPairs(builder.root());
        return true;
    }
}
