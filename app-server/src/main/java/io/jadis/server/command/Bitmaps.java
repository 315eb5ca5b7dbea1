package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.STRING;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.bitmap.BitOperation;
import io.jadis.store.bitmap.BitmapValues;
import io.jadis.store.keyspace.StringValues;

/** SETBIT, BITCOUNT and the other commands on the bits of strings; BITFIELD is in {@link BitFields}. */
public final class Bitmaps {
    private static final ErrorReply NOT_A_BIT = ErrorReply.of("ERR bit is not an integer or out of range");
    private static final ErrorReply NEITHER_0_NOR_1 = ErrorReply.of("ERR The bit argument must be 1 or 0.");
    private static final ErrorReply NOT_OF_ONE =
            ErrorReply.of("ERR BITOP NOT must be called with a single source key.");

    private final BitmapValues bitmaps;
    private final Config config;

    /** The range that {@link #readRange} has read, in bits; empty where the first is behind the last. */
    private long first, last;

    /** BITOP's operands; grows to the most that a call has had. */
    private long[] operands = new long[16];

    public Bitmaps(BitmapValues bitmaps, Config config) {
        this.bitmaps = bitmaps;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("setbit", this::setbit);
        handlers.bind("getbit", this::getbit);
        handlers.bind("bitcount", this::bitcount);
        handlers.bind("bitpos", this::bitpos);
        handlers.bind("bitop", this::bitop);
    }

    /** SETBIT key offset value */
    private void setbit(Call call) {
        long bit = BitOffset.read(call, config, 2, 0);
        if (bit == BitOffset.INVALID) return;
        if (!call.readInteger(3, NOT_A_BIT)) return;
        if ((call.integer() & ~1) != 0) {
            call.reply().error(NOT_A_BIT);
            return;
        }
        boolean on = call.integer() == 1;
        long record = call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        boolean longer = record == 0 || StringValues.length(record) <= bit >>> 3;
        record = bitmaps.reach(call.database(), call.nowMs(), record, call.address(1), call.length(1), bit);
        boolean before = bitmaps.bit(record, bit);
        if (longer || before != on) {
            bitmaps.setBit(record, bit, on);
            call.changed(1);
            call.event(STRING, "setbit", 1);
        }
        call.reply().integer(before ? 1 : 0);
    }

    /** GETBIT key offset */
    private void getbit(Call call) {
        long bit = BitOffset.read(call, config, 2, 0);
        if (bit == BitOffset.INVALID) return;
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(bitmaps.bit(record, bit) ? 1 : 0);
    }

    /** BITCOUNT key [start end [BYTE | BIT]] */
    private void bitcount(Call call) {
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().integer(0);
            return;
        }
        if (call.count() == 3 || call.count() > 5) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        long length = StringValues.length(record);
        if (call.count() == 2) {
            first = 0;
            last = 8L * length - 1;
        } else {
            if (!call.readInteger(2)) return;
            long start = call.integer();
            if (!call.readInteger(3)) return;
            long end = call.integer();
            if (start < 0 && end < 0 && start > end) {
                call.reply().integer(0);
                return;
            }
            if (!readRange(call, 4, start, end, length)) return;
        }
        call.reply().integer(first > last ? 0 : bitmaps.count(record, first, last));
    }

    /** BITPOS key bit [start [end [BYTE | BIT]]] */
    private void bitpos(Call call) {
        if (!call.readInteger(2)) return;
        boolean on = call.integer() == 1;
        if (!on && call.integer() != 0) {
            call.reply().error(NEITHER_0_NOR_1);
            return;
        }
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().integer(on ? -1 : 0);
            return;
        }
        long length = StringValues.length(record);
        boolean openEnd = call.count() < 5;
        if (call.count() == 3) {
            first = 0;
            last = 8L * length - 1;
        } else {
            if (call.count() > 6) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
            if (!call.readInteger(3)) return;
            long start = call.integer();
            // The unit is looked at before the end.
            if (!isUnit(call, 5)) return;
            if (!openEnd && !call.readInteger(4)) return;
            if (!readRange(call, 5, start, openEnd ? -1 : call.integer(), length)) return;
        }
        if (first > last) {
            call.reply().integer(-1);
            return;
        }
        long found = bitmaps.find(record, on, first, last);
        // Where no end was given, the string goes on with zeros.
        call.reply().integer(found < 0 && !on && openEnd ? 8L * length : found);
    }

    /** Turns a range of bytes or bits as clients give it, from the end where negative, into {@link #first} and last. */
    private boolean readRange(Call call, int unitIndex, long start, long end, long length) {
        if (!isUnit(call, unitIndex)) return false;
        boolean bits = call.count() > unitIndex && call.is(unitIndex, "BIT");
        long total = bits ? 8L * length : length;
        if (start < 0) start = Math.max(0, total + start);
        if (end < 0) end = Math.max(0, total + end);
        end = Math.min(end, total - 1);
        // A start beyond the end may be any number: eight times it would be another.
        boolean empty = start > end;
        first = empty ? 1 : bits ? start : 8 * start;
        last = empty ? 0 : bits ? end : 8 * end + 7;
        return true;
    }

    private static boolean isUnit(Call call, int index) {
        if (call.count() <= index || call.is(index, "BIT") || call.is(index, "BYTE")) return true;
        call.reply().error(Errors.SYNTAX);
        return false;
    }

    /** BITOP AND | OR | XOR | NOT destkey key [key …] */
    private void bitop(Call call) {
        BitOperation operation = operation(call);
        if (operation == null) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        if (operation == BitOperation.NOT && call.count() != 4) {
            call.reply().error(NOT_OF_ONE);
            return;
        }
        int count = call.count() - 3;
        call.takeHeap((long) count * Long.BYTES);
        if (operands.length < count) operands = new long[count];
        for (int i = 0; i < count; i++) {
            operands[i] = call.findStringRead(3 + i);
            if (operands[i] == Call.WRONG_TYPE) return;
        }
        long target = call.findWrite(2);
        long length = bitmaps.combine(operation, call.database(), call.nowMs(), target, call.address(2), call.length(2),
                operands, count, call.lookupFlags());
        if (length > 0) {
            call.changed(2);
            call.event(STRING, "set", 2);
        } else if (target != 0) {
            call.database().remove(target, false);
            call.changed(2);
            call.event(GENERIC, "del", 2);
        }
        call.reply().integer(length);
    }

    private static BitOperation operation(Call call) {
        if (call.is(1, "AND")) return BitOperation.AND;
        if (call.is(1, "OR")) return BitOperation.OR;
        if (call.is(1, "XOR")) return BitOperation.XOR;
        return call.is(1, "NOT") ? BitOperation.NOT : null;
    }
}
