package io.jadis.store.sort;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * A sequence of texts, each with a weight, that can be sorted: copies in two native blocks that grow.
 *
 * <pre>
 *   rows    text:64 | weight:64          offsets in the other block; a weight may be a double instead, or {@link #NONE}
 *   texts   length:64 | bytes
 * </pre>
 */
public final class SortVector implements AutoCloseable {
    /** The weight of an element that has none: less than all others. */
    static final long NONE = -1;

    static final int ROW_BYTES = 16, WEIGHT_OFFSET = 8;
    private static final int LENGTH_BYTES = 8;
    private static final int ROWS_MIN = 64, TEXT_BYTES_MIN = 1024;

    private final Allocator allocator;
    private long rows, texts;
    private long rowsCapacity = ROWS_MIN, textBytesCapacity = TEXT_BYTES_MIN;
    private long size, textBytes;

    public SortVector(Allocator allocator) {
        this.allocator = allocator;
        rows = allocator.allocate(ROWS_MIN * ROW_BYTES);
        texts = allocator.allocate(TEXT_BYTES_MIN);
    }

    @Override
    public void close() {
        allocator.free(rows);
        allocator.free(texts);
    }

    // ---- filling

    /** Adds an element without a weight at the end. */
    public void add(long address, long length) {
        if (size == rowsCapacity) {
            rowsCapacity *= 2;
            rows = allocator.reallocate(rows, rowsCapacity * ROW_BYTES);
        }
        long row = row(size++);
        Memory.putLong(row, copy(address, length));
        Memory.putLong(row + WEIGHT_OFFSET, NONE);
    }

    /** What {@link SortOrder#NUMERIC} sorts the element by; not NaN. */
    public void setNumber(long index, double number) {
        Memory.putDouble(row(index) + WEIGHT_OFFSET, number);
    }

    /** What {@link SortOrder#BY_TEXT} sorts the element by. */
    public void setText(long index, long address, long length) {
        long text = copy(address, length);
        Memory.putLong(row(index) + WEIGHT_OFFSET, text);
    }

    /** The offset of a copy among the texts. */
    private long copy(long address, long length) {
        long offset = textBytes, end = offset + LENGTH_BYTES + length;
        if (end > textBytesCapacity) {
            textBytesCapacity = Math.max(2 * textBytesCapacity, end);
            texts = allocator.reallocate(texts, textBytesCapacity);
        }
        Memory.putLong(texts + offset, length);
        Memory.copy(address, texts + offset + LENGTH_BYTES, length);
        textBytes = end;
        return offset;
    }

    // ---- reading

    public long size() {
        return size;
    }

    /** First byte of an element; valid until something is added or set. */
    public long address(long index) {
        return textAddress(Memory.getLong(row(index)));
    }

    public long length(long index) {
        return textLength(Memory.getLong(row(index)));
    }

    private long row(long index) {
        return rows + index * ROW_BYTES;
    }

    long textAddress(long offset) {
        return texts + offset + LENGTH_BYTES;
    }

    long textLength(long offset) {
        return Memory.getLong(texts + offset);
    }

    // ---- sorting

    /** Sorts the elements; what the order takes for equal stays as it is, one behind the other. */
    public void sort(SortOrder order, boolean descending) {
        if (size < 2) return;
        rows = new MergeSort(this, order, descending).sort(allocator, rows, rowsCapacity, size);
    }
}
