package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/** ZPOPMIN, ZMPOP, BZPOPMIN and their like: the elements of one end are replied and removed. */
public final class SortedSetPops {
    private static final ErrorReply NO_KEYS = ErrorReply.of("ERR numkeys should be greater than 0");
    private static final ErrorReply NO_COUNT = ErrorReply.of("ERR count should be greater than 0");

    private final SortedSetValues sortedSets;

    // The last of several keys that were read: ZMPOP numkeys key [key …] MIN | MAX [COUNT count].
    private int keyCount;
    private boolean max;
    private long count;

    public SortedSetPops(SortedSetValues sortedSets) {
        this.sortedSets = sortedSets;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("zpopmin", call -> zpop(call, false));
        handlers.bind("zpopmax", call -> zpop(call, true));
        handlers.bind("zmpop", this::zmpop);
        handlers.bind("bzpopmin", call -> bzpop(call, false));
        handlers.bind("bzpopmax", call -> bzpop(call, true));
        handlers.bind("bzmpop", this::bzmpop);
    }

    /** ZPOPMIN key [count], ZPOPMAX key [count] */
    private void zpop(Call call, boolean fromEnd) {
        if (call.count() > 3) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        boolean counted = call.count() == 3;
        if (counted && !readCount(call, 2, 0, Errors.MUST_BE_POSITIVE)) return;
        long wanted = counted ? call.integer() : 1;
        long record = call.findWrite(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 || wanted == 0) {
            call.reply().array(0);
            return;
        }
        long popped = Math.min(wanted, SortedSetValues.size(record));
        ReplyBuffer reply = call.reply();
        // A single element comes without an array of its own, in RESP3 too.
        boolean nested = counted && reply.isResp3();
        reply.array(nested ? popped : 2 * popped);
        pop(call, 1, record, fromEnd, popped, nested);
    }

    /** ZMPOP numkeys key [key …] MIN | MAX [COUNT count] */
    private void zmpop(Call call) {
        if (!readKeysAndCount(call, 1)) return;
        int key = firstNonEmpty(call, 2, keyCount);
        if (key < 0) return;
        if (key == 0) call.reply().nilArray();
        else popMany(call, key);
    }

    /** BZMPOP timeout numkeys key [key …] MIN | MAX [COUNT count] */
    private void bzmpop(Call call) {
        if (!readKeysAndCount(call, 2) || !call.readTimeoutSeconds(1)) return;
        long timeoutMs = call.integer();
        int key = firstNonEmpty(call, 3, keyCount);
        if (key < 0) return;
        if (key == 0) call.blockOn(RecordType.SORTED_SET, 3, keyCount, timeoutMs);
        else popMany(call, key);
    }

    /** BZPOPMIN key [key …] timeout, BZPOPMAX key [key …] timeout */
    private void bzpop(Call call, boolean fromEnd) {
        if (!call.readTimeoutSeconds(call.count() - 1)) return;
        long timeoutMs = call.integer();
        int keys = call.count() - 2;
        int key = firstNonEmpty(call, 1, keys);
        if (key < 0) return;
        if (key == 0) {
            call.blockOn(RecordType.SORTED_SET, 1, keys, timeoutMs);
            return;
        }
        call.reply().array(3);
        call.reply().bulk(call.address(key), call.length(key));
        if (call.propagates()) call.propagateAs(name(fromEnd), call.argument(key));
        pop(call, key, call.findWrite(key), fromEnd, 1, false);
    }

    /** The argument that is the first key to pop from; 0 if there is none, -1 with the error sent. */
    private static int firstNonEmpty(Call call, int first, int keys) {
        for (int i = first; i < first + keys; i++) {
            long record = call.findWrite(i, RecordType.SORTED_SET);
            if (record == Call.WRONG_TYPE) return -1;
            if (record != 0) return i;
        }
        return 0;
    }

    private void popMany(Call call, int key) {
        long record = call.findWrite(key);
        long popped = Math.min(count, SortedSetValues.size(record));
        ReplyBuffer reply = call.reply();
        reply.array(2);
        reply.bulk(call.address(key), call.length(key));
        reply.array(popped);
        if (call.propagates()) call.propagateAs(name(max), call.argument(key), popped);
        pop(call, key, record, max, popped, true);
    }

    private static String name(boolean fromEnd) {
        return fromEnd ? "ZPOPMAX" : "ZPOPMIN";
    }

    /** Replies the elements, without any header for all of them, and removes them. */
    private void pop(Call call, int key, long record, boolean fromEnd, long number, boolean nested) {
        ReplyBuffer reply = call.reply();
        long size = SortedSetValues.size(record);
        SortedSetCursor cursor = sortedSets.open(record, fromEnd ? size - 1 : 0, fromEnd);
        for (long left = number; left > 0 && cursor.next(); left--) {
            if (nested) reply.array(2);
            reply.bulk(cursor.address(), cursor.length());
            reply.doubleNumber(cursor.score());
        }
        sortedSets.removeRange(call.database(), record, fromEnd ? size - number : 0, number);
        SortedSets.removed(call, key, record, number, fromEnd ? "zpopmax" : "zpopmin");
    }

    private boolean readKeysAndCount(Call call, int numkeys) {
        if (!readCount(call, numkeys, 1, NO_KEYS)) return false;
        long where = call.integer() >= call.count() ? call.count() : numkeys + call.integer() + 1;
        if (where >= call.count()) return syntaxError(call);
        keyCount = (int) call.integer();
        int at = (int) where;
        max = call.is(at, "MAX");
        if (!max && !call.is(at, "MIN")) return syntaxError(call);
        count = 1;
        boolean counted = false;
        for (int i = at + 1; i < call.count(); i++) {
            if (counted || !call.is(i, "COUNT") || i + 1 == call.count()) return syntaxError(call);
            counted = true;
            if (!readCount(call, ++i, 1, NO_COUNT)) return false;
            count = call.integer();
        }
        return true;
    }

    private static boolean syntaxError(Call call) {
        call.reply().error(Errors.SYNTAX);
        return false;
    }

    /** Reads an integer of at least {@code min}; otherwise sends the error, whatever is wrong with it. */
    private static boolean readCount(Call call, int index, long min, ErrorReply error) {
        if (!call.readInteger(index, error)) return false;
        if (call.integer() >= min) return true;
        call.reply().error(error);
        return false;
    }
}
