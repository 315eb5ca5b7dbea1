package io.jadis.store.geo;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.Arrays;

/** The points that a search has found, in the order in which it found them until they are sorted. Reused. */
public final class GeoMatches implements AutoCloseable {
    private static final int KEPT_COUNT_MAX = 4_096, MEMBER_BYTES_MIN = 1_024, KEPT_BYTES_MAX = 1 << 16;

    private final Allocator allocator;

    /** The members' bytes, one behind the other. */
    private long members;
    private long membersCapacity, membersBytes;

    private int count;
    private long[] offsets = new long[16];
    private int[] lengths = new int[16];
    private double[] scores = new double[16];
    private double[] distances = new double[16];

    /** Matches by their place in the result. */
    private int[] order = new int[16];

    GeoMatches(Allocator allocator) {
        this.allocator = allocator;
        membersCapacity = MEMBER_BYTES_MIN;
        members = allocator.allocate(membersCapacity);
    }

    @Override
    public void close() {
        allocator.free(members);
    }

    void clear() {
        count = 0;
        membersBytes = 0;
        if (order.length > KEPT_COUNT_MAX) resize(KEPT_COUNT_MAX);
        if (membersCapacity > KEPT_BYTES_MAX) {
            membersCapacity = MEMBER_BYTES_MIN;
            allocator.free(members);
            members = allocator.allocate(membersCapacity);
        }
    }

    void add(long memberAddress, int memberLength, double score, double distance) {
        if (count == order.length) resize(2 * count);
        if (membersBytes + memberLength > membersCapacity) {
            membersCapacity = Math.max(2 * membersCapacity, membersBytes + memberLength);
            members = allocator.reallocate(members, membersCapacity);
        }
        Memory.copy(memberAddress, members + membersBytes, memberLength);
        offsets[count] = membersBytes;
        lengths[count] = memberLength;
        scores[count] = score;
        distances[count] = distance;
        order[count] = count;
        count++;
        membersBytes += memberLength;
    }

    private void resize(int capacity) {
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        scores = Arrays.copyOf(scores, capacity);
        distances = Arrays.copyOf(distances, capacity);
        order = Arrays.copyOf(order, capacity);
    }

    // ---- results

    public int count() {
        return count;
    }

    public long memberAddress(int place) {
        return members + offsets[order[place]];
    }

    public int memberLength(int place) {
        return lengths[order[place]];
    }

    public double score(int place) {
        return scores[order[place]];
    }

    /** From the centre, in meters. */
    public double distance(int place) {
        return distances[order[place]];
    }

    // ---- sorting

    /**
     * Brings the nearest, or the farthest, of the matches to the first {@code wanted} places, in that order; of equal
     * ones those that were found first. The others are anywhere behind.
     */
    public void sort(int wanted, boolean farthestFirst) {
        // A heap of the best so far, the worst of them on top.
        for (int i = wanted / 2 - 1; i >= 0; i--) sink(i, wanted, farthestFirst);
        for (int i = wanted; i < count; i++) {
            if (isBefore(order[i], order[0], farthestFirst)) {
                swap(0, i);
                sink(0, wanted, farthestFirst);
            }
        }
        for (int end = wanted - 1; end > 0; end--) {
            swap(0, end);
            sink(0, end, farthestFirst);
        }
    }

    private void sink(int from, int heapSize, boolean farthestFirst) {
        int at = from;
        for (int child = 2 * at + 1; child < heapSize; child = 2 * at + 1) {
            if (child + 1 < heapSize && isBefore(order[child], order[child + 1], farthestFirst)) child++;
            if (isBefore(order[child], order[at], farthestFirst)) return;
            swap(at, child);
            at = child;
        }
    }

    private boolean isBefore(int match, int other, boolean farthestFirst) {
        double a = distances[match], b = distances[other];
        if (a == b) return match < other;
        return farthestFirst ? a > b : a < b;
    }

    private void swap(int place, int other) {
        int match = order[place];
        order[place] = order[other];
        order[other] = match;
    }
}
