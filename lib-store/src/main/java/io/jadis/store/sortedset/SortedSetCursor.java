package io.jadis.store.sortedset;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/**
 * A walk over a sorted set in its order or against it. {@link #next} goes to the first element and then on; member and
 * score are those of the element that it has come to. The set must not be changed meanwhile.
 */
public final class SortedSetCursor implements AutoCloseable {
    private final Allocator allocator;
    /** The decimal of a member that is stored as a number. */
    private final long scratch;
    private boolean packed, descending;
    private long listpack;
    /** Of a listpack: the element that is next, 0 at the end, and the current one. */
    private long following, element;
    private long leaf;
    private int slot;
    private long memberAddress;
    private long memberLength;

    SortedSetCursor(Allocator allocator) {
        this.allocator = allocator;
        scratch = allocator.allocate(Decimal.LENGTH_MAX);
    }

    @Override
    public void close() {
        allocator.free(scratch);
    }

    /** Begins a walk over a listpack, the last element first. */
    public SortedSetCursor openListpackDescending(long listpack) {
        return openPacked(listpack, PackedForm.size(listpack) - 1, true);
    }

    SortedSetCursor openPacked(long listpack, long rank, boolean descending) {
        packed = true;
        this.descending = descending;
        this.listpack = listpack;
        following = PackedForm.at(listpack, rank);
        return this;
    }

    SortedSetCursor openLeaf(long leaf, int slot, boolean descending) {
        packed = false;
        this.descending = descending;
        this.leaf = leaf;
        this.slot = descending ? slot + 1 : slot - 1;
        return this;
    }

    SortedSetCursor openNothing() {
        packed = true;
        following = 0;
        return this;
    }

    /** Goes to the next element. False at the end. */
    public boolean next() {
        return packed ? nextPacked() : nextOfLeaf();
    }

    private boolean nextPacked() {
        element = following;
        if (element == 0) return false;
        following = descending ? PackedForm.previous(listpack, element) : PackedForm.next(element);
        if (Listpack.isInteger(element)) {
            memberAddress = scratch;
            memberLength = Decimal.write(Listpack.integer(element), scratch);
        } else {
            memberAddress = Listpack.stringAddress(element);
            memberLength = Listpack.stringLength(element);
        }
        return true;
    }

    private boolean nextOfLeaf() {
        if (descending) {
            if (--slot < 0) {
                leaf = IndexNode.previous(leaf);
                if (leaf == 0) return end();
                slot = IndexNode.count(leaf) - 1;
            }
        } else if (++slot == IndexNode.count(leaf)) {
            leaf = IndexNode.next(leaf);
            if (leaf == 0) return end();
            slot = 0;
        }
        long entry = IndexNode.entry(leaf, slot);
        memberAddress = ScoredMember.address(entry);
        memberLength = ScoredMember.length(entry);
        return true;
    }

    private boolean end() {
        openNothing();
        return false;
    }

    public long address() {
        return memberAddress;
    }

    public long length() {
        return memberLength;
    }

    public double score() {
        return packed ? PackedForm.score(element) : IndexNode.score(leaf, slot);
    }
}
