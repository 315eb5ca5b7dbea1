package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.SET;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Slice;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.set.SetValues;

/** SPOP and SRANDMEMBER: members of a set drawn at random. */
public final class RandomMembers {
    private static final ErrorReply COUNT_OUT_OF_RANGE = ErrorReply.of("ERR value is out of range, value must between "
            + -Long.MAX_VALUE + " and " + Long.MAX_VALUE);
    /** Between two looks at whether anybody still wants the reply. */
    private static final long DRAWS_AT_ONCE = 1000;

    private final SetValues sets;
    private final Config config;
    private final MemberReply members = new MemberReply();

    public RandomMembers(SetValues sets, Config config) {
        this.sets = sets;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("spop", this::spop);
        handlers.bind("srandmember", this::srandmember);
    }

    // ---- SPOP

    /** SPOP key [count] */
    private void spop(Call call) {
        if (call.count() > 3) call.reply().error(Errors.SYNTAX);
        else if (call.count() == 3) popSome(call);
        else popOne(call);
    }

    private void popOne(Call call) {
        long record = call.findWrite(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().nil();
            return;
        }
        sets.draw(record);
        call.reply().bulk(sets.drawnAddress(), sets.drawnLength());
        if (call.propagates()) {
            call.propagateAs("SREM", call.argument(1), new Slice(sets.drawnAddress(), sets.drawnLength()));
        }
        sets.takeOutDrawn(call.database(), record);
        boolean emptied = sets.size(record) == 0;
        if (emptied) call.database().remove(record, false);
        call.changed(1);
        call.event(SET, "spop", 1);
        if (emptied) call.event(GENERIC, "del", 1);
    }

    private void popSome(Call call) {
        if (!call.readInteger(2, Errors.MUST_BE_POSITIVE)) return;
        long count = call.integer();
        if (count < 0) {
            call.reply().error(Errors.MUST_BE_POSITIVE);
            return;
        }
        long record = call.findWrite(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 || count == 0) {
            call.reply().set(0);
            return;
        }
        long size = sets.size(record);
        call.event(SET, "spop", 1);
        call.changed(1, Math.min(count, size));
        call.reply().set(Math.min(count, size));
        if (count >= size) popAll(call, record);
        else if (call.propagates()) popPropagating(call, record, count);
        else sets.takeOutSome(call.database(), record, count, members.to(call.reply()));
    }

    private void popAll(Call call, long record) {
        boolean lazily = config.get(Directives.LAZYFREE_LAZY_SERVER_DEL);
        sets.forEach(record, members.to(call.reply()));
        call.database().remove(record, lazily);
        call.event(GENERIC, "del", 1);
        if (call.propagates()) call.propagateAs(lazily ? "UNLINK" : "DEL", call.argument(1));
    }

    /** What is drawn goes out as SREM. */
    private void popPropagating(Call call, long record, long count) {
        ReplyBuffer reply = call.reply();
        sets.takeOutSome(call.database(), record, count, (address, length) -> {
            reply.bulk(address, length);
            call.propagateElement("SREM", 1, address, length);
        });
        call.endElements();
    }

    // ---- SRANDMEMBER

    /** SRANDMEMBER key [count] */
    private void srandmember(Call call) {
        if (call.count() > 3) call.reply().error(Errors.SYNTAX);
        else if (call.count() == 3) drawSome(call);
        else drawOne(call);
    }

    private void drawOne(Call call) {
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().nil();
            return;
        }
        sets.draw(record);
        call.reply().bulk(sets.drawnAddress(), sets.drawnLength());
    }

    private void drawSome(Call call) {
        if (!call.readInteger(2)) return;
        long count = call.integer();
        if (count == Long.MIN_VALUE) {
            call.reply().error(COUNT_OUT_OF_RANGE);
            return;
        }
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        ReplyBuffer reply = call.reply();
        if (record == 0 || count == 0) {
            reply.array(0);
        } else if (count > 0) {
            reply.array(Math.min(count, sets.size(record)));
            sets.drawDistinct(record, count, members.to(reply));
        } else {
            reply.array(-count);
            for (long left = -count; left > 0 && !reply.isAbandoned(); left -= DRAWS_AT_ONCE) {
                sets.drawAny(record, Math.min(left, DRAWS_AT_ONCE), members.to(reply));
            }
        }
    }
}
