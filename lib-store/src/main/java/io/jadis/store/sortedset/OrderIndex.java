package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.EntryVisitor;

/**
 * The elements of a sorted set in their order: a B+ tree of {@link ScoredMember} entries whose inner nodes count what
 * is below each child, so that ranks are found and counted on the way down. An index is a struct inside a block of its
 * owner's:
 * <pre>
 *    0 root:8        0 = empty
 *    8 size:8
 *   16 leaves:8      24 inners:8       nodes of each kind
 *   32 depth:4       levels of inner nodes above the leaves; 36 –:4
 * </pre>
 * The entries belong to the owner. An inner node names the first entry below each child but its own first: these names
 * are corrected whenever that entry leaves, so that none outlives its entry.
 *
 * <p>A node that is full is split in halves, but at both ends of the order it is left full, for elements that come in
 * order. A node less than a quarter full joins a neighbour where both together leave a quarter free.
 */
final class OrderIndex {
    static final int BYTES = 40;

    private static final long ROOT = 0, SIZE = 8, LEAVES = 16, INNERS = 24, DEPTH = 32;
    /** Inner nodes are a third full on average at least, mostly more: enough for any size. */
    private static final int DEPTH_MAX = 24;
    private static final int LEAF_JOINED_MAX = IndexNode.LEAF_MAX * 3 / 4, LEAF_MIN = IndexNode.LEAF_MAX / 4;
    private static final int INNER_JOINED_MAX = IndexNode.CHILDREN_MAX * 3 / 4, INNER_MIN = IndexNode.CHILDREN_MAX / 4;

    private final Allocator allocator;
    private final Bound sought = new Bound();

    // The place that was looked up last: inner nodes from the root down with the slots taken, the leaf and its slot.
    private final long[] path = new long[DEPTH_MAX];
    private final int[] slots = new int[DEPTH_MAX];
    private long leaf;
    private int slot;

    OrderIndex(Allocator allocator) {
        this.allocator = allocator;
    }

    static void init(long index) {
        Memory.fill(index, BYTES, (byte) 0);
    }

    static long size(long index) {
        return Memory.getLong(index + SIZE);
    }

    /** Bytes of the nodes. */
    static long bytes(long index) {
        return Memory.getLong(index + LEAVES) * IndexNode.LEAF_BYTES
                + Memory.getLong(index + INNERS) * IndexNode.INNER_BYTES;
    }

    /** How many blocks there are to free. */
    static long nodes(long index) {
        return Memory.getLong(index + LEAVES) + Memory.getLong(index + INNERS);
    }

    // ---- looking up

    /** How many elements lie before the bound. */
    long rank(long index, Bound bound) {
        long node = root(index);
        if (node == 0) return 0;
        long rank = 0;
        for (int level = 0, depth = depth(index); level < depth; level++) {
            int at = IndexNode.searchChild(node, bound);
            rank += IndexNode.sum(node, 0, at);
            node = IndexNode.child(node, at);
        }
        return rank + IndexNode.search(node, bound);
    }

    /** The rank of an entry that is here, from 0. */
    long rank(long index, long entry) {
        return rank(index, behind(entry)) - 1;
    }

    /** Goes to the element of this rank, which must exist: {@link #leaf} and {@link #slot} are its place. */
    void seek(long index, long rank) {
        assert rank >= 0 && rank < size(index) : "rank=" + rank + " size=" + size(index);
        long node = root(index);
        long left = rank;
        for (int level = 0, depth = depth(index); level < depth; level++) {
            int at = 0;
            for (long below; left >= (below = IndexNode.elements(node, at)); at++) left -= below;
            path[level] = node;
            slots[level] = at;
            node = IndexNode.child(node, at);
        }
        leaf = node;
        slot = (int) left;
    }

    long leaf() {
        return leaf;
    }

    int slot() {
        return slot;
    }

    private Bound behind(long entry) {
        return sought.behind(ScoredMember.score(entry), ScoredMember.address(entry), ScoredMember.length(entry));
    }

    /** Goes to the place right behind the entry, or where it would be. */
    private void locateBehind(long index, long entry) {
        Bound bound = behind(entry);
        long node = root(index);
        for (int level = 0, depth = depth(index); level < depth; level++) {
            int at = IndexNode.searchChild(node, bound);
            path[level] = node;
            slots[level] = at;
            node = IndexNode.child(node, at);
        }
        leaf = node;
        slot = IndexNode.search(node, bound);
    }

    private void locate(long index, long entry) {
        locateBehind(index, entry);
        slot--;
        assert slot >= 0 && IndexNode.entry(leaf, slot) == entry : "entry=" + entry;
    }

    // ---- changes

    /** Adds an entry that isn't here. */
    void insert(long index, long entry) {
        double score = ScoredMember.score(entry);
        if (root(index) == 0) {
            setRoot(index, newLeaf(index), 0);
        }
        locateBehind(index, entry);
        if (IndexNode.count(leaf) == IndexNode.LEAF_MAX) splitLeaf(index, score, entry);
        IndexNode.insert(leaf, slot, score, entry);
        addElements(index, 1);
    }

    /** Takes an entry away; it is read, but not freed. */
    void remove(long index, long entry) {
        locate(index, entry);
        removeHere(index, 1);
    }

    /** Gives an entry another score and the place that it has then. */
    void setScore(long index, long entry, double score) {
        locate(index, entry);
        if (staysInPlace(entry, score)) {
            ScoredMember.setScore(entry, score);
            IndexNode.set(leaf, slot, score, entry);
            return;
        }
        removeHere(index, 1);
        ScoredMember.setScore(entry, score);
        insert(index, entry);
    }

    /** Whether the entry would be between the same two. What is first or last in its leaf is taken to move. */
    private boolean staysInPlace(long entry, double score) {
        if (slot == 0 || slot == IndexNode.count(leaf) - 1) return false;
        double before = IndexNode.score(leaf, slot - 1), behind = IndexNode.score(leaf, slot + 1);
        return before < score && score < behind;
    }

    /**
     * Takes away elements from a rank on, as many as are in one leaf and at most {@code number}; each is shown to the
     * visitor first, which may free it.
     *
     * @return how many
     */
    int removeRun(long index, long rank, long number, EntryVisitor visitor) {
        seek(index, rank);
        int run = (int) Math.min(number, IndexNode.count(leaf) - slot);
        for (int i = 0; i < run; i++) visitor.visit(IndexNode.entry(leaf, slot + i));
        removeHere(index, run);
        return run;
    }

    private void addElements(long index, long difference) {
        Memory.putLong(index + SIZE, size(index) + difference);
        for (int level = depth(index) - 1; level >= 0; level--) {
            IndexNode.addElements(path[level], slots[level], difference);
        }
    }

    // ---- splitting

    /** Makes room where an entry is to be inserted, and corrects the place. */
    private void splitLeaf(long index, double score, long entry) {
        boolean atEnd = slot == IndexNode.LEAF_MAX && IndexNode.next(leaf) == 0;
        boolean atStart = slot == 0 && IndexNode.previous(leaf) == 0;
        int kept = atEnd ? IndexNode.LEAF_MAX : atStart ? 0 : IndexNode.LEAF_MAX / 2;
        int moved = IndexNode.LEAF_MAX - kept;
        long right = newLeaf(index);
        IndexNode.move(leaf, kept, right, 0, moved);
        IndexNode.setCount(right, moved);
        IndexNode.setCount(leaf, kept);
        linkBehind(leaf, right);
        boolean intoRight = slot > kept || atEnd;
        double firstScore = atEnd ? score : IndexNode.score(right, 0);
        long firstEntry = atEnd ? entry : IndexNode.entry(right, 0);
        addSibling(index, depth(index) - 1, firstScore, firstEntry, right, moved, intoRight);
        if (intoRight) {
            leaf = right;
            slot -= kept;
        }
    }

    private static void linkBehind(long leaf, long right) {
        long next = IndexNode.next(leaf);
        IndexNode.setNext(right, next);
        IndexNode.setPrevious(right, leaf);
        IndexNode.setNext(leaf, right);
        if (next != 0) IndexNode.setPrevious(next, right);
    }

    /**
     * Adds the right half of the node that the path takes below this level as a child of its own; corrects the path.
     *
     * @param elements how many have moved there
     * @param intoRight whether the path goes to the right half from now on
     */
    private void addSibling(long index, int level, double firstScore, long firstEntry, long right, long elements,
            boolean intoRight) {
        if (level < 0) {
            raiseRoot(index, firstScore, firstEntry, right, elements, intoRight);
            return;
        }
        long node = path[level];
        int at = slots[level];
        IndexNode.addElements(node, at, -elements);
        if (IndexNode.count(node) < IndexNode.CHILDREN_MAX) {
            IndexNode.insertChild(node, at + 1, firstScore, firstEntry, right, elements);
            if (intoRight) slots[level]++;
            return;
        }
        int kept = IndexNode.CHILDREN_MAX / 2;
        int moved = IndexNode.CHILDREN_MAX - kept;
        long half = newInner(index);
        IndexNode.moveChildren(node, kept, half, 0, moved);
        IndexNode.setCount(half, moved);
        IndexNode.setCount(node, kept);
        double halfScore = IndexNode.firstScore(half, 0);
        long halfEntry = IndexNode.firstEntry(half, 0);
        boolean inHalf = at >= kept;
        if (inHalf) {
            path[level] = half;
            slots[level] = at - kept;
        }
        IndexNode.insertChild(path[level], slots[level] + 1, firstScore, firstEntry, right, elements);
        if (intoRight) slots[level]++;
        // Its children are counted before the path is made longer by another root.
        long halfElements = IndexNode.sum(half, 0, IndexNode.count(half));
        addSibling(index, level - 1, halfScore, halfEntry, half, halfElements, inHalf);
    }

    private void raiseRoot(long index, double firstScore, long firstEntry, long right, long elements,
            boolean intoRight) {
        int depth = depth(index);
        long top = newInner(index);
        IndexNode.setChild(top, 0, root(index), size(index) - elements);
        IndexNode.setFirst(top, 1, firstScore, firstEntry);
        IndexNode.setChild(top, 1, right, elements);
        IndexNode.setCount(top, 2);
        System.arraycopy(path, 0, path, 1, depth);
        System.arraycopy(slots, 0, slots, 1, depth);
        path[0] = top;
        slots[0] = intoRight ? 1 : 0;
        setRoot(index, top, depth + 1);
    }

    // ---- joining

    /** Removes elements from the place on, all in its leaf. The place is void after that. */
    private void removeHere(long index, int number) {
        IndexNode.remove(leaf, slot, number);
        addElements(index, -number);
        int level = depth(index) - 1;
        int count = IndexNode.count(leaf);
        if (count == 0) {
            dropLeaf(index, level);
        } else {
            if (slot == 0) nameFirst(level, IndexNode.score(leaf, 0), IndexNode.entry(leaf, 0));
            if (count < LEAF_MIN && level >= 0) joinLeaf(index, level);
        }
    }

    /** Another element is now the first below the path's slot at this level: tells the node that names it. */
    private void nameFirst(int fromLevel, double score, long entry) {
        for (int level = fromLevel; level >= 0; level--) {
            if (slots[level] == 0) continue;
            IndexNode.setFirst(path[level], slots[level], score, entry);
            return;
        }
    }

    private void dropLeaf(long index, int level) {
        unlinkLeaf(index, leaf);
        if (level < 0) setRoot(index, 0, 0);
        else removeChild(index, level, slots[level]);
    }

    private void joinLeaf(long index, int level) {
        long parent = path[level];
        int at = slots[level];
        int count = IndexNode.count(leaf);
        if (at + 1 < IndexNode.count(parent)) {
            long right = IndexNode.child(parent, at + 1);
            if (count + IndexNode.count(right) <= LEAF_JOINED_MAX) joinLeaves(index, level, at, leaf, right);
        } else if (at > 0) {
            long left = IndexNode.child(parent, at - 1);
            if (count + IndexNode.count(left) <= LEAF_JOINED_MAX) joinLeaves(index, level, at - 1, left, leaf);
        }
    }

    private void joinLeaves(long index, int level, int leftSlot, long left, long right) {
        int leftCount = IndexNode.count(left), rightCount = IndexNode.count(right);
        IndexNode.move(right, 0, left, leftCount, rightCount);
        IndexNode.setCount(left, leftCount + rightCount);
        unlinkLeaf(index, right);
        IndexNode.addElements(path[level], leftSlot, rightCount);
        removeChild(index, level, leftSlot + 1);
    }

    private void unlinkLeaf(long index, long gone) {
        long previous = IndexNode.previous(gone), next = IndexNode.next(gone);
        if (previous != 0) IndexNode.setNext(previous, next);
        if (next != 0) IndexNode.setPrevious(next, previous);
        allocator.free(gone);
        add(index, LEAVES, -1);
    }

    private void removeChild(long index, int level, int at) {
        long node = path[level];
        int count = IndexNode.count(node) - 1;
        if (count == 0) {
            freeInner(index, node);
            if (level == 0) setRoot(index, 0, 0);
            else removeChild(index, level - 1, slots[level - 1]);
            return;
        }
        // What was the second child's name is the whole node's from now on.
        if (at == 0) nameFirst(level - 1, IndexNode.firstScore(node, 1), IndexNode.firstEntry(node, 1));
        IndexNode.removeChild(node, at);
        if (level == 0) {
            if (count == 1) lowerRoot(index);
        } else if (count < INNER_MIN) {
            joinInner(index, level - 1, node);
        }
    }

    private void lowerRoot(long index) {
        for (int depth = depth(index); depth > 0 && IndexNode.count(root(index)) == 1; depth--) {
            long top = root(index);
            setRoot(index, IndexNode.child(top, 0), depth - 1);
            freeInner(index, top);
        }
    }

    private void joinInner(long index, int parentLevel, long node) {
        long parent = path[parentLevel];
        int at = slots[parentLevel];
        int count = IndexNode.count(node);
        if (at + 1 < IndexNode.count(parent)) {
            long right = IndexNode.child(parent, at + 1);
            if (count + IndexNode.count(right) <= INNER_JOINED_MAX) joinInners(index, parentLevel, at, node, right);
        } else if (at > 0) {
            long left = IndexNode.child(parent, at - 1);
            if (count + IndexNode.count(left) <= INNER_JOINED_MAX) joinInners(index, parentLevel, at - 1, left, node);
        }
    }

    private void joinInners(long index, int parentLevel, int leftSlot, long left, long right) {
        long parent = path[parentLevel];
        int leftCount = IndexNode.count(left), rightCount = IndexNode.count(right);
        IndexNode.moveChildren(right, 0, left, leftCount, rightCount);
        IndexNode.setFirst(left, leftCount, IndexNode.firstScore(parent, leftSlot + 1),
                IndexNode.firstEntry(parent, leftSlot + 1));
        IndexNode.setCount(left, leftCount + rightCount);
        IndexNode.addElements(parent, leftSlot, IndexNode.elements(parent, leftSlot + 1));
        freeInner(index, right);
        removeChild(index, parentLevel, leftSlot + 1);
    }

    // ---- the end

    /**
     * Frees up to so many leaves, with what stands above them alone, from the end of the order. Nothing else may be
     * done with the index once that has begun.
     *
     * @return whether nothing is left
     */
    boolean freeSome(long index, int leaves) {
        for (int left = leaves; left > 0 && root(index) != 0; left--) freeLastLeaf(index);
        return root(index) == 0;
    }

    private void freeLastLeaf(long index) {
        int depth = depth(index);
        long node = root(index);
        for (int level = 0; level < depth; level++) {
            path[level] = node;
            node = IndexNode.child(node, IndexNode.count(node) - 1);
        }
        allocator.free(node);
        for (int level = depth - 1; level >= 0; level--) {
            int count = IndexNode.count(path[level]) - 1;
            IndexNode.setCount(path[level], count);
            if (count > 0) return;
            allocator.free(path[level]);
        }
        setRoot(index, 0, 0);
    }

    // ---- the struct

    private static long root(long index) {
        return Memory.getLong(index + ROOT);
    }

    static int depth(long index) {
        return Memory.getInt(index + DEPTH);
    }

    private static void setRoot(long index, long root, int depth) {
        Memory.putLong(index + ROOT, root);
        Memory.putInt(index + DEPTH, depth);
    }

    private static void add(long index, long field, long difference) {
        Memory.putLong(index + field, Memory.getLong(index + field) + difference);
    }

    private long newLeaf(long index) {
        long created = allocator.allocate(IndexNode.LEAF_BYTES);
        IndexNode.setCount(created, 0);
        IndexNode.setNext(created, 0);
        IndexNode.setPrevious(created, 0);
        add(index, LEAVES, 1);
        return created;
    }

    private long newInner(long index) {
        long created = allocator.allocate(IndexNode.INNER_BYTES);
        add(index, INNERS, 1);
        return created;
    }

    private void freeInner(long index, long inner) {
        allocator.free(inner);
        add(index, INNERS, -1);
    }
}
