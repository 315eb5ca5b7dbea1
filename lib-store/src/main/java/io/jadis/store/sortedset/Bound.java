package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;

/**
 * A place between two elements of a sorted set, given by what lies before it: a cut in the order of score, then member.
 * The beginning of a range is the cut before its first element, its end the cut behind its last, and a rank is how many
 * elements a cut has before it. Mutable, to be reused; a member's bytes must stay where they are while it is in use.
 */
public final class Bound {
    private boolean byScore, byMember;
    /** Whether what equals the bound lies before it. */
    private boolean behindEquals;
    private double score;
    private long memberAddress;
    private long memberLength;

    /** The cut before all scores from this one on, or from the next higher one on. */
    public Bound score(double score, boolean behindEquals) {
        byScore = true;
        byMember = false;
        this.score = score;
        this.behindEquals = behindEquals;
        return this;
    }

    /** A cut among elements that all have the same score. */
    public Bound member(long memberAddress, long memberLength, boolean behindEquals) {
        byScore = false;
        byMember = true;
        this.memberAddress = memberAddress;
        this.memberLength = memberLength;
        this.behindEquals = behindEquals;
        return this;
    }

    /** The cut before everything. */
    public Bound start() {
        return score(Double.NEGATIVE_INFINITY, false);
    }

    /** The cut behind everything. */
    public Bound end() {
        return score(Double.POSITIVE_INFINITY, true);
    }

    /** The cut right behind this element, or where it would be. */
    Bound behind(double score, long memberAddress, long memberLength) {
        member(memberAddress, memberLength, true);
        byScore = true;
        this.score = score;
        return this;
    }

    /**
     * Whether an element lies before the cut.
     *
     * @param entrySlot where its entry's address is: it is followed only where the score doesn't decide
     */
    boolean isBehind(double elementScore, long entrySlot) {
        if (byScore) {
            if (elementScore < score) return true;
            if (elementScore > score) return false;
            if (!byMember) return behindEquals;
        }
        long entry = Memory.getLong(entrySlot);
        return isBehindMember(ScoredMember.address(entry), ScoredMember.length(entry));
    }

    /** As {@link #isBehind(double, long)}, of an element that is no entry. */
    boolean isBehind(double elementScore, long address, int length) {
        if (byScore) {
            if (elementScore < score) return true;
            if (elementScore > score) return false;
            if (!byMember) return behindEquals;
        }
        return isBehindMember(address, length);
    }

    private boolean isBehindMember(long address, long length) {
        int order = Memory.compare(address, length, memberAddress, memberLength);
        return order < 0 || order == 0 && behindEquals;
    }
}
