package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.number.FixedPoint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * The replies of one connection, written as RESP2 or RESP3 straight into native chunks that the transport then sends
 * without a copy. Owned by the executor. A chunk is taken when the first byte is written and handed over by
 * {@link #takeChunk}, so an idle connection holds none.
 *
 * <p>What RESP2 lacks is written as Redis does: maps, sets and pushes as arrays, null as {@code $-1} or {@code *-1},
 * doubles and big numbers as bulk strings, booleans as 0 and 1.
 */
public final class ReplyBuffer {
    /**
     * The size of a chunk lies between these, by what the connection needed of late; one large reply gets a larger one.
     */
    public static final int CHUNK_BYTES_MIN = 1024, CHUNK_BYTES_MAX = 16 * 1024;
    /** A type byte, a 64-bit decimal, a line end. */
    private static final int HEADER_BYTES_MAX = 1 + 20 + 2;
    /** A longer string is sent in pieces, so that no chunk is larger and what has been sent is free again. */
    private static final int PIECE_BYTES = 16 << 20;
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    private static final short CRLF = (short) ('\r' | '\n' << 8);

    /** Told of what matters beyond this connection. */
    public interface Observer {
        /** An error is sent: for INFO errorstats and the failed calls of a command. */
        void onErrorReply(ErrorReply error);

        /**
         * One more chunk is full: the moment to look at the limits of the output. May {@link #abandon} it.
         *
         * @param grown chunks were small and will be large from now on
         */
        default void onChunkFull(boolean grown) {}
    }

    private final ReplyChunks chunks;
    private final ArrayDeque<ByteBuf> sealed = new ArrayDeque<>(0);
    private ByteBuf chunk;
    private long address;
    private int position, capacity;
    private long sealedBytes, sealedCapacityBytes;
    private boolean resp3;
    private boolean silent, abandoned;
    /** Either of the two: nothing that is written stays. */
    private boolean discarding;
    private int nextChunkBytes = CHUNK_BYTES_MAX;
    private long peakBytes;
    private Observer observer = error -> { };

    public ReplyBuffer(ReplyChunks chunks) {
        this.chunks = chunks;
    }

    public void observer(Observer observer) {
        this.observer = observer;
    }

    /** 2 or 3: how what follows is encoded. */
    public void protocol(int version) {
        resp3 = version == 3;
    }

    public boolean isResp3() {
        return resp3;
    }

    /** While on, everything written is thrown away: CLIENT REPLY OFF and SKIP. Returns what it was before. */
    public boolean discard(boolean on) {
        boolean before = silent;
        silent = on;
        discarding = silent || abandoned;
        return before;
    }

    /** Throws away all that is here and all that will be written: nobody is going to read it. */
    public void abandon() {
        abandoned = true;
        discarding = true;
        release();
    }

    /** Whether it is no use to write any more; a command with a very long reply may stop. */
    public boolean isAbandoned() {
        return abandoned;
    }

    // ---- simple types

    public void ok() {
        long to = reserve(5);
        Memory.putInt(to, '+' | 'O' << 8 | 'K' << 16 | '\r' << 24);
        Memory.putByte(to + 4, (byte) '\n');
        advance(5);
    }

    /** A status line such as {@code QUEUED}, in ISO 8859-1. */
    public void status(String text) {
        line((byte) '+', text);
    }

    public void error(ErrorReply error) {
        raw(error.line());
        observer.onErrorReply(error);
    }

    /** An error from its whole text, code first: {@code "ERR no such key"}. */
    public void error(String text) {
        error(ErrorReply.of(text));
    }

    public void integer(long value) {
        header((byte) ':', value);
    }

    public void bool(boolean value) {
        if (!resp3) {
            integer(value ? 1 : 0);
            return;
        }
        long to = reserve(4);
        Memory.putInt(to, '#' | (value ? 't' : 'f') << 8 | '\r' << 16 | '\n' << 24);
        advance(4);
    }

    /** The null of a missing value: {@code $-1} in RESP2. */
    public void nil() {
        nil((byte) '$');
    }

    /** The null of a missing array: {@code *-1} in RESP2. */
    public void nilArray() {
        nil((byte) '*');
    }

    private void nil(byte type) {
        if (resp3) {
            long to = reserve(3);
            Memory.putByte(to, (byte) '_');
            Memory.putShort(to + 1, CRLF);
            advance(3);
        } else {
            header(type, -1);
        }
    }

    // ---- strings

    public void bulk(long from, long length) {
        if (discarding) return;
        if (length > PIECE_BYTES) {
            header((byte) '$', length);
            raw(from, length);
            raw(END_OF_LINE);
            return;
        }
        int bytes = (int) length;
        long to = reserve(HEADER_BYTES_MAX + bytes + 2);
        int at = writeHeader(to, (byte) '$', bytes);
        Memory.copy(from, to + at, bytes);
        Memory.putShort(to + at + bytes, CRLF);
        advance(at + bytes + 2);
    }

    public void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    public void bulk(byte[] bytes, int offset, int length) {
        if (discarding) return;
        long to = reserve(HEADER_BYTES_MAX + length + 2);
        int at = writeHeader(to, (byte) '$', length);
        Memory.copyIn(bytes, offset, to + at, length);
        Memory.putShort(to + at + length, CRLF);
        advance(at + length + 2);
    }

    /** A bulk string of this text in UTF-8. */
    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A bulk string that holds the decimal of the number. */
    public void bulkInteger(long value) {
        int digits = Decimal.length(value);
        long to = reserve(HEADER_BYTES_MAX + digits + 2);
        int at = writeHeader(to, (byte) '$', digits);
        at += Decimal.write(value, to + at);
        Memory.putShort(to + at, CRLF);
        advance(at + 2);
    }

    /** A text with a three-letter format such as {@code txt}; a bulk string in RESP2. */
    public void verbatim(String format, byte[] text) {
        if (!resp3) {
            bulk(text);
            return;
        }
        header((byte) '=', text.length + 4);
        long to = reserve(4 + text.length + 2);
        for (int i = 0; i < 3; i++) Memory.putByte(to + i, (byte) format.charAt(i));
        Memory.putByte(to + 3, (byte) ':');
        Memory.copyIn(text, 0, to + 4, text.length);
        Memory.putShort(to + 4 + text.length, CRLF);
        advance(4 + text.length + 2);
    }

    // ---- numbers beyond 64-bit integers

    /** A double as Redis prints it; a bulk string in RESP2. */
    public void doubleNumber(double value) {
        long text = reserve(HEADER_BYTES_MAX + DoubleText.LENGTH_MAX + 2) + HEADER_BYTES_MAX;
        number(text, DoubleText.write(value, text));
    }

    /** A double of less than 2^52 with up to 17 digits behind the point; a bulk string in RESP2. */
    public void decimalNumber(double value) {
        long text = reserve(HEADER_BYTES_MAX + FixedPoint.LENGTH_MAX + 2) + HEADER_BYTES_MAX;
        number(text, FixedPoint.writeShort(value, text));
    }

    /** The text is here already, with room for any header in front: how long that is depends on the text's length. */
    private void number(long text, int length) {
        long to = text - HEADER_BYTES_MAX;
        int at = 1;
        if (resp3) Memory.putByte(to, (byte) ',');
        else at = writeHeader(to, (byte) '$', length);
        Memory.copy(text, to + at, length);
        Memory.putShort(to + at + length, CRLF);
        advance(at + length + 2);
    }

    /** A double from its text ({@code 3.14}, {@code inf}, {@code -inf}, {@code nan}). */
    public void doubleText(String text) {
        if (resp3) line((byte) ',', text);
        else bulk(text);
    }

    public void bigNumber(String digits) {
        if (resp3) line((byte) '(', digits);
        else bulk(digits);
    }

    // ---- aggregates: the header, after which the elements follow

    public void array(long count) {
        header((byte) '*', count);
    }

    /** A map of so many pairs. */
    public void map(long pairs) {
        if (resp3) header((byte) '%', pairs);
        else header((byte) '*', 2 * pairs);
    }

    public void set(long count) {
        header((byte) (resp3 ? '~' : '*'), count);
    }

    /** Out-of-band data: an array in RESP2. */
    public void push(long count) {
        header((byte) (resp3 ? '>' : '*'), count);
    }

    /** Attributes, which only RESP3 has: call it only there. */
    public void attribute(long pairs) {
        header((byte) '|', pairs);
    }

    /**
     * Opens an aggregate whose length is not known yet. Its elements follow; {@link #closeArray} and its like then
     * write the header in front of them.
     *
     * @return the mark to close it with; aggregates nest
     */
    public Object openAggregate() {
        return open(HEADER_BYTES_MAX);
    }

    /** Opens a bulk string of at most so many bytes that aren't known yet; {@link #closeBulk} writes them. */
    public Object openBulk(int lengthMax) {
        return open(HEADER_BYTES_MAX + lengthMax + 2);
    }

    private Object open(int length) {
        if (discarding) return this;
        reserve(length);
        ByteBuf before = chunk;
        seal();
        return before;
    }

    public void closeArray(Object mark, long count) {
        closeAggregate(mark, (byte) '*', count);
    }

    public void closeMap(Object mark, long pairs) {
        closeAggregate(mark, (byte) (resp3 ? '%' : '*'), resp3 ? pairs : 2 * pairs);
    }

    public void closeSet(Object mark, long count) {
        closeAggregate(mark, (byte) (resp3 ? '~' : '*'), count);
    }

    /** Opens a text as of {@link #verbatim} that is written in pieces, by {@link #raw}. */
    public Object openVerbatim(String format) {
        Object mark = openAggregate();
        if (resp3) raw((format + ":").getBytes(StandardCharsets.US_ASCII));
        return mark;
    }

    /** @param textBytes how long all pieces are together */
    public void closeVerbatim(Object mark, long textBytes) {
        long to = reserve(2);
        Memory.putShort(to, CRLF);
        advance(2);
        closeAggregate(mark, (byte) (resp3 ? '=' : '$'), resp3 ? textBytes + 4 : textBytes);
    }

    private void closeAggregate(Object mark, byte type, long count) {
        if (mark == this || abandoned) return;
        ByteBuf before = (ByteBuf) mark;
        close(before, writeHeader(before.memoryAddress() + before.writerIndex(), type, count));
    }

    public void closeBulk(Object mark, long from, int length) {
        if (mark == this || abandoned) return;
        ByteBuf before = (ByteBuf) mark;
        long to = before.memoryAddress() + before.writerIndex();
        int at = writeHeader(to, (byte) '$', length);
        Memory.copy(from, to + at, length);
        Memory.putShort(to + at + length, CRLF);
        close(before, at + length + 2);
    }

    /**
     * {@link #open} left room at the end of the chunk that it sealed. What has been written since goes in there as well
     * if it is not too long, and that chunk is the one being filled again: else each short reply would hold a whole one.
     */
    private void close(ByteBuf before, int length) {
        int end = before.writerIndex() + length;
        before.writerIndex(end);
        sealedBytes += length;
        if (before != sealed.peekLast() || before.capacity() - end < position) return;
        sealed.pollLast();
        sealedBytes -= end;
        sealedCapacityBytes -= before.capacity();
        ByteBuf after = chunk;
        long from = address;
        int moved = position;
        chunk = before;
        address = before.memoryAddress();
        position = end + moved;
        capacity = before.capacity();
        if (after == null) return;
        Memory.copy(from, address + end, moved);
        chunks.giveBack(after);
    }

    /** Bytes that are RESP already. */
    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    /** Bytes that are RESP already. */
    public void raw(byte[] bytes, int offset, int length) {
        if (discarding) return;
        long to = reserve(length);
        Memory.copyIn(bytes, offset, to, length);
        advance(length);
    }

    /** Bytes that are RESP already. */
    public void raw(long from, long length) {
        if (discarding) return;
        long at = from, end = from + length;
        do {
            int piece = (int) Math.min(end - at, PIECE_BYTES);
            long to = reserve(piece);
            Memory.copy(at, to, piece);
            advance(piece);
            at += piece;
        } while (at < end && !discarding);
    }

    /**
     * So many bytes or fewer come next, in pieces: they get one chunk. Else each long last piece would begin another and
     * leave the one of the short pieces before it all but empty.
     */
    public void makeRoom(int length) {
        if (!discarding) reserve(length);
    }

    // ---- the chunks

    /** Bytes written and not yet taken. */
    public long pendingBytes() {
        return sealedBytes + position;
    }

    /** Native memory held by the chunks not yet taken. */
    public long footprintBytes() {
        return sealedCapacityBytes + capacity;
    }

    /** Of {@link #footprintBytes}, what the full chunks take. */
    public long sealedFootprintBytes() {
        return sealedCapacityBytes;
    }

    /** How many full chunks wait besides the one being filled. */
    public int sealedChunkCount() {
        return sealed.size();
    }

    /** The size of the chunk that is being filled or would be taken next. */
    public int chunkCapacityBytes() {
        return nextChunkBytes;
    }

    /** The most that was in one chunk since the last {@link #trim} or {@link #resetPeak}. */
    public long peakBytes() {
        return peakBytes;
    }

    public void resetPeak() {
        peakBytes = position;
    }

    /**
     * To be called now and then: smaller chunks for a connection whose replies are short. True if it changed something.
     */
    public boolean trim() {
        if (nextChunkBytes == CHUNK_BYTES_MIN || peakBytes >= nextChunkBytes / 2) return false;
        while (nextChunkBytes > CHUNK_BYTES_MIN && peakBytes < nextChunkBytes / 2) nextChunkBytes /= 2;
        return true;
    }

    /** Bytes in the chunk being filled. */
    public int chunkBytes() {
        return position;
    }

    /** Hands over the next chunk in order, ready to be sent and to be released by the taker; null when none is left. */
    public ByteBuf takeChunk() {
        ByteBuf next = sealed.pollFirst();
        if (next == null) {
            if (chunk == null) return null;
            next = chunk.writerIndex(position);
            boolean empty = position == 0;
            peakBytes = Math.max(peakBytes, position);
            dropChunk();
            if (!empty) return next;
            next.release();
            return null;
        }
        sealedBytes -= next.readableBytes();
        sealedCapacityBytes -= next.capacity();
        return next;
    }

    /** Throws away everything not taken: the connection is gone. */
    public void release() {
        for (ByteBuf buf; (buf = sealed.pollFirst()) != null; ) buf.release();
        sealedBytes = 0;
        sealedCapacityBytes = 0;
        if (chunk != null) {
            chunk.release();
            dropChunk();
        }
    }

    private void dropChunk() {
        chunk = null;
        address = 0;
        position = 0;
        capacity = 0;
    }

    private long reserve(int length) {
        if (capacity - position < length) takeRoom(length);
        return address + position;
    }

    private void advance(int length) {
        if (!discarding) position += length;
    }

    private void takeRoom(int length) {
        boolean full = position > 0, grown = false;
        if (full) seal();
        else if (chunk != null) chunk.release();
        dropChunk();
        if (full || length > nextChunkBytes) {
            // Who fills one chunk gets large ones until trim finds that it was an exception.
            grown = nextChunkBytes < CHUNK_BYTES_MAX;
            nextChunkBytes = CHUNK_BYTES_MAX;
            peakBytes = CHUNK_BYTES_MAX;
        }
        if (full) observer.onChunkFull(grown);
        capacity = Math.max(nextChunkBytes, length);
        chunk = chunks.take(capacity);
        address = chunk.memoryAddress();
        position = 0;
    }

    private void seal() {
        chunk.writerIndex(position);
        sealed.addLast(chunk);
        sealedBytes += position;
        sealedCapacityBytes += capacity;
        dropChunk();
    }

    private void line(byte type, String text) {
        int length = text.length();
        long to = reserve(1 + length + 2);
        Memory.putByte(to, type);
        // Byte by byte: an array would be garbage with each +PONG and +QUEUED.
        for (int i = 0; i < length; i++) Memory.putByte(to + 1 + i, (byte) text.charAt(i));
        Memory.putShort(to + 1 + length, CRLF);
        advance(1 + length + 2);
    }

    private void header(byte type, long value) {
        long to = reserve(HEADER_BYTES_MAX);
        advance(writeHeader(to, type, value));
    }

    private static int writeHeader(long to, byte type, long value) {
        Memory.putByte(to, type);
        int digits = Decimal.write(value, to + 1);
        Memory.putShort(to + 1 + digits, CRLF);
        return 1 + digits + 2;
    }
}
