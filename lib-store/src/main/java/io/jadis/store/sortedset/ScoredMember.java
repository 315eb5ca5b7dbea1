package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.StoredLength;
import io.jadis.store.table.EntryLayout;

/**
 * One element of an indexed sorted set: one block that the table and the index share.
 * <pre>
 *   0 score:8
 *   8 length:1 | member          of a member of up to 254 bytes
 *   8 255:1 | length:5 | member
 * </pre>
 * A member of 15 bytes takes 24. The score is copied into the index's leaves, and changes in both places at once.
 */
final class ScoredMember implements EntryLayout {
    private static final int LENGTH = 8, SHORT_MEMBER = 9, LONG_MEMBER = 14;
    private static final int LONG_MARK = 255;

    /** For the tables. */
    static final ScoredMember LAYOUT = new ScoredMember();

    private ScoredMember() {}

    static long create(Allocator allocator, double score, long memberAddress, long memberLength) {
        boolean isShort = memberLength < LONG_MARK;
        long entry = allocator.allocate((isShort ? SHORT_MEMBER : LONG_MEMBER) + memberLength);
        Memory.putDouble(entry, score);
        Memory.putByte(entry + LENGTH, (byte) (isShort ? memberLength : LONG_MARK));
        if (!isShort) StoredLength.put(entry + LENGTH + 1, memberLength);
        Memory.copy(memberAddress, entry + (isShort ? SHORT_MEMBER : LONG_MEMBER), memberLength);
        return entry;
    }

    static double score(long entry) {
        return Memory.getDouble(entry);
    }

    static void setScore(long entry, double score) {
        Memory.putDouble(entry, score);
    }

    static long length(long entry) {
        int length = Memory.getUnsignedByte(entry + LENGTH);
        return length == LONG_MARK ? StoredLength.get(entry + LENGTH + 1) : length;
    }

    static long address(long entry) {
        return entry + (Memory.getUnsignedByte(entry + LENGTH) == LONG_MARK ? LONG_MEMBER : SHORT_MEMBER);
    }

    @Override
    public long keyAddress(long entry) {
        return address(entry);
    }

    @Override
    public long keyLength(long entry) {
        return length(entry);
    }
}
