package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.ZSET;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.sortedset.Bound;
import io.jadis.store.sortedset.SortedSetBuilder;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/**
 * ZRANGE in all its forms, ZCOUNT, ZREMRANGEBY…: ranges by rank, score or member. Whatever a range is given by, it
 * becomes two ranks first, so its size is known before its elements are looked at.
 */
public final class SortedSetRanges {
    private static final ErrorReply NO_SCORE_RANGE = ErrorReply.of("ERR min or max is not a float");
    private static final ErrorReply NO_MEMBER_RANGE = ErrorReply.of("ERR min or max not valid string range item");
    private static final ErrorReply LIMIT_OF_RANKS = ErrorReply.of("ERR syntax error, LIMIT is only supported in "
            + "combination with either BYSCORE or BYLEX");
    private static final ErrorReply SCORES_OF_MEMBERS =
            ErrorReply.of("ERR syntax error, WITHSCORES not supported in combination with BYLEX");

    /** What the ends of a range are. */
    private enum By { RANK, SCORE, MEMBER }

    /** The forms of ZRANGE: some leave it to options what the ends are, or which way to go. */
    private enum Form {
        ZRANGE(null, false), ZRANGESTORE(null, false), ZREVRANGE(By.RANK, true),
        ZRANGEBYSCORE(By.SCORE, false), ZREVRANGEBYSCORE(By.SCORE, true),
        ZRANGEBYLEX(By.MEMBER, false), ZREVRANGEBYLEX(By.MEMBER, true);

        final By by;
        final boolean descending;

        Form(By by, boolean descending) {
            this.by = by;
            this.descending = descending;
        }

        boolean hasFreeDirection() {
            return by == null;
        }
    }

    private final SortedSetValues sortedSets;
    private final Bound start = new Bound(), end = new Bound();

    // The range being read: ends and options, then the ranks from the first to the one behind the last.
    private By by;
    private boolean descending, withScores;
    private long offset, limit;
    private long firstIndex, lastIndex;
    private long from, to;

    public SortedSetRanges(SortedSetValues sortedSets) {
        this.sortedSets = sortedSets;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("zrange", call -> range(call, Form.ZRANGE));
        handlers.bind("zrevrange", call -> range(call, Form.ZREVRANGE));
        handlers.bind("zrangebyscore", call -> range(call, Form.ZRANGEBYSCORE));
        handlers.bind("zrevrangebyscore", call -> range(call, Form.ZREVRANGEBYSCORE));
        handlers.bind("zrangebylex", call -> range(call, Form.ZRANGEBYLEX));
        handlers.bind("zrevrangebylex", call -> range(call, Form.ZREVRANGEBYLEX));
        handlers.bind("zrangestore", this::zrangestore);
        handlers.bind("zcount", call -> count(call, By.SCORE));
        handlers.bind("zlexcount", call -> count(call, By.MEMBER));
        handlers.bind("zremrangebyrank", call -> remove(call, By.RANK, "zremrangebyrank"));
        handlers.bind("zremrangebyscore", call -> remove(call, By.SCORE, "zremrangebyscore"));
        handlers.bind("zremrangebylex", call -> remove(call, By.MEMBER, "zremrangebylex"));
    }

    // ---- commands

    /** ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES], and its forms */
    private void range(Call call, Form form) {
        if (!readOptions(call, form, 2) || !readEnds(call, 2)) return;
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        ReplyBuffer reply = call.reply();
        if (record == 0 || !selects(record)) {
            reply.array(0);
            return;
        }
        ScoredReply.all(reply, open(record), to - from, withScores);
    }

    /** ZRANGESTORE destination source start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] */
    private void zrangestore(Call call) {
        if (!readOptions(call, Form.ZRANGESTORE, 3) || !readEnds(call, 3)) return;
        long record = call.findRead(2, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 || !selects(record)) {
            storeNothing(call);
            return;
        }
        SortedSetBuilder result = sortedSets.build(to - from);
        SortedSetCursor cursor = open(record);
        for (long left = to - from; left > 0 && cursor.next(); left--) {
            result.add(cursor.address(), cursor.length(), cursor.score());
        }
        result.finish();
        store(call, result, "zrangestore");
    }

    /** ZCOUNT key min max, ZLEXCOUNT key min max */
    private void count(Call call, By kind) {
        plainRange(kind);
        if (!readEnds(call, 2)) return;
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record != Call.WRONG_TYPE) call.reply().integer(record != 0 && selects(record) ? to - from : 0);
    }

    /** ZREMRANGEBYRANK key start stop, ZREMRANGEBYSCORE key min max, ZREMRANGEBYLEX key min max */
    private void remove(Call call, By kind, String event) {
        plainRange(kind);
        if (!readEnds(call, 2)) return;
        long record = call.findWrite(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 || !selects(record)) {
            call.reply().integer(0);
            return;
        }
        long removed = to - from;
        sortedSets.removeRange(call.database(), record, from, removed);
        SortedSets.removed(call, record, removed, event);
        call.reply().integer(removed);
    }

    // ---- results that are stored in the key of argument 1

    /** Gives the key a result that isn't empty, and replies its size. */
    static void store(Call call, SortedSetBuilder result, String event) {
        long size = result.size();
        result.store(call.database(), call.nowMs(), call.address(1), call.length(1));
        call.changed(1);
        call.event(ZSET, event, 1);
        call.reply().integer(size);
    }

    /** An empty result: the key goes. */
    static void storeNothing(Call call) {
        long old = call.findWrite(1);
        if (old != 0) {
            call.database().remove(old, false);
            call.changed(1);
            call.event(GENERIC, "del", 1);
        }
        call.reply().integer(0);
    }

    // ---- reading a range

    private void plainRange(By kind) {
        by = kind;
        descending = false;
        withScores = false;
        offset = 0;
        limit = -1;
    }

    private boolean readOptions(Call call, Form form, int first) {
        plainRange(form.by);
        descending = form.descending;
        for (int i = first + 2; i < call.count(); i++) {
            if (form != Form.ZRANGESTORE && call.is(i, "WITHSCORES")) {
                withScores = true;
            } else if (call.is(i, "LIMIT") && i + 2 < call.count()) {
                if (!call.readInteger(++i)) return false;
                offset = call.integer();
                if (!call.readInteger(++i)) return false;
                limit = call.integer();
            } else if (form.hasFreeDirection() && !descending && call.is(i, "REV")) {
                descending = true;
            } else if (by == null && call.is(i, "BYLEX")) {
                by = By.MEMBER;
            } else if (by == null && call.is(i, "BYSCORE")) {
                by = By.SCORE;
            } else {
                return refuse(call, Errors.SYNTAX);
            }
        }
        if (by == null) by = By.RANK;
        if (by == By.RANK && limit != -1) return refuse(call, LIMIT_OF_RANKS);
        return by != By.MEMBER || !withScores || refuse(call, SCORES_OF_MEMBERS);
    }

    /** Reads the two ends; those of a descending range by score or member come the other way round. */
    private boolean readEnds(Call call, int first) {
        int low = descending ? first + 1 : first, high = descending ? first : first + 1;
        return switch (by) {
            case RANK -> {
                if (!call.readInteger(first)) yield false;
                firstIndex = call.integer();
                if (!call.readInteger(first + 1)) yield false;
                lastIndex = call.integer();
                yield true;
            }
            case SCORE -> ScoreArgument.readScore(call, low, false, start)
                    && ScoreArgument.readScore(call, high, true, end) || refuse(call, NO_SCORE_RANGE);
            case MEMBER -> ScoreArgument.readMember(call, low, false, start)
                    && ScoreArgument.readMember(call, high, true, end) || refuse(call, NO_MEMBER_RANGE);
        };
    }

    private static boolean refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return false;
    }

    // ---- from ends to ranks

    /** Finds the ranks, in ascending order, from {@code from} to before {@code to}. False if there are none. */
    private boolean selects(long record) {
        long size = SortedSetValues.size(record);
        if (by == By.RANK) return selectRanks(size);
        from = sortedSets.rank(record, start);
        to = sortedSets.rank(record, end);
        if (offset < 0 || limit == 0 || to - from <= offset) return false;
        if (descending) {
            to -= offset;
            if (limit > 0) from = Math.max(from, to - limit);
        } else {
            from += offset;
            if (limit > 0 && limit < to - from) to = from + limit;
        }
        return true;
    }

    private boolean selectRanks(long size) {
        long first = Math.max(0, firstIndex < 0 ? size + firstIndex : firstIndex);
        long last = Math.min(size - 1, lastIndex < 0 ? size + lastIndex : lastIndex);
        if (first > last) return false;
        from = descending ? size - 1 - last : first;
        to = (descending ? size - 1 - first : last) + 1;
        return true;
    }

    private SortedSetCursor open(long record) {
        return sortedSets.open(record, descending ? to - 1 : from, descending);
    }
}
