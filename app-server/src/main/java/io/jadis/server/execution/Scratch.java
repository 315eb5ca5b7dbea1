package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/** A native block for bytes that come from the heap and are needed at an address for the length of one call. */
public final class Scratch {
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private final Allocator allocator;
    private long block;
    private long capacity;

    public Scratch(Allocator allocator) {
        this.allocator = allocator;
    }

    /** The address of a copy, valid until the next call of any method here. */
    public long hold(byte[] bytes) {
        long to = room(bytes.length);
        Memory.copyIn(bytes, 0, to, bytes.length);
        return to;
    }

    /** So many bytes to be written to, valid until the next call of any method here. */
    public long room(long length) {
        if (length > capacity || capacity > KEPT_BYTES_MAX && length <= KEPT_BYTES_MAX) {
            if (block != 0) allocator.free(block);
            capacity = Math.max(length, 64);
            block = allocator.allocate(capacity);
        }
        return block;
    }

    public void release() {
        if (block != 0) allocator.free(block);
        block = 0;
        capacity = 0;
    }
}
