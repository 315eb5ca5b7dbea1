package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.AddressMap;
import io.jadis.store.memory.Allocator;

/**
 * An ordered index by id with values of a fixed size: a B+-tree in native memory. A stream has one of its nodes, a
 * group one of all that is pending, each consumer one of its part of that. An IdTree object exists per size of values,
 * not per tree; a tree is {@link #TREE_BYTES} bytes inside a block of its owner:
 *
 * <pre>
 *   tree   0 root:64 (0: empty) | count:64 | height:32 | nodeCount:32      height: levels above the leaves
 *   node   0 count:32 | capacity:32 | previous:64 | next:64 | entries      neighbours are of leaves, 0 is none
 *   entry  0 ms:64 | seq:64 | value                                        of inner nodes: the address of a child
 * </pre>
 *
 * A B+-tree rather than Redis's radix tree: streams grow at their end, so leaves are filled by appending and full, and
 * a key with 8 bytes of value takes 25 bytes (10,000 nodes of a stream of a million entries), where neighbours lie side
 * by side, for ranges. redis 7.0 has 2.4 radix nodes for each of the same keys, three blocks to be visited and kept. An
 * entry among 1,000 is found with two cache misses, among 40,000 with three.
 *
 * <p>Nodes fill a block of about {@link #NODE_BYTES_MAX}; a lone root begins small and doubles. An appended entry that
 * finds the last leaf full gets a new one, all others split in half. A node below a quarter is joined with a neighbour
 * where both fit in one. The key of an inner node's first entry is not looked at. Values are addressed by what the
 * look-ups return and stay valid until the tree is changed.
 */
final class IdTree {
    static final int TREE_BYTES = 24;

    private static final int COUNT_OFFSET = 8, HEIGHT_OFFSET = 16, NODE_COUNT_OFFSET = 20;

    private static final int CAPACITY_OFFSET = 4, PREVIOUS_OFFSET = 8, NEXT_OFFSET = 16, ENTRIES_OFFSET = 24;
    private static final int SEQ_OFFSET = 8, KEY_BYTES = 16, INNER_STRIDE = KEY_BYTES + 8;

    private static final int NODE_BYTES_MAX = 1024, FIRST_CAPACITY = 4, HEIGHT_MAX = 16;
    private static final int INNER_CAPACITY = (NODE_BYTES_MAX - ENTRIES_OFFSET) / INNER_STRIDE;

    private final Allocator allocator;
    private final int stride, leafCapacity;

    /** The way down to the leaf that was looked for last, leaf first: nodes, and the indexes in them. */
    private final long[] pathNode = new long[HEIGHT_MAX];
    private final int[] pathIndex = new int[HEIGHT_MAX];

    /** By tree, the sweeps that watch it, each leading to the next; null while there are none. */
    private AddressMap<TreeSweep> sweeps;
    private boolean valueTaken;

    IdTree(Allocator allocator, int valueBytes) {
        this.allocator = allocator;
        stride = KEY_BYTES + valueBytes;
        leafCapacity = (NODE_BYTES_MAX - ENTRIES_OFFSET) / stride;
    }

    /** Makes an empty tree of {@link #TREE_BYTES} bytes of any content. */
    static void init(long tree) {
        Memory.fill(tree, TREE_BYTES, (byte) 0);
    }

    static long count(long tree) {
        return Memory.getLong(tree + COUNT_OFFSET);
    }

    /** Nodes of the tree itself. */
    static int nodeCount(long tree) {
        return Memory.getInt(tree + NODE_COUNT_OFFSET);
    }

    // ---- reading

    /** The value of an id, or 0. */
    long find(long tree, long ms, long seq) {
        long leaf = leafOf(tree, ms, seq);
        if (leaf == 0) return 0;
        int index = floor(leaf, stride, ms, seq);
        if (index < 0) return 0;
        long entry = leaf + ENTRIES_OFFSET + (long) index * stride;
        return ms(entry) == ms && seq(entry) == seq ? entry + KEY_BYTES : 0;
    }

    /** The leaf in which an id is or would be, or 0 if the tree is empty. */
    long leafOf(long tree, long ms, long seq) {
        long leaf = root(tree);
        for (int level = height(tree); level > 0; level--) {
            leaf = child(leaf, Math.max(0, floor(leaf, INNER_STRIDE, ms, seq)));
        }
        return leaf;
    }

    long firstLeaf(long tree) {
        long leaf = root(tree);
        for (int level = height(tree); level > 0; level--) leaf = child(leaf, 0);
        return leaf;
    }

    long lastLeaf(long tree) {
        long leaf = root(tree);
        for (int level = height(tree); level > 0; level--) leaf = child(leaf, entryCount(leaf) - 1);
        return leaf;
    }

    /** The value of the highest id; the tree must not be empty. */
    long lastValue(long tree) {
        long leaf = lastLeaf(tree);
        return entry(leaf, entryCount(leaf) - 1) + KEY_BYTES;
    }

    static long next(long leaf) {
        return Memory.getLong(leaf + NEXT_OFFSET);
    }

    static long previous(long leaf) {
        return Memory.getLong(leaf + PREVIOUS_OFFSET);
    }

    static int entryCount(long node) {
        return Memory.getInt(node);
    }

    /** An entry of a leaf. */
    long entry(long leaf, int index) {
        return leaf + ENTRIES_OFFSET + (long) index * stride;
    }

    static long ms(long entry) {
        return Memory.getLong(entry);
    }

    static long seq(long entry) {
        return Memory.getLong(entry + SEQ_OFFSET);
    }

    static long value(long entry) {
        return entry + KEY_BYTES;
    }

    /** The index in a leaf of the last entry that is not above an id, or -1. */
    int floor(long leaf, long ms, long seq) {
        return floor(leaf, stride, ms, seq);
    }

    private static int floor(long node, int stride, long ms, long seq) {
        int low = 0, high = entryCount(node);
        while (low < high) {
            int middle = low + high >>> 1;
            long entry = node + ENTRIES_OFFSET + (long) middle * stride;
            if (StreamId.compare(ms(entry), seq(entry), ms, seq) <= 0) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    // ---- writing

    /** Adds an id, which must not be there, and returns the address of its value, whose content is undefined. */
    long insert(long tree, long ms, long seq) {
        if (sweeps != null) beforeChange(tree, ms, seq, false);
        Memory.putLong(tree + COUNT_OFFSET, count(tree) + 1);
        if (root(tree) == 0) setRoot(tree, newNode(tree, FIRST_CAPACITY, stride));
        descend(tree, ms, seq);
        long leaf = pathNode[0];
        int at = pathIndex[0] + 1;
        if (entryCount(leaf) == capacity(leaf)) {
            if (capacity(leaf) < leafCapacity) {
                leaf = enlargeRoot(tree, leaf);
            } else {
                boolean append = at == entryCount(leaf) && next(leaf) == 0;
                long right = splitLeaf(tree, leaf, append ? at : entryCount(leaf) / 2);
                if (at > entryCount(leaf) || append) {
                    at -= entryCount(leaf);
                    leaf = right;
                }
                long entry = open(leaf, stride, at, ms, seq);
                addToParent(tree, 0, right, append);
                return entry + KEY_BYTES;
            }
        }
        return open(leaf, stride, at, ms, seq) + KEY_BYTES;
    }

    /** Removes an id. Returns false if it isn't there. */
    boolean remove(long tree, long ms, long seq) {
        if (root(tree) == 0) return false;
        if (sweeps != null) beforeChange(tree, ms, seq, true);
        descend(tree, ms, seq);
        long leaf = pathNode[0];
        int index = pathIndex[0];
        if (index < 0 || ms(entry(leaf, index)) != ms || seq(entry(leaf, index)) != seq) return false;
        Memory.putLong(tree + COUNT_OFFSET, count(tree) - 1);
        close(leaf, stride, index);
        afterRemoval(tree, 0);
        return true;
    }

    /**
     * Frees the last leaf with its entries, for who takes a tree apart.
     *
     * @param dropped is given the address of each value, or null
     * @return how many entries it held; 0: the tree was empty
     */
    int dropLastLeaf(long tree, ValueVisitor dropped) {
        if (root(tree) == 0) return 0;
        assert sweeps == null || sweeps.get(tree) == null : "tree=" + tree;
        descend(tree, -1, -1);
        long leaf = pathNode[0];
        int count = entryCount(leaf);
        for (int i = 0; i < count && dropped != null; i++) dropped.visit(entry(leaf, i) + KEY_BYTES);
        Memory.putLong(tree + COUNT_OFFSET, count(tree) - count);
        Memory.putInt(leaf, 0);
        afterRemoval(tree, 0);
        return count;
    }

    /** Is shown the addresses of values. */
    @FunctionalInterface
    interface ValueVisitor {
        void visit(long value);
    }

    /** Frees all nodes; the tree is empty then. */
    void clear(long tree) {
        while (dropLastLeaf(tree, null) > 0) continue;
    }

    // ---- sweeps

    void watch(TreeSweep sweep, long tree) {
        if (sweeps == null) sweeps = new AddressMap<>();
        sweep.other = sweeps.get(tree);
        sweeps.put(tree, sweep);
    }

    void unwatch(TreeSweep sweep, long tree) {
        TreeSweep first = sweeps.get(tree);
        if (first != sweep) {
            TreeSweep before = first;
            while (before.other != sweep) before = before.other;
            before.other = sweep.other;
        } else if (sweep.other != null) {
            sweeps.put(tree, sweep.other);
        } else {
            sweeps.remove(tree);
            if (sweep.hasAdopted()) {
                clear(tree);
                allocator.free(tree);
            }
        }
        sweep.other = null;
        if (sweeps.isEmpty()) {
            sweeps = null;
            valueTaken = false;
        }
    }

    /** The value of an id, which may be there or not, is about to change in place. */
    void beforeValueChange(long tree, long ms, long seq) {
        if (sweeps != null) beforeChange(tree, ms, seq, false);
    }

    /**
     * A tree is about to be taken apart, values without blocks of their own: if sweeps are in the middle of it, it
     * becomes theirs, and an empty one is in its place.
     */
    void leaveToSweeps(long tree) {
        TreeSweep first = sweeps == null ? null : sweeps.get(tree);
        if (first == null) return;
        long adopted = allocator.allocate(TREE_BYTES);
        Memory.copy(tree, adopted, TREE_BYTES);
        init(tree);
        sweeps.remove(tree);
        sweeps.put(adopted, first);
        for (TreeSweep sweep = first; sweep != null; sweep = sweep.other) sweep.adopted(adopted);
    }

    /** Whether the block that the last id removed had for its value belongs to a sweep now. */
    boolean isValueTaken() {
        return valueTaken;
    }

    private void beforeChange(long tree, long ms, long seq, boolean removes) {
        valueTaken = false;
        for (TreeSweep sweep = sweeps.get(tree); sweep != null; sweep = sweep.other) {
            valueTaken |= sweep.beforeChange(ms, seq, removes && !valueTaken);
        }
    }

    /** Bytes of all nodes. */
    long bytes(long tree) {
        long root = root(tree);
        if (root == 0) return 0;
        return nodeCount(tree) * allocator.usableSize(root);
    }

    private void descend(long tree, long ms, long seq) {
        long node = root(tree);
        for (int level = height(tree); level > 0; level--) {
            int index = Math.max(0, floor(node, INNER_STRIDE, ms, seq));
            pathNode[level] = node;
            pathIndex[level] = index;
            node = child(node, index);
        }
        pathNode[0] = node;
        pathIndex[0] = floor(node, stride, ms, seq);
    }

    private long enlargeRoot(long tree, long leaf) {
        int capacity = Math.min(2 * capacity(leaf), leafCapacity);
        long larger = allocator.reallocate(leaf, ENTRIES_OFFSET + (long) capacity * stride);
        Memory.putInt(larger + CAPACITY_OFFSET, capacity);
        setRoot(tree, larger);
        return larger;
    }

    /** Moves the entries from an index on to a new leaf behind this one. */
    private long splitLeaf(long tree, long leaf, int from) {
        long right = splitOff(tree, leaf, stride, leafCapacity, from);
        long after = next(leaf);
        Memory.putLong(right + PREVIOUS_OFFSET, leaf);
        Memory.putLong(right + NEXT_OFFSET, after);
        Memory.putLong(leaf + NEXT_OFFSET, right);
        if (after != 0) Memory.putLong(after + PREVIOUS_OFFSET, right);
        return right;
    }

    private long splitOff(long tree, long node, int stride, int capacity, int from) {
        long right = newNode(tree, capacity, stride);
        int moved = entryCount(node) - from;
        Memory.copy(node + ENTRIES_OFFSET + (long) from * stride, right + ENTRIES_OFFSET, (long) moved * stride);
        Memory.putInt(node, from);
        Memory.putInt(right, moved);
        return right;
    }

    /** Tells the parent of the path's node of a level that this node now stands right of it. */
    private void addToParent(long tree, int level, long right, boolean append) {
        long firstEntry = right + ENTRIES_OFFSET;
        long ms = ms(firstEntry), seq = seq(firstEntry);
        if (level == height(tree)) {
            long root = newNode(tree, INNER_CAPACITY, INNER_STRIDE);
            Memory.putLong(open(root, INNER_STRIDE, 0, 0, 0) + KEY_BYTES, root(tree));
            Memory.putLong(open(root, INNER_STRIDE, 1, ms, seq) + KEY_BYTES, right);
            setRoot(tree, root);
            Memory.putInt(tree + HEIGHT_OFFSET, level + 1);
            return;
        }
        long parent = pathNode[level + 1];
        int at = pathIndex[level + 1] + 1;
        if (entryCount(parent) < INNER_CAPACITY) {
            Memory.putLong(open(parent, INNER_STRIDE, at, ms, seq) + KEY_BYTES, right);
            return;
        }
        long rightParent = splitOff(tree, parent, INNER_STRIDE, INNER_CAPACITY, append ? at : INNER_CAPACITY / 2);
        int leftCount = entryCount(parent);
        boolean goesRight = append || at > leftCount;
        Memory.putLong(open(goesRight ? rightParent : parent, INNER_STRIDE, goesRight ? at - leftCount : at, ms, seq)
                + KEY_BYTES, right);
        addToParent(tree, level + 1, rightParent, append);
    }

    /** Frees the path's node of a level if it is empty, or joins it with a neighbour if there is little in it. */
    private void afterRemoval(long tree, int level) {
        long node = pathNode[level];
        int count = entryCount(node);
        if (level == height(tree)) {
            lowerRoot(tree, node, count, level);
            return;
        }
        long parent = pathNode[level + 1];
        int index = pathIndex[level + 1];
        if (count == 0) {
            freeNode(tree, node, level);
            close(parent, INNER_STRIDE, index);
            afterRemoval(tree, level + 1);
        } else if (count < capacity(node) / 4) {
            if (index + 1 < entryCount(parent)) join(tree, level, index);
            else if (index > 0) join(tree, level, index - 1);
        }
    }

    private void lowerRoot(long tree, long root, int count, int level) {
        if (count == 0) {
            freeNode(tree, root, level);
            setRoot(tree, 0);
            Memory.putInt(tree + HEIGHT_OFFSET, 0);
            return;
        }
        while (level > 0 && entryCount(root) == 1) {
            long child = child(root, 0);
            freeNode(tree, root, level);
            setRoot(tree, child);
            Memory.putInt(tree + HEIGHT_OFFSET, --level);
            root = child;
        }
    }

    /**
     * Puts the entries of a child of the path's node above a level and of the child right of it into one, if they fit.
     */
    private void join(long tree, int level, int leftIndex) {
        long parent = pathNode[level + 1];
        long left = child(parent, leftIndex), right = child(parent, leftIndex + 1);
        int leftCount = entryCount(left), rightCount = entryCount(right);
        if (leftCount + rightCount > capacity(left)) return;
        int stride = level == 0 ? this.stride : INNER_STRIDE;
        long to = left + ENTRIES_OFFSET + (long) leftCount * stride;
        Memory.copy(right + ENTRIES_OFFSET, to, (long) rightCount * stride);
        if (level > 0) {
            // The first key of an inner node may be anything; the parent knows what it stands for.
            long separator = parent + ENTRIES_OFFSET + (long) (leftIndex + 1) * INNER_STRIDE;
            Memory.copy(separator, to, KEY_BYTES);
        }
        Memory.putInt(left, leftCount + rightCount);
        freeNode(tree, right, level);
        close(parent, INNER_STRIDE, leftIndex + 1);
        afterRemoval(tree, level + 1);
    }

    private void freeNode(long tree, long node, int level) {
        if (level == 0) {
            long before = previous(node), after = next(node);
            if (before != 0) Memory.putLong(before + NEXT_OFFSET, after);
            if (after != 0) Memory.putLong(after + PREVIOUS_OFFSET, before);
        }
        allocator.free(node);
        Memory.putInt(tree + NODE_COUNT_OFFSET, nodeCount(tree) - 1);
    }

    private long newNode(long tree, int capacity, int stride) {
        long node = allocator.allocate(ENTRIES_OFFSET + (long) capacity * stride);
        Memory.putInt(node, 0);
        Memory.putInt(node + CAPACITY_OFFSET, capacity);
        Memory.putLong(node + PREVIOUS_OFFSET, 0);
        Memory.putLong(node + NEXT_OFFSET, 0);
        Memory.putInt(tree + NODE_COUNT_OFFSET, nodeCount(tree) + 1);
        return node;
    }

    /** Makes room for an entry and writes its key. */
    private static long open(long node, int stride, int at, long ms, long seq) {
        int count = entryCount(node);
        long entry = node + ENTRIES_OFFSET + (long) at * stride;
        if (at < count) Memory.copy(entry, entry + stride, (long) (count - at) * stride);
        Memory.putInt(node, count + 1);
        Memory.putLong(entry, ms);
        Memory.putLong(entry + SEQ_OFFSET, seq);
        return entry;
    }

    private static void close(long node, int stride, int at) {
        int count = entryCount(node);
        long entry = node + ENTRIES_OFFSET + (long) at * stride;
        if (at < count - 1) Memory.copy(entry + stride, entry, (long) (count - 1 - at) * stride);
        Memory.putInt(node, count - 1);
    }

    private static long child(long node, int index) {
        return Memory.getLong(node + ENTRIES_OFFSET + (long) index * INNER_STRIDE + KEY_BYTES);
    }

    private static int capacity(long node) {
        return Memory.getInt(node + CAPACITY_OFFSET);
    }

    private static long root(long tree) {
        return Memory.getLong(tree);
    }

    private static void setRoot(long tree, long root) {
        Memory.putLong(tree, root);
    }

    private static int height(long tree) {
        return Memory.getInt(tree + HEIGHT_OFFSET);
    }
}
