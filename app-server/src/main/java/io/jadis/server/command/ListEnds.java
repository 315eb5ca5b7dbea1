package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.LIST;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.store.list.ListCursor;
import io.jadis.store.list.ListValues;

/**
 * What the commands on lists share: the two ends by name, elements as replies, and what follows when some have gone.
 */
final class ListEnds {
    static final int LEFT = 1, RIGHT = 0, NEITHER = -1;

    private ListEnds() {}

    /** The end that an argument names; {@link #NEITHER}, with the error sent, if it names none. */
    static int named(Call call, int index) {
        if (call.is(index, "LEFT")) return LEFT;
        if (call.is(index, "RIGHT")) return RIGHT;
        call.reply().error(Errors.SYNTAX);
        return NEITHER;
    }

    /** The cursor's element as a bulk string. */
    static void reply(ReplyBuffer reply, ListCursor cursor) {
        if (cursor.isInteger()) reply.bulkInteger(cursor.integer());
        else reply.bulk(cursor.address(), cursor.length());
    }

    /** Replies with the element at one end and removes it. */
    static void pop(Call call, ListValues lists, long record, boolean left) {
        lists.cursor().seek(record, left ? 0 : -1);
        reply(call.reply(), lists.cursor());
        lists.pop(call.database(), record, left, 1);
    }

    /** Replies with so many elements from one end on, as an array, and removes them. */
    static void pop(Call call, ListValues lists, long record, boolean left, long count) {
        ReplyBuffer reply = call.reply();
        ListCursor cursor = lists.cursor();
        reply.array(count);
        boolean more = cursor.seek(record, left ? 0 : -1);
        for (long i = 0; i < count && more; i++) {
            reply(reply, cursor);
            more = left ? cursor.next() : cursor.previous();
        }
        lists.pop(call.database(), record, left, count);
    }

    /** Elements were popped from the list under the key of an argument: removes it if none is left, and reports. */
    static void popped(Call call, ListValues lists, long record, boolean left, long count, int key) {
        call.event(LIST, left ? "lpop" : "rpop", key);
        if (ListValues.length(record) == 0) {
            call.database().remove(record, false);
            call.event(GENERIC, "del", key);
        } else {
            lists.shrink(call.database(), record);
        }
        call.changed(key, count);
    }
}
