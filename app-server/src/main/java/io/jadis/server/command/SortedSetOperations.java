package io.jadis.server.command;

import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetBuilder;
import io.jadis.store.sortedset.SortedSetValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** ZUNION, ZINTER and ZDIFF, with their forms that store or count. Operands may be sets: their members score 1. */
public final class SortedSetOperations {
    private static final ErrorReply WEIGHT_NOT_A_FLOAT = ErrorReply.of("ERR weight value is not a float");
    private static final ErrorReply NEGATIVE_LIMIT = ErrorReply.of("ERR LIMIT can't be negative");
    private static final Comparator<ScoredOperand> SMALLEST_FIRST = Comparator.comparingLong(ScoredOperand::size);

    private enum Operation { UNION, INTERSECTION, DIFFERENCE }

    /** What becomes of the result. */
    private enum Use { REPLY, STORE, COUNT }

    /** How the scores that a member has in several operands become one. */
    private enum Aggregate {
        SUM, MIN, MAX;

        double of(double a, double b) {
            return switch (this) {
                case SUM -> orZero(a + b);
                // Comparisons, since Math.min and max tell -0 from 0 and give NaN for NaN.
                case MIN -> b < a ? b : a;
                case MAX -> b > a ? b : a;
            };
        }
    }

    private final SortedSetValues sortedSets;
    private final SetValues sets;

    // The operation at hand.
    private final List<ScoredOperand> operands = new ArrayList<>();
    private Aggregate aggregate;
    private boolean withScores;
    private long limit;

    public SortedSetOperations(SortedSetValues sortedSets, SetValues sets) {
        this.sortedSets = sortedSets;
        this.sets = sets;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("zunion", call -> run(call, Operation.UNION, Use.REPLY));
        handlers.bind("zinter", call -> run(call, Operation.INTERSECTION, Use.REPLY));
        handlers.bind("zdiff", call -> run(call, Operation.DIFFERENCE, Use.REPLY));
        handlers.bind("zunionstore", call -> run(call, Operation.UNION, Use.STORE));
        handlers.bind("zinterstore", call -> run(call, Operation.INTERSECTION, Use.STORE));
        handlers.bind("zdiffstore", call -> run(call, Operation.DIFFERENCE, Use.STORE));
        handlers.bind("zintercard", call -> run(call, Operation.INTERSECTION, Use.COUNT));
    }

    /**
     * ZUNION numkeys key [key …] [WEIGHTS weight [weight …]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES], ZINTER; ZDIFF
     * without weights and aggregate; with STORE a destination comes first; ZINTERCARD has LIMIT
     */
    private void run(Call call, Operation operation, Use use) {
        int numkeys = use == Use.STORE ? 2 : 1;
        if (!readOperands(call, numkeys) || !readOptions(call, numkeys + 1 + operands.size(), operation, use)) return;
        // Union and intersection take the smallest first; sorting is stable, as sums of scores depend on the order.
        if (operation != Operation.DIFFERENCE) operands.sort(SMALLEST_FIRST);
        if (use == Use.COUNT) {
            call.reply().integer(intersect(null));
            return;
        }
        SortedSetBuilder result = sortedSets.build(0);
        switch (operation) {
            case UNION -> unite(result);
            case INTERSECTION -> intersect(result);
            case DIFFERENCE -> subtract(result);
        }
        result.finish();
        if (use == Use.STORE && result.size() > 0) {
            SortedSetRanges.store(call, result, call.command().name());
            return;
        }
        if (use == Use.STORE) SortedSetRanges.storeNothing(call);
        else ScoredReply.all(call.reply(), result.open(), result.size(), withScores);
        result.discard();
    }

    // ---- arguments

    private boolean readOperands(Call call, int numkeys) {
        operands.clear();
        if (!call.readInteger(numkeys)) return false;
        long keys = call.integer();
        if (keys < 1) {
            call.reply().error("ERR at least 1 input key is needed for '" + call.command().fullName() + "' command");
            return false;
        }
        if (keys > call.count() - (numkeys + 1)) return syntaxError(call);
        for (int i = 0; i < keys; i++) {
            long record = call.findRead(numkeys + 1 + i);
            if (!ScoredOperand.isPossible(record)) {
                call.reply().error(Errors.WRONG_TYPE);
                return false;
            }
            call.takeHeap(0);
            operands.add(new ScoredOperand(sortedSets, sets, record));
        }
        return true;
    }

    private boolean readOptions(Call call, int first, Operation operation, Use use) {
        aggregate = Aggregate.SUM;
        withScores = false;
        limit = Long.MAX_VALUE;
        boolean combines = operation != Operation.DIFFERENCE && use != Use.COUNT;
        for (int i = first; i < call.count(); i++) {
            int left = call.count() - i;
            if (combines && left > operands.size() && call.is(i, "WEIGHTS")) {
                if (!readWeights(call, i + 1)) return false;
                i += operands.size();
            } else if (combines && left >= 2 && call.is(i, "AGGREGATE")) {
                if (!readAggregate(call, ++i)) return syntaxError(call);
            } else if (use == Use.REPLY && call.is(i, "WITHSCORES")) {
                withScores = true;
            } else if (use == Use.COUNT && left >= 2 && call.is(i, "LIMIT")) {
                if (!readLimit(call, ++i)) return false;
            } else {
                return syntaxError(call);
            }
        }
        return true;
    }

    private boolean readWeights(Call call, int first) {
        for (int i = 0; i < operands.size(); i++) {
            double weight = DoubleText.parse(call.address(first + i), call.length(first + i));
            if (Double.isNaN(weight)) {
                call.reply().error(WEIGHT_NOT_A_FLOAT);
                return false;
            }
            operands.get(i).weight(weight);
        }
        return true;
    }

    private boolean readAggregate(Call call, int index) {
        if (call.is(index, "SUM")) aggregate = Aggregate.SUM;
        else if (call.is(index, "MIN")) aggregate = Aggregate.MIN;
        else if (call.is(index, "MAX")) aggregate = Aggregate.MAX;
        else return false;
        return true;
    }

    private boolean readLimit(Call call, int index) {
        if (!call.readInteger(index, NEGATIVE_LIMIT)) return false;
        if (call.integer() < 0) {
            call.reply().error(NEGATIVE_LIMIT);
            return false;
        }
        limit = call.integer() == 0 ? Long.MAX_VALUE : call.integer();
        return true;
    }

    private static boolean syntaxError(Call call) {
        call.reply().error(Errors.SYNTAX);
        return false;
    }

    // ---- union

    private void unite(SortedSetBuilder result) {
        for (ScoredOperand operand : operands) {
            operand.walk((member, length, score) -> {
                double weighted = orZero(operand.weighted(score));
                long element = result.find(member, length);
                if (element == 0) result.add(member, length, weighted);
                else result.setScore(element, aggregate.of(result.score(element), weighted));
                return true;
            });
        }
    }

    // ---- intersection

    /** The members of the smallest operand that are in all others. Returns how many, counted up to the limit. */
    private long intersect(SortedSetBuilder result) {
        ScoredOperand smallest = operands.getFirst();
        if (smallest.size() == 0) return 0;
        long[] found = new long[1];
        smallest.walk((member, length, score) -> {
            double sum = orZero(smallest.weighted(score));
            for (int i = 1; i < operands.size(); i++) {
                ScoredOperand other = operands.get(i);
                // Looking into what is being walked over might move it.
                boolean same = other.isSameAs(smallest);
                if (!same && !other.find(member, length)) return true;
                sum = aggregate.of(sum, other.weighted(same ? score : other.foundScore()));
            }
            if (result != null) result.add(member, length, sum);
            return ++found[0] < limit;
        });
        return found[0];
    }

    // ---- difference

    /** The first operand without the others. */
    private void subtract(SortedSetBuilder result) {
        ScoredOperand first = operands.getFirst();
        long sizeOfAll = 0;
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0 && operands.get(i).isSameAs(first)) return;
            sizeOfAll += operands.get(i).size();
        }
        // A look-up costs half of an insertion, and most often the first one decides.
        boolean looksUp = first.size() * operands.size() / 2 <= sizeOfAll;
        if (looksUp) subtractByLookup(result);
        else subtractFromCopy(result);
    }

    /** Each member of the first is looked up in the others, in the largest first. */
    private void subtractByLookup(SortedSetBuilder result) {
        ScoredOperand first = operands.getFirst();
        operands.subList(1, operands.size()).sort(SMALLEST_FIRST.reversed());
        first.walk((member, length, score) -> {
            for (int i = 1; i < operands.size(); i++) {
                if (operands.get(i).find(member, length)) return true;
            }
            result.add(member, length, score);
            return true;
        });
    }

    private void subtractFromCopy(SortedSetBuilder result) {
        operands.getFirst().walk((member, length, score) -> {
            result.add(member, length, score);
            return true;
        });
        for (int i = 1; i < operands.size(); i++) {
            operands.get(i).walk((member, length, score) -> {
                result.remove(member, length);
                return result.size() > 0;
            });
        }
    }

    /** Infinities of both signs, and an infinity with the weight 0, make 0. */
    private static double orZero(double score) {
        return Double.isNaN(score) ? 0 : score;
    }
}
