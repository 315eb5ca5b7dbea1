package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/** ZRANDMEMBER: ranks are drawn, each with the same chance. */
public final class SortedSetDraws {
    /** More than one in so many elements are drawn by a walk over all. */
    private static final int WALK_FROM_PART = 3;

    /** More ranks than these are too many to be remembered on the Java heap. */
    private static final int ON_HEAP_MAX = 1_000;

    private final Allocator allocator;
    private final SortedSetValues sortedSets;
    private final RandomGenerator random;

    public SortedSetDraws(Allocator allocator, SortedSetValues sortedSets, RandomGenerator random) {
        this.allocator = allocator;
        this.sortedSets = sortedSets;
        this.random = random;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("zrandmember", this::zrandmember);
    }

    /** ZRANDMEMBER key [count [WITHSCORES]] */
    private void zrandmember(Call call) {
        if (call.count() == 2) {
            one(call);
            return;
        }
        DrawCount wanted = DrawCount.of(call, "WITHSCORES");
        if (wanted != null) many(call, wanted.count(), wanted.withValues());
    }

    private void one(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) call.reply().nil();
        else ScoredReply.member(call.reply(), drawn(record), false);
    }

    private SortedSetCursor drawn(long record) {
        return at(record, random.nextLong(SortedSetValues.size(record)));
    }

    private SortedSetCursor at(long record, long rank) {
        SortedSetCursor cursor = sortedSets.open(record, rank, false);
        cursor.next();
        return cursor;
    }

    private void many(Call call, long count, boolean withScores) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        ReplyBuffer reply = call.reply();
        if (record == 0 || count == 0) {
            reply.array(0);
            return;
        }
        long size = SortedSetValues.size(record);
        if (count >= size) {
            ScoredReply.all(reply, sortedSets.open(record), size, withScores);
            return;
        }
        ScoredReply.header(reply, Math.abs(count), withScores);
        if (count < 0) {
            // As often as asked for, as long as somebody is there to hear it.
            for (long left = -count; left > 0 && !reply.isAbandoned(); left--) {
                ScoredReply.member(reply, drawn(record), withScores);
            }
        } else if (count > size / WALK_FROM_PART) {
            walk(reply, record, count, withScores);
        } else {
            drawDistinct(reply, record, count, withScores);
        }
    }

    /** Each element is taken with the chance that as many are still wanted among those that are left. */
    private void walk(ReplyBuffer reply, long record, long count, boolean withScores) {
        long wanted = count, left = SortedSetValues.size(record);
        for (SortedSetCursor all = sortedSets.open(record); wanted > 0 && all.next(); left--) {
            if (random.nextLong(left) >= wanted) continue;
            wanted--;
            ScoredReply.member(reply, all, withScores);
        }
    }

    private void drawDistinct(ReplyBuffer reply, long record, long count, boolean withScores) {
        if (count <= ON_HEAP_MAX) {
            Set<Long> drawn = new HashSet<>();
            drawDistinct(reply, record, count, withScores, drawn::add);
        } else {
            try (DrawnRanks drawn = new DrawnRanks(allocator, SortedSetValues.size(record))) {
                drawDistinct(reply, record, count, withScores, drawn::add);
            }
        }
    }

    /**
     * Floyd's way to a random subset: no draw is in vain.
     *
     * @param add remembers a rank, and says whether it is new
     */
    private void drawDistinct(ReplyBuffer reply, long record, long count, boolean withScores, LongPredicate add) {
        long size = SortedSetValues.size(record);
        for (long last = size - count; last < size; last++) {
            long rank = random.nextLong(last + 1);
            if (!add.test(rank)) {
                rank = last;
                add.test(rank);
            }
            ScoredReply.member(reply, at(record, rank), withScores);
        }
    }
}
