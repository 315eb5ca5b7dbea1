package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;

/**
 * The two kinds of node of an {@link OrderIndex}, each with arrays instead of an array of structures: a search reads
 * nothing but scores, eight to a cache line, and follows an entry only where scores are equal.
 * <pre>
 *   leaf, 1,024 bytes
 *       0 count:4 | –:4
 *       8 next:8       16 previous:8       the neighbours in order; 0 = none
 *      24 score:8 × 62                     copies of the entries' scores
 *     520 entry:8 × 62
 *   inner node, 2,048 bytes
 *       0 count:4 | –:4                    children
 *       8 score:8 × 63                     the first element below each child: its score
 *     512 entry:8 × 63                     and its entry; both are void for child 0
 *    1016 child:8 × 63
 *    1520 elements:8 × 63                  how many there are below each child
 * </pre>
 */
final class IndexNode {
    static final int LEAF_BYTES = 1024, INNER_BYTES = 2048;
    static final int LEAF_MAX = 62, CHILDREN_MAX = 63;

    private static final long NEXT = 8, PREVIOUS = 16, LEAF_SCORES = 24, LEAF_ENTRIES = LEAF_SCORES + 8 * LEAF_MAX;
    private static final long SCORES = 8, ENTRIES = SCORES + 8 * CHILDREN_MAX, CHILDREN = ENTRIES + 8 * CHILDREN_MAX,
            ELEMENTS = CHILDREN + 8 * CHILDREN_MAX;

    private IndexNode() {}

    static int count(long node) {
        return Memory.getInt(node);
    }

    static void setCount(long node, int count) {
        Memory.putInt(node, count);
    }

    // ---- leaves

    static long next(long leaf) {
        return Memory.getLong(leaf + NEXT);
    }

    static void setNext(long leaf, long next) {
        Memory.putLong(leaf + NEXT, next);
    }

    static long previous(long leaf) {
        return Memory.getLong(leaf + PREVIOUS);
    }

    static void setPrevious(long leaf, long previous) {
        Memory.putLong(leaf + PREVIOUS, previous);
    }

    static double score(long leaf, int slot) {
        return Memory.getDouble(leaf + LEAF_SCORES + 8L * slot);
    }

    static long entry(long leaf, int slot) {
        return Memory.getLong(leaf + LEAF_ENTRIES + 8L * slot);
    }

    static void set(long leaf, int slot, double score, long entry) {
        Memory.putDouble(leaf + LEAF_SCORES + 8L * slot, score);
        Memory.putLong(leaf + LEAF_ENTRIES + 8L * slot, entry);
    }

    static void insert(long leaf, int slot, double score, long entry) {
        int count = count(leaf);
        move(leaf, slot, leaf, slot + 1, count - slot);
        set(leaf, slot, score, entry);
        setCount(leaf, count + 1);
    }

    static void remove(long leaf, int slot, int number) {
        int count = count(leaf);
        move(leaf, slot + number, leaf, slot, count - slot - number);
        setCount(leaf, count - number);
    }

    /** Copies elements from one leaf to another or within one; the counts are the caller's to correct. */
    static void move(long from, int fromSlot, long to, int toSlot, int number) {
        copy(from + LEAF_SCORES, fromSlot, to + LEAF_SCORES, toSlot, number);
        copy(from + LEAF_ENTRIES, fromSlot, to + LEAF_ENTRIES, toSlot, number);
    }

    /** How many of the leaf's elements lie before the bound. */
    static int search(long leaf, Bound bound) {
        return search(leaf + LEAF_SCORES, leaf + LEAF_ENTRIES, 0, count(leaf), bound);
    }

    // ---- inner nodes

    /** The child below which the bound lies: the last one whose first element is before it. */
    static int searchChild(long inner, Bound bound) {
        return search(inner + SCORES, inner + ENTRIES, 1, count(inner), bound) - 1;
    }

    static long child(long inner, int slot) {
        return Memory.getLong(inner + CHILDREN + 8L * slot);
    }

    static long elements(long inner, int slot) {
        return Memory.getLong(inner + ELEMENTS + 8L * slot);
    }

    static void addElements(long inner, int slot, long difference) {
        Memory.putLong(inner + ELEMENTS + 8L * slot, elements(inner, slot) + difference);
    }

    static double firstScore(long inner, int slot) {
        return Memory.getDouble(inner + SCORES + 8L * slot);
    }

    static long firstEntry(long inner, int slot) {
        return Memory.getLong(inner + ENTRIES + 8L * slot);
    }

    static void setFirst(long inner, int slot, double score, long entry) {
        Memory.putDouble(inner + SCORES + 8L * slot, score);
        Memory.putLong(inner + ENTRIES + 8L * slot, entry);
    }

    static void setChild(long inner, int slot, long child, long elements) {
        Memory.putLong(inner + CHILDREN + 8L * slot, child);
        Memory.putLong(inner + ELEMENTS + 8L * slot, elements);
    }

    static void insertChild(long inner, int slot, double firstScore, long firstEntry, long child, long elements) {
        int count = count(inner);
        moveChildren(inner, slot, inner, slot + 1, count - slot);
        setFirst(inner, slot, firstScore, firstEntry);
        setChild(inner, slot, child, elements);
        setCount(inner, count + 1);
    }

    static void removeChild(long inner, int slot) {
        int count = count(inner);
        moveChildren(inner, slot + 1, inner, slot, count - slot - 1);
        setCount(inner, count - 1);
    }

    /** Copies children from one node to another or within one; the counts are the caller's to correct. */
    static void moveChildren(long from, int fromSlot, long to, int toSlot, int number) {
        copy(from + SCORES, fromSlot, to + SCORES, toSlot, number);
        copy(from + ENTRIES, fromSlot, to + ENTRIES, toSlot, number);
        copy(from + CHILDREN, fromSlot, to + CHILDREN, toSlot, number);
        copy(from + ELEMENTS, fromSlot, to + ELEMENTS, toSlot, number);
    }

    /** The number of elements below children {@code from} up to, not including, {@code to}. */
    static long sum(long inner, int from, int to) {
        long sum = 0;
        for (int slot = from; slot < to; slot++) sum += elements(inner, slot);
        return sum;
    }

    private static void copy(long from, int fromSlot, long to, int toSlot, int number) {
        Memory.copy(from + 8L * fromSlot, to + 8L * toSlot, 8L * number);
    }

    private static int search(long scores, long entries, int from, int to, Bound bound) {
        int low = from, high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            if (bound.isBehind(Memory.getDouble(scores + 8L * middle), entries + 8L * middle)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
