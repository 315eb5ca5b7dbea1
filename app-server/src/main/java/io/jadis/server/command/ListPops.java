package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListValues;

/** LPOP, RPOP, LMPOP, and BLPOP, BRPOP, BLMPOP, which wait for an element. */
public final class ListPops {
    private static final ErrorReply NO_KEYS = ErrorReply.of("ERR numkeys should be greater than 0");
    private static final ErrorReply NO_COUNT = ErrorReply.of("ERR count should be greater than 0");
    /** One element, not in an array of its own. */
    private static final long SINGLE = -1;

    private final ListValues lists;

    public ListPops(ListValues lists) {
        this.lists = lists;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("lpop", call -> pop(call, true));
        handlers.bind("rpop", call -> pop(call, false));
        handlers.bind("lmpop", call -> popSeveral(call, 1, false));
        handlers.bind("blpop", call -> blockingPop(call, true));
        handlers.bind("brpop", call -> blockingPop(call, false));
        handlers.bind("blmpop", call -> popSeveral(call, 2, true));
    }

    /** LPOP key [count] */
    private void pop(Call call, boolean left) {
        if (call.count() > 3) {
            call.wrongArity();
            return;
        }
        boolean counted = call.count() == 3;
        long count = 1;
        if (counted) {
            if (!call.readInteger(2, Errors.MUST_BE_POSITIVE)) return;
            count = call.integer();
            if (count < 0) {
                call.reply().error(Errors.MUST_BE_POSITIVE);
                return;
            }
        }
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            if (counted) call.reply().nilArray();
            else call.reply().nil();
        } else if (!counted) {
            ListEnds.pop(call, lists, record, left);
            ListEnds.popped(call, lists, record, left, 1, 1);
        } else if (count == 0) {
            call.reply().array(0);
        } else {
            long popped = Math.min(count, ListValues.length(record));
            ListEnds.pop(call, lists, record, left, popped);
            ListEnds.popped(call, lists, record, left, popped, 1);
        }
    }

    /** BLPOP key [key …] timeout */
    private void blockingPop(Call call, boolean left) {
        int keys = call.count() - 2;
        if (!call.readTimeoutSeconds(call.count() - 1)) return;
        if (!popFromFirst(call, 1, keys, left, SINGLE)) call.blockOn(RecordType.LIST, 1, keys, call.integer());
    }

    /** LMPOP numkeys key [key …] LEFT | RIGHT [COUNT count]; BLMPOP has a timeout before that. */
    private void popSeveral(Call call, int numkeys, boolean blocking) {
        if (!call.readInteger(numkeys, NO_KEYS)) return;
        long keys = call.integer();
        if (keys < 1) {
            call.reply().error(NO_KEYS);
            return;
        }
        if (keys >= call.count() - numkeys - 1) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        int end = numkeys + 1 + (int) keys;
        int side = ListEnds.named(call, end);
        if (side == ListEnds.NEITHER) return;
        long count = readCount(call, end + 1);
        if (count == 0) return;
        if (blocking && !call.readTimeoutSeconds(1)) return;
        if (popFromFirst(call, numkeys + 1, (int) keys, side == ListEnds.LEFT, count)) return;
        if (blocking) call.blockOn(RecordType.LIST, numkeys + 1, (int) keys, call.integer());
        else call.reply().nilArray();
    }

    /** COUNT, 1 if it isn't given; 0, with the error sent, where the options are wrong. */
    private static long readCount(Call call, int from) {
        if (call.count() == from) return 1;
        if (call.count() == from + 1 || !call.is(from, "COUNT")) {
            call.reply().error(Errors.SYNTAX);
            return 0;
        }
        if (!call.readInteger(from + 1, NO_COUNT)) return 0;
        if (call.integer() < 1) {
            call.reply().error(NO_COUNT);
            return 0;
        }
        if (call.count() == from + 2) return call.integer();
        call.reply().error(Errors.SYNTAX);
        return 0;
    }

    /** Pops from the first of these keys that there is. Returns whether a reply was sent. */
    private boolean popFromFirst(Call call, int firstKey, int keys, boolean left, long count) {
        for (int key = firstKey; key < firstKey + keys; key++) {
            long record = call.findWrite(key, RecordType.LIST);
            if (record == Call.WRONG_TYPE) return true;
            if (record == 0) continue;
            call.reply().array(2);
            call.reply().bulk(call.address(key), call.length(key));
            long popped = count == SINGLE ? 1 : Math.min(count, ListValues.length(record));
            if (count == SINGLE) ListEnds.pop(call, lists, record, left);
            else ListEnds.pop(call, lists, record, left, popped);
            ListEnds.popped(call, lists, record, left, popped, key);
            propagate(call, key, left, count == SINGLE, popped);
            return true;
        }
        return false;
    }

    /** What was popped, wherever it was found: without waiting, and from that key alone. */
    private static void propagate(Call call, int key, boolean left, boolean single, long popped) {
        if (!call.propagates()) return;
        String pop = left ? "LPOP" : "RPOP";
        if (single) call.propagateAs(pop, call.argument(key));
        else call.propagateAs(pop, call.argument(key), popped);
    }
}
