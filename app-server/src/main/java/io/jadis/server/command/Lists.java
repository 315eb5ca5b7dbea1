package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.LIST;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListCursor;
import io.jadis.store.list.ListValues;

/** RPUSH, LRANGE, LINDEX and the other commands on one list, but those that pop. */
public final class Lists {
    private static final ErrorReply ZERO_RANK =
            ErrorReply.of("ERR RANK can't be zero: use 1 to start from the first match, "
            + "2 from the second ... or use negative to start from the end of the list");
    private static final ErrorReply RANK_OUT_OF_RANGE = ErrorReply.of("ERR value is out of range, value must between "
            + -Long.MAX_VALUE + " and " + Long.MAX_VALUE);
    private static final ErrorReply NEGATIVE_COUNT = ErrorReply.of("ERR COUNT can't be negative");
    private static final ErrorReply NEGATIVE_MAXLEN = ErrorReply.of("ERR MAXLEN can't be negative");
    /** What an element takes beyond its bytes in a listpack, at most but for very long ones. */
    private static final int ELEMENT_OVERHEAD_BYTES = 4;

    private final ListValues lists;

    public Lists(ListValues lists) {
        this.lists = lists;
    }

    /** Binds the commands, and says how a list goes into the digest of the data set. */
    public void bindTo(HandlerTable handlers, DataSetDigest digests) {
        handlers.bind("lpush", call -> push(call, true, false));
        handlers.bind("rpush", call -> push(call, false, false));
        handlers.bind("lpushx", call -> push(call, true, true));
        handlers.bind("rpushx", call -> push(call, false, true));
        handlers.bind("linsert", this::linsert);
        handlers.bind("llen", this::llen);
        handlers.bind("lindex", this::lindex);
        handlers.bind("lset", this::lset);
        handlers.bind("lrange", this::lrange);
        handlers.bind("ltrim", this::ltrim);
        handlers.bind("lrem", this::lrem);
        handlers.bind("lpos", this::lpos);
        digests.register(RecordType.LIST, (digest, record) ->
                lists.forEach(record, (address, length) -> digest.mix(address, length)));
    }

    /** LPUSH key element [element …] */
    private void push(Call call, boolean left, boolean onlyOld) {
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 && onlyOld) {
            call.reply().integer(0);
            return;
        }
        int count = call.count() - 2;
        long bytes = 0;
        for (int i = 2; i < call.count(); i++) bytes += call.length(i);
        if (record == 0) {
            record = lists.create(call.database(), call.nowMs(), call.address(1), call.length(1),
                    bytes + (long) count * ELEMENT_OVERHEAD_BYTES);
        }
        lists.grow(call.database(), record, bytes, count);
        for (int i = 2; i < call.count(); i++) {
            lists.push(call.database(), record, left, call.address(i), call.length(i));
        }
        call.reply().integer(ListValues.length(record));
        call.changed(1, count);
        call.event(LIST, left ? "lpush" : "rpush", 1);
    }

    /** LINSERT key BEFORE | AFTER pivot element */
    private void linsert(Call call) {
        boolean after = call.is(2, "AFTER");
        if (!after && !call.is(2, "BEFORE")) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().integer(0);
            return;
        }
        lists.grow(call.database(), record, call.length(4), 1);
        ListCursor cursor = lists.cursor();
        boolean there = cursor.seek(record, 0);
        while (there && !cursor.is(call.address(3), call.length(3))) there = cursor.next();
        if (!there) {
            call.reply().integer(-1);
            return;
        }
        lists.insert(call.database(), record, cursor, after, call.address(4), call.length(4));
        call.changed(1);
        call.event(LIST, "linsert", 1);
        call.reply().integer(ListValues.length(record));
    }

    /** LLEN key */
    private void llen(Call call) {
        long record = call.findRead(1, RecordType.LIST);
        if (record != Call.WRONG_TYPE) call.reply().integer(record == 0 ? 0 : ListValues.length(record));
    }

    /** LINDEX key index */
    private void lindex(Call call) {
        long record = call.findRead(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().nil();
            return;
        }
        if (!call.readInteger(2)) return;
        if (lists.cursor().seek(record, call.integer())) ListEnds.reply(call.reply(), lists.cursor());
        else call.reply().nil();
    }

    /** LSET key index element */
    private void lset(Call call) {
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
            return;
        }
        if (!call.readInteger(2)) return;
        lists.grow(call.database(), record, call.length(3), 1);
        if (!lists.cursor().seek(record, call.integer())) {
            call.reply().error(Errors.INDEX_OUT_OF_RANGE);
            return;
        }
        lists.replace(call.database(), record, lists.cursor(), call.address(3), call.length(3));
        call.reply().ok();
        call.changed(1);
        call.event(LIST, "lset", 1);
        lists.shrink(call.database(), record);
    }

    /** LRANGE key start stop */
    private void lrange(Call call) {
        if (!call.readInteger(2)) return;
        long start = call.integer();
        if (!call.readInteger(3)) return;
        long stop = call.integer();
        long record = call.findRead(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        ReplyBuffer reply = call.reply();
        long length = record == 0 ? 0 : ListValues.length(record);
        long first = first(start, length), last = last(stop, length);
        if (first > last) {
            reply.array(0);
            return;
        }
        reply.array(last - first + 1);
        ListCursor cursor = lists.cursor();
        cursor.seek(record, first);
        for (long i = first; ; i++) {
            ListEnds.reply(reply, cursor);
            if (i == last || reply.isAbandoned()) return;
            cursor.next();
        }
    }

    private static long first(long start, long length) {
        return start >= 0 ? start : Math.max(0, length + start);
    }

    private static long last(long stop, long length) {
        return stop >= 0 ? Math.min(stop, length - 1) : length + stop;
    }

    /** LTRIM key start stop */
    private void ltrim(Call call) {
        if (!call.readInteger(2)) return;
        long start = call.integer();
        if (!call.readInteger(3)) return;
        long stop = call.integer();
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (record != 0) trim(call, record, start, stop);
        call.reply().ok();
    }

    private void trim(Call call, long record, long start, long stop) {
        long length = ListValues.length(record);
        long first = first(start, length), last = last(stop, length);
        long before = first > last ? length : first, behind = first > last ? 0 : length - 1 - last;
        call.event(LIST, "ltrim", 1);
        if (before == length) {
            call.database().remove(record, true);
            call.event(GENERIC, "del", 1);
        } else {
            lists.removeRange(call.database(), record, 0, before);
            lists.removeRange(call.database(), record, length - before - behind, behind);
            lists.shrink(call.database(), record);
        }
        call.changed(1, before + behind);
    }

    /** LREM key count element */
    private void lrem(Call call) {
        if (!call.readInteger(2)) return;
        long count = call.integer();
        long record = call.findWrite(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        long removed = record == 0 ? 0 : remove(call, record, count);
        if (removed > 0) {
            boolean emptied = ListValues.length(record) == 0;
            if (emptied) call.database().remove(record, false);
            else lists.shrink(call.database(), record);
            call.changed(1, removed);
            call.event(LIST, "lrem", 1);
            if (emptied) call.event(GENERIC, "del", 1);
        }
        call.reply().integer(removed);
    }

    /** Removes the elements that are argument 3: from the end for a negative count, all for 0. Returns how many. */
    private long remove(Call call, long record, long count) {
        boolean forwards = count >= 0;
        // The least number has no counterpart; negative as it stays, no count of removals ever equals it.
        long limit = count == 0 ? Long.MAX_VALUE : Math.abs(count);
        long removed = 0;
        ListCursor cursor = lists.cursor();
        boolean there = cursor.seek(record, forwards ? 0 : -1);
        while (there) {
            if (!cursor.is(call.address(3), call.length(3))) {
                there = forwards ? cursor.next() : cursor.previous();
                continue;
            }
            there = lists.remove(call.database(), record, cursor, forwards);
            if (++removed == limit) break;
        }
        return removed;
    }

    // ---- LPOS

    /** LPOS key element [RANK rank] [COUNT count] [MAXLEN length] */
    private void lpos(Call call) {
        long rank = 1, count = -1, lengthMax = 0;
        for (int i = 3; i < call.count(); i += 2) {
            boolean hasValue = i + 1 < call.count();
            if (call.is(i, "RANK") && hasValue) {
                if (!call.readInteger(i + 1)) return;
                rank = call.integer();
                if (rank == 0 || rank == Long.MIN_VALUE) {
                    call.reply().error(rank == 0 ? ZERO_RANK : RANK_OUT_OF_RANGE);
                    return;
                }
            } else if (call.is(i, "COUNT") && hasValue) {
                if (!readNatural(call, i + 1, NEGATIVE_COUNT)) return;
                count = call.integer();
            } else if (call.is(i, "MAXLEN") && hasValue) {
                if (!readNatural(call, i + 1, NEGATIVE_MAXLEN)) return;
                lengthMax = call.integer();
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        long record = call.findRead(1, RecordType.LIST);
        if (record == Call.WRONG_TYPE) return;
        if (count >= 0) replyPlaces(call, record, rank, count, lengthMax);
        else replyPlace(call, record, rank, lengthMax);
    }

    private static boolean readNatural(Call call, int index, ErrorReply error) {
        if (!call.readInteger(index, error)) return false;
        if (call.integer() >= 0) return true;
        call.reply().error(error);
        return false;
    }

    private void replyPlace(Call call, long record, long rank, long lengthMax) {
        long at = record == 0 ? -1 : nextMatch(call, record, rank > 0, Math.abs(rank), 0, lengthMax);
        if (at < 0) call.reply().nil();
        else call.reply().integer(rank > 0 ? at : ListValues.length(record) - 1 - at);
    }

    private void replyPlaces(Call call, long record, long rank, long count, long lengthMax) {
        ReplyBuffer reply = call.reply();
        if (record == 0) {
            reply.array(0);
            return;
        }
        Object mark = reply.openAggregate();
        long length = ListValues.length(record);
        long found = 0;
        long at = nextMatch(call, record, rank > 0, Math.abs(rank), 0, lengthMax);
        while (at >= 0) {
            reply.integer(rank > 0 ? at : length - 1 - at);
            if (++found == count) break;
            at = nextMatch(call, record, rank > 0, 1, at + 1, lengthMax);
        }
        reply.closeArray(mark, found);
    }

    /**
     * How far from the end where the search begins the next match is: the first, or a later one for a higher rank; -1
     * if there is none. {@code from} is where it goes on: 0, or one beyond the last match.
     */
    private long nextMatch(Call call, long record, boolean forwards, long rank, long from, long lengthMax) {
        ListCursor cursor = lists.cursor();
        boolean there = from == 0 ? cursor.seek(record, forwards ? 0 : -1) : forwards ? cursor.next()
                : cursor.previous();
        for (long at = from; there && (lengthMax == 0 || at < lengthMax); at++) {
            if (cursor.is(call.address(2), call.length(2)) && --rank == 0) return at;
            there = forwards ? cursor.next() : cursor.previous();
        }
        return -1;
    }
}
