package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;

/** EXPIRE, TTL, PERSIST and their variants in seconds and milliseconds, relative and absolute. */
public final class Expiry {
    private static final int NX = 1, XX = 2, GT = 4, LT = 8;
    private static final int CONDITIONS_INVALID = -1;
    private static final ErrorReply NX_WITH_OTHERS =
            ErrorReply.of("ERR NX and XX, GT or LT options at the same time are not compatible");
    private static final ErrorReply GT_WITH_LT =
            ErrorReply.of("ERR GT and LT options at the same time are not compatible");
    private static final int NO_KEY = -2, NO_TTL = -1;

    private final Keyspace keyspace;
    private final Config config;

    public Expiry(Keyspace keyspace, Config config) {
        this.keyspace = keyspace;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("expire", call -> expire(call, true, true));
        handlers.bind("pexpire", call -> expire(call, false, true));
        handlers.bind("expireat", call -> expire(call, true, false));
        handlers.bind("pexpireat", call -> expire(call, false, false));
        handlers.bind("ttl", call -> ttl(call, true, true));
        handlers.bind("pttl", call -> ttl(call, false, true));
        handlers.bind("expiretime", call -> ttl(call, true, false));
        handlers.bind("pexpiretime", call -> ttl(call, false, false));
        handlers.bind("persist", this::persist);
    }

    /** EXPIRE key seconds [NX | XX | GT | LT] and its like */
    private void expire(Call call, boolean seconds, boolean relative) {
        int conditions = call.count() == 3 ? 0 : conditions(call);
        if (conditions == CONDITIONS_INVALID || !call.readInteger(2)) return;
        long expiresAtMs = Expiration.toMoment(call, call.integer(), seconds, relative);
        if (expiresAtMs == Expiration.INVALID) return;
        long record = call.findWrite(1);
        if (record == 0 || !holds(conditions, Record.expiresAtMs(record), expiresAtMs)) {
            call.reply().integer(0);
            return;
        }
        if (Expiration.isPast(call, keyspace, expiresAtMs)) delete(call, record);
        else set(call, record, expiresAtMs, seconds || relative);
        call.reply().integer(1);
    }

    private static int conditions(Call call) {
        int conditions = 0;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "NX")) conditions |= NX;
            else if (call.is(i, "XX")) conditions |= XX;
            else if (call.is(i, "GT")) conditions |= GT;
            else if (call.is(i, "LT")) conditions |= LT;
            else return refuse(call, ErrorReply.of("ERR Unsupported option " + call.shown(i)));
        }
        if ((conditions & NX) != 0 && conditions != NX) return refuse(call, NX_WITH_OTHERS);
        if ((conditions & (GT | LT)) == (GT | LT)) return refuse(call, GT_WITH_LT);
        return conditions;
    }

    private static int refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return CONDITIONS_INVALID;
    }

    /** A key that stays counts as one that expires after all others. */
    private static boolean holds(int conditions, long currentMs, long wantedMs) {
        boolean stays = currentMs == Record.NO_EXPIRY;
        if ((conditions & NX) != 0 && !stays) return false;
        if ((conditions & XX) != 0 && stays) return false;
        if ((conditions & GT) != 0 && (stays || wantedMs <= currentMs)) return false;
        return (conditions & LT) == 0 || stays || wantedMs < currentMs;
    }

    private void delete(Call call, long record) {
        boolean lazily = config.get(Directives.LAZYFREE_LAZY_EXPIRE);
        call.database().remove(record, lazily);
        call.changed(1);
        call.event(GENERIC, "del", 1);
        if (call.propagates()) call.propagateAs(lazily ? "UNLINK" : "DEL", call.argument(1));
    }

    private static void set(Call call, long record, long expiresAtMs, boolean rewrite) {
        call.database().setExpiry(call.nowMs(), record, expiresAtMs);
        call.changed(1);
        call.event(GENERIC, "expire", 1);
        if (rewrite && call.propagates()) propagateAbsolute(call, expiresAtMs);
    }

    /** The other side's clock may differ, so the moment goes out; the conditions, which held, go with it. */
    private static void propagateAbsolute(Call call, long expiresAtMs) {
        call.propagateAs("PEXPIREAT", call.argument(1), expiresAtMs, call.arguments(3, call.count()));
    }

    /** TTL key, EXPIRETIME key and their like */
    private static void ttl(Call call, boolean seconds, boolean relative) {
        long record = call.peek(1);
        if (record == 0 || !Record.hasExpiry(record)) {
            call.reply().integer(record == 0 ? NO_KEY : NO_TTL);
            return;
        }
        long ms = Record.expiresAtMs(record);
        if (relative) ms = Math.max(0, ms - call.nowMs());
        // Half a second up: a key that has just got 10 seconds shows 10, not 9.
        call.reply().integer(seconds ? ms / 1000 + (ms % 1000 + 500) / 1000 : ms);
    }

    /** PERSIST key */
    private void persist(Call call) {
        long record = call.findWrite(1);
        if (record == 0 || !Record.hasExpiry(record)) {
            call.reply().integer(0);
            return;
        }
        call.database().removeExpiry(record);
        call.changed(1);
        call.event(GENERIC, "persist", 1);
        call.reply().integer(1);
    }
}
