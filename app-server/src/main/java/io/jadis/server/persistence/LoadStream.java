package io.jadis.server.persistence;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.RdbInput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * An RDB that comes over a network, on its way to the loader: whoever receives it {@link #offer}s its bytes as they
 * come and says at last that they {@link #end}, or {@link #fail}. It may offer before the load has begun. While {@link
 * #hasRoom} is false it should stop reading, until it hears that there is room again; what it offers nevertheless is
 * kept. Executor thread only, but for {@link #read}.
 *
 * <p>What comes after the RDB (the mark of a diskless transfer) is not to be offered.
 */
public final class LoadStream implements RdbInput.Source, AutoCloseable {
    private static final int BYTES_MAX = 4 << 20;

    private record Chunk(long block, int length) {}

    private final Allocator allocator;
    private final Runnable roomAgain;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    /** Bytes of the first chunk that were read. */
    private int readOfFirst;
    private long bytes;
    private boolean full;
    private boolean ended;
    private IOException failure;
    private LoaderThread reader;
    private boolean closed;

    /** @param roomAgain called when the loader has read so much that there is room again */
    public LoadStream(Allocator allocator, Runnable roomAgain) {
        this.allocator = allocator;
        this.roomAgain = roomAgain;
    }

    /** Takes a copy of these bytes. Once the load has ended they are of no interest any more. */
    public void offer(long address, int length) {
        if (closed || length == 0) return;
        long block = allocator.allocate(length);
        Memory.copy(address, block, length);
        chunks.add(new Chunk(block, length));
        bytes += length;
        full = bytes >= BYTES_MAX;
        wake();
    }

    public boolean hasRoom() {
        return !full;
    }

    /** All bytes were offered. */
    public void end() {
        ended = true;
        wake();
    }

    /** No more bytes will come, though the RDB isn't over: the load fails with this reason. */
    public void fail(IOException reason) {
        failure = reason;
        wake();
    }

    /** Bytes that were offered and not yet read. */
    public long bufferedBytes() {
        return bytes;
    }

    void readBy(LoaderThread thread) {
        reader = thread;
    }

    private void wake() {
        if (reader != null) reader.wake();
    }

    @Override
    public int read(long address, int length) throws IOException {
        while (chunks.isEmpty()) {
            if (failure != null) throw failure;
            if (ended) return -1;
            reader.awaitWake();
        }
        Chunk first = chunks.peek();
        int part = Math.min(length, first.length - readOfFirst);
        Memory.copy(first.block + readOfFirst, address, part);
        readOfFirst += part;
        bytes -= part;
        if (readOfFirst == first.length) {
            allocator.free(chunks.poll().block);
            readOfFirst = 0;
        }
        return part;
    }

    /** A turn of the loader is over. */
    void turnEnded() {
        if (!full || bytes >= BYTES_MAX / 2) return;
        full = false;
        roomAgain.run();
    }

    /** Frees what was not read. A load that has ended or was cancelled does it. */
    @Override
    public void close() {
        closed = true;
        while (!chunks.isEmpty()) allocator.free(chunks.poll().block);
        readOfFirst = 0;
        bytes = 0;
    }
}
