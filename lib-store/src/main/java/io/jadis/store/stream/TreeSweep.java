package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * A walk over the ids of a tree in their order, as they were when it began. Once it {@link #watch}es, the tree may
 * change: what an id that the walk has not come to had when it began is kept in a tree of the sweep's own before it
 * changes, also that it wasn't there; and the walk goes over both. Ids above the last one of the beginning, where
 * streams grow, are left alone.
 *
 * <pre>
 *   kept   by id: isThere:64 | value                  isThere: 0 or 1
 * </pre>
 */
final class TreeSweep {
    /** What is to be done where values are addresses of blocks. */
    interface Values {
        /**
         * The value at this address must outlive the block that it points to: a copy of that is made. Returns its
         * bytes.
         */
        long copy(long value);

        /** Of a block that has become the sweep's. */
        long bytes(long value);

        void free(long value);
    }

    private static final int IS_THERE_BYTES = 8;

    private final Allocator allocator;
    private final IdTree trees, keptTrees;
    private final int valueBytes;
    private final Values values;
    private final IdCursor cursor, keptCursor;
    private final StreamId last = new StreamId();

    private long tree;
    /** The id shown last, once the walk has begun. */
    private final StreamId at = new StreamId();
    private boolean begun, done;
    /** Whether the cursors stand where they have to, and at something. */
    private boolean inPlace, there, keptThere;
    private long value;
    /** Whether what is shown is a kept value. */
    private boolean showsKept;

    private boolean watching, isAdopted;
    /** 0 before anything is kept. */
    private long kept;
    private long keptBytes;
    /** Another one that watches the same tree. */
    TreeSweep other;

    /**
     * @param keptTrees of {@link #keptTrees}, for any number of sweeps
     * @param values null where they are nothing but bytes
     */
    TreeSweep(Allocator allocator, IdTree trees, IdTree keptTrees, int valueBytes, Values values) {
        this.allocator = allocator;
        this.trees = trees;
        this.keptTrees = keptTrees;
        this.valueBytes = valueBytes;
        this.values = values;
        cursor = new IdCursor(trees);
        keptCursor = new IdCursor(keptTrees);
    }

    /** For what is kept of trees with values of this size. */
    static IdTree keptTrees(Allocator allocator, int valueBytes) {
        return new IdTree(allocator, IS_THERE_BYTES + valueBytes);
    }

    void open(long tree) {
        this.tree = tree;
        begun = false;
        done = !cursor.last(tree);
        if (!done) last.set(cursor.ms(), cursor.seq());
        inPlace = false;
        showsKept = false;
        watching = false;
        isAdopted = false;
        kept = 0;
        keptBytes = 0;
    }

    void watch() {
        if (done) return;
        watching = true;
        trees.watch(this, tree);
    }

    /** Goes to the next id. False at the end. */
    boolean next() {
        dropShown();
        while (!done) {
            if (!inPlace) seek();
            boolean live = there && (!keptThere || compareLiveToKept() < 0);
            if (!live && !keptThere) break;
            IdCursor chosen = live ? cursor : keptCursor;
            at.set(chosen.ms(), chosen.seq());
            if (at.compareTo(last) > 0) break;
            begun = true;
            long found = chosen.value();
            if (live || there && compareLiveToKept() == 0) there = cursor.next();
            if (!live) keptThere = keptCursor.next();
            if (live) {
                value = found;
                return true;
            }
            if (Memory.getLong(found) == 0) continue;
            value = found + IS_THERE_BYTES;
            showsKept = true;
            return true;
        }
        done = true;
        return false;
    }

    private int compareLiveToKept() {
        return StreamId.compare(cursor.ms(), cursor.seq(), keptCursor.ms(), keptCursor.seq());
    }

    /** To the first ids behind the one shown last. */
    private void seek() {
        long ms = 0, seq = 0;
        if (begun) {
            seq = at.seq() + 1;
            ms = seq == 0 ? at.ms() + 1 : at.ms();
        }
        there = cursor.ceiling(tree, ms, seq);
        keptThere = kept != 0 && keptCursor.ceiling(kept, ms, seq);
        inPlace = true;
    }

    /** A kept value has been shown. */
    private void dropShown() {
        if (!showsKept) return;
        showsKept = false;
        if (values == null) return;
        long shown = keptTrees.find(kept, at.ms(), at.seq());
        Memory.putLong(shown, 0);
        keptBytes -= values.bytes(shown + IS_THERE_BYTES);
        values.free(shown + IS_THERE_BYTES);
    }

    StreamId id() {
        return at;
    }

    /** The address of the id's value, valid until the tree changes or the walk goes on. */
    long value() {
        return value;
    }

    long footprintBytes() {
        return kept == 0 ? 0 : keptTrees.bytes(kept) + keptBytes;
    }

    void close() {
        done = true;
        if (watching) trees.unwatch(this, tree);
        watching = false;
        if (kept == 0) return;
        if (values != null) {
            for (boolean more = keptCursor.first(kept); more; more = keptCursor.next()) {
                if (Memory.getLong(keptCursor.value()) != 0) values.free(keptCursor.value() + IS_THERE_BYTES);
            }
        }
        keptTrees.clear(kept);
        allocator.free(kept);
        kept = 0;
    }

    // ---- for the tree

    /** The tree is at another address now, and nobody's but the sweeps'. */
    void adopted(long tree) {
        this.tree = tree;
        isAdopted = true;
        inPlace = false;
    }

    boolean hasAdopted() {
        return isAdopted;
    }

    /**
     * An id is about to come, to go or to get another value.
     *
     * @param mayTake whether the block that its value points to may become the sweep's, for nobody else needs it
     * @return whether it has
     */
    boolean beforeChange(long ms, long seq, boolean mayTake) {
        inPlace = false;
        if (done || last.compareTo(ms, seq) < 0 || begun && at.compareTo(ms, seq) >= 0) return false;
        if (kept == 0) {
            kept = allocator.allocate(IdTree.TREE_BYTES);
            IdTree.init(kept);
        } else if (keptTrees.find(kept, ms, seq) != 0) {
            return false;
        }
        long current = trees.find(tree, ms, seq);
        long into = keptTrees.insert(kept, ms, seq);
        Memory.putLong(into, current == 0 ? 0 : 1);
        if (current == 0) return false;
        Memory.copy(current, into + IS_THERE_BYTES, valueBytes);
        if (values == null) return false;
        keptBytes += mayTake ? values.bytes(into + IS_THERE_BYTES) : values.copy(into + IS_THERE_BYTES);
        return mayTake;
    }
}
