package io.jadis.store.sortedset;

import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.DoubleText;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/**
 * A small sorted set in a listpack: member and score in turn, in order. An element is the address of its member's
 * entry. A score without fraction is an integer there, so that -0 comes back as 0, others are text.
 */
final class PackedForm implements AutoCloseable {
    private static final double INTEGER_MAX = Long.MAX_VALUE / 2;

    private final Allocator allocator;
    private final Listpack listpacks;
    /** The text of a number: of a member that is compared, of a score that is written. */
    private final long scratch;

    PackedForm(Allocator allocator) {
        this.allocator = allocator;
        listpacks = new Listpack(allocator);
        scratch = allocator.allocate(Math.max(Decimal.LENGTH_MAX, DoubleText.LENGTH_MAX));
    }

    @Override
    public void close() {
        allocator.free(scratch);
    }

    /** Room for the decimal of a number, until the next call here. */
    long scratch() {
        return scratch;
    }

    long create() {
        return listpacks.create();
    }

    static int size(long listpack) {
        return Listpack.count(listpack) / 2;
    }

    // ---- elements

    /** The element with this member, or 0. */
    static long find(long listpack, long memberAddress, long memberLength) {
        return Listpack.find(Listpack.first(listpack), 1, memberAddress, memberLength);
    }

    static double score(long element) {
        long at = Listpack.next(element);
        if (Listpack.isInteger(at)) return Listpack.integer(at);
        return DoubleText.parse(Listpack.stringAddress(at), Listpack.stringLength(at));
    }

    /** The next element in order, or 0. */
    static long next(long element) {
        return Listpack.next(Listpack.next(element));
    }

    /** The element before, or 0. */
    static long previous(long listpack, long element) {
        long score = Listpack.previous(listpack, element);
        return score == 0 ? 0 : Listpack.previous(listpack, score);
    }

    /** The element of this rank, or 0. */
    static long at(long listpack, long rank) {
        return Listpack.at(listpack, (int) (2 * rank));
    }

    /** How many elements lie before this one. */
    static long rankOf(long listpack, long element) {
        long rank = 0;
        for (long at = Listpack.first(listpack); at != element; at = next(at)) rank++;
        return rank;
    }

    /** How many elements lie before the bound. */
    long rank(long listpack, Bound bound) {
        long rank = 0;
        for (long at = Listpack.first(listpack); at != 0 && isBehind(bound, at); at = next(at)) rank++;
        return rank;
    }

    private boolean isBehind(Bound bound, long element) {
        if (!Listpack.isInteger(element)) {
            return bound.isBehind(score(element), Listpack.stringAddress(element), Listpack.stringLength(element));
        }
        return bound.isBehind(score(element), scratch, Decimal.write(Listpack.integer(element), scratch));
    }

    // ---- writing: the listpack's address from now on

    /** Whether a member more may be stored without the listpack becoming too long for any. */
    static boolean hasRoomFor(long listpack, long memberLength) {
        return Listpack.bytes(listpack) + memberLength <= Listpack.SAFE_BYTES_MAX;
    }

    /** Adds an element whose member isn't here, and is short enough for a listpack. */
    long insert(long listpack, Bound behind, double score, long memberAddress, long memberLength) {
        long at = Listpack.first(listpack);
        while (at != 0 && isBehind(behind, at)) at = next(at);
        if (at == 0) return append(listpack, score, memberAddress, memberLength);
        long written = listpacks.insertBefore(listpack, at, memberAddress, (int) memberLength);
        if (isInteger(score)) return listpacks.insertIntegerAfter(written, listpacks.entry(), (long) score);
        int length = DoubleText.write(score, scratch);
        return listpacks.insertAfter(written, listpacks.entry(), scratch, length);
    }

    /** Adds an element behind all others. */
    long append(long listpack, double score, long memberAddress, long memberLength) {
        long written = listpacks.append(listpack, memberAddress, (int) memberLength);
        if (isInteger(score)) return listpacks.appendInteger(written, (long) score);
        return listpacks.append(written, scratch, DoubleText.write(score, scratch));
    }

    long delete(long listpack, long element) {
        return listpacks.deleteRange(listpack, element, 2);
    }

    long deleteRange(long listpack, long fromRank, long number) {
        return listpacks.deleteRange(listpack, at(listpack, fromRank), (int) (2 * number));
    }

    long copy(long listpack) {
        return listpacks.copy(listpack);
    }

    void free(long listpack) {
        listpacks.free(listpack);
    }

    private static boolean isInteger(double score) {
        return score >= -INTEGER_MAX && score <= INTEGER_MAX && score == (long) score;
    }
}
