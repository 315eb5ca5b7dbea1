package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.stream.PendingCursor;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;
import java.util.Arrays;

/** XPENDING, XCLAIM and XAUTOCLAIM: what consumers have not acknowledged, and who takes it over. */
public final class PendingEntries {
    private static final ErrorReply CLAIM_IDLE = ErrorReply.of("ERR Invalid min-idle-time argument for XCLAIM");
    private static final ErrorReply AUTOCLAIM_IDLE = ErrorReply.of("ERR Invalid min-idle-time argument for XAUTOCLAIM");
    private static final ErrorReply INVALID_IDLE = ErrorReply.of("ERR Invalid IDLE option argument for XCLAIM");
    private static final ErrorReply INVALID_TIME = ErrorReply.of("ERR Invalid TIME option argument for XCLAIM");
    private static final ErrorReply INVALID_RETRYCOUNT =
            ErrorReply.of("ERR Invalid RETRYCOUNT option argument for XCLAIM");
    private static final ErrorReply INVALID_COUNT = ErrorReply.of("ERR COUNT must be > 0");

    private static final long AUTOCLAIM_COUNT = 100, AUTOCLAIM_COUNT_MAX = Long.MAX_VALUE / 16;
    /** XAUTOCLAIM looks at so many entries for each that it may return. */
    private static final int ATTEMPTS = 10;
    /** A call that has come by so many entries that are no more ends, and its cursor leads on. */
    private static final int GONE_MAX = 1 << 16;

    private final StreamValues streams;
    private final StreamGroups groups;
    private final StreamReplies replies;
    private final GroupEffects effects;
    private final PendingCursor cursor;
    private final Scratch scratch;
    private final StreamId id = new StreamId(), end = new StreamId();

    /** Options of XCLAIM; -1: not given. */
    private long deliveredAtMs, deliveries;
    private boolean force, justId;

    /** Entries that XAUTOCLAIM has found to be gone: ms, seq, ms, seq … */
    private long[] gone = new long[16];

    public PendingEntries(StreamValues streams, Scratch scratch) {
        this.streams = streams;
        this.scratch = scratch;
        groups = streams.groups();
        replies = new StreamReplies(streams, scratch);
        effects = new GroupEffects(groups);
        cursor = groups.pendingCursor();
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("xpending", this::xpending);
        handlers.bind("xclaim", this::xclaim);
        handlers.bind("xautoclaim", this::xautoclaim);
    }

    /**
     * The group of a record; 0, with the error sent, where there is none. Key and group are the first two arguments.
     */
    private long findGroup(Call call, long record) {
        if (record == Call.WRONG_TYPE) return 0;
        long group = record == 0 ? 0 : effects.find(call, Record.root(record), 2);
        if (group == 0) GroupEffects.noGroup(call, 1, 2);
        return group;
    }

    // ---- XPENDING

    /** XPENDING key group [[IDLE min-idle-time] start end count [consumer]] */
    private void xpending(Call call) {
        if (call.count() == 3) {
            long group = findGroup(call, call.findRead(1, RecordType.STREAM));
            if (group != 0) replySummary(call.reply(), group);
            return;
        }
        if (call.count() < 6 || call.count() > 9) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        int at = 3;
        long minIdleMs = 0;
        if (call.is(3, "IDLE")) {
            if (!call.readInteger(4)) return;
            minIdleMs = call.integer();
            if (call.count() < 8) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
            at = 5;
        }
        if (!call.readInteger(at + 2)) return;
        long limit = Math.max(0, call.integer());
        if (!StreamIds.readStart(call, at, id) || !StreamIds.readEnd(call, at + 1, end)) return;
        long group = findGroup(call, call.findRead(1, RecordType.STREAM));
        if (group == 0) return;
        cursor.ofGroup(group);
        if (at + 3 < call.count()) {
            long consumer = effects.findConsumer(call, group, at + 3);
            if (consumer == 0) {
                call.reply().array(0);
                return;
            }
            cursor.ofConsumer(group, consumer);
        }
        replyRange(call, limit, minIdleMs);
    }

    private void replySummary(ReplyBuffer reply, long group) {
        long count = groups.pendingCount(group);
        reply.array(4);
        reply.integer(count);
        cursor.ofGroup(group);
        if (!cursor.first()) {
            reply.nil();
            reply.nil();
            reply.nilArray();
            return;
        }
        replies.id(reply, cursor.id());
        cursor.last();
        replies.id(reply, cursor.id());
        int busy = 0;
        for (int i = 0; i < groups.consumerCount(group); i++) {
            if (groups.consumerPendingCount(groups.consumerAt(group, i)) > 0) busy++;
        }
        reply.array(busy);
        for (int i = 0; i < groups.consumerCount(group); i++) {
            long consumer = groups.consumerAt(group, i);
            long pending = groups.consumerPendingCount(consumer);
            if (pending == 0) continue;
            reply.array(2);
            replyName(reply, consumer);
            reply.bulkInteger(pending);
        }
    }

    private void replyName(ReplyBuffer reply, long consumer) {
        reply.bulk(groups.consumerNameAddress(consumer), groups.consumerNameLength(consumer));
    }

    private void replyRange(Call call, long limit, long minIdleMs) {
        ReplyBuffer reply = call.reply();
        Object mark = reply.openAggregate();
        long count = 0;
        boolean there = limit > 0 && cursor.from(id.ms(), id.seq());
        for (; there && count < limit && cursor.id().compareTo(end) <= 0; there = cursor.next()) {
            long pending = cursor.pending();
            long idleMs = call.nowMs() - groups.deliveredAtMs(pending);
            if (minIdleMs != 0 && idleMs < minIdleMs) continue;
            count++;
            reply.array(4);
            replies.id(reply, cursor.id());
            replyName(reply, groups.consumerOf(pending));
            reply.integer(Math.max(0, idleMs));
            reply.integer(groups.deliveries(pending));
        }
        reply.closeArray(mark, count);
    }

    // ---- XCLAIM

    /**
     * XCLAIM key group consumer min-idle-time id [id …] [IDLE ms] [TIME unix-time-ms] [RETRYCOUNT count] [FORCE]
     * [JUSTID] [LASTID id]
     */
    private void xclaim(Call call) {
        long record = call.findReadToChange(1, RecordType.STREAM);
        long group = findGroup(call, record);
        if (group == 0 || !call.readInteger(4, CLAIM_IDLE)) return;
        long minIdleMs = call.integer();
        int options = 5;
        while (options < call.count() && StreamIds.isId(call, options, id)) options++;
        if (!readOptions(call, options)) return;
        call.propagateNothing();
        groups.lastId(group, id);
        boolean lastIdMoved = end.compareTo(id) > 0;
        if (lastIdMoved) groups.setLastId(group, end);
        long nowMs = call.nowMs();
        if (deliveredAtMs < 0 || deliveredAtMs > nowMs) deliveredAtMs = nowMs;
        long consumer = effects.askingConsumer(call, group, 1, 3);
        Object mark = call.reply().openAggregate();
        long claimed = 0;
        for (int i = 5; i < options; i++) {
            StreamIds.isId(call, i, id);
            long changesBefore = call.execution().changes().dirty();
            if (claim(call, Record.root(record), group, consumer, minIdleMs, i)) claimed++;
            // Each XCLAIM that goes out brings the last id along.
            if (call.execution().changes().dirty() != changesBefore) lastIdMoved = false;
        }
        if (lastIdMoved) {
            effects.propagateLastId(call, group, 1, 2);
            call.changedSomething();
        }
        call.reply().closeArray(mark, claimed);
    }

    /** The last id, or 0-0, is left in {@link #end}. */
    private boolean readOptions(Call call, int from) {
        deliveredAtMs = -1;
        deliveries = -1;
        force = false;
        justId = false;
        end.setMin();
        for (int i = from; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            if (call.is(i, "FORCE")) {
                force = true;
            } else if (call.is(i, "JUSTID")) {
                justId = true;
            } else if (more && call.is(i, "IDLE")) {
                if (!call.readInteger(++i, INVALID_IDLE)) return false;
                deliveredAtMs = call.nowMs() - call.integer();
            } else if (more && call.is(i, "TIME")) {
                if (!call.readInteger(++i, INVALID_TIME)) return false;
                deliveredAtMs = call.integer();
            } else if (more && call.is(i, "RETRYCOUNT")) {
                if (!call.readInteger(++i, INVALID_RETRYCOUNT)) return false;
                deliveries = call.integer();
            } else if (more && call.is(i, "LASTID")) {
                if (!StreamIds.read(call, ++i, end)) return false;
            } else {
                call.reply().error(ErrorReply.of("ERR Unrecognized XCLAIM option '" + call.shown(i) + "'"));
                return false;
            }
        }
        return true;
    }

    /** Claims the entry of {@link #id}, which is an argument. Returns whether it was replied. */
    private boolean claim(Call call, long stream, long group, long consumer, long minIdleMs, int argument) {
        long pending = groups.findPending(group, id);
        if (!streams.contains(stream, id)) {
            if (pending != 0) dropGone(call, group, pending, call.argument(argument));
            return false;
        }
        if (pending == 0) {
            if (!force) return false;
            pending = groups.addPending(group, consumer, id, 0, 1);
        } else if (minIdleMs > 0 && call.nowMs() - groups.deliveredAtMs(pending) < minIdleMs) {
            return false;
        }
        long count = deliveries >= 0 ? deliveries : groups.deliveries(pending) + (justId ? 0 : 1);
        handOver(call, stream, group, consumer, pending, count);
        effects.propagateClaim(call, group, 1, 2, call.argument(argument), pending);
        return true;
    }

    /** The entry of {@link #id} was deleted: nobody can process it any more. */
    private void dropGone(Call call, long group, long pending, Object shownId) {
        effects.propagateClaim(call, group, 1, 2, shownId, pending);
        groups.removePending(group, id, pending);
        call.changedSomething();
    }

    /** The entry of {@link #id} is the consumer's from now on, and replied. */
    private void handOver(Call call, long stream, long group, long consumer, long pending, long count) {
        groups.assign(pending, id, consumer);
        groups.setDelivery(group, id, pending, deliveredAtMs, count);
        groups.setActiveAtMs(consumer, call.nowMs());
        if (justId) replies.id(call.reply(), id);
        else replies.entry(call.reply(), stream, id);
        call.changedSomething();
    }

    // ---- XAUTOCLAIM

    /** XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID] */
    private void xautoclaim(Call call) {
        // A look-up has effects of its own, and Redis begins with it.
        long record = call.findRead(1);
        if (!call.readInteger(4, AUTOCLAIM_IDLE)) return;
        long minIdleMs = call.integer();
        if (!StreamIds.readStart(call, 5, id)) return;
        long limit = AUTOCLAIM_COUNT;
        justId = false;
        for (int i = 6; i < call.count(); i++) {
            if (i + 1 < call.count() && call.is(i, "COUNT")) {
                if (!call.readInteger(++i, INVALID_COUNT)) return;
                limit = call.integer();
                if (limit < 1 || limit > AUTOCLAIM_COUNT_MAX) {
                    call.reply().error(INVALID_COUNT);
                    return;
                }
            } else if (call.is(i, "JUSTID")) {
                justId = true;
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        if (record != 0 && Record.type(record) != RecordType.STREAM) {
            call.reply().error(Errors.WRONG_TYPE);
            return;
        }
        long group = findGroup(call, record);
        if (group == 0) return;
        call.database().beforeChange(record);
        call.propagateNothing();
        deliveredAtMs = call.nowMs();
        claimIdle(call, Record.root(record), group, limit, minIdleMs);
    }

    private void claimIdle(Call call, long stream, long group, long limit, long minIdleMs) {
        long consumer = effects.askingConsumer(call, group, 1, 3);
        ReplyBuffer reply = call.reply();
        reply.array(3);
        Object cursorMark = reply.openBulk(StreamId.TEXT_BYTES_MAX);
        Object mark = reply.openAggregate();
        long claimed = 0;
        int goneCount = 0;
        cursor.ofGroup(group);
        boolean there = cursor.from(id.ms(), id.seq());
        for (long attempts = limit * ATTEMPTS; there && attempts > 0 && claimed + goneCount < limit && goneCount < GONE_MAX;
                attempts--) {
            long pending = cursor.pending();
            id.set(cursor.id());
            if (!streams.contains(stream, id)) {
                dropGone(call, group, pending, id);
                noteGone(goneCount++);
                there = id.increment() && cursor.from(id.ms(), id.seq());
                continue;
            }
            if (minIdleMs <= 0 || call.nowMs() - groups.deliveredAtMs(pending) >= minIdleMs) {
                handOver(call, stream, group, consumer, pending, groups.deliveries(pending) + (justId ? 0 : 1));
                effects.propagateClaim(call, group, 1, 2, id, pending);
                claimed++;
            }
            there = cursor.next();
        }
        reply.closeArray(mark, claimed);
        if (there) id.set(cursor.id());
        else id.setMin();
        long text = scratch.room(StreamId.TEXT_BYTES_MAX);
        reply.closeBulk(cursorMark, text, id.write(text));
        reply.array(goneCount);
        for (int i = 0; i < goneCount; i++) {
            id.set(gone[2 * i], gone[2 * i + 1]);
            replies.id(reply, id);
        }
    }

    private void noteGone(int index) {
        if (2 * index == gone.length) gone = Arrays.copyOf(gone, 2 * gone.length);
        gone[2 * index] = id.ms();
        gone[2 * index + 1] = id.seq();
    }
}
