package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.STRING;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.bitmap.BitField;
import io.jadis.store.bitmap.BitmapValues;
import io.jadis.store.keyspace.StringValues;

/**
 * BITFIELD and BITFIELD_RO. The arguments are gone through twice: first all are checked and it is seen how long the
 * string has to be, then the operations are carried out.
 */
public final class BitFields {
    private static final ErrorReply INVALID_TYPE =
            ErrorReply.of("ERR Invalid bitfield type. Use something like i16 u8. "
            + "Note that u64 is not supported but i64 is.");
    private static final ErrorReply INVALID_OVERFLOW = ErrorReply.of("ERR Invalid OVERFLOW type specified");
    private static final ErrorReply ONLY_GET = ErrorReply.of("ERR BITFIELD_RO only supports the GET subcommand");

    private enum Operation { GET, SET, INCRBY }

    private enum Overflow { WRAP, SAT, FAIL }

    private final BitmapValues bitmaps;
    private final Config config;

    // The operation at hand, from one argument to the next.
    private Operation operation;
    private Overflow overflow;
    private boolean signed;
    private int width;
    private long bit;
    private long operand;

    public BitFields(BitmapValues bitmaps, Config config) {
        this.bitmaps = bitmaps;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("bitfield", call -> bitfield(call, false));
        handlers.bind("bitfield_ro", call -> bitfield(call, true));
    }

    /** BITFIELD key [GET type offset | [OVERFLOW WRAP | SAT | FAIL] SET type offset value | INCRBY type offset by] … */
    private void bitfield(Call call, boolean readOnly) {
        int operations = 0;
        long lastWritten = -1;
        overflow = Overflow.WRAP;
        for (int i = 2; i < call.count(); ) {
            int next = read(call, i);
            if (next < 0) return;
            i = next;
            if (operation == null) continue;
            operations++;
            if (operation != Operation.GET) lastWritten = Math.max(lastWritten, bit + width - 1);
        }
        if (lastWritten >= 0 && readOnly) {
            call.reply().error(ONLY_GET);
            return;
        }
        long record = lastWritten < 0 ? call.findStringRead(1) : call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        boolean longer = false;
        if (lastWritten >= 0) {
            longer = record == 0 || StringValues.length(record) <= lastWritten >>> 3;
            record = bitmaps.reach(call.database(), call.nowMs(), record, call.address(1), call.length(1), lastWritten);
        }
        call.reply().array(operations);
        int changes = 0;
        overflow = Overflow.WRAP;
        for (int i = 2; i < call.count(); ) {
            i = read(call, i);
            if (operation == null) continue;
            if (operation == Operation.GET) call.reply().integer(bitmaps.field(record, bit, width, signed));
            else if (write(call, record, longer)) changes++;
        }
        if (changes == 0) return;
        call.changed(1, changes);
        call.event(STRING, "setbit", 1);
    }

    /** Carries out SET or INCRBY. Returns whether that counts as a change. */
    private boolean write(Call call, long record, boolean longer) {
        long before = bitmaps.field(record, bit, width, signed);
        boolean increment = operation == Operation.INCRBY;
        long base = increment ? before : operand;
        long by = increment ? operand : 0;
        int beyond = BitField.overflow(base, by, width, signed);
        if (beyond != 0 && overflow == Overflow.FAIL) {
            call.reply().nil();
            return false;
        }
        long after = beyond != 0 && overflow == Overflow.SAT
                ? BitField.limit(beyond, width, signed)
                : BitField.wrap(base + by, width, signed);
        call.reply().integer(increment ? after : before);
        bitmaps.setField(record, bit, width, after);
        return longer || before != after;
    }

    /**
     * Reads one operation; {@link #operation} is null after an OVERFLOW, which stays for those that follow.
     *
     * @return the index of the next one, or -1 with the error sent
     */
    private int read(Call call, int index) {
        int arguments = call.count() - index - 1;
        if (call.is(index, "GET") && arguments >= 2) {
            operation = Operation.GET;
        } else if (call.is(index, "SET") && arguments >= 3) {
            operation = Operation.SET;
        } else if (call.is(index, "INCRBY") && arguments >= 3) {
            operation = Operation.INCRBY;
        } else if (call.is(index, "OVERFLOW") && arguments >= 1) {
            operation = null;
            return readOverflow(call, index + 1) ? index + 2 : -1;
        } else {
            call.reply().error(Errors.SYNTAX);
            return -1;
        }
        if (!readType(call, index + 1)) return -1;
        bit = BitOffset.read(call, config, index + 2, width);
        if (bit == BitOffset.INVALID) return -1;
        if (operation == Operation.GET) return index + 3;
        if (!call.readInteger(index + 3)) return -1;
        operand = call.integer();
        return index + 4;
    }

    private boolean readOverflow(Call call, int index) {
        if (call.is(index, "WRAP")) overflow = Overflow.WRAP;
        else if (call.is(index, "SAT")) overflow = Overflow.SAT;
        else if (call.is(index, "FAIL")) overflow = Overflow.FAIL;
        else {
            call.reply().error(INVALID_OVERFLOW);
            return false;
        }
        return true;
    }

    /** {@code i} or {@code u} and a width: {@code i64}, {@code u63} at most. */
    private boolean readType(Call call, int index) {
        long address = call.address(index);
        long length = call.length(index);
        int sign = length == 0 ? 0 : Memory.getByte(address);
        long bits = length < 2 ? 0 : Decimal.parse(address + 1, length - 1);
        signed = sign == 'i';
        if ((signed || sign == 'u') && bits >= 1 && bits <= (signed ? 64 : 63)) {
            width = (int) bits;
            return true;
        }
        call.reply().error(INVALID_TYPE);
        return false;
    }
}
