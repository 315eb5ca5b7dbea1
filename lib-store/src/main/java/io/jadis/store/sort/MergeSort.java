package io.jadis.store.sort;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/** Sorts the rows of a vector, stably: runs of a few by insertion, which then are merged, two by two. */
final class MergeSort {
    private static final int RUN_ROWS = 8;
    private static final int ROW_BYTES = SortVector.ROW_BYTES, WEIGHT_OFFSET = SortVector.WEIGHT_OFFSET;

    private final SortVector vector;
    private final SortOrder order;
    private final boolean descending;

    MergeSort(SortVector vector, SortOrder order, boolean descending) {
        this.vector = vector;
        this.order = order;
        this.descending = descending;
    }

    /** Returns the block with the sorted rows: the one given or one of the same length in its place. */
    long sort(Allocator allocator, long rows, long capacity, long size) {
        for (long from = 0; from < size; from += RUN_ROWS) sortRun(rows, from, Math.min(size, from + RUN_ROWS));
        if (size <= RUN_ROWS) return rows;
        long sorted = rows, other = allocator.allocate(capacity * ROW_BYTES);
        for (long run = RUN_ROWS; run < size; run *= 2) {
            for (long from = 0; from < size; from += 2 * run) {
                merge(sorted, other, from, Math.min(size, from + run), Math.min(size, from + 2 * run));
            }
            long swapped = sorted;
            sorted = other;
            other = swapped;
        }
        allocator.free(other);
        return sorted;
    }

    private boolean isAfter(long rowA, long rowB) {
        int difference = order.compare(vector, rowA, rowB);
        return descending ? difference < 0 : difference > 0;
    }

    private void sortRun(long rows, long from, long to) {
        for (long i = from + 1; i < to; i++) {
            long row = rows + i * ROW_BYTES, place = row;
            while (place > rows + from * ROW_BYTES && isAfter(place - ROW_BYTES, row)) place -= ROW_BYTES;
            if (place == row) continue;
            long text = Memory.getLong(row), weight = Memory.getLong(row + WEIGHT_OFFSET);
            Memory.copy(place, place + ROW_BYTES, row - place);
            Memory.putLong(place, text);
            Memory.putLong(place + WEIGHT_OFFSET, weight);
        }
    }

    /** Merges the rows up to the middle and those from there on. */
    private void merge(long from, long to, long start, long middle, long end) {
        long a = from + start * ROW_BYTES, aEnd = from + middle * ROW_BYTES;
        long b = aEnd, bEnd = from + end * ROW_BYTES;
        long at = to + start * ROW_BYTES;
        // What is in order already, as most of a list that grew by appending may be, costs one comparison.
        if (b == bEnd || !isAfter(b - ROW_BYTES, b)) {
            Memory.copy(a, at, bEnd - a);
            return;
        }
        for (; a < aEnd && b < bEnd; at += ROW_BYTES) {
            if (isAfter(a, b)) {
                copyRow(b, at);
                b += ROW_BYTES;
            } else {
                copyRow(a, at);
                a += ROW_BYTES;
            }
        }
        Memory.copy(a, at, aEnd - a);
        Memory.copy(b, at + (aEnd - a), bEnd - b);
    }

    private static void copyRow(long from, long to) {
        Memory.putLong(to, Memory.getLong(from));
        Memory.putLong(to + WEIGHT_OFFSET, Memory.getLong(from + WEIGHT_OFFSET));
    }
}
