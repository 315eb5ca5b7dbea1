package io.jadis.server.command;

import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/** One key of a union, intersection or difference: a sorted set, a set whose members score 1, or nothing. */
final class ScoredOperand {
    /** Is shown members with scores, and says whether it wants more. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(long member, long length, double score);
    }

    private final SortedSetValues sortedSets;
    private final SetValues sets;
    private final long record, size;
    private final boolean isSet;
    private double weight = 1;

    /** @param record 0 for a missing key */
    ScoredOperand(SortedSetValues sortedSets, SetValues sets, long record) {
        this.sortedSets = sortedSets;
        this.sets = sets;
        this.record = record;
        isSet = record != 0 && Record.type(record) == RecordType.SET;
        size = record == 0 ? 0 : isSet ? sets.size(record) : SortedSetValues.size(record);
    }

    static boolean isPossible(long record) {
        return record == 0 || Record.type(record) == RecordType.SORTED_SET || Record.type(record) == RecordType.SET;
    }

    long size() {
        return size;
    }

    void weight(double weight) {
        this.weight = weight;
    }

    double weighted(double score) {
        return weight * score;
    }

    boolean isSameAs(ScoredOperand other) {
        return record == other.record;
    }

    /** Whether the member is there; then {@link #foundScore} is its score. */
    boolean find(long member, long length) {
        if (record == 0) return false;
        return isSet ? sets.contains(record, member, length) : sortedSets.find(record, member, length);
    }

    double foundScore() {
        return isSet ? 1 : sortedSets.score();
    }

    /** Shows all members, in no order to rely on, until the visitor has enough. */
    void walk(Visitor visitor) {
        if (record == 0) return;
        if (isSet) {
            boolean[] more = {true};
            sets.forEach(record, (member, length) -> more[0] = more[0] && visitor.visit(member, length, 1));
            return;
        }
        SortedSetCursor all = sortedSets.open(record);
        while (all.next()) {
            if (!visitor.visit(all.address(), all.length(), all.score())) return;
        }
    }
}
