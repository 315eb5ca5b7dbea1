package io.jadis.store.aof;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import java.nio.ByteBuffer;

/** Commands on their way to the file, as RESP arrays, in one native block that grows. */
final class CommandBuffer {
    /** What is kept while there is nothing to write. */
    private static final int IDLE_BYTES = 16 << 10;
    /** A type byte, a decimal, a line end. */
    private static final int HEADER_BYTES_MAX = 1 + Decimal.LENGTH_MAX + 2;
    private static final short CRLF = (short) ('\r' | '\n' << 8);

    private final Allocator allocator;
    private long block;
    private long capacity;
    private long start, end;

    CommandBuffer(Allocator allocator) {
        this.allocator = allocator;
    }

    long bytes() {
        return end - start;
    }

    /** What the block takes. */
    long footprintBytes() {
        return capacity;
    }

    void append(Arguments command) {
        header('*', command.count());
        for (int i = 0; i < command.count(); i++) {
            long length = command.length(i);
            header('$', length);
            reserve(length + 2L);
            Memory.copy(command.address(i), block + end, length);
            end += length;
            lineEnd();
        }
    }

    /** {@code SELECT index} */
    void appendSelect(int index) {
        header('*', 2);
        header('$', 6);
        text("SELECT\r\n");
        header('$', Decimal.length(index));
        reserve(HEADER_BYTES_MAX);
        end += Decimal.write(index, block + end);
        lineEnd();
    }

    /** A line that readers of commands skip. */
    void appendComment(String comment) {
        text("#" + comment);
        lineEnd();
    }

    /** {@code #TS:seconds} */
    void appendTimestamp(long seconds) {
        text("#TS:");
        reserve(HEADER_BYTES_MAX);
        end += Decimal.write(seconds, block + end);
        lineEnd();
    }

    /** The next bytes to write, at most 1 GiB of them. */
    ByteBuffer next() {
        return Memory.buffer(block + start, (int) Math.min(bytes(), 1 << 30));
    }

    /** So many bytes are written. */
    void drop(long written) {
        start += written;
        if (start < end) return;
        start = 0;
        end = 0;
        if (capacity > IDLE_BYTES) release();
    }

    void release() {
        if (block != 0) allocator.free(block);
        block = 0;
        capacity = 0;
        start = 0;
        end = 0;
    }

    private void header(char type, long number) {
        reserve(HEADER_BYTES_MAX);
        Memory.putByte(block + end++, (byte) type);
        end += Decimal.write(number, block + end);
        lineEnd();
    }

    private void lineEnd() {
        Memory.putShort(block + end, CRLF);
        end += 2;
    }

    /** With room for a line end behind it. */
    private void text(String ascii) {
        reserve(ascii.length() + 2L);
        for (int i = 0; i < ascii.length(); i++) Memory.putByte(block + end++, (byte) ascii.charAt(i));
    }

    private void reserve(long bytes) {
        if (capacity - end >= bytes) return;
        if (start > 0) {
            Memory.copy(block + start, block, end - start);
            end -= start;
            start = 0;
            if (capacity - end >= bytes) return;
        }
        long larger = Math.max(IDLE_BYTES, Math.max(end + bytes, 2 * capacity));
        block = block == 0 ? allocator.allocate(larger) : allocator.reallocate(block, larger);
        capacity = larger;
    }
}
