package io.jadis.store.rdb;

import io.jadis.store.encoding.Lzf;
import io.jadis.store.memory.Allocator;

/** Compresses strings, one at a time, with room of its own. */
final class Compressor implements AutoCloseable {
    /** Room for compressing is kept up to this size. */
    private static final int KEPT_BYTES_MAX = 64 << 10;
    private static final int BYTES_MIN = 4 << 10;

    private final Allocator allocator;
    private final Lzf lzf = new Lzf();
    private long room;
    private long roomBytes;

    Compressor(Allocator allocator) {
        this.allocator = allocator;
    }

    /** The length of what is at {@link #address} then, or 0 if it would be longer than so many bytes. */
    long compress(long address, long length, long bytesMax) {
        if (bytesMax > roomBytes || roomBytes > KEPT_BYTES_MAX && bytesMax <= KEPT_BYTES_MAX) {
            close();
            roomBytes = Math.max(bytesMax, BYTES_MIN);
            room = allocator.allocate(roomBytes);
        }
        return lzf.compress(address, length, room, bytesMax);
    }

    long address() {
        return room;
    }

    /** Gives the room back. */
    @Override
    public void close() {
        if (room != 0) allocator.free(room);
        room = 0;
        roomBytes = 0;
    }
}
