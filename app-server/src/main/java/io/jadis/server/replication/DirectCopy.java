package io.jadis.server.replication;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Lz4Packer;
import io.jadis.repl.Payload;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.SnapshotBuffers;
import io.jadis.store.rdb.SnapshotSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A snapshot on its way to several replicas at once, without a file. Its length isn't known before, so it ends with a
 * mark that the replicas were told at the beginning. Each buffer is sent to all of them and used again when the last
 * one is done with it: the slowest sets the pace. Executor thread only, but for the packing.
 */
final class DirectCopy implements SnapshotSink {
    /** Told how it goes on. */
    interface Listener {
        /**
         * Nobody wants it any more.
         *
         * @param whole whether the snapshot had ended; else it is to be given up
         */
        void onOver(boolean whole);

        /** This replica has got everything, up to the mark. */
        void onSent(AttachedReplica link);
    }

    /** Bytes that all replicas get, in the order of the pieces; {@code next} is null for the last one so far. */
    private static final class Piece {
        final long address;
        final int plainBytes;
        int length;
        int readersCount;
        /** Whether it may be sent: it is not on its way to the packer and back. */
        boolean ready;
        Piece next;

        Piece(long address, int length, int readersCount) {
            this.address = address;
            plainBytes = length;
            this.length = length;
            this.readersCount = readersCount;
        }
    }

    private final SnapshotBuffers buffers;
    /** Behind the last piece. */
    private final byte[] mark;
    private final String announcement;
    private final Packer packer;
    private final Listener listener;
    private final List<Feed> feeds = new ArrayList<>();
    /** The piece that was taken last, and a place before the first one. */
    private Piece last = new Piece(0, 0, 0);
    private long current;
    private boolean whole, abandoned;

    /** Packs pieces in their place, on another thread. */
    @FunctionalInterface
    interface Packer {
        /** @param packed told on the executor how many bytes there are now */
        void pack(long address, int length, IntConsumer packed);
    }

    /** One that ends with this mark: 40 bytes that no file has by chance. */
    DirectCopy(Allocator allocator, String mark, Listener listener) {
        this(allocator, "$EOF:" + mark, mark.getBytes(StandardCharsets.US_ASCII), null, listener);
    }

    /** One for replicas that can unpack it. */
    DirectCopy(Allocator allocator, Packer packer, Listener listener) {
        this(allocator, Payload.PACKED_LINE, Lz4Packer.end(), packer, listener);
    }

    private DirectCopy(Allocator allocator, String announcement, byte[] mark, Packer packer, Listener listener) {
        this.announcement = announcement;
        this.mark = mark;
        this.packer = packer;
        this.listener = listener;
        buffers = new SnapshotBuffers(allocator);
    }

    /** Another replica gets it: before the first buffer is taken. */
    void add(AttachedReplica link, long nowMs) {
        Feed feed = new Feed(link, nowMs);
        feeds.add(feed);
        link.send(feed);
        link.sendLine(announcement);
    }

    int feedsCount() {
        return feeds.size();
    }

    /** The replicas that have not got all of it. */
    List<AttachedReplica> links() {
        return feeds.stream().map(feed -> feed.link).toList();
    }

    // ---- for the snapshot

    @Override
    public long firstBuffer() {
        current = buffers.next();
        return current;
    }

    @Override
    public boolean hasRoom() {
        return buffers.hasRoom();
    }

    @Override
    public long footprintBytes() {
        return buffers.footprintBytes();
    }

    @Override
    public long take(long address, int length) throws IOException {
        if (feeds.isEmpty()) throw new IOException("no replica is left");
        Piece piece = new Piece(address, length, feeds.size());
        last.next = piece;
        last = piece;
        if (packer == null) {
            piece.ready = true;
            wakeAll();
        } else {
            piece.readersCount++;
            packer.pack(address, length, packedBytes -> packed(piece, packedBytes));
        }
        current = buffers.next();
        return current;
    }

    @Override
    public void end() {
        buffers.giveBack(current);
        whole = true;
        wakeAll();
        closeIfDone();
    }

    @Override
    public void abandon() {
        buffers.giveBack(current);
        abandoned = true;
        closeIfDone();
    }

    private void packed(Piece piece, int packedBytes) {
        piece.length = packedBytes;
        piece.ready = true;
        done(piece);
        wakeAll();
        closeIfDone();
    }

    private void wakeAll() {
        for (Feed feed : feeds) feed.link.client().connection().flushSoon();
    }

    private void closeIfDone() {
        if (feeds.isEmpty() && (whole || abandoned)) buffers.close();
    }

    private void done(Piece piece) {
        if (--piece.readersCount == 0 && piece.address != 0) buffers.giveBack(piece.address);
    }

    /** What one replica gets of it. */
    final class Feed implements AutoCloseable {
        private final AttachedReplica link;
        /** The piece that was sent last. */
        private Piece sent = last;
        private long progressAtMs;
        private boolean closed;

        private Feed(AttachedReplica link, long nowMs) {
            this.link = link;
            progressAtMs = nowMs;
        }

        boolean hasOutput() {
            return sent.next == null ? whole : sent.next.ready;
        }

        void refill(ReplyBuffer out, long nowMs) {
            progressAtMs = nowMs;
            if (sent.next == null) {
                out.raw(mark);
                listener.onSent(link);
                close();
                return;
            }
            sent = sent.next;
            if (packer != null) out.raw(Lz4Packer.header(sent.length, sent.plainBytes));
            out.raw(sent.address, sent.length);
            done(sent);
        }

        /** Since when it has not taken what there is for it, or -1 if there is nothing. */
        long stuckSinceMs() {
            return hasOutput() ? progressAtMs : -1;
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            feeds.remove(this);
            for (Piece piece = sent.next; piece != null; piece = piece.next) done(piece);
            closeIfDone();
            if (feeds.isEmpty() && !abandoned) listener.onOver(whole);
        }
    }
}
