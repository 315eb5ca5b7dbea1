package io.jadis.server.replication;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.memory.Allocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;

/**
 * A file on its way to one replica: another thread reads the next piece while the socket takes the one before, so the
 * disk holds up nobody. Executor thread only, but for {@link #read}.
 */
final class FileFeed implements AutoCloseable {
    /** Told when there is something to send, or will never be: then with the reason. */
    @FunctionalInterface
    interface Listener {
        void onPiece(IOException failure);
    }

    private static final int PIECE_BYTES = 256 << 10;

    private final Allocator allocator;
    private final EventLoop executor;
    private final Executor reads;
    private final Listener listener;
    private final FileChannel channel;
    private final long totalBytes;
    /** Of the file, what was asked of the reading thread so far. */
    private long askedBytes;
    private long piece;
    private int pieceBytes;
    private boolean reading, closed;

    /** @param reads runs what reads the file, one after the other */
    FileFeed(Path file, Allocator allocator, EventLoop executor, Executor reads, Listener listener) throws IOException {
        this.allocator = allocator;
        this.executor = executor;
        this.reads = reads;
        this.listener = listener;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        totalBytes = channel.size();
        piece = allocator.allocate(PIECE_BYTES);
        readNext();
    }

    long totalBytes() {
        return totalBytes;
    }

    boolean hasOutput() {
        return !reading && pieceBytes > 0;
    }

    /** Whether all of it was given. */
    boolean isOver() {
        return askedBytes == totalBytes && !reading && pieceBytes == 0;
    }

    void refill(ReplyBuffer out) {
        out.raw(piece, pieceBytes);
        pieceBytes = 0;
        readNext();
    }

    private void readNext() {
        int bytes = (int) Math.min(PIECE_BYTES, totalBytes - askedBytes);
        if (bytes == 0) return;
        long from = askedBytes;
        askedBytes += bytes;
        reading = true;
        reads.execute(() -> read(from, bytes));
    }

    /** On the reading thread. */
    private void read(long from, int bytes) {
        IOException failure = null;
        try {
            ByteBuffer into = Memory.buffer(piece, bytes);
            while (into.hasRemaining()) {
                if (channel.read(into, from + into.position()) < 0) throw new IOException("premature EOF");
            }
        } catch (IOException e) {
            failure = e;
        }
        IOException outcome = failure;
        executor.execute(() -> arrived(bytes, outcome));
    }

    private void arrived(int bytes, IOException failure) {
        reading = false;
        if (closed) {
            free();
            return;
        }
        if (failure == null) pieceBytes = bytes;
        listener.onPiece(failure);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        // The reading thread may be at it.
        if (!reading) free();
    }

    private void free() {
        allocator.free(piece);
        piece = 0;
        // The last reference to a file that has been replaced frees its space, for which the system takes its time.
        reads.execute(this::closeFile);
    }

    private void closeFile() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was only read.
            assert !channel.isOpen();
        }
    }
}
