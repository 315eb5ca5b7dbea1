package io.jadis.store.rdb;

import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListValues;
import io.jadis.store.memory.Allocator;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.stream.StreamValues;
import java.io.IOException;

/** The values of all types, written and read: the codecs, one for each type. One value at a time is read. */
public final class RdbValues implements AutoCloseable {
    private static final int TYPE_CODES = 32;
    private static final int COUNTING_BYTES = 4 << 10;

    private final ValueCodec[] writers = new ValueCodec[RecordType.STREAM + 1];
    private final ValueCodec[] readers = new ValueCodec[TYPE_CODES];
    private final LoadedValue value;
    private long sanitizedCount;

    public RdbValues(Keyspace keyspace, ListValues lists, HashValues hashes, SetValues sets,
            SortedSetValues sortedSets, StreamValues streams) {
        Allocator allocator = keyspace.allocator();
        value = new LoadedValue(keyspace);
        register(RecordType.STRING, new StringCodec(), RdbFormat.STRING);
        register(RecordType.LIST, new ListCodec(allocator, lists), RdbFormat.LIST, RdbFormat.LIST_ZIPLIST,
                RdbFormat.LIST_QUICKLIST, RdbFormat.LIST_QUICKLIST_2);
        register(RecordType.HASH, new HashCodec(allocator, hashes), RdbFormat.HASH, RdbFormat.HASH_LISTPACK,
                RdbFormat.HASH_ZIPLIST, RdbFormat.HASH_ZIPMAP, RdbFormat.HASH_METADATA, RdbFormat.HASH_LISTPACK_EX);
        register(RecordType.SET, new SetCodec(allocator, sets), RdbFormat.SET, RdbFormat.SET_INTSET,
                RdbFormat.SET_LISTPACK);
        register(RecordType.SORTED_SET, new SortedSetCodec(allocator, sortedSets), RdbFormat.ZSET, RdbFormat.ZSET_2,
                RdbFormat.ZSET_ZIPLIST, RdbFormat.ZSET_LISTPACK);
        register(RecordType.STREAM, new StreamCodec(allocator, streams), RdbFormat.STREAM_LISTPACKS,
                RdbFormat.STREAM_LISTPACKS_2, RdbFormat.STREAM_LISTPACKS_3);
    }

    @Override
    public void close() {
        for (ValueCodec codec : writers) {
            if (codec != null) codec.close();
        }
    }

    private void register(int recordType, ValueCodec codec, int... typeCodes) {
        writers[recordType] = codec;
        for (int typeCode : typeCodes) readers[typeCode] = codec;
    }

    // ---- writing

    /** The type code that stands before a record's value in a file of that version. */
    int typeCode(long record, int version) {
        return writers[Record.type(record)].typeCode(record, version);
    }

    /**
     * Writes a record's value, without type and key, or the head of a large one.
     *
     * @return what writes the rest, to be closed in the end; null if there is none
     */
    ValueWriter begin(long record, RdbOutput out, int version) {
        return writers[Record.type(record)].begin(record, out, version);
    }

    /** Writes all of a record's value, without type and key. */
    void write(long record, RdbOutput out, int version) {
        ValueWriter rest = begin(record, out, version);
        if (rest == null) return;
        rest.more(Integer.MAX_VALUE);
        rest.close();
    }

    /** Bytes that a record's value takes in a file, without type and key. */
    public long bytes(long record, Allocator allocator, boolean compress) {
        long buffer = allocator.allocate(COUNTING_BYTES);
        try (RdbOutput out =
                new RdbOutput(allocator, (address, _) -> address, buffer, COUNTING_BYTES, compress, false)) {
            write(record, out, RdbFormat.VERSION);
            return out.writtenBytes();
        } finally {
            allocator.free(buffer);
        }
    }

    // ---- reading

    /**
     * Reads a value. It stays valid until the next read of the input.
     *
     * @throws RdbException if it is none
     */
    public LoadedValue read(int typeCode, RdbInput in, boolean deep) throws IOException {
        value.setEmpty();
        ValueCodec codec = typeCode < TYPE_CODES ? readers[typeCode] : null;
        if (codec == null) throw unknown(typeCode, in);
        if (deep && RdbFormat.isCompact(typeCode)) sanitizedCount++;
        codec.read(typeCode, in, value, deep);
        return value;
    }

    /** How many compact values were looked through to the bottom: INFO's dump_payload_sanitizations. */
    public long sanitizedCount() {
        return sanitizedCount;
    }

    /** Counts what others have looked through. */
    public void countSanitized(long count) {
        sanitizedCount += count;
    }

    public void resetStatistics() {
        sanitizedCount = 0;
    }

    private static RdbException unknown(int typeCode, RdbInput in) throws IOException {
        return switch (typeCode) {
            case RdbFormat.MODULE_PRE_GA -> RdbException.corrupt("Pre-release module format not supported");
            case RdbFormat.MODULE_2 ->
                    RdbException.corrupt("The RDB file contains module data I can't load: no matching "
                    + "module type '" + ModuleData.name(in.readLength()) + "'");
            default -> RdbException.corrupt("Unknown RDB encoding type " + typeCode);
        };
    }
}
