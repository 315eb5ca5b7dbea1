package io.jadis.store.set;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.StoredLength;
import io.jadis.store.table.EntryLayout;

/**
 * A member of a set that is a hash table: one block.
 * <pre>
 *   length:8 | bytes                  up to 254 bytes
 *   255:8 | length:40 | bytes
 * </pre>
 */
final class Members implements EntryLayout {
    private static final int SHORT_LENGTH_MAX = 254, LONG_MARK = 255;
    private static final int SHORT_HEAD_BYTES = 1, LONG_HEAD_BYTES = 1 + StoredLength.BYTES;

    private final Allocator allocator;

    Members(Allocator allocator) {
        this.allocator = allocator;
    }

    long create(long address, long length) {
        if (length <= SHORT_LENGTH_MAX) {
            long member = allocator.allocate(SHORT_HEAD_BYTES + length);
            Memory.putByte(member, (byte) length);
            Memory.copy(address, member + SHORT_HEAD_BYTES, length);
            return member;
        }
        long member = allocator.allocate(LONG_HEAD_BYTES + length);
        Memory.putByte(member, (byte) LONG_MARK);
        StoredLength.put(member + SHORT_HEAD_BYTES, length);
        Memory.copy(address, member + LONG_HEAD_BYTES, length);
        return member;
    }

    void free(long member) {
        allocator.free(member);
    }

    long usableBytes(long member) {
        return allocator.usableSize(member);
    }

    @Override
    public long keyAddress(long member) {
        return member + (Memory.getUnsignedByte(member) == LONG_MARK ? LONG_HEAD_BYTES : SHORT_HEAD_BYTES);
    }

    @Override
    public long keyLength(long member) {
        int length = Memory.getUnsignedByte(member);
        return length == LONG_MARK ? StoredLength.get(member + SHORT_HEAD_BYTES) : length;
    }
}
