package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.HASH;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import java.util.BitSet;

/** HEXPIRE, HTTL, HPERSIST and their variants in seconds and milliseconds, relative and absolute. */
public final class HashExpiry {
    private static final ErrorReply COUNT_NOT_ABOVE_0 =
            ErrorReply.of("ERR Parameter `numFields` should be greater than 0");
    private static final ErrorReply COUNT_NOT_POSITIVE =
            ErrorReply.of("ERR Number of fields must be a positive integer");

    /** What is answered for each field. */
    private static final int NO_FIELD = -2, NO_TTL = -1, CONDITION_NOT_MET = 0, DONE = 1, DELETED = 2;

    private enum Condition {
        NONE, NX, XX, GT, LT;

        /** The one that an argument names, else NONE. */
        static Condition at(Call call, int index) {
            for (Condition condition : VALUES) {
                if (condition != NONE && call.is(index, condition.name())) return condition;
            }
            return NONE;
        }

        private static final Condition[] VALUES = values();

        /** A field that stays counts as one that expires after all others. */
        boolean holds(long currentMs, long wantedMs) {
            boolean stays = currentMs == Record.NO_EXPIRY;
            return switch (this) {
                case NONE -> true;
                case NX -> stays;
                case XX -> !stays;
                case GT -> !stays && wantedMs > currentMs;
                case LT -> stays || wantedMs < currentMs;
            };
        }
    }

    private final HashValues hashes;
    private final Keyspace keyspace;

    public HashExpiry(HashValues hashes, Keyspace keyspace) {
        this.hashes = hashes;
        this.keyspace = keyspace;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("hexpire", call -> expire(call, true, true));
        handlers.bind("hpexpire", call -> expire(call, false, true));
        handlers.bind("hexpireat", call -> expire(call, true, false));
        handlers.bind("hpexpireat", call -> expire(call, false, false));
        handlers.bind("httl", call -> ttl(call, true, true));
        handlers.bind("hpttl", call -> ttl(call, false, true));
        handlers.bind("hexpiretime", call -> ttl(call, true, false));
        handlers.bind("hpexpiretime", call -> ttl(call, false, false));
        handlers.bind("hpersist", this::persist);
    }

    /** HEXPIRE key seconds [NX | XX | GT | LT] FIELDS numfields field [field …] and its like */
    private void expire(Call call, boolean seconds, boolean relative) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        long atMs = FieldArguments.momentMs(call, 2, seconds, relative);
        if (atMs == FieldArguments.INVALID_MOMENT) return;
        Condition condition = Condition.at(call, 3);
        int first = FieldArguments.first(call, condition == Condition.NONE ? 3 : 4, COUNT_NOT_ABOVE_0);
        if (first == FieldArguments.INVALID) return;
        call.reply().array(call.count() - first);
        boolean past = isPast(call, atMs);
        BitSet updated = call.propagates() ? new BitSet() : null;
        int changes = 0;
        for (int i = first; i < call.count(); i++) {
            int answer = record == 0 ? NO_FIELD : expire(call, record, i, condition, atMs, past);
            call.reply().integer(answer);
            if (answer != DONE && answer != DELETED) continue;
            changes++;
            if (updated != null) updated.set(i);
        }
        if (changes == 0) return;
        call.changed(1, changes);
        if (past) {
            endDeletion(call, record);
            if (updated != null) propagateDeletion(call, updated);
        } else {
            call.event(HASH, "hexpire", 1);
            if (updated != null) propagate(call, atMs, condition, updated);
        }
    }

    private int expire(Call call, long record, int field, Condition condition, long atMs, boolean past) {
        // As in Redis, a field that is due and not yet removed may get another time.
        long currentMs = hashes.expiresAtMs(record, Long.MIN_VALUE, call.address(field), call.length(field));
        if (currentMs == HashValues.NO_FIELD) return NO_FIELD;
        if (!condition.holds(currentMs, atMs)) return CONDITION_NOT_MET;
        if (past) {
            delete(call, record, field);
            return DELETED;
        }
        hashes.setExpiry(call.database(), call.nowMs(), record, call.address(field), call.length(field), atMs);
        return DONE;
    }

    boolean isPast(Call call, long atMs) {
        return Expiration.isPast(call, keyspace, atMs);
    }

    /**
     * Deletes a field that is there because its time is set to a moment in the past. When all are, {@link
     * #propagateDeletion} is to be called.
     */
    void delete(Call call, long record, int field) {
        hashes.remove(call.database(), call.nowMs(), record, call.address(field), call.length(field));
        keyspace.countExpiredField();
    }

    /** One command for all, since each has the key's name in it, however long that is. */
    static void propagateDeletion(Call call, BitSet fields) {
        call.propagateAs("HDEL", call.argument(1), call.arguments(fields));
    }

    private void endDeletion(Call call, long record) {
        boolean emptied = hashes.size(record) == 0;
        if (emptied) call.database().remove(record, false);
        call.event(HASH, "hdel", 1);
        if (emptied) call.event(GENERIC, "del", 1);
    }

    /** The other side's clock may differ, so the moment goes out, for those fields that have got it. */
    private static void propagate(Call call, long atMs, Condition condition, BitSet fields) {
        int conditionEnd = condition == Condition.NONE ? 3 : 4;
        call.propagateAs("HPEXPIREAT", call.argument(1), atMs, call.arguments(3, conditionEnd), "FIELDS",
                fields.cardinality(), call.arguments(fields));
    }

    /** HTTL key FIELDS numfields field [field …] and its like */
    private void ttl(Call call, boolean seconds, boolean relative) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        int first = FieldArguments.first(call, 2, COUNT_NOT_POSITIVE);
        if (first == FieldArguments.INVALID) return;
        call.reply().array(call.count() - first);
        long base = relative ? call.nowMs() : 0;
        for (int i = first; i < call.count(); i++) {
            long atMs = expiresAtMs(call, record, i);
            if (atMs == HashValues.NO_FIELD) call.reply().integer(NO_FIELD);
            else if (atMs == Record.NO_EXPIRY) call.reply().integer(NO_TTL);
            else call.reply().integer(seconds ? (atMs - base + 999) / 1000 : atMs - base);
        }
    }

    private long expiresAtMs(Call call, long record, int field) {
        if (record == 0) return HashValues.NO_FIELD;
        return hashes.expiresAtMs(record, call.hidesBeforeMs(), call.address(field), call.length(field));
    }

    /** HPERSIST key FIELDS numfields field [field …] */
    private void persist(Call call) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        int first = FieldArguments.first(call, 2, COUNT_NOT_POSITIVE);
        if (first == FieldArguments.INVALID) return;
        call.reply().array(call.count() - first);
        boolean changed = false;
        for (int i = first; i < call.count(); i++) {
            long atMs = expiresAtMs(call, record, i);
            if (atMs == HashValues.NO_FIELD) {
                call.reply().integer(NO_FIELD);
            } else if (atMs == Record.NO_EXPIRY) {
                call.reply().integer(NO_TTL);
            } else {
                hashes.removeExpiry(call.database(), call.nowMs(), record, call.address(i), call.length(i));
                call.reply().integer(DONE);
                changed = true;
            }
        }
        if (!changed) return;
        call.changed(1);
        call.event(HASH, "hpersist", 1);
    }
}
