package io.jadis.repl;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;

/** Writes commands to the stream as RESP arrays, each preceded by SELECT where it is of another database. */
public final class StreamEncoder implements AutoCloseable {
    private static final int SCRATCH_BYTES = 4 << 10;
    /** An argument of this size goes to the backlog directly. */
    private static final int COPIED_BYTES_MAX = 1024;
    /** A type byte, a decimal, a line end. */
    private static final int HEADER_BYTES_MAX = 1 + Decimal.LENGTH_MAX + 2;
    private static final short CRLF = (short) ('\r' | '\n' << 8);
    private static final int NO_DATABASE = -1;

    private final Allocator allocator;
    private final Backlog backlog;
    private long scratch;
    private int used;
    private int selected = NO_DATABASE;

    public StreamEncoder(Allocator allocator, Backlog backlog) {
        this.allocator = allocator;
        this.backlog = backlog;
    }

    /** The database that the stream is in, or -1 before the first SELECT. */
    public int selectedDatabase() {
        return selected;
    }

    /** Whoever begins to read here doesn't know the database: the next command brings it again. */
    public void forgetDatabase() {
        selected = NO_DATABASE;
    }

    /** @param database where it was executed, or -1 for a command that doesn't depend on that */
    public void command(int database, Arguments command) {
        if (database >= 0 && database != selected) {
            words("SELECT", Integer.toString(database));
            selected = database;
        }
        header('*', command.count());
        for (int i = 0; i < command.count(); i++) argument(command.address(i), command.length(i));
        flush();
    }

    /** A command of these words, which doesn't depend on the database. */
    public void words(String... words) {
        header('*', words.length);
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            header('$', bytes.length);
            room(bytes.length + 2);
            Memory.copyIn(bytes, 0, scratch + used, bytes.length);
            used += bytes.length;
            lineEnd();
        }
        flush();
    }

    private void argument(long address, long length) {
        header('$', length);
        if (length > COPIED_BYTES_MAX) {
            flush();
            backlog.append(address, length);
            room(2);
        } else {
            room(length + 2);
            Memory.copy(address, scratch + used, length);
            used += length;
        }
        lineEnd();
    }

    private void header(char type, long number) {
        room(HEADER_BYTES_MAX);
        Memory.putByte(scratch + used++, (byte) type);
        used += Decimal.write(number, scratch + used);
        lineEnd();
    }

    private void lineEnd() {
        Memory.putShort(scratch + used, CRLF);
        used += 2;
    }

    private void room(long bytes) {
        if (scratch == 0) scratch = allocator.allocate(SCRATCH_BYTES);
        if (SCRATCH_BYTES - used < bytes) flush();
    }

    private void flush() {
        if (used > 0) backlog.append(scratch, used);
        used = 0;
    }

    @Override
    public void close() {
        if (scratch != 0) allocator.free(scratch);
        scratch = 0;
    }
}
