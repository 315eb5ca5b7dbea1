package io.jadis.store.bitmap;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.StringValues;
import io.jadis.store.memory.Allocator;

/**
 * The operations on strings as arrays of bits. Reading takes any string record, a number by its text, and 0 for a
 * missing key; what is written is raw from then on. Positions and ranges are bits, already inside of the string where
 * not said otherwise.
 */
public final class BitmapValues {
    /** So much of an outcome is made at once, that it is still in the nearest cache when the next operand comes. */
    private static final int CHUNK_BYTES = 16 << 10;

    private final Allocator allocator;
    private final StringValues strings;

    public BitmapValues(Keyspace keyspace) {
        this.allocator = keyspace.allocator();
        this.strings = keyspace.strings();
    }

    /** GETBIT: any position; beyond the end there are zeros. */
    public boolean bit(long record, long bit) {
        return record != 0 && bit >>> 3 < StringValues.length(record) && Bits.get(strings.address(record), bit);
    }

    /** BITCOUNT: how many bits are set from {@code first} to {@code last}, both included. */
    public long count(long record, long first, long last) {
        return Bits.count(strings.address(record), first, last);
    }

    /** BITPOS: the first bit of that value from {@code first} to {@code last}, both included, or -1. */
    public long find(long record, boolean on, long first, long last) {
        return Bits.find(strings.address(record), first, last, on);
    }

    /** BITFIELD GET: any position; beyond the end there are zeros. */
    public long field(long record, long bit, int width, boolean signed) {
        if (record == 0) return 0;
        return BitField.read(strings.address(record), StringValues.length(record), bit, width, signed);
    }

    /**
     * Makes a string, which may be missing, long enough to hold a bit, and raw.
     *
     * @return the record
     */
    public long reach(Database database, long nowMs, long record, long keyAddress, long keyLength, long bit) {
        long lengthMin = (bit >>> 3) + 1;
        return record == 0
                ? strings.addZeros(database, nowMs, keyAddress, keyLength, lengthMin)
                : strings.writable(database, record, lengthMin);
    }

    /** SETBIT, where the string has been made to {@link #reach} so far. */
    public void setBit(long record, long bit, boolean on) {
        Bits.set(Record.valueAddress(record), bit, on);
    }

    /** BITFIELD SET, where the string has been made to {@link #reach} so far. */
    public void setField(long record, long bit, int width, long value) {
        BitField.write(Record.valueAddress(record), bit, width, value);
    }

    /**
     * BITOP: sets a key to the outcome of an operation on strings, 0 for those that are missing; the outcome is as long
     * as the longest of them. Where that is empty nothing is done.
     *
     * @param target the record that is there under the target's name, of any type, or 0
     * @param operands records, which change their order
     * @param flags of a look-up, see {@link Database}
     * @return the outcome's length
     */
    public long combine(BitOperation operation, Database database, long nowMs, long target, long keyAddress,
            long keyLength, long[] operands, int operandCount, int flags) {
        long length = 0;
        for (int i = 0; i < operandCount; i++) {
            if (operands[i] != 0) length = Math.max(length, StringValues.length(operands[i]));
        }
        if (length == 0) return 0;
        if (canTake(target, length) && bringForward(target, operands, operandCount)) {
            fill(operation, Record.valueAddress(target), length, operands, operandCount);
            strings.truncate(target, length);
            database.removeExpiry(target);
        } else {
            long block = allocator.allocate(length);
            fill(operation, block, length, operands, operandCount);
            strings.setBlock(database, nowMs, keyAddress, keyLength, block, length, flags);
        }
        return length;
    }

    /** Whether the outcome may be written over the target's value: new pages cost as much as the operation itself. */
    private static boolean canTake(long target, long length) {
        if (target == 0 || !StringValues.isBlock(target)) return false;
        long room = StringValues.length(target);
        return length <= room && room / 2 <= length;
    }

    /** The target may be an operand if that is the first, and once. The order does not matter to any operation. */
    private static boolean bringForward(long target, long[] operands, int count) {
        int place = -1;
        for (int i = 0; i < count; i++) {
            if (operands[i] != target) continue;
            if (place >= 0) return false;
            place = i;
        }
        if (place > 0) {
            operands[place] = operands[0];
            operands[0] = target;
        }
        return true;
    }

    private void fill(BitOperation operation, long to, long length, long[] operands, int count) {
        for (long from = 0; from < length; from += CHUNK_BYTES) {
            int chunk = (int) Math.min(CHUNK_BYTES, length - from);
            if (operation == BitOperation.NOT) {
                operation.into(to + from, strings.address(operands[0]) + from, chunk);
                continue;
            }
            int present = present(operands[0], from, chunk);
            long first = present == 0 ? to : strings.address(operands[0]);
            if (first != to) Memory.copy(first + from, to + from, present);
            Memory.fill(to + from + present, chunk - present, (byte) 0);
            for (int i = 1; i < count; i++) {
                present = present(operands[i], from, chunk);
                if (present > 0) operation.into(to + from, strings.address(operands[i]) + from, present);
                if (operation == BitOperation.AND) Memory.fill(to + from + present, chunk - present, (byte) 0);
            }
        }
    }

    /** How many of the chunk's bytes a string has. */
    private static int present(long record, long from, int chunk) {
        return record == 0 ? 0 : (int) Math.clamp(StringValues.length(record) - from, 0, chunk);
    }
}
