package io.jadis.store.rdb;

import io.jadis.protocol.hash.Crc64;
import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;

/**
 * What DUMP gives and RESTORE takes: a value without its key, and how it can be trusted.
 *
 * <pre>
 *   type:8 | value | version:16 | checksum of all before:64
 * </pre>
 *
 * One object holds one payload at a time, in a block that grows.
 */
public final class DumpPayload implements AutoCloseable {
    private static final int VERSION_BYTES = 2, FOOTER_BYTES = VERSION_BYTES + 8;
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int KEPT_BYTES_MAX = 64 << 10;

    private final Allocator allocator;
    private final RdbValues values;
    private long buffer;
    private long block;
    private long blockBytes, length;

    public DumpPayload(Allocator allocator, RdbValues values) {
        this.allocator = allocator;
        this.values = values;
    }

    // ---- writing

    /** Makes the payload of a record's value; it is at {@link #address}. */
    public void write(long record, int version, boolean compress) {
        release();
        if (buffer == 0) buffer = allocator.allocate(BUFFER_BYTES);
        try (RdbOutput out = new RdbOutput(allocator, this::append, buffer, BUFFER_BYTES, compress, true)) {
            out.putByte(values.typeCode(record, version));
            values.write(record, out, version);
            out.putByte(version);
            out.putByte(version >> 8);
            out.putChecksum();
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("memory doesn't fail so", e);
        }
    }

    public long address() {
        return block;
    }

    public long length() {
        return length;
    }

    /** Gives a large block back; a small one is kept for the next payload. */
    public void release() {
        length = 0;
        if (blockBytes <= KEPT_BYTES_MAX) return;
        allocator.free(block);
        block = 0;
        blockBytes = 0;
    }

    private long append(long address, int bytes) {
        if (bytes > blockBytes - length) {
            blockBytes = Math.max(length + bytes, 2 * blockBytes);
            block = block == 0 ? allocator.allocate(blockBytes) : allocator.reallocate(block, blockBytes);
        }
        Memory.copy(address, block + length, bytes);
        length += bytes;
        return address;
    }

    @Override
    public void close() {
        if (buffer != 0) allocator.free(buffer);
        if (block != 0) allocator.free(block);
    }

    // ---- reading

    /** Whether these bytes are a payload of a version that can be read, undamaged. */
    public static boolean isIntact(long address, long length, boolean verifyChecksum) {
        if (length < FOOTER_BYTES) return false;
        long footer = address + length - FOOTER_BYTES;
        if ((Memory.getShort(footer) & 0xFFFF) > RdbFormat.VERSION_MAX) return false;
        if (!verifyChecksum) return true;
        long summed = length - FOOTER_BYTES + VERSION_BYTES;
        return Crc64.update(0, address, summed) == Memory.getLong(footer + VERSION_BYTES);
    }

    /**
     * An input over the value in an intact payload; the type code comes first. As in Redis nothing asks that the value
     * ends where the footer begins, but it ends in the payload.
     */
    public static RdbInput input(Allocator allocator, long address, long length) {
        return new RdbInput(allocator, address, length);
    }
}
