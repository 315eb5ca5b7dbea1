package io.jadis.store.geo;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * The points that a search has found, in the order in which it found them until they are sorted. Reused. There may be
 * more than the Java heap could hold, so they are in two native blocks that grow:
 *
 * <pre>
 *   rows      member:64 | score:64 | distance:64      the member's offset in the other block; doubles
 *   members   length:64 | bytes                       in the order in which they were found
 * </pre>
 */
public final class GeoMatches implements AutoCloseable {
    private static final int SCORE_OFFSET = 8, DISTANCE_OFFSET = 16, ROW_BYTES = 24;
    private static final int LENGTH_BYTES = 8;
    private static final int ROW_BYTES_MIN = 64 * ROW_BYTES, MEMBER_BYTES_MIN = 1_024, KEPT_BYTES_MAX = 1 << 16;

    private final Allocator allocator;
    private long rows, members;
    private long rowBytesCapacity = ROW_BYTES_MIN, memberBytesCapacity = MEMBER_BYTES_MIN;
    private long count, memberBytes;

    GeoMatches(Allocator allocator) {
        this.allocator = allocator;
        rows = allocator.allocate(rowBytesCapacity);
        members = allocator.allocate(memberBytesCapacity);
    }

    @Override
    public void close() {
        allocator.free(rows);
        allocator.free(members);
    }

    /** Forgets all, and gives back what many of them have taken. */
    public void clear() {
        count = 0;
        memberBytes = 0;
        if (rowBytesCapacity > KEPT_BYTES_MAX) {
            allocator.freeInBackground(rows);
            rowBytesCapacity = ROW_BYTES_MIN;
            rows = allocator.allocate(rowBytesCapacity);
        }
        if (memberBytesCapacity > KEPT_BYTES_MAX) {
            allocator.freeInBackground(members);
            memberBytesCapacity = MEMBER_BYTES_MIN;
            members = allocator.allocate(memberBytesCapacity);
        }
    }

    void add(long memberAddress, long memberLength, double score, double distance) {
        if ((count + 1) * ROW_BYTES > rowBytesCapacity) {
            rowBytesCapacity *= 2;
            rows = allocator.reallocate(rows, rowBytesCapacity);
        }
        long row = row(count++);
        Memory.putLong(row, copy(memberAddress, memberLength));
        Memory.putDouble(row + SCORE_OFFSET, score);
        Memory.putDouble(row + DISTANCE_OFFSET, distance);
    }

    /** The offset of a copy among the members. */
    private long copy(long address, long length) {
        long offset = memberBytes, end = offset + LENGTH_BYTES + length;
        if (end > memberBytesCapacity) {
            memberBytesCapacity = Math.max(2 * memberBytesCapacity, end);
            members = allocator.reallocate(members, memberBytesCapacity);
        }
        Memory.putLong(members + offset, length);
        Memory.copy(address, members + offset + LENGTH_BYTES, length);
        memberBytes = end;
        return offset;
    }

    // ---- results

    public long count() {
        return count;
    }

    public long memberAddress(long place) {
        return members + Memory.getLong(row(place)) + LENGTH_BYTES;
    }

    public long memberLength(long place) {
        return Memory.getLong(members + Memory.getLong(row(place)));
    }

    public double score(long place) {
        return Memory.getDouble(row(place) + SCORE_OFFSET);
    }

    /** From the centre, in meters. */
    public double distance(long place) {
        return Memory.getDouble(row(place) + DISTANCE_OFFSET);
    }

    private long row(long place) {
        return rows + place * ROW_BYTES;
    }

    // ---- sorting

    /**
     * Brings the nearest, or the farthest, of the matches to the first {@code wanted} places, in that order; of equal
     * ones those that were found first. The others are anywhere behind.
     */
    public void sort(long wanted, boolean farthestFirst) {
        // A heap of the best so far, the worst of them on top.
        for (long i = wanted / 2 - 1; i >= 0; i--) sink(i, wanted, farthestFirst);
        for (long i = wanted; i < count; i++) {
            if (isBefore(i, 0, farthestFirst)) {
                swap(0, i);
                sink(0, wanted, farthestFirst);
            }
        }
        for (long end = wanted - 1; end > 0; end--) {
            swap(0, end);
            sink(0, end, farthestFirst);
        }
    }

    private void sink(long from, long heapSize, boolean farthestFirst) {
        long at = from;
        for (long child = 2 * at + 1; child < heapSize; child = 2 * at + 1) {
            if (child + 1 < heapSize && isBefore(child, child + 1, farthestFirst)) child++;
            if (isBefore(child, at, farthestFirst)) return;
            swap(at, child);
            at = child;
        }
    }

    private boolean isBefore(long place, long other, boolean farthestFirst) {
        double a = distance(place), b = distance(other);
        // The copies are in the order in which the members were found.
        if (a == b) return Memory.getLong(row(place)) < Memory.getLong(row(other));
        return farthestFirst ? a > b : a < b;
    }

    private void swap(long place, long other) {
        long a = row(place), b = row(other);
        for (int i = 0; i < ROW_BYTES; i += Long.BYTES) {
            long word = Memory.getLong(a + i);
            Memory.putLong(a + i, Memory.getLong(b + i));
            Memory.putLong(b + i, word);
        }
    }
}
