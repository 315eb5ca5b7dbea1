package io.jadis.store.aof;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ArgumentPlaces;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.StoredLength;
import io.jadis.store.rdb.RdbHeader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a file of commands one by one: RESP arrays of bulk strings, and lines that begin with {@code #}. The command at
 * hand is this object's arguments, until the next call. Some are read {@link #together}, as far as they are in memory.
 *
 * <p>Nothing that a damaged file claims is believed before the bytes are there: memory grows with what was read, not
 * with what a length says.
 */
public final class AofReader implements Arguments, AutoCloseable {
    /** What a call of {@link #next} has found. */
    public enum Found {
        /** A command. */
        COMMAND,
        /** The end of the file behind a whole command. */
        END,
        /** The end of the file within a command, or zeros from there up to it, as a crash of the machine leaves. */
        TORN,
        /** Bytes that are no command. */
        MALFORMED
    }

    private static final int BUFFER_BYTES = 1 << 20, LINE_BYTES_MAX = 1_024, READ_BYTES_MAX = 1 << 30;
    private static final long TIMESTAMP_UNKNOWN = -1;
    private static final long MORE = -1, BAD = -2, WHOLE = 0, NO_BULK = -1;
    /** How many commands are read at once at most. */
    static final int TOGETHER_MAX = 16;

    private final Allocator allocator;
    private final FileChannel channel;

    /** The part of the file from {@code windowOffset} on that is in memory: {@code filled} bytes. */
    private long buffer;
    private long capacity, filled;
    private long windowOffset;
    private boolean atEnd;

    /** In the window: where what isn't given yet begins, and how far it is read. */
    private long begin, at;
    /** The bytes of the bulk string that the file has ended in, up to its line end, if it was in one. */
    private long bulkBytes = NO_BULK;

    /** Of the commands that were read together: their arguments, and where in the window they end. */
    private final ArgumentPlaces[] places = new ArgumentPlaces[TOGETHER_MAX];
    private final long[] ends = new long[TOGETHER_MAX];
    private int together, current;
    /** No more is to be read from the file for what comes after the command at hand. */
    private boolean ahead;

    private long timestamp = TIMESTAMP_UNKNOWN;
    private final AofPlace place = new AofPlace();

    /** @param offset where in the file the commands begin: behind an RDB, say */
    public AofReader(Allocator allocator, FileChannel channel, long offset) {
        this(allocator, channel, offset, BUFFER_BYTES);
    }

    /** With a window of so many bytes at first. */
    AofReader(Allocator allocator, FileChannel channel, long offset, int windowBytes) {
        this.allocator = allocator;
        this.channel = channel;
        windowOffset = offset;
        capacity = windowBytes;
        buffer = allocator.allocate(capacity);
        for (int i = 0; i < TOGETHER_MAX; i++) places[i] = new ArgumentPlaces();
    }

    /** Where in the file the command at hand ends, or the last one before what was found to be no command. */
    public long offset() {
        return windowOffset + begin;
    }

    /** Seconds since 1970 that the file has last named, or -1. */
    public long timestamp() {
        return timestamp;
    }

    /** Where in a replication stream the data set is behind what was read, if the file says so. */
    public Optional<RdbHeader.Replication> place() {
        return place.get();
    }

    /** Reads the next command. */
    public Found next() throws IOException {
        if (++current >= together) {
            Found found = readFirst();
            if (found != Found.COMMAND) return found;
            readAhead();
        }
        begin = ends[current];
        place.passed();
        return Found.COMMAND;
    }

    private Found readFirst() throws IOException {
        at = begin;
        current = 0;
        together = 0;
        places[0].clear();
        while (true) {
            long line = readLine();
            if (line == MORE) return endOfFile();
            if (line == BAD) return isTornBeforeZeros() ? Found.TORN : Found.MALFORMED;
            if (Memory.getByte(buffer + line) == '#') {
                readAnnotation(line);
                begin = at;
                continue;
            }
            long read = readArguments(line, places[0]);
            if (read == MORE) return Found.TORN;
            if (read == BAD) return isTornBeforeZeros() ? Found.TORN : Found.MALFORMED;
            ends[together++] = at;
            return Found.COMMAND;
        }
    }

    /** Those behind the first that are whole and in the window. What is there else is for who reads it first. */
    private void readAhead() throws IOException {
        ahead = true;
        begin = at;
        while (together < TOGETHER_MAX) {
            places[together].clear();
            long line = readLine();
            if (line < 0 || readArguments(line, places[together]) != WHOLE) break;
            ends[together++] = at;
        }
        ahead = false;
    }

    /** @return {@link #WHOLE} if the command is there, up to {@link #at} */
    private long readArguments(long line, ArgumentPlaces arguments) throws IOException {
        long claimed = number(line, '*');
        if (claimed < 1 || claimed > Integer.MAX_VALUE) return BAD;
        while (arguments.count() < claimed) {
            long header = readLine();
            if (header == MORE) return MORE;
            long length = header == BAD ? BAD : number(header, '$');
            if (length < 0) return BAD;
            if (!require(length + 2)) {
                bulkBytes = length;
                return MORE;
            }
            arguments.add(at, length);
            at += length + 2;
            if (Memory.getShort(buffer + at - 2) != ('\r' | '\n' << 8)) return BAD;
        }
        return WHOLE;
    }

    /**
     * The start of a line in the window, which {@link #at} is moved behind; {@link #MORE} if the file ends before it.
     */
    private long readLine() throws IOException {
        long from = at - begin;
        int scanned = 0;
        while (true) {
            if (at + scanned == filled && !require(scanned + 1)) return MORE;
            if (Memory.getByte(buffer + at + scanned++) == '\n') break;
            if (scanned == LINE_BYTES_MAX) return BAD;
        }
        at += scanned;
        return begin + from;
    }

    /** The number behind the type byte of a line that ends before {@link #at}, or {@link #BAD}. */
    private long number(long line, char type) {
        long end = at - 2;
        if (Memory.getByte(buffer + line) != type || end <= line + 1
                || Memory.getByte(buffer + end) != '\r') return BAD;
        long value = 0;
        for (long i = line + 1; i < end; i++) {
            int digit = Memory.getByte(buffer + i) - '0';
            if (digit < 0 || digit > 9) return BAD;
            value = value * 10 + digit;
            if (value > StoredLength.MAX) return BAD;
        }
        return value;
    }

    /** {@code #TS:seconds}, or an {@link AofPlace}; what else a comment says doesn't matter. */
    private void readAnnotation(long line) {
        long end = at - 1;
        if (end > line && Memory.getByte(buffer + end - 1) == '\r') end--;
        if (end - line > 4 && Memory.getInt(buffer + line) == ('#' | 'R' << 8 | 'P' << 16 | ':' << 24)) {
            place.read(new String(Memory.toArray(buffer + line + 1, end - line - 1), StandardCharsets.ISO_8859_1));
            return;
        }
        if (end - line < 5 || Memory.getInt(buffer + line) != ('#' | 'T' << 8 | 'S' << 16 | ':' << 24)) return;
        long seconds = 0;
        for (long i = line + 4; i < end; i++) {
            int digit = Memory.getByte(buffer + i) - '0';
            if (digit < 0 || digit > 9) return;
            seconds = seconds * 10 + digit;
        }
        timestamp = seconds;
    }

    /** The file ends within a line, or between two: a line can be torn, but it must begin as one. */
    private Found endOfFile() throws IOException {
        if (filled == begin) return Found.END;
        int first = Memory.getByte(buffer + begin);
        return first == '*' || first == '#' || isTornBeforeZeros() ? Found.TORN : Found.MALFORMED;
    }

    /**
     * Whether what comes from {@link #offset} on, and is no command, would be the beginning of one, or nothing, without
     * the zeros that the file ends in: those need not begin where a command does. What the window ends in is enough to
     * know, since a command that is bad before that is so whatever follows. Nothing more can be read after this.
     */
    private boolean isTornBeforeZeros() throws IOException {
        long windowEnd = filled;
        boolean wasAtEnd = atEnd;
        while (filled > begin && Memory.getByte(buffer + filled - 1) == 0) filled--;
        if (filled == windowEnd) return false;
        atEnd = true;
        return isBeginning() && (wasAtEnd || isZeroFrom(windowOffset + windowEnd));
    }

    /** Whether the window ends in a part of a command or of a comment, so that only more bytes could be wrong. */
    private boolean isBeginning() throws IOException {
        if (filled == begin) return true;
        at = begin;
        bulkBytes = NO_BULK;
        places[0].clear();
        long line = readLine();
        if (line == MORE) return Memory.getByte(buffer + begin) == '#' || isLineBeginning('*');
        if (line == BAD || readArguments(line, places[0]) != MORE) return false;
        if (bulkBytes == NO_BULK) return at == filled || isLineBeginning('$');
        return filled - at <= bulkBytes || Memory.getByte(buffer + at + bulkBytes) == '\r';
    }

    /** Whether the window ends in a type byte and digits, and perhaps what begins the end of a line. */
    private boolean isLineBeginning(char type) {
        if (Memory.getByte(buffer + at) != type) return false;
        long end = filled > at + 2 && Memory.getByte(buffer + filled - 1) == '\r' ? filled - 1 : filled;
        for (long i = at + 1; i < end; i++) {
            int digit = Memory.getByte(buffer + i) - '0';
            if (digit < 0 || digit > 9) return false;
        }
        return true;
    }

    /** Reads the rest of the file into the window. */
    private boolean isZeroFrom(long position) throws IOException {
        while (true) {
            int read = channel.read(Memory.buffer(buffer, readable(capacity)), position);
            if (read < 0) return true;
            if (!isZero(0, read)) return false;
            position += read;
        }
    }

    private boolean isZero(long from, long to) {
        for (long i = from; i < to; i++) {
            if (Memory.getByte(buffer + i) != 0) return false;
        }
        return true;
    }

    /** Sees to it that so many bytes from {@link #at} on are in the window; false if the file ends before. */
    private boolean require(long bytes) throws IOException {
        while (filled - at < bytes) {
            if (atEnd || ahead) return false;
            if (begin > 0) {
                shift();
            } else if (filled == capacity) {
                capacity *= 2;
                buffer = allocator.reallocate(buffer, capacity);
            }
            fill();
        }
        return true;
    }

    /** Moves the command that is being read, the first one, to the window's beginning. */
    private void shift() {
        Memory.copy(buffer + begin, buffer, filled - begin);
        places[0].shift(begin);
        windowOffset += begin;
        filled -= begin;
        at -= begin;
        begin = 0;
    }

    private void fill() throws IOException {
        int read = channel.read(Memory.buffer(buffer + filled, readable(capacity - filled)), windowOffset + filled);
        if (read < 0) atEnd = true;
        else filled += read;
    }

    /** What one call may read of so much room. */
    private static int readable(long room) {
        return (int) Math.min(room, READ_BYTES_MAX);
    }

    @Override
    public int count() {
        return count(current);
    }

    @Override
    public long address(int index) {
        return address(current, index);
    }

    @Override
    public long length(int index) {
        return length(current, index);
    }

    /**
     * How many commands were read at once if the one at hand is their first, otherwise 0: who wants to can look at what
     * they are about before the first is executed.
     */
    public int together() {
        return current == 0 ? together : 0;
    }

    /** As {@link #count()}, of the nth of them. */
    public int count(int nth) {
        return places[nth].count();
    }

    /** As {@link #address(int)}, of the nth of them. */
    public long address(int nth, int index) {
        return buffer + places[nth].offset(index);
    }

    /** As {@link #length(int)}, of the nth of them. */
    public long length(int nth, int index) {
        return places[nth].length(index, buffer);
    }

    /** Gives the memory back; the channel is the caller's. */
    @Override
    public void close() {
        allocator.free(buffer);
    }
}
