package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.HASH;

import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import java.util.BitSet;

/** HGETDEL, HGETEX and HSETEX: values of fields together with the fields' end, or their time to live. */
public final class HashExchanges {
    private static final ErrorReply COUNT_NOT_POSITIVE =
            ErrorReply.of("ERR Number of fields must be a positive integer");
    private static final ErrorReply COUNT_INVALID = ErrorReply.of("ERR invalid number of fields");
    private static final ErrorReply FIELDS_MISSING = ErrorReply.of("ERR missing FIELDS argument");
    private static final ErrorReply TIME_MISSING = ErrorReply.of("ERR missing expire time");
    private static final ErrorReply ONE_CONDITION =
            ErrorReply.of("ERR Only one of FXX or FNX arguments can be specified");

    private final HashValues hashes;
    private final HashExpiry expiry;

    public HashExchanges(HashValues hashes, HashExpiry expiry) {
        this.hashes = hashes;
        this.expiry = expiry;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("hgetdel", this::hgetdel);
        handlers.bind("hgetex", this::hgetex);
        handlers.bind("hsetex", this::hsetex);
    }

    // ---- HGETDEL

    /** HGETDEL key FIELDS numfields field [field …] */
    private void hgetdel(Call call) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        int first = FieldArguments.first(call, 2, COUNT_NOT_POSITIVE);
        if (first == FieldArguments.INVALID) return;
        call.reply().array(call.count() - first);
        BitSet deleted = new BitSet();
        for (int i = first; i < call.count(); i++) {
            if (!replyValue(call, record, i)) continue;
            remove(call, record, i);
            deleted.set(i);
        }
        if (record == 0) return;
        hashes.reportRemoved(call.database(), record);
        if (!deleted.isEmpty()) {
            call.changed(1, deleted.cardinality());
            call.event(HASH, "hdel", 1);
            if (call.propagates()) HashExpiry.propagateDeletion(call, deleted);
        }
        removeIfEmpty(call, record);
    }

    private boolean replyValue(Call call, long record, int field) {
        boolean found = record != 0 && find(call, record, field);
        if (found) call.reply().bulk(hashes.valueAddress(), hashes.valueLength());
        else call.reply().nil();
        return found;
    }

    private boolean find(Call call, long record, int field) {
        return hashes.find(call.database(), call.hidesBeforeMs(), record, call.address(field), call.length(field));
    }

    private void remove(Call call, long record, int field) {
        hashes.remove(call.database(), call.nowMs(), record, call.address(field), call.length(field));
    }

    private void removeIfEmpty(Call call, long record) {
        if (hashes.size(record) > 0) return;
        call.database().remove(record, false);
        call.event(GENERIC, "del", 1);
    }

    // ---- options

    /** The options before FIELDS, and where the fields are. */
    private static final class Options {
        final boolean sets;
        int first;
        boolean persists, keeps, ifNone, ifAll;
        long atMs = Record.NO_EXPIRY;
        /** Where the option of the moment is, 0 without one. */
        int momentAt;

        Options(boolean sets) {
            this.sets = sets;
        }

        /** Whether they are right; where not, the error is sent. */
        boolean read(Call call) {
            for (int i = 2; i < call.count(); i++) {
                if (call.is(i, "FIELDS")) return readFields(call, i);
                Expiration.Option option = Expiration.Option.at(call, i);
                if (option != null) {
                    if (hasExpiry()) return refuse(call, oneExpiry());
                    if (i + 1 == call.count()) return refuse(call, TIME_MISSING);
                    momentAt = i++;
                    atMs = FieldArguments.momentMs(call, i, option.seconds, option.relative);
                    if (atMs == FieldArguments.INVALID_MOMENT) return false;
                } else if (call.is(i, sets ? "KEEPTTL" : "PERSIST")) {
                    if (hasExpiry()) return refuse(call, oneExpiry());
                    keeps = sets;
                    persists = !sets;
                } else if (sets && (call.is(i, "FNX") || call.is(i, "FXX"))) {
                    if (ifNone || ifAll) return refuse(call, ONE_CONDITION);
                    ifNone = call.is(i, "FNX");
                    ifAll = !ifNone;
                } else {
                    return refuse(call, ErrorReply.of("ERR unknown argument: " + call.shown(i)));
                }
            }
            return refuse(call, FIELDS_MISSING);
        }

        private boolean hasExpiry() {
            return momentAt != 0 || persists || keeps;
        }

        private ErrorReply oneExpiry() {
            return ErrorReply.of("ERR Only one of EX, PX, EXAT, PXAT or " + (sets ? "KEEPTTL" : "PERSIST")
                    + " arguments can be specified");
        }

        private boolean readFields(Call call, int at) {
            int wordsEach = sets ? 2 : 1;
            if (call.count() < at + 2 + wordsEach) return refuse(call, wrongArity(call));
            if (!call.readInteger(at + 1, COUNT_INVALID)) return false;
            if (call.integer() < 1 || call.integer() > Integer.MAX_VALUE) return refuse(call, COUNT_INVALID);
            if (call.integer() * wordsEach != call.count() - at - 2) return refuse(call, wrongArity(call));
            first = at + 2;
            return true;
        }

        private static ErrorReply wrongArity(Call call) {
            return ErrorReply.of("ERR wrong number of arguments for '" + call.command().fullName() + "' command");
        }

        private static boolean refuse(Call call, ErrorReply error) {
            call.reply().error(error);
            return false;
        }
    }

    // ---- HGETEX

    /** HGETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST] FIELDS numfields field [field …] */
    private void hgetex(Call call) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        Options options = new Options(false);
        if (!options.read(call)) return;
        call.reply().array(call.count() - options.first);
        boolean past = options.momentAt != 0 && expiry.isPast(call, options.atMs);
        BitSet changed = new BitSet();
        for (int i = options.first; i < call.count(); i++) {
            if (replyValue(call, record, i) && applyTo(call, record, i, options, past)) changed.set(i);
        }
        if (record == 0) return;
        hashes.reportRemoved(call.database(), record);
        if (!changed.isEmpty()) {
            call.changed(1, changed.cardinality());
            call.event(HASH, past ? "hdel" : options.persists ? "hpersist" : "hexpire", 1);
            if (call.propagates()) propagate(call, options, past, changed);
        }
        removeIfEmpty(call, record);
    }

    /** Does to a field that is there what the options say. Returns whether that changed anything. */
    private boolean applyTo(Call call, long record, int field, Options options, boolean past) {
        if (past) {
            expiry.delete(call, record, field);
        } else if (options.momentAt != 0) {
            setExpiry(call, record, field, options.atMs);
        } else {
            long currentMs = hashes.expiresAtMs(record, call.hidesBeforeMs(), call.address(field), call.length(field));
            if (!options.persists || currentMs == Record.NO_EXPIRY) return false;
            hashes.removeExpiry(call.database(), call.nowMs(), record, call.address(field), call.length(field));
        }
        return true;
    }

    private void setExpiry(Call call, long record, int field, long atMs) {
        hashes.setExpiry(call.database(), call.nowMs(), record, call.address(field), call.length(field), atMs);
    }

    private static void propagate(Call call, Options options, boolean past, BitSet fields) {
        if (past) {
            HashExpiry.propagateDeletion(call, fields);
            return;
        }
        Arguments key = call.argument(1), changed = call.arguments(fields);
        if (options.persists) call.propagateAs("HPERSIST", key, "FIELDS", changed.count(), changed);
        else call.propagateAs("HPEXPIREAT", key, options.atMs, "FIELDS", changed.count(), changed);
    }

    // ---- HSETEX

    /**
     * HSETEX key [FNX | FXX] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL] FIELDS numfields field value [field value …]
     */
    private void hsetex(Call call) {
        Options options = new Options(true);
        if (!options.read(call)) return;
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        if (options.ifNone || options.ifAll) {
            boolean holds = holds(call, record, options);
            if (record != 0) hashes.reportRemoved(call.database(), record);
            if (!holds) {
                call.reply().integer(0);
                if (record != 0) removeIfEmpty(call, record);
                return;
            }
        }
        record = Hashes.open(hashes, call, record, options.first);
        boolean past = options.momentAt != 0 && expiry.isPast(call, options.atMs);
        for (int i = options.first; i < call.count(); i += 2) set(call, record, i, options, past);
        call.changed(1, (call.count() - options.first) / 2);
        call.event(HASH, "hset", 1);
        if (options.momentAt != 0) call.event(HASH, past ? "hdel" : "hexpire", 1);
        if (past) removeIfEmpty(call, record);
        if (options.momentAt != 0 && call.propagates()) propagateMoment(call, options, past);
        call.reply().integer(1);
    }

    /** FNX: none of the fields is there; FXX: all are. */
    private boolean holds(Call call, long record, Options options) {
        for (int i = options.first; i < call.count(); i += 2) {
            boolean found = record != 0 && find(call, record, i);
            if (found == options.ifNone) return false;
        }
        return true;
    }

    private void set(Call call, long record, int field, Options options, boolean past) {
        boolean keeps = options.keeps || options.momentAt != 0;
        hashes.set(call.database(), call.nowMs(), record, call.address(field), call.length(field),
                call.address(field + 1), call.length(field + 1), keeps);
        if (past) expiry.delete(call, record, field);
        else if (options.momentAt != 0) setExpiry(call, record, field, options.atMs);
    }

    /** As it came, but with the moment instead of a span; the end of the fields if that has passed. */
    private static void propagateMoment(Call call, Options options, boolean past) {
        if (past) {
            BitSet fields = new BitSet();
            for (int i = options.first; i < call.count(); i += 2) fields.set(i);
            HashExpiry.propagateDeletion(call, fields);
            return;
        }
        call.propagateAs(call.arguments(0, options.momentAt), "PXAT", options.atMs,
                call.arguments(options.momentAt + 2, call.count()));
    }
}
