package io.jadis.store.rdb;

import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.DoubleText;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;

/** Commands as RESP arrays of bulk strings, on their way into a file. */
final class CommandOutput implements AutoCloseable {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Allocator allocator;
    private final RdbOutput out;
    /** Room for the text of a number. */
    private final long text;

    CommandOutput(Allocator allocator, RdbOutput out) {
        this.allocator = allocator;
        this.out = out;
        text = allocator.allocate(DoubleText.LENGTH_MAX);
    }

    @Override
    public void close() {
        allocator.free(text);
    }

    /** A command of so many parts begins, the first of which is this word. */
    void command(long parts, String word) {
        line('*', parts);
        bulk(word);
    }

    /** {@code #TS:seconds} */
    void timestamp(long seconds) {
        out.putBytes("#TS:".getBytes(StandardCharsets.US_ASCII));
        out.putBytes(text, Decimal.write(seconds, text));
        out.putBytes(LINE_END);
    }

    void bulk(long address, long length) {
        line('$', length);
        out.putBytes(address, length);
        out.putBytes(LINE_END);
    }

    void bulk(String word) {
        line('$', word.length());
        out.putBytes(word.getBytes(StandardCharsets.US_ASCII));
        out.putBytes(LINE_END);
    }

    void bulk(long number) {
        bulkText(Decimal.write(number, text));
    }

    void bulk(double score) {
        bulkText(DoubleText.write(score, text));
    }

    private void bulkText(int length) {
        // The length has less than three digits, and the text must stay.
        out.putByte('$');
        if (length >= 10) out.putByte('0' + length / 10);
        out.putByte('0' + length % 10);
        out.putBytes(LINE_END);
        out.putBytes(text, length);
        out.putBytes(LINE_END);
    }

    /** An element of a listpack. */
    void element(long entry) {
        if (Listpack.isInteger(entry)) bulk(Listpack.integer(entry));
        else bulk(Listpack.stringAddress(entry), Listpack.stringLength(entry));
    }

    /** The id of a stream's entry. */
    void id(long ms, long seq) {
        bulk(Long.toUnsignedString(ms) + '-' + Long.toUnsignedString(seq));
    }

    private void line(char type, long number) {
        out.putByte(type);
        out.putBytes(text, Decimal.write(number, text));
        out.putBytes(LINE_END);
    }
}
