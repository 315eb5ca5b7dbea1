package io.jadis.store.sortedset;

/** Is shown elements of a sorted set in no particular order. */
@FunctionalInterface
public interface SortedSetVisitor {
    /** The member's bytes are valid during the call. */
    void visit(long memberAddress, long memberLength, double score);
}
