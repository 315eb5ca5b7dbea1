package io.jadis.store.rdb;

import io.jadis.protocol.hash.Crc64;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The byte level of writing: lengths, strings, numbers, in buffers that are handed to a {@link Sink} when they are
 * full, with a checksum over all of it. A sink that fails is not called again: what follows is discarded, and
 * {@link #flush} throws what the sink has thrown. So nobody on the way has to look; who writes much asks
 * {@link #hasFailed} now and then.
 *
 * <p>Or in {@link Frames}, for who leaves compression and checksum to another thread.
 *
 * <p>Belongs to one thread at a time, the one that may use the allocator.
 */
public final class RdbOutput implements AutoCloseable {
    /** Where the bytes go. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the bytes of a buffer.
         *
         * @return the buffer to go on with, as long as the first one: the same if nobody needs its bytes any more
         */
        long take(long address, int length) throws IOException;
    }

    /** Shorter strings may spell an integer of 32 bits. */
    private static final int INTEGER_LENGTH_MAX = 11;
    /** Longer strings are worth a try at compression, and it must save so much. */
    private static final int UNCOMPRESSED_LENGTH_MAX = 20, SAVED_BYTES_MIN = 4;
    /** What has a frame's length. Longer ones are not compressed there: nobody is to hold them a second time. */
    private static final int FRAMED_LENGTH_MAX = Integer.MAX_VALUE - 8;
    /** What a length with its head takes at most. */
    private static final int LENGTH_BYTES_MAX = 9;

    private final Sink sink;
    private final int capacity;
    private final boolean checksums;
    /** Null if nothing is to be compressed here. */
    private final Compressor compressor;
    /** Whether what is written are frames; whether strings have frames of their own. */
    private final boolean frames, framesStrings;

    private long buffer;
    private long at;
    private long end;
    /** The head of the frame that is being written; 0 if there is none. */
    private long frame;
    private long summedTo;
    private long checksum;
    private long handedBytes;
    private IOException failure;

    /**
     * @param allocator for room to work in
     * @param buffer the first buffer: it, or the one that the sink has exchanged it for, is the caller's to free
     * @param capacity length of all buffers, at least 16
     */
    public RdbOutput(Allocator allocator, Sink sink, long buffer, int capacity, boolean compresses, boolean checksums) {
        this(compresses ? new Compressor(allocator) : null, sink, buffer, capacity, checksums, false, false);
    }

    private RdbOutput(Compressor compressor, Sink sink, long buffer, int capacity, boolean checksums, boolean frames,
            boolean framesStrings) {
        this.compressor = compressor;
        this.sink = sink;
        this.capacity = capacity;
        this.checksums = checksums;
        this.frames = frames;
        this.framesStrings = framesStrings;
        useBuffer(buffer);
    }

    /** Writes {@link Frames} instead; a {@link FrameEncoder} makes of them what the file is to hold. */
    static RdbOutput ofFrames(Sink sink, long buffer, int capacity, boolean compresses) {
        return new RdbOutput(null, sink, buffer, capacity, false, true, compresses);
    }

    /** Another output for parts of the same file, which has its checksum; not to be closed. See {@link #putSide}. */
    RdbOutput sideOutput(Sink sink, long buffer, int capacity) {
        return new RdbOutput(compressor, sink, buffer, capacity, false, frames, framesStrings);
    }

    private void useBuffer(long address) {
        buffer = address;
        at = address;
        summedTo = address;
        end = address + capacity;
        if (frames) openFrame();
    }

    /** Bytes written so far. */
    public long writtenBytes() {
        return handedBytes + (at - buffer);
    }

    /** The checksum of all bytes written so far, 0 if none is kept. */
    public long checksum() {
        sum();
        return checksum;
    }

    /** Whether the sink has failed: all that is written is lost. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** What the sink has thrown, or null. */
    public IOException failure() {
        return failure;
    }

    /** Hands what is left to the sink. @throws IOException what the sink has thrown, now or earlier */
    public void flush() throws IOException {
        hand();
        if (failure != null) throw failure;
    }

    @Override
    public void close() {
        if (compressor != null) compressor.close();
    }

    // ---- bytes

    public void putByte(int value) {
        if (at == end) hand();
        Memory.putByte(at++, (byte) value);
    }

    /** Little-endian. */
    public void putLong(long value) {
        room(8);
        Memory.putLong(at, value);
        at += 8;
    }

    public void putBytes(long address, long length) {
        while (length > end - at) {
            long part = end - at;
            Memory.copy(address, at, part);
            at = end;
            address += part;
            length -= part;
            hand();
        }
        Memory.copy(address, at, length);
        at += length;
    }

    public void putBytes(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            if (at == end) hand();
            int part = (int) Math.min(bytes.length - done, end - at);
            Memory.copyIn(bytes, done, at, part);
            at += part;
            done += part;
        }
    }

    private void room(int bytes) {
        if (end - at < bytes) hand();
    }

    private void hand() {
        closeFrame();
        sum();
        int length = (int) (at - buffer);
        handedBytes += length;
        long next = buffer;
        try {
            if (failure == null && length > 0) next = sink.take(buffer, length);
        } catch (IOException e) {
            failure = e;
        }
        useBuffer(next);
    }

    private void sum() {
        if (checksums) checksum = Crc64.update(checksum, summedTo, at - summedTo);
        summedTo = at;
    }

    // ---- frames

    private void openFrame() {
        if (end - at < Frames.HEAD_BYTES) {
            hand();
            return;
        }
        frame = at;
        at += Frames.HEAD_BYTES;
    }

    private void closeFrame() {
        if (frame == 0) return;
        int length = (int) (at - frame) - Frames.HEAD_BYTES;
        if (length == 0) at = frame;
        else Memory.putInt(frame, Frames.BYTES | length);
        frame = 0;
    }

    private void frame(int kind, long address, int length) {
        closeFrame();
        Memory.putInt(at, kind | length);
        Memory.copy(address, at + Frames.HEAD_BYTES, length);
        at += Frames.HEAD_BYTES + length;
        openFrame();
    }

    /** One frame if that doesn't leave much of a buffer empty, or else several. */
    private void frameString(long address, long length) {
        long bytes = Frames.HEAD_BYTES + length;
        if (bytes > end - at && bytes <= capacity / 4) hand();
        long from = address;
        long left = length;
        while (true) {
            room(2 * Frames.HEAD_BYTES);
            int part = (int) Math.min(left, end - at - Frames.HEAD_BYTES);
            frame(part == left ? Frames.STRING : Frames.PART_OF_STRING, from, part);
            if (part == left) return;
            from += part;
            left -= part;
        }
    }

    /** What a side output has handed to its sink, in the same order and nothing left out. */
    void putSide(long address, long length) {
        if (!frames) {
            putBytes(address, length);
            return;
        }
        room((int) length);
        closeFrame();
        Memory.copy(address, at, length);
        at += length;
        openFrame();
    }

    // ---- what RDB makes of them

    /** The checksum of all that was written before, as it stands at the end of a file. */
    public void putChecksum() {
        if (!frames) {
            putLong(checksum());
            return;
        }
        room(Frames.HEAD_BYTES);
        frame(Frames.CHECKSUM, at, 0);
    }

    /** A length, or any number of 64 bits, unsigned. */
    public void length(long length) {
        room(LENGTH_BYTES_MAX);
        if (length >= 0 && length < 1 << 6) {
            Memory.putByte(at++, (byte) length);
        } else if (length >= 0 && length < 1 << 14) {
            Memory.putByte(at++, (byte) (length >> 8 | RdbFormat.LENGTH_14 << 6));
            Memory.putByte(at++, (byte) length);
        } else if (length >= 0 && length <= 0xFFFF_FFFFL) {
            Memory.putByte(at++, (byte) RdbFormat.LENGTH_32);
            Memory.putInt(at, Integer.reverseBytes((int) length));
            at += 4;
        } else {
            Memory.putByte(at++, (byte) RdbFormat.LENGTH_64);
            Memory.putLong(at, Long.reverseBytes(length));
            at += 8;
        }
    }

    /** A string in its shortest form: an integer, compressed, or as it is. */
    public void string(long address, long length) {
        if (length <= INTEGER_LENGTH_MAX) {
            long value = Decimal.parse(address, length);
            if (value == (int) value) {
                integer((int) value);
                return;
            }
        } else if (length > UNCOMPRESSED_LENGTH_MAX) {
            if (framesStrings && length <= FRAMED_LENGTH_MAX) {
                frameString(address, length);
                return;
            }
            if (compressor != null && compressed(address, length)) return;
        }
        length(length);
        putBytes(address, length);
    }

    /** The string that a number's decimal is. */
    public void number(long value) {
        if (value == (int) value) {
            integer((int) value);
            return;
        }
        byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
        length(text.length);
        putBytes(text);
    }

    /** A string of text, never compressed: names, and values of a few bytes. */
    public void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        length(bytes.length);
        putBytes(bytes);
    }

    /** A string that is compressed already. */
    public void compressedString(long address, long compressedLength, long length) {
        putByte(RdbFormat.STRING_LZF);
        length(compressedLength);
        length(length);
        putBytes(address, compressedLength);
    }

    /** The id of a stream's entry: 16 bytes, the high ones first. */
    public void rawId(long ms, long seq) {
        room(16);
        Memory.putLong(at, Long.reverseBytes(ms));
        Memory.putLong(at + 8, Long.reverseBytes(seq));
        at += 16;
    }

    /** Of sorted sets: 8 bytes. */
    public void score(double score) {
        putLong(Double.doubleToRawLongBits(score));
    }

    private void integer(int value) {
        room(5);
        if (value == (byte) value) {
            Memory.putByte(at++, (byte) RdbFormat.STRING_INT_8);
            Memory.putByte(at++, (byte) value);
        } else if (value == (short) value) {
            Memory.putByte(at++, (byte) RdbFormat.STRING_INT_16);
            Memory.putShort(at, (short) value);
            at += 2;
        } else {
            Memory.putByte(at++, (byte) RdbFormat.STRING_INT_32);
            Memory.putInt(at, value);
            at += 4;
        }
    }

    private boolean compressed(long address, long length) {
        long compressedLength = compressor.compress(address, length, length - SAVED_BYTES_MIN);
        if (compressedLength > 0) compressedString(compressor.address(), compressedLength, length);
        return compressedLength > 0;
    }
}
