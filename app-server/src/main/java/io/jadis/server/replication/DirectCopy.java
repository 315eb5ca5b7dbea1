package io.jadis.server.replication;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.SnapshotBuffers;
import io.jadis.store.rdb.SnapshotSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A snapshot on its way to several replicas at once, without a file. Its length isn't known before, so it ends with a mark
 * that the replicas were told at the beginning. Each buffer is sent to all of them and used again when the last one is
 * done with it: the slowest sets the pace. Executor thread only.
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
        final int length;
        int readersCount;
        Piece next;

        Piece(long address, int length, int readersCount) {
            this.address = address;
            this.length = length;
            this.readersCount = readersCount;
        }
    }

    private final SnapshotBuffers buffers;
    private final byte[] mark;
    private final Listener listener;
    private final List<Feed> feeds = new ArrayList<>();
    /** The piece that was taken last, and a place before the first one. */
    private Piece last = new Piece(0, 0, 0);
    private long current;
    private boolean whole, abandoned;

    /** @param mark 40 bytes that no file has by chance */
    DirectCopy(Allocator allocator, String mark, Listener listener) {
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.listener = listener;
        buffers = new SnapshotBuffers(allocator);
    }

    /** Another replica gets it: before the first buffer is taken. */
    void add(AttachedReplica link, long nowMs) {
        Feed feed = new Feed(link, nowMs);
        feeds.add(feed);
        link.send(feed);
        link.sendLine("$EOF:" + new String(mark, StandardCharsets.US_ASCII));
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
        wakeAll();
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
            return sent.next != null || whole;
        }

        void refill(ReplyBuffer out, long nowMs) {
            progressAtMs = nowMs;
            if (sent.next == null) {
                out.raw(mark);
                close();
                listener.onSent(link);
                return;
            }
            sent = sent.next;
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
