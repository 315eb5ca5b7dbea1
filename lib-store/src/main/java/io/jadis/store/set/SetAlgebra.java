package io.jadis.store.set;

import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.RecordType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Union, intersection and difference. The operands are named first ({@link #begin}, {@link #operand}), then one
 * operation shows its members as it finds them, or makes a set of them that {@link #store} gives a key. Algorithms go
 * by the sizes of the sets; members that are only to be shown are not copied, unless that is the cheaper way to know
 * which ones have been shown.
 */
public final class SetAlgebra {
    private static final Comparator<MemberSet> SMALLEST_FIRST = Comparator.comparingLong(MemberSet::size);
    private static final Comparator<MemberSet> LARGEST_FIRST = SMALLEST_FIRST.reversed();

    /** To look a member up in the other sets is so much cheaper than to remember it. */
    private static final int LOOKUPS_PER_COPY = 4;
    private static final int KEPT_OPERANDS_MAX = 1024;

    private final SetParts parts;
    private final SetValues values;
    private final MemberCursor cursor;
    private final MemberSet result;
    /** Reused: the first {@link #count} are the operands, those that exist. */
    private List<MemberSet> operands = new ArrayList<>();
    private int count;
    private boolean missing, firstMissing;
    private long size;

    SetAlgebra(SetParts parts, SetValues values) {
        this.parts = parts;
        this.values = values;
        cursor = new MemberCursor(parts);
        result = new MemberSet(parts);
    }

    void close() {
        cursor.release();
    }

    // ---- operands

    /** The operands of the last operation are no more. */
    public void begin() {
        if (operands.size() > KEPT_OPERANDS_MAX) operands = new ArrayList<>();
        count = 0;
        missing = false;
        firstMissing = false;
    }

    /** The next operand, 0 for a key that is missing, which is as good as empty. Valid as long as the records are. */
    public void operand(long record) {
        if (record == 0) {
            firstMissing |= count == 0 && !missing;
            missing = true;
            return;
        }
        if (count == operands.size()) operands.add(new MemberSet(parts));
        operands.get(count++).of(record);
    }

    private boolean isSame(MemberSet a, MemberSet b) {
        return a.root() == b.root();
    }

    // ---- intersection

    /** SINTER. Returns how many members were shown. */
    public long showIntersection(ElementVisitor visitor) {
        return intersect(visitor, false, Long.MAX_VALUE);
    }

    /** SINTERCARD: how many members are in all sets, counted no further than the limit. */
    public long countIntersection(long limit) {
        return intersect(null, false, limit);
    }

    /** SINTERSTORE. Returns the size of the result, which {@link #store} is to take over unless it is 0. */
    public long makeIntersection() {
        return intersect(null, true, Long.MAX_VALUE);
    }

    /** The members of the smallest set that are in all others. */
    private long intersect(ElementVisitor visitor, boolean makes, long limit) {
        if (missing) return 0;
        operands.subList(0, count).sort(SMALLEST_FIRST);
        MemberSet smallest = operands.getFirst();
        // To append to a listpack is cheaper than to insert into an intset, but in ascending order.
        if (makes && smallest.encoding() == Encoding.INTSET) result.createIntset();
        else if (makes) result.createListpack();
        boolean onlyNumbers = true;
        size = 0;
        cursor.open(smallest);
        while (size < limit && cursor.next()) {
            if (!isInAllOthers() || makes && !cursor.addTo(result)) continue;
            size++;
            if (makes) onlyNumbers &= cursor.spellsNumber();
            if (visitor != null) visitor.visit(cursor.address(), cursor.length());
        }
        cursor.close();
        if (makes) finish(onlyNumbers);
        return size;
    }

    private boolean isInAllOthers() {
        MemberSet smallest = operands.getFirst();
        for (int i = 1; i < count; i++) {
            MemberSet other = operands.get(i);
            if (!isSame(other, smallest) && !cursor.isIn(other)) return false;
        }
        return true;
    }

    private void finish(boolean onlyNumbers) {
        if (size == 0) result.free();
        else if (onlyNumbers) result.numbersToIntset();
    }

    // ---- union

    /** SUNION. Returns how many members were shown. */
    public long showUnion(ElementVisitor visitor) {
        operands.subList(0, count).sort(LARGEST_FIRST);
        if (lookupsForUnion() > LOOKUPS_PER_COPY * sizeOfAll()) {
            unite(visitor);
            values.discard(result);
            return size;
        }
        // Of each member the first set shows it that has it; the largest is first and need not be looked up at all.
        size = 0;
        for (int i = 0; i < count; i++) {
            cursor.open(operands.get(i));
            while (cursor.next()) {
                if (isInEarlier(i)) continue;
                size++;
                visitor.visit(cursor.address(), cursor.length());
            }
            cursor.close();
        }
        return size;
    }

    private boolean isInEarlier(int index) {
        for (int i = 0; i < index; i++) {
            MemberSet earlier = operands.get(i);
            if (isSame(earlier, operands.get(index)) || cursor.isIn(earlier)) return true;
        }
        return false;
    }

    private long lookupsForUnion() {
        long lookups = 0;
        for (int i = 1; i < count; i++) lookups += operands.get(i).size() * i;
        return lookups;
    }

    private long sizeOfAll() {
        long members = 0;
        for (int i = 0; i < count; i++) members += operands.get(i).size();
        return members;
    }

    /** SUNIONSTORE. Returns the size of the result, which {@link #store} is to take over unless it is 0. */
    public long makeUnion() {
        unite(null);
        finish(false);
        return size;
    }

    private void unite(ElementVisitor visitor) {
        result.createIntset();
        size = 0;
        for (int i = 0; i < count; i++) {
            cursor.open(operands.get(i));
            while (cursor.next()) {
                if (!cursor.addTo(result)) continue;
                size++;
                if (visitor != null) visitor.visit(cursor.address(), cursor.length());
            }
            cursor.close();
        }
    }

    // ---- difference

    /** SDIFF: the first operand without the others. Returns how many members were shown. */
    public long showDifference(ElementVisitor visitor) {
        if (isDifferenceEmpty()) return 0;
        if (isLookupCheaper()) return subtractByLookup(visitor, false);
        subtractFromCopy();
        cursor.open(result);
        while (cursor.next()) visitor.visit(cursor.address(), cursor.length());
        cursor.close();
        values.discard(result);
        return size;
    }

    /** SDIFFSTORE. Returns the size of the result, which {@link #store} is to take over unless it is 0. */
    public long makeDifference() {
        if (isDifferenceEmpty()) return 0;
        if (isLookupCheaper()) {
            result.createIntset();
            subtractByLookup(null, true);
        } else {
            subtractFromCopy();
        }
        finish(false);
        return size;
    }

    private boolean isDifferenceEmpty() {
        if (firstMissing || count == 0) return true;
        for (int i = 1; i < count; i++) {
            if (isSame(operands.getFirst(), operands.get(i))) return true;
        }
        return false;
    }

    /**
     * A look-up costs half of an insertion, and most often the first one decides. A listpack may have a member twice if
     * it came in a payload that nobody has looked through: alone it is copied, which is all that this difference is
     * for.
     */
    private boolean isLookupCheaper() {
        if (count == 1 && operands.getFirst().encoding() == Encoding.LISTPACK) return false;
        return operands.getFirst().size() * count / 2 <= sizeOfAll();
    }

    /** Each member of the first set is looked up in the others, in the largest first. */
    private long subtractByLookup(ElementVisitor visitor, boolean makes) {
        operands.subList(1, count).sort(LARGEST_FIRST);
        size = 0;
        cursor.open(operands.getFirst());
        while (cursor.next()) {
            if (isInAnyOther() || makes && !cursor.addTo(result)) continue;
            size++;
            if (!makes) visitor.visit(cursor.address(), cursor.length());
        }
        cursor.close();
        return size;
    }

    private boolean isInAnyOther() {
        for (int i = 1; i < count; i++) {
            if (cursor.isIn(operands.get(i))) return true;
        }
        return false;
    }

    /** A copy of the first set loses what is in the others. */
    private void subtractFromCopy() {
        result.createIntset();
        for (int i = 0; i < count; i++) {
            cursor.open(operands.get(i));
            while (cursor.next()) {
                if (i == 0) cursor.addTo(result);
                else cursor.removeFrom(result);
            }
            cursor.close();
            size = result.size();
            if (size == 0) return;
        }
    }

    // ---- the result

    /** Gives the set that was made the key, in the place of what that held. The operands may be gone after this. */
    public void store(Database database, long nowMs, long keyAddress, long keyLength) {
        database.put(nowMs, keyAddress, keyLength, RecordType.SET, result.encoding(), result.root());
    }
}
