package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.LIST;

import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListValues;

/** LMOVE, RPOPLPUSH, and BLMOVE, BRPOPLPUSH, which wait for an element. */
public final class ListMoves {
    /** How a move ended: nothing was there, the element was sent, an error was sent. */
    private enum Outcome { NOTHING, MOVED, REFUSED }

    private final ListValues lists;

    public ListMoves(ListValues lists) {
        this.lists = lists;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("lmove", this::lmove);
        handlers.bind("rpoplpush", call -> moveOrReplyNil(call, false, true));
        handlers.bind("blmove", this::blmove);
        handlers.bind("brpoplpush", this::brpoplpush);
    }

    /** LMOVE source destination LEFT | RIGHT LEFT | RIGHT */
    private void lmove(Call call) {
        int from = ListEnds.named(call, 3);
        if (from == ListEnds.NEITHER) return;
        int to = ListEnds.named(call, 4);
        if (to == ListEnds.NEITHER) return;
        moveOrReplyNil(call, from == ListEnds.LEFT, to == ListEnds.LEFT);
    }

    private void moveOrReplyNil(Call call, boolean fromLeft, boolean toLeft) {
        if (move(call, fromLeft, toLeft) == Outcome.NOTHING) call.reply().nil();
    }

    /** BLMOVE source destination LEFT | RIGHT LEFT | RIGHT timeout */
    private void blmove(Call call) {
        int from = ListEnds.named(call, 3);
        if (from == ListEnds.NEITHER) return;
        int to = ListEnds.named(call, 4);
        if (to == ListEnds.NEITHER || !call.readTimeoutSeconds(5)) return;
        if (moveOrBlock(call, from == ListEnds.LEFT, to == ListEnds.LEFT) && call.propagates()) {
            call.propagateAs("LMOVE", call.argument(1), call.argument(2), call.argument(3), call.argument(4));
        }
    }

    /** BRPOPLPUSH source destination timeout */
    private void brpoplpush(Call call) {
        if (!call.readTimeoutSeconds(3)) return;
        if (moveOrBlock(call, false, true) && call.propagates()) {
            call.propagateAs("RPOPLPUSH", call.argument(1), call.argument(2));
        }
    }

    /** Whether an element was moved. */
    private boolean moveOrBlock(Call call, boolean fromLeft, boolean toLeft) {
        Outcome outcome = move(call, fromLeft, toLeft);
        if (outcome != Outcome.NOTHING) return outcome == Outcome.MOVED;
        if (call.mayBlock()) call.blockOn(RecordType.LIST, 1, 1, call.integer());
        else call.reply().nil();
        return false;
    }

    private Outcome move(Call call, boolean fromLeft, boolean toLeft) {
        long source = call.findWrite(1, RecordType.LIST);
        if (source == 0) return Outcome.NOTHING;
        if (source == Call.WRONG_TYPE) return Outcome.REFUSED;
        long target = call.findWrite(2, RecordType.LIST);
        if (target == Call.WRONG_TYPE) return Outcome.REFUSED;
        lists.cursor().seek(source, fromLeft ? 0 : -1);
        lists.hold();
        lists.pop(call.database(), source, fromLeft, 1);
        long element = lists.heldAddress();
        long length = lists.heldLength();
        if (target == 0) {
            target = lists.create(call.database(), call.nowMs(), call.address(2), call.length(2), length);
        }
        lists.grow(call.database(), target, length, 1);
        lists.push(call.database(), target, toLeft, element, length);
        call.changedToo(2);
        call.event(LIST, toLeft ? "lpush" : "rpush", 2);
        call.reply().bulk(element, length);
        ListEnds.popped(call, lists, source, fromLeft, 1, 1);
        return Outcome.MOVED;
    }
}
