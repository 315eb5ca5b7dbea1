package io.jadis.store.stream;

/** A place in an {@link IdTree}, to walk from there in either direction while nobody changes the tree. To be reused. */
final class IdCursor {
    private final IdTree trees;
    private long leaf;
    private int index;

    IdCursor(IdTree trees) {
        this.trees = trees;
    }

    /** Goes to the lowest id. Like all others, returns false where there is none. */
    boolean first(long tree) {
        leaf = trees.firstLeaf(tree);
        index = 0;
        return leaf != 0;
    }

    /** Goes to the highest id. */
    boolean last(long tree) {
        leaf = trees.lastLeaf(tree);
        if (leaf == 0) return false;
        index = IdTree.entryCount(leaf) - 1;
        return true;
    }

    /** Goes to the highest id that is not above this one. */
    boolean floor(long tree, long ms, long seq) {
        leaf = trees.leafOf(tree, ms, seq);
        if (leaf == 0) return false;
        index = trees.floor(leaf, ms, seq);
        // The keys of inner nodes are bounds that need not be there any more.
        return index >= 0 || previousLeaf();
    }

    /** Goes to the lowest id that is not below this one. */
    boolean ceiling(long tree, long ms, long seq) {
        if (!floor(tree, ms, seq)) return first(tree);
        return ms() == ms && seq() == seq || next();
    }

    boolean next() {
        if (++index < IdTree.entryCount(leaf)) return true;
        leaf = IdTree.next(leaf);
        index = 0;
        return leaf != 0;
    }

    boolean previous() {
        return --index >= 0 || previousLeaf();
    }

    private boolean previousLeaf() {
        leaf = IdTree.previous(leaf);
        if (leaf == 0) return false;
        index = IdTree.entryCount(leaf) - 1;
        return true;
    }

    long ms() {
        return IdTree.ms(trees.entry(leaf, index));
    }

    long seq() {
        return IdTree.seq(trees.entry(leaf, index));
    }

    /** The address of the id's value. */
    long value() {
        return IdTree.value(trees.entry(leaf, index));
    }
}
