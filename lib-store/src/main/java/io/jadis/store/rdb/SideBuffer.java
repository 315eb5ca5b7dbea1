package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * Bytes of a file that have to wait for others: written through {@link #output}, read chunk by chunk from the
 * beginning, also while more is written.
 *
 * <pre>
 *   chunk   next:64 | length:64 | bytes
 * </pre>
 */
final class SideBuffer implements RdbOutput.Sink {
    /** Bytes of a chunk, its head included. */
    static final int CHUNK_BYTES = 4 << 10;

    private static final int LENGTH = 8, HEAD_BYTES = 16;

    /** How many chunks there are, of all buffers of a snapshot. */
    static final class Chunks {
        private final Allocator allocator;
        private final IntConsumer grew;
        private int count;

        /** @param grew is given the bytes of each new one */
        Chunks(Allocator allocator, IntConsumer grew) {
            this.allocator = allocator;
            this.grew = grew;
        }

        long footprintBytes() {
            return (long) count * CHUNK_BYTES;
        }
    }

    private final Chunks chunks;
    private final RdbOutput output;
    /** The chunk to read next, and the one that is being filled: perhaps the same. */
    private long first, last;

    SideBuffer(Chunks chunks, RdbOutput main) {
        this.chunks = chunks;
        last = newChunk();
        first = last;
        output = main.sideOutput(this, last + HEAD_BYTES, CHUNK_BYTES - HEAD_BYTES);
    }

    RdbOutput output() {
        return output;
    }

    /** For the output: it goes on in another chunk. */
    @Override
    public long take(long address, int length) {
        Memory.putLong(last + LENGTH, length);
        long next = newChunk();
        Memory.putLong(last, next);
        last = next;
        return next + HEAD_BYTES;
    }

    private long newChunk() {
        chunks.count++;
        long chunk = chunks.allocator.allocate(CHUNK_BYTES);
        Memory.putLong(chunk, 0);
        chunks.grew.accept(CHUNK_BYTES);
        return chunk;
    }

    /** Moves the next chunk's bytes into another output. @return false if there were none */
    boolean moveChunk(RdbOutput to) {
        if (first == last) {
            try {
                output.flush();
            } catch (IOException e) {
                throw new AssertionError("memory doesn't fail so", e);
            }
            if (first == last) return false;
        }
        to.putSide(first + HEAD_BYTES, Memory.getLong(first + LENGTH));
        freeFirst();
        return true;
    }

    /** At the end. Nothing is written to the output any more. */
    void close() {
        while (first != 0) freeFirst();
    }

    private void freeFirst() {
        long gone = first;
        first = gone == last ? 0 : Memory.getLong(gone);
        chunks.allocator.free(gone);
        chunks.count--;
    }
}
