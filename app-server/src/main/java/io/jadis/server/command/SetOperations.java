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
import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.set.SetAlgebra;
import io.jadis.store.set.SetValues;

/** SINTER, SUNION and SDIFF, with their forms that store or count. */
public final class SetOperations {
    private static final ErrorReply NO_KEYS = ErrorReply.of("ERR numkeys should be greater than 0");
    private static final ErrorReply TOO_MANY_KEYS =
            ErrorReply.of("ERR Number of keys can't be greater than number of args");
    private static final ErrorReply NEGATIVE_LIMIT = ErrorReply.of("ERR LIMIT can't be negative");

    /** Shows what it finds, and says how many that were. */
    private interface Showing {
        long show(ElementVisitor visitor);
    }

    /** Makes a set, and says how many members it has. */
    private interface Making {
        long make();
    }

    private final SetAlgebra algebra;
    private final Config config;
    private final MemberReply members = new MemberReply();

    public SetOperations(SetValues sets, Config config) {
        algebra = sets.algebra();
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("sinter", call -> show(call, algebra::showIntersection));
        handlers.bind("sunion", call -> show(call, algebra::showUnion));
        handlers.bind("sdiff", call -> show(call, algebra::showDifference));
        handlers.bind("sintercard", this::sintercard);
        handlers.bind("sinterstore", call -> store(call, algebra::makeIntersection));
        handlers.bind("sunionstore", call -> store(call, algebra::makeUnion));
        handlers.bind("sdiffstore", call -> store(call, algebra::makeDifference));
    }

    /** SINTER key [key …], SUNION key [key …], SDIFF key [key …] */
    private void show(Call call, Showing operation) {
        if (!readOperands(call, 1, call.count())) return;
        ReplyBuffer reply = call.reply();
        Object mark = reply.openAggregate();
        reply.closeSet(mark, operation.show(members.to(reply)));
    }

    /** Names the sets of these arguments as operands; where one is no set, sends the error. */
    private boolean readOperands(Call call, int from, int to) {
        algebra.begin();
        for (int i = from; i < to; i++) {
            long record = call.findRead(i, RecordType.SET);
            if (record == Call.WRONG_TYPE) return false;
            call.takeHeap(0);
            algebra.operand(record);
        }
        return true;
    }

    /** SINTERCARD numkeys key [key …] [LIMIT limit] */
    private void sintercard(Call call) {
        if (!call.readInteger(1, NO_KEYS)) return;
        long keys = call.integer(), limit = Long.MAX_VALUE;
        if (keys < 1 || keys > call.count() - 2) {
            call.reply().error(keys < 1 ? NO_KEYS : TOO_MANY_KEYS);
            return;
        }
        int end = 2 + (int) keys;
        for (int i = end; i < call.count(); i += 2) {
            if (!call.is(i, "LIMIT") || i + 1 == call.count()) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
            if (!call.readInteger(i + 1, NEGATIVE_LIMIT)) return;
            if (call.integer() < 0) {
                call.reply().error(NEGATIVE_LIMIT);
                return;
            }
            limit = call.integer() == 0 ? Long.MAX_VALUE : call.integer();
        }
        if (readOperands(call, 2, end)) call.reply().integer(algebra.countIntersection(limit));
    }

    /** SINTERSTORE destination key [key …], SUNIONSTORE destination key [key …], SDIFFSTORE destination key [key …] */
    private void store(Call call, Making operation) {
        if (!readOperands(call, 2, call.count())) return;
        long size = operation.make();
        if (size > 0) {
            algebra.store(call.database(), call.nowMs(), call.address(1), call.length(1));
            call.changed(1);
            call.event(SET, call.command().name(), 1);
        } else {
            delete(call);
        }
        call.reply().integer(size);
    }

    private void delete(Call call) {
        long old = call.findWrite(1);
        if (old == 0) return;
        call.database().remove(old, config.get(Directives.LAZYFREE_LAZY_SERVER_DEL));
        call.changed(1);
        call.event(GENERIC, "del", 1);
    }
}
