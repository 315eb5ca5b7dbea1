package io.jadis.store.rdb;

import io.jadis.protocol.hash.Crc64;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.DoubleText;
import io.jadis.store.encoding.Lzf;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.StoredLength;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * The byte level of reading, over a {@link Source} or over a range of memory, with a checksum over all that was read.
 * No length is believed: what is there bounds it, or where that isn't known, memory grows with what arrives.
 *
 * <p>A string is a view: {@link #stringAddress}, {@link #stringLength}, valid until the next read of anything.
 */
public final class RdbInput implements AutoCloseable {
    /** Where the bytes come from. */
    @FunctionalInterface
    public interface Source {
        /** Stores up to {@code length} bytes, at least one. @return how many, or -1 at the end */
        int read(long address, int length) throws IOException;
    }

    private static final int VERSION_DIGITS = 4;

    /** For {@code sizeBytes}: nobody knows how much there will be. */
    public static final long UNKNOWN_SIZE = Long.MAX_VALUE;

    /** So much is read without a rest for who waits: some milliseconds of work. */
    private static final int BUFFER_BYTES_MAX = 256 << 10, BUFFER_BYTES_MIN = 4 << 10;
    /** Memory for what is announced and may never come is allocated in such steps at first, then doubles. */
    private static final int UNSEEN_BYTES_MAX = 1 << 20, UNSEEN_ELEMENTS_MAX = 1 << 16;
    /** The largest piece that is read at once into a block: so often progress is reported. */
    private static final int PIECE_BYTES = 256 << 10;
    /** Two bytes and a control byte can stand for so many. */
    private static final int LZF_RATIO_MAX = 264 / 3 + 1;
    /** Of a range of memory, which a client may have sent: it can't become ninety times as much without an end. */
    private static final long EXPANDED_BYTES_MAX = 1L << 31;
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private final Allocator allocator;
    private final Source source;
    private final long sizeBytes;
    private final int bufferBytes;
    private final boolean checksums;
    private final LongConsumer progress;
    /** The decimal of a number. */
    private final long decimal;

    private long buffer;
    private long at;
    private long limit;
    private long summedTo;
    private long checksum;
    /** Bytes of the source before the buffer's first. */
    private long base;

    private long stringAddress;
    private long stringLength;
    private long kept;
    private long keptBytes;
    private long held;
    private long heldBytes;

    /**
     * @param sizeBytes how much there is, {@link #UNKNOWN_SIZE} if that isn't known
     * @param progress hears now and then how many bytes were read
     */
    public RdbInput(Allocator allocator, Source source, long sizeBytes, boolean checksums, LongConsumer progress) {
        this(allocator, source, sizeBytes, checksums, progress, BUFFER_BYTES_MAX);
    }

    /** With a buffer of at most so many bytes. */
    RdbInput(Allocator allocator, Source source, long sizeBytes, boolean checksums, LongConsumer progress,
            int bufferBytesMax) {
        this.allocator = allocator;
        this.source = source;
        this.sizeBytes = sizeBytes;
        this.checksums = checksums;
        this.progress = progress;
        decimal = allocator.allocate(Decimal.LENGTH_MAX);
        bufferBytes = (int) Math.clamp(sizeBytes, BUFFER_BYTES_MIN, bufferBytesMax);
        buffer = allocator.allocate(bufferBytes);
        startAt(buffer, 0);
    }

    /** Reads a range of memory, which stays the caller's. */
    public RdbInput(Allocator allocator, long address, long length) {
        this.allocator = allocator;
        source = null;
        sizeBytes = length;
        bufferBytes = 0;
        checksums = false;
        progress = _ -> { };
        decimal = allocator.allocate(Decimal.LENGTH_MAX);
        buffer = address;
        startAt(address, length);
    }

    private void startAt(long address, long length) {
        at = address;
        summedTo = address;
        limit = address + length;
    }

    @Override
    public void close() {
        allocator.free(decimal);
        if (source != null) allocator.free(buffer);
        if (kept != 0) allocator.free(kept);
        if (held != 0) allocator.free(held);
    }

    /** Bytes read so far. */
    public long readBytes() {
        return base + (at - buffer);
    }

    /** Bytes that may still come, at most. */
    public long remainingBytes() {
        return sizeBytes == UNKNOWN_SIZE ? UNKNOWN_SIZE : sizeBytes - readBytes();
    }

    /** The checksum of all bytes read so far, 0 if none is kept. */
    public long checksum() {
        sum();
        return checksum;
    }

    // ---- bytes

    public int readByte() throws IOException {
        need(1);
        return Memory.getUnsignedByte(at++);
    }

    /** Little-endian. */
    public int readInt() throws IOException {
        need(4);
        at += 4;
        return Memory.getInt(at - 4);
    }

    /** Little-endian. */
    public long readLong() throws IOException {
        need(8);
        at += 8;
        return Memory.getLong(at - 8);
    }

    /** So many bytes, up to 4,096, as a string's view. */
    public void readBytes(int length) throws IOException {
        assert length <= BUFFER_BYTES_MIN;
        view(length);
    }

    public void skip(long bytes) throws IOException {
        if (bytes > remainingBytes() || bytes < 0) throw RdbException.shortRead();
        while (bytes > 0) {
            if (at == limit) need(1);
            long part = Math.min(bytes, limit - at);
            at += part;
            bytes -= part;
        }
    }

    // ---- what RDB makes of them

    /**
     * The magic word and the version behind it, in decimal digits.
     *
     * @throws RdbException if it is no RDB, or of a version that isn't known
     */
    public int readHeader() throws IOException {
        readBytes(RdbFormat.MAGIC.length() + VERSION_DIGITS);
        String header = stringText();
        if (!header.startsWith(RdbFormat.MAGIC)) {
            throw RdbException.foreign("Wrong signature trying to load DB from file");
        }
        int version = 0;
        for (int i = RdbFormat.MAGIC.length(); i < header.length(); i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) break;
            version = version * 10 + digit;
        }
        if (version >= 1 && version <= RdbFormat.VERSION_MAX) return version;
        throw RdbException.foreign("Can't handle RDB format version " + version);
    }

    /** A length, or any number of 64 bits, unsigned. */
    public long readLength() throws IOException {
        int first = readByte();
        return switch (first >> 6) {
            case RdbFormat.LENGTH_6 -> first;
            case RdbFormat.LENGTH_14 -> (first & 0x3F) << 8 | readByte();
            case RdbFormat.SPECIAL ->
                    throw RdbException.corrupt("Unknown length encoding " + first + " in rdbLoadLen()");
            default -> longLength(first);
        };
    }

    private long longLength(int first) throws IOException {
        if (first == RdbFormat.LENGTH_32) return Integer.reverseBytes(readInt()) & 0xFFFF_FFFFL;
        if (first == RdbFormat.LENGTH_64) return Long.reverseBytes(readLong());
        throw RdbException.corrupt("Unknown length encoding " + first + " in rdbLoadLen()");
    }

    /**
     * How many elements follow, each of which takes at least so many bytes: more than there is room for are refused
     * before anything is allocated for them.
     */
    public long readCount(int elementBytesMin) throws IOException {
        long count = readLength();
        if (count < 0 || count > remainingBytes() / elementBytesMin) throw RdbException.shortRead();
        return count;
    }

    /** For how many of so many announced elements room is to be made at once. */
    public long expected(long count) {
        return sizeBytes == UNKNOWN_SIZE ? Math.min(count, UNSEEN_ELEMENTS_MAX) : count;
    }

    /** A score as old files have it: text. NaN is possible. */
    public double readTextScore() throws IOException {
        int length = readByte();
        switch (length) {
            case 255: return Double.NEGATIVE_INFINITY;
            case 254: return Double.POSITIVE_INFINITY;
            case 253: return Double.NaN;
            default: break;
        }
        view(length);
        return DoubleText.parse(stringAddress, length);
    }

    public double readScore() throws IOException {
        return Double.longBitsToDouble(readLong());
    }

    /** Reads a string; it is at {@link #stringAddress}. */
    public void readString() throws IOException {
        int first = peekByte();
        if (first >> 6 != RdbFormat.SPECIAL) {
            view(checkedLength(readLength()));
            return;
        }
        at++;
        if (first == RdbFormat.STRING_LZF) {
            long compressedLength = checkedLength(readLength());
            long length = uncompressedLength(compressedLength);
            long to = keep(length);
            decompress(compressedLength, to, length);
            stringAddress = to;
            stringLength = length;
        } else {
            stringLength = Decimal.write(integer(first), decimal);
            stringAddress = decimal;
        }
    }

    /** Reads a string into a block of its own, which the caller frees. Its length is {@link #stringLength}. */
    public long readBlock() throws IOException {
        int first = peekByte();
        if (first == RdbFormat.STRING_LZF) {
            at++;
            long compressedLength = checkedLength(readLength());
            long length = uncompressedLength(compressedLength);
            long block = roomFor(length);
            try {
                decompress(compressedLength, block, length);
            } catch (IOException e) {
                allocator.free(block);
                throw e;
            }
            stringAddress = block;
            stringLength = length;
            return block;
        }
        if (first >> 6 != RdbFormat.SPECIAL) {
            long length = checkedLength(readLength());
            if (length > limit - at) return blockOf(length);
            view(length);
        } else {
            readString();
        }
        long block = allocator.allocate(Math.max(1, stringLength));
        Memory.copy(stringAddress, block, stringLength);
        stringAddress = block;
        return block;
    }

    public long stringAddress() {
        return stringAddress;
    }

    public long stringLength() {
        return stringLength;
    }

    /** Reads a string that outlives the next reads, up to the next one that is read so; returns its address. */
    public long readHeldString() throws IOException {
        readString();
        if (stringLength > heldBytes || heldBytes > KEPT_BYTES_MAX && stringLength <= KEPT_BYTES_MAX) {
            if (held != 0) allocator.free(held);
            heldBytes = Math.max(stringLength, 256);
            held = allocator.allocate(heldBytes);
        }
        Memory.copy(stringAddress, held, stringLength);
        return held;
    }

    /** The string as text, byte by byte. */
    public String stringText() {
        return new String(Memory.toArray(stringAddress, stringLength), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private int integer(int first) throws IOException {
        return switch (first) {
            case RdbFormat.STRING_INT_8 -> (byte) readByte();
            case RdbFormat.STRING_INT_16 -> {
                need(2);
                at += 2;
                yield Memory.getShort(at - 2);
            }
            case RdbFormat.STRING_INT_32 -> readInt();
            default -> throw RdbException.corrupt("Unknown RDB string encoding type " + (first & 0x3F));
        };
    }

    private long checkedLength(long length) throws IOException {
        if (length < 0 || length > remainingBytes()) throw RdbException.shortRead();
        if (length > StoredLength.MAX) {
            throw RdbException.corrupt("String of " + length + " bytes is too long");
        }
        return length;
    }

    /** No more than the compressed bytes can stand for. */
    private long uncompressedLength(long compressedLength) throws IOException {
        long length = readLength();
        long lengthMax = source == null ? EXPANDED_BYTES_MAX : StoredLength.MAX;
        if (length <= 0 || length > lengthMax || length / LZF_RATIO_MAX > compressedLength) {
            throw RdbException.corrupt("Invalid LZF compressed string");
        }
        return length;
    }

    private void decompress(long compressedLength, long to, long length) throws IOException {
        long compressed;
        long block = 0;
        if (source == null || compressedLength <= bufferBytes) {
            need(compressedLength);
            compressed = at;
            at += compressedLength;
        } else {
            block = blockOf(compressedLength);
            compressed = block;
        }
        boolean whole = Lzf.decompress(compressed, compressedLength, to, length);
        if (block != 0) allocator.free(block);
        if (!whole) throw RdbException.corrupt("Invalid LZF compressed string");
    }

    /** Makes the next bytes the string's view. */
    private void view(long length) throws IOException {
        if (source == null || length <= bufferBytes) {
            need(length);
            stringAddress = at;
            at += length;
        } else {
            long block = blockOf(length);
            keepBlock(block, length);
            stringAddress = block;
        }
        stringLength = length;
    }

    /** The next bytes in a block of their own. */
    private long blockOf(long length) throws IOException {
        long allocated = sizeBytes == UNKNOWN_SIZE ? Math.min(length, UNSEEN_BYTES_MAX) : length;
        long block = allocator.allocate(allocated);
        try {
            long done = 0;
            while (done < length) {
                if (done == allocated) {
                    allocated = Math.min(length, allocated * 2);
                    block = allocator.reallocate(block, allocated);
                }
                done += readSome(block + done, (int) Math.min(allocated - done, PIECE_BYTES));
            }
        } catch (IOException e) {
            allocator.free(block);
            throw e;
        }
        stringAddress = block;
        stringLength = length;
        return block;
    }

    /** Room for a string that the input itself keeps. */
    private long keep(long length) throws RdbException {
        if (length > keptBytes || keptBytes > KEPT_BYTES_MAX && length <= KEPT_BYTES_MAX) {
            long bytes = Math.max(length, 4096);
            keepBlock(roomFor(bytes), bytes);
        }
        return kept;
    }

    /** Little input may announce much: that there is no room for it is the input's fault. */
    private long roomFor(long bytes) throws RdbException {
        long block = allocator.tryAllocate(bytes);
        if (block == 0) throw RdbException.corrupt("Failed allocating " + bytes + " bytes");
        return block;
    }

    private void keepBlock(long block, long bytes) {
        if (kept != 0) allocator.free(kept);
        kept = block;
        keptBytes = bytes;
    }

    // ---- the buffer

    private int peekByte() throws IOException {
        need(1);
        return Memory.getUnsignedByte(at);
    }

    /** Makes so many bytes lie together at {@link #at}; never more than the buffer holds. */
    private void need(long bytes) throws IOException {
        if (limit - at < bytes) fill(bytes);
    }

    private void fill(long bytes) throws IOException {
        if (source == null) throw RdbException.shortRead();
        sum();
        long left = limit - at;
        Memory.copy(at, buffer, left);
        base += at - buffer;
        startAt(buffer, left);
        while (limit - at < bytes) {
            int read = source.read(limit, (int) (buffer + bufferBytes - limit));
            if (read < 0) throw RdbException.shortRead();
            limit += read;
        }
        progress.accept(readBytes());
    }

    /** Bytes past the buffer, or those that it holds. */
    private int readSome(long to, int length) throws IOException {
        if (at < limit) {
            int part = (int) Math.min(length, limit - at);
            Memory.copy(at, to, part);
            at += part;
            return part;
        }
        if (source == null) throw RdbException.shortRead();
        sum();
        int read = source.read(to, length);
        if (read < 0) throw RdbException.shortRead();
        if (checksums) checksum = Crc64.update(checksum, to, read);
        base += at - buffer + read;
        startAt(buffer, 0);
        progress.accept(readBytes());
        return read;
    }

    private void sum() {
        if (checksums) checksum = Crc64.update(checksum, summedTo, at - summedTo);
        summedTo = at;
    }
}
