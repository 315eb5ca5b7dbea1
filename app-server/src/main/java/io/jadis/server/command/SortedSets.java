package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.ZSET;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.sortedset.AddOutcome;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/** ZADD, ZSCORE, ZRANK and the other commands on members of one sorted set. */
public final class SortedSets {
    private static final ErrorReply NX_AND_XX =
            ErrorReply.of("ERR XX and NX options at the same time are not compatible");
    private static final ErrorReply GT_LT_AND_NX =
            ErrorReply.of("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final ErrorReply ONE_INCREMENT =
            ErrorReply.of("ERR INCR option supports a single increment-element pair");
    private static final ErrorReply NOT_A_NUMBER = ErrorReply.of("ERR resulting score is not a number (NaN)");
    private static final int KEPT_SCORES_MAX = 1024;

    private final SortedSetValues sortedSets;
    private final Scratch scratch;
    private final ScanOptions scanOptions = new ScanOptions(ScanOptions.Scope.SORTED_SET);
    private final FoundScores found = new FoundScores(scanOptions);
    private double[] scores = new double[16];

    public SortedSets(SortedSetValues sortedSets, Scratch scratch) {
        this.sortedSets = sortedSets;
        this.scratch = scratch;
    }

    /** Binds the commands, and says how a sorted set goes into the digest of the data set. */
    public void bindTo(HandlerTable handlers, DataSetDigest digests) {
        handlers.bind("zadd", call -> zadd(call, 0));
        handlers.bind("zincrby", call -> zadd(call, SortedSetValues.INCREMENT));
        handlers.bind("zrem", this::zrem);
        handlers.bind("zcard", this::zcard);
        handlers.bind("zscore", this::zscore);
        handlers.bind("zmscore", this::zmscore);
        handlers.bind("zrank", call -> zrank(call, false));
        handlers.bind("zrevrank", call -> zrank(call, true));
        handlers.bind("zscan", this::zscan);
        digests.register(RecordType.SORTED_SET, this::addTo);
    }

    private void addTo(ContentDigest digest, long record) {
        for (SortedSetCursor all = sortedSets.open(record); all.next(); ) {
            ContentDigest element = new ContentDigest();
            element.mix(all.address(), all.length());
            long text = scratch.room(DoubleText.LENGTH_MAX);
            element.mix(text, DoubleText.write(all.score(), text));
            digest.xor(element);
        }
    }

    // ---- adding

    /** ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member …], ZINCRBY key increment member */
    private void zadd(Call call, int fixedOptions) {
        int options = fixedOptions;
        boolean countsChanges = false;
        int first = 2;
        for (; first < call.count(); first++) {
            int option = option(call, first);
            if (option == 0 && !call.is(first, "CH")) break;
            countsChanges |= option == 0;
            options |= option;
        }
        int pairs = (call.count() - first) / 2;
        if (pairs == 0 || (call.count() - first) % 2 != 0) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        ErrorReply conflict = conflict(options, pairs);
        if (conflict != null) {
            call.reply().error(conflict);
            return;
        }
        if (readScores(call, first, pairs)) zadd(call, options, countsChanges, first, pairs);
    }

    private static int option(Call call, int index) {
        // Most often it is a score.
        if (call.length(index) < 2 || Memory.getByte(call.address(index)) < 'A') return 0;
        if (call.is(index, "NX")) return SortedSetValues.NX;
        if (call.is(index, "XX")) return SortedSetValues.XX;
        if (call.is(index, "GT")) return SortedSetValues.GT;
        if (call.is(index, "LT")) return SortedSetValues.LT;
        return call.is(index, "INCR") ? SortedSetValues.INCREMENT : 0;
    }

    private static ErrorReply conflict(int options, int pairs) {
        boolean nx = (options & SortedSetValues.NX) != 0, gt = (options & SortedSetValues.GT) != 0;
        boolean lt = (options & SortedSetValues.LT) != 0;
        if (nx && (options & SortedSetValues.XX) != 0) return NX_AND_XX;
        if (gt && nx || lt && nx || gt && lt) return GT_LT_AND_NX;
        return (options & SortedSetValues.INCREMENT) != 0 && pairs > 1 ? ONE_INCREMENT : null;
    }

    /** All scores before anything is changed. */
    private boolean readScores(Call call, int first, int pairs) {
        if (scores.length < pairs || scores.length > KEPT_SCORES_MAX) scores = new double[Math.max(16, pairs)];
        for (int i = 0; i < pairs; i++) {
            int index = first + 2 * i;
            scores[i] = DoubleText.parse(call.address(index), call.length(index));
            if (Double.isNaN(scores[i])) {
                call.reply().error(Errors.NOT_A_FLOAT);
                return false;
            }
        }
        return true;
    }

    private void zadd(Call call, int options, boolean countsChanges, int first, int pairs) {
        boolean increments = (options & SortedSetValues.INCREMENT) != 0;
        long record = call.findWrite(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            if ((options & SortedSetValues.XX) != 0) {
                if (increments) call.reply().nil();
                else call.reply().integer(0);
                return;
            }
            record = sortedSets.create(call.database(), call.nowMs(), call.address(1), call.length(1), pairs,
                    call.length(first + 1));
        } else if (pairs > 1) {
            sortedSets.expect(call.database(), record, pairs);
        }
        int added = 0, updated = 0;
        AddOutcome outcome = AddOutcome.SKIPPED;
        for (int i = 0; i < pairs; i++) {
            int member = first + 2 * i + 1;
            outcome = sortedSets.add(call.database(), record, call.address(member), call.length(member), scores[i],
                    options);
            if (outcome == AddOutcome.ADDED) added++;
            else if (outcome == AddOutcome.UPDATED) updated++;
        }
        if (!increments) call.reply().integer(countsChanges ? added + updated : added);
        else if (outcome == AddOutcome.NOT_A_NUMBER) call.reply().error(NOT_A_NUMBER);
        else if (outcome == AddOutcome.SKIPPED) call.reply().nil();
        else call.reply().doubleNumber(sortedSets.score());
        if (added + updated > 0) {
            call.changed(1, added + updated);
            call.event(ZSET, increments ? "zincr" : "zadd", 1);
        }
    }

    // ---- removing

    /** ZREM key member [member …] */
    private void zrem(Call call) {
        long record = call.findWrite(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        int removed = 0;
        for (int i = 2; record != 0 && i < call.count() && SortedSetValues.size(record) > 0; i++) {
            if (sortedSets.remove(call.database(), record, call.address(i), call.length(i))) removed++;
        }
        if (removed > 0) removed(call, record, removed, "zrem");
        call.reply().integer(removed);
    }

    /** What follows from a removal of elements: the key goes with the last of them. */
    static void removed(Call call, long record, long elements, String event) {
        removed(call, 1, record, elements, event);
    }

    /** As {@link #removed(Call, long, long, String)}, from the key of argument {@code index}. */
    static void removed(Call call, int index, long record, long elements, String event) {
        boolean isEmpty = SortedSetValues.size(record) == 0;
        if (isEmpty) call.database().remove(record, false);
        call.changed(index, elements);
        call.event(ZSET, event, index);
        if (isEmpty) call.event(GENERIC, "del", index);
    }

    // ---- reading

    /** ZCARD key */
    private void zcard(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record != Call.WRONG_TYPE) call.reply().integer(record == 0 ? 0 : SortedSetValues.size(record));
    }

    /** ZSCORE key member */
    private void zscore(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record != Call.WRONG_TYPE) replyScore(call, record, 2);
    }

    /** ZMSCORE key member [member …] */
    private void zmscore(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) replyScore(call, record, i);
    }

    private void replyScore(Call call, long record, int member) {
        if (record != 0 && sortedSets.find(record, call.address(member), call.length(member))) {
            call.reply().doubleNumber(sortedSets.score());
        } else {
            call.reply().nil();
        }
    }

    /** ZRANK key member [WITHSCORE], ZREVRANK */
    private void zrank(Call call, boolean descending) {
        ReplyBuffer reply = call.reply();
        if (call.count() > 4) {
            reply.error("ERR wrong number of arguments for '" + call.command().fullName() + "' command");
            return;
        }
        boolean withScore = call.count() == 4;
        if (withScore && !call.is(3, "WITHSCORE")) {
            reply.error(Errors.SYNTAX);
            return;
        }
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        long rank = record == 0 ? -1 : sortedSets.rank(record, call.address(2), call.length(2));
        if (rank < 0) {
            if (withScore) reply.nilArray();
            else reply.nil();
            return;
        }
        if (withScore) reply.array(2);
        reply.integer(descending ? SortedSetValues.size(record) - 1 - rank : rank);
        if (withScore) reply.doubleNumber(sortedSets.score());
    }

    /** ZSCAN key cursor [MATCH pattern] [COUNT count] */
    private void zscan(Call call) {
        if (!ScanCursor.isValid(call, 2)) return;
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            ScanCursor.replyNothing(call.reply());
            return;
        }
        if (!scanOptions.read(call, 3)) return;
        call.reply().array(2);
        if (Record.encoding(record) == Encoding.LISTPACK) {
            ScanCursor.reply(call.reply(), 0);
            replyMatching(call, record);
            return;
        }
        long cursor = ScanCursor.parse(call, 2), stepsLeft = scanOptions.stepsMax();
        found.clear();
        do {
            cursor = sortedSets.scan(record, cursor, found);
        } while (cursor != 0 && stepsLeft-- > 0 && found.visited() < scanOptions.count());
        ScanCursor.reply(call.reply(), cursor);
        found.replyTo(call.reply());
    }

    /** All of a listpack that match, scores as they are stored. */
    private void replyMatching(Call call, long record) {
        ReplyBuffer reply = call.reply();
        int members = 0;
        Object mark = reply.openAggregate();
        for (SortedSetCursor all = sortedSets.open(record); all.next(); ) {
            if (!scanOptions.pattern().matches(all.address(), all.length())) continue;
            members++;
            reply.bulk(all.address(), all.length());
            long text = scratch.room(DoubleText.LENGTH_MAX);
            reply.bulk(text, DoubleText.write(all.score(), text));
        }
        reply.closeArray(mark, 2L * members);
    }
}
