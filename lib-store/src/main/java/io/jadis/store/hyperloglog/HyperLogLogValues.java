package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringValues;
import java.util.Arrays;

/**
 * The operations on HyperLogLogs: string records that {@link #isValid} has accepted, sparse as long as few registers
 * are set and dense from then on. What is inside may be broken all the same, and shows when it is read.
 */
public final class HyperLogLogValues {
    /** What adding an element has come to. */
    public enum Outcome { UNCHANGED, CHANGED, CORRUPT }

    /** What {@link #count} answers for a value that is broken. */
    public static final long CORRUPT = -1;

    private final StringValues strings;
    private final byte[] union = new byte[DenseRegisters.COUNT];
    private final byte[] converted = new byte[DenseRegisters.COUNT];
    private final int[] ranks = new int[1 << DenseRegisters.WIDTH];
    private boolean unionIsDense;
    private long record;

    public HyperLogLogValues(Keyspace keyspace) {
        strings = keyspace.strings();
    }

    /** Whether a record, of whatever type, looks like a HyperLogLog. */
    public static boolean isValid(long record) {
        return Record.type(record) == RecordType.STRING && !Record.isNumber(record)
                && Header.isThere(Record.valueAddress(record), Record.valueLength(record));
    }

    public static boolean isSparse(long record) {
        return Header.encoding(Record.valueAddress(record)) == Header.SPARSE;
    }

    /** Where the record is now that an operation has worked on. */
    public long record() {
        return record;
    }

    // ---- adding

    /**
     * Creates an empty one; the key must not be there.
     *
     * @return the record
     */
    public long create(Database database, long nowMs, long keyAddress, long keyLength) {
        long created = strings.addZeros(database, nowMs, keyAddress, keyLength, SparseRegisters.EMPTY_BYTES);
        SparseRegisters.writeEmpty(Record.valueAddress(created));
        return created;
    }

    /**
     * Makes one writable that is there.
     *
     * @return the record
     */
    public long writable(Database database, long hyperLogLog) {
        return strings.writable(database, hyperLogLog, 0);
    }

    /**
     * PFADD of one element, to a value that is {@link #writable}. Afterwards it is at {@link #record}.
     *
     * @param sparseBytesMax above which it becomes dense
     */
    public Outcome add(Database database, long hyperLogLog, long elementAddress, long elementLength,
            long sparseBytesMax) {
        long hash = ElementHash.of(elementAddress, elementLength);
        return raise(database, hyperLogLog, ElementHash.index(hash), ElementHash.rank(hash), sparseBytesMax);
    }

    /** The value was changed: what was counted before is out of date. */
    public static void outdate(long hyperLogLog) {
        Header.outdateCardinality(Record.valueAddress(hyperLogLog));
    }

    private Outcome raise(Database database, long hyperLogLog, int index, int rank, long sparseBytesMax) {
        record = hyperLogLog;
        if (!isSparse(hyperLogLog)) {
            boolean raised = DenseRegisters.raise(Record.valueAddress(hyperLogLog), index, rank);
            return raised ? Outcome.CHANGED : Outcome.UNCHANGED;
        }
        long length = Record.valueLength(hyperLogLog);
        record = strings.writable(database, hyperLogLog, length + SparseRegisters.GROWTH_MAX);
        int answer = SparseRegisters.raise(Record.valueAddress(record), length, index, rank, sparseBytesMax);
        strings.truncate(record, answer < 0 ? length : answer);
        switch (answer) {
            case SparseRegisters.UNCHANGED -> {
                return Outcome.UNCHANGED;
            }
            case SparseRegisters.CORRUPT -> {
                return Outcome.CORRUPT;
            }
            case SparseRegisters.TOO_LARGE -> {
                if (!makeDense(database, record)) return Outcome.CORRUPT;
                DenseRegisters.raise(Record.valueAddress(record), index, rank);
            }
            default -> outdate(record);
        }
        return Outcome.CHANGED;
    }

    /**
     * Turns a sparse value into a dense one. Afterwards it is at {@link #record}.
     *
     * @return false, with nothing done, if it is broken
     */
    public boolean makeDense(Database database, long sparse) {
        record = sparse;
        Arrays.fill(converted, (byte) 0);
        long length = Record.valueLength(sparse);
        if (!SparseRegisters.mergeInto(converted, Record.valueAddress(sparse), length)) return false;
        int denseLength = Header.BYTES + DenseRegisters.BYTES;
        record = strings.writable(database, sparse, denseLength);
        strings.truncate(record, denseLength);
        long address = Record.valueAddress(record);
        Memory.fill(address + Header.BYTES, DenseRegisters.BYTES, (byte) 0);
        Header.setEncoding(address, Header.DENSE);
        for (int i = 0; i < converted.length; i++) {
            if (converted[i] != 0) DenseRegisters.set(address, i, converted[i]);
        }
        return true;
    }

    // ---- counting

    /** The cardinality as it was counted last, below 0 if that is out of date. */
    public static long countedBefore(long hyperLogLog) {
        return Header.cardinality(Record.valueAddress(hyperLogLog));
    }

    /** Counts and remembers that, in a value that is {@link #writable}; {@link #CORRUPT} if it is broken. */
    public long count(long hyperLogLog) {
        Arrays.fill(ranks, 0);
        long address = Record.valueAddress(hyperLogLog);
        if (!isSparse(hyperLogLog)) DenseRegisters.countRanks(address, ranks);
        else if (!SparseRegisters.countRanks(address, Record.valueLength(hyperLogLog), ranks)) return CORRUPT;
        long cardinality = Estimate.of(ranks);
        Header.setCardinality(address, cardinality);
        return cardinality;
    }

    // ---- unions

    /** A union of none. There is one union at a time. */
    public void beginUnion() {
        Arrays.fill(union, (byte) 0);
        unionIsDense = false;
    }

    /** Adds one to the union. Returns false if it is broken. */
    public boolean unite(long hyperLogLog) {
        long address = Record.valueAddress(hyperLogLog);
        if (isSparse(hyperLogLog)) return SparseRegisters.mergeInto(union, address, Record.valueLength(hyperLogLog));
        unionIsDense = true;
        DenseRegisters.mergeInto(union, address);
        return true;
    }

    public long countUnion() {
        Arrays.fill(ranks, 0);
        for (byte rank : union) ranks[rank]++;
        return Estimate.of(ranks);
    }

    /**
     * Adds the union to a value that is {@link #writable} and a part of it, or empty. Afterwards it is at
     * {@link #record}.
     */
    public void storeUnion(Database database, long hyperLogLog, long sparseBytesMax) {
        record = hyperLogLog;
        if (unionIsDense && isSparse(record)) makeDense(database, record);
        for (int i = 0; i < union.length; i++) {
            if (union[i] != 0) raise(database, record, i, union[i], sparseBytesMax);
        }
        outdate(record);
    }

    // ---- looking inside

    /** The rank of a register of a dense value. */
    public static int register(long dense, int index) {
        return DenseRegisters.get(Record.valueAddress(dense), index);
    }

    public static int registerCount() {
        return DenseRegisters.COUNT;
    }

    /** The runs of a sparse value: {@code z:zeros}, {@code Z:many zeros}, {@code v:rank,registers}. */
    public static String describeRuns(long sparse) {
        StringBuilder text = new StringBuilder();
        long address = Record.valueAddress(sparse), end = address + Record.valueLength(sparse);
        for (long run = address + Header.BYTES; run < end; run += SparseRegisters.bytes(run)) {
            int registers = SparseRegisters.registers(run, end);
            if (!text.isEmpty()) text.append(' ');
            if (SparseRegisters.isRanked(run)) {
                text.append("v:").append(SparseRegisters.rank(run)).append(',').append(registers);
            } else {
                text.append(SparseRegisters.isLongZeros(run) ? "Z:" : "z:").append(registers);
            }
        }
        return text.toString();
    }
}
