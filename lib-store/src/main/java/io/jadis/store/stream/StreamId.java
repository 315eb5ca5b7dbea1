package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;

/**
 * The id of an entry: two unsigned 64-bit numbers, ms before seq, as in {@code 1526919030474-55}. Mutable, to be
 * reused.
 */
public final class StreamId {
    /** Room that {@link #write} needs. */
    public static final int TEXT_BYTES_MAX = 41;

    /** Longer texts are no ids, whatever they say. */
    private static final int PARSED_BYTES_MAX = 127;

    private long ms, seq;

    public long ms() {
        return ms;
    }

    public long seq() {
        return seq;
    }

    public void set(long ms, long seq) {
        this.ms = ms;
        this.seq = seq;
    }

    public void set(StreamId other) {
        set(other.ms, other.seq);
    }

    public void setMin() {
        set(0, 0);
    }

    public void setMax() {
        set(-1, -1);
    }

    public boolean isZero() {
        return (ms | seq) == 0;
    }

    public boolean isMax() {
        return (ms & seq) == -1;
    }

    /** Makes it the next id; the highest becomes 0-0, and the answer is false. */
    public boolean increment() {
        if (++seq == 0) ms++;
        return !isZero();
    }

    /** Makes it the id before; 0-0 becomes the highest, and the answer is false. */
    public boolean decrement() {
        if (seq-- == 0) ms--;
        return !isMax();
    }

    public int compareTo(StreamId other) {
        return compare(ms, seq, other.ms, other.seq);
    }

    public int compareTo(long otherMs, long otherSeq) {
        return compare(ms, seq, otherMs, otherSeq);
    }

    static int compare(long ms, long seq, long otherMs, long otherSeq) {
        return ms != otherMs ? Long.compareUnsigned(ms, otherMs) : Long.compareUnsigned(seq, otherSeq);
    }

    // ---- text

    /** Stores {@code ms-seq}; returns the length. */
    public int write(long to) {
        int length = writeUnsigned(ms, to);
        Memory.putByte(to + length++, (byte) '-');
        return length + writeUnsigned(seq, to + length);
    }

    private static int writeUnsigned(long value, long to) {
        if (value >= 0) return Decimal.write(value, to);
        int length = Decimal.write(Long.divideUnsigned(value, 10), to);
        Memory.putByte(to + length, (byte) ('0' + Long.remainderUnsigned(value, 10)));
        return length + 1;
    }

    /** What {@link #parse} has found. */
    public enum Form {
        INVALID,
        /** An id, with or without its second number. */
        ID,
        /** {@code ms-*}: the sequence is to be made. */
        AUTO_SEQUENCE,
        /** {@code -}, the lowest. */
        MIN,
        /** {@code +}, the highest. */
        MAX
    }

    /**
     * Takes the id that a text spells, a missing second number being {@code missingSeq}. As Redis does, by way of C's
     * strings: what follows a NUL is not looked at, and numbers may have blanks, signs and zeros before them.
     */
    public Form parse(long address, long length, long missingSeq) {
        if (length > PARSED_BYTES_MAX) return Form.INVALID;
        int end = 0, dash = -1;
        for (int c; end < length && (c = Memory.getByte(address + end)) != 0; end++) {
            if (c == '-' && dash < 0) dash = end;
        }
        if (end == 1 && Memory.getByte(address) == '+') {
            setMax();
            return Form.MAX;
        }
        if (end == 1 && dash == 0) {
            setMin();
            return Form.MIN;
        }
        long parsedMs, parsedSeq = missingSeq;
        if (!parseUnsigned(address, dash < 0 ? end : dash)) return Form.INVALID;
        parsedMs = parsed;
        Form form = Form.ID;
        if (dash >= 0) {
            long from = address + dash + 1;
            int rest = end - dash - 1;
            if (rest == 1 && Memory.getByte(from) == '*') {
                form = Form.AUTO_SEQUENCE;
                parsedSeq = 0;
            } else {
                if (!parseUnsigned(from, rest)) return Form.INVALID;
                parsedSeq = parsed;
            }
        }
        set(parsedMs, parsedSeq);
        return form;
    }

    private long parsed;

    /** As {@code strtoull}, which takes more than digits, where the text is no plain number. */
    private boolean parseUnsigned(long address, int length) {
        long plain = Decimal.parse(address, length);
        if (plain != Decimal.NOT_A_LONG || Decimal.isLong(address, length)) {
            parsed = plain;
            return plain >= 0;
        }
        int at = 0;
        while (at < length && isBlank(Memory.getByte(address + at))) at++;
        int sign = at < length ? Memory.getByte(address + at) : 0;
        if (sign == '-' || sign == '+') at++;
        if (at == length) return false;
        long sum = 0;
        for (; at < length; at++) {
            int digit = Memory.getByte(address + at) - '0';
            if (digit < 0 || digit > 9) return false;
            if (Long.compareUnsigned(sum, Long.divideUnsigned(-1 - digit, 10)) > 0) return false;
            sum = sum * 10 + digit;
        }
        parsed = sign == '-' ? -sum : sum;
        return true;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }
}
