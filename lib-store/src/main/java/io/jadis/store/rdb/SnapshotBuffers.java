package io.jadis.store.rdb;

import io.jadis.store.memory.Allocator;

/**
 * The buffers of a {@link SnapshotSink}. While there is {@link #hasRoom} a few are enough; who can't wait gets another
 * one, which is given back as soon as there are more than enough. Executor thread only.
 */
public final class SnapshotBuffers {
    /** As many as may be out while the walk goes on. */
    private static final int BUFFERS = 8;

    private final Allocator allocator;
    private final long[] free = new long[BUFFERS];
    private int count;
    private int freeCount;

    public SnapshotBuffers(Allocator allocator) {
        this.allocator = allocator;
    }

    /** An empty one; it is out until {@link #giveBack}. */
    public long next() {
        if (freeCount > 0) return free[--freeCount];
        count++;
        return allocator.allocate(SnapshotSink.BUFFER_BYTES);
    }

    /** Nobody needs the bytes of this one any more. */
    public void giveBack(long buffer) {
        if (count <= BUFFERS) free[freeCount++] = buffer;
        else release(buffer);
    }

    /** Whether there is one without taking more memory than is meant to be taken. */
    public boolean hasRoom() {
        return count < BUFFERS || freeCount > 0;
    }

    public long footprintBytes() {
        return (long) count * SnapshotSink.BUFFER_BYTES;
    }

    /** Gives back the memory of all that are not out. */
    public void close() {
        while (freeCount > 0) release(free[--freeCount]);
    }

    private void release(long buffer) {
        allocator.free(buffer);
        count--;
    }
}
