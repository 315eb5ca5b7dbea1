package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hash.FieldVisitor;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.RecordType;

/** HRANDFIELD: fields at random. */
public final class RandomFields {
    /** Draws between two looks at whether somebody still wants them. */
    private static final long DRAWS_AT_ONCE = 1_000;

    private final HashValues hashes;
    private ReplyBuffer reply;
    private final FieldVisitor replyField = this::replyField, replyPair = this::replyPair;

    public RandomFields(HashValues hashes) {
        this.hashes = hashes;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("hrandfield", this::hrandfield);
    }

    /** HRANDFIELD key [count [WITHVALUES]] */
    private void hrandfield(Call call) {
        if (call.count() == 2) {
            one(call);
            return;
        }
        DrawCount wanted = DrawCount.of(call, "WITHVALUES");
        if (wanted != null) some(call, wanted.count(), wanted.withValues());
    }

    private void one(Call call) {
        long record = find(call);
        if (record == Call.WRONG_TYPE) return;
        reply = call.reply();
        if (record == 0) reply.nil();
        else hashes.drawAny(record, 1, replyField);
    }

    /**
     * The hash that is left without the due fields, as far as they are ours to remove; 0, or {@link Call#WRONG_TYPE}.
     */
    private long find(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == 0 || record == Call.WRONG_TYPE) return record;
        return hashes.removeDue(call.database(), call.nowMs(), record);
    }

    private void some(Call call, long count, boolean withValues) {
        long record = find(call);
        if (record == Call.WRONG_TYPE) return;
        reply = call.reply();
        FieldVisitor replying = withValues ? replyPair : replyField;
        if (record == 0 || count == 0) {
            reply.array(0);
        } else if (count < 0) {
            replyHeader(-count, withValues);
            any(record, -count, replying);
        } else {
            long size = hashes.size(record);
            replyHeader(Math.min(count, size), withValues);
            // Due fields that are not ours to remove (a replica's) count and are drawn as all others.
            if (count >= size) hashes.forEach(record, Long.MIN_VALUE, replying);
            else if (count == 1) hashes.drawAny(record, 1, replying);
            else hashes.drawDistinct(record, count, replying);
        }
    }

    private void replyHeader(long count, boolean withValues) {
        reply.array(withValues && !reply.isResp3() ? 2 * count : count);
    }

    /** A reply may be asked for that nobody could hold: it ends when the client is gone for it. */
    private void any(long record, long count, FieldVisitor replying) {
        for (long left = count; left > 0 && !reply.isAbandoned(); left -= DRAWS_AT_ONCE) {
            hashes.drawAny(record, Math.min(left, DRAWS_AT_ONCE), replying);
        }
    }

    private void replyField(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        reply.bulk(field, fieldLength);
    }

    private void replyPair(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        if (reply.isResp3()) reply.array(2);
        reply.bulk(field, fieldLength);
        reply.bulk(value, valueLength);
    }
}
