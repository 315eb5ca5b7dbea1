package io.jadis.server.replication;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.process.StandbyThreads;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Lz4Packer;
import io.jadis.repl.Payload;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.BackgroundSink;
import io.jadis.store.rdb.SnapshotSink;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A snapshot on its way to several replicas at once, without a file. Its length isn't known before, so it ends with a
 * mark that the replicas were told at the beginning. A thread of its own encodes it, in pieces of bounded number: each
 * is sent to all of them, and its room used again when the last one is done with it. The slowest sets the pace, as the
 * thread waits for room, and the snapshot for the thread. All methods are the executor's.
 */
final class DirectCopy {
    /** Told how it goes on. */
    interface Listener {
        /**
         * Nobody wants it any more.
         *
         * @param whole whether all of it was sent; else the snapshot is to be given up
         */
        void onOver(boolean whole);

        /** This replica has got everything, up to the mark. */
        void onSent(AttachedReplica link);

        /** The rest can't be made. */
        void onFailed(IOException reason);
    }

    /** Bytes that all replicas get, in the order of the pieces; {@code next} is null for the last one so far. */
    private static final class Piece {
        final long address;
        final int length, plainBytes;
        int readersCount;
        Piece next;

        Piece(long address, int length, int plainBytes, int readersCount) {
            this.address = address;
            this.length = length;
            this.plainBytes = plainBytes;
            this.readersCount = readersCount;
        }
    }

    /**
     * Not of low priority, unlike those of files: replicas wait for it, and so does everybody when the collector stops all
     * threads and this one gets the processor last.
     */
    private static final Executor THREADS =
            new StandbyThreads(Thread.ofPlatform().daemon().name("replica-copy").factory());
    private static final int PIECES = 16, PIECE_BYTES = BackgroundSink.PART_BYTES_MAX;
    /** So much longer than not may clients that want to write wait for one replica. */
    static final int HELD_UP_MS_MAX = 5_000;
    /** Of a time in which the executor itself was late. */
    private static final long WATCH_MS_MAX = 1_000;
    /** In the place of a free piece's address. */
    private static final long NOT_WANTED = 0;
    /** After that the executor has looked at its sockets. */
    private static final long NEXT_TURN_NS = 1;

    private final Allocator allocator;
    private final EventLoop executor;
    private final String announcement;
    /** Behind the last piece. */
    private final byte[] mark;
    /** Null if it goes as it is. */
    private final Lz4Packer packer;
    private final Listener listener;
    private final BackgroundSink sink;
    private final List<Feed> feeds = new ArrayList<>();
    /** Of all pieces, 0 when it was given back; and the addresses of those that are free, which the thread takes. */
    private long room;
    private final BlockingQueue<Long> free = new LinkedBlockingQueue<>();
    /** The piece that was made last, and a place before the first one. */
    private Piece last = new Piece(0, 0, 0, 0);
    /** Whether {@link #last} is the last one; whether no piece comes any more. */
    private boolean whole, threadOver;
    private boolean abandoned;
    private long watchedAtMs;

    /** One that ends with this mark: 40 bytes that no file has by chance. */
    static DirectCopy marked(Allocator allocator, EventLoop executor, boolean checksums, String mark,
            Listener listener) {
        return new DirectCopy(allocator, executor, checksums, "$EOF:" + mark, mark.getBytes(StandardCharsets.US_ASCII),
                null, listener);
    }

    /** One for replicas that can unpack it. */
    static DirectCopy packed(Allocator allocator, EventLoop executor, boolean checksums, Listener listener) {
        return new DirectCopy(allocator, executor, checksums, Payload.PACKED_LINE, Lz4Packer.end(), new Lz4Packer(),
                listener);
    }

    private DirectCopy(Allocator allocator, EventLoop executor, boolean checksums, String announcement, byte[] mark,
            Lz4Packer packer, Listener listener) {
        this.allocator = allocator;
        this.executor = executor;
        this.announcement = announcement;
        this.mark = mark;
        this.packer = packer;
        this.listener = listener;
        room = allocator.allocate(PIECES * PIECE_BYTES);
        for (int i = 0; i < PIECES; i++) free.add(room + (long) i * PIECE_BYTES);
        sink = new BackgroundSink(allocator, new Pieces(), THREADS, executor, this::encoded, checksums);
    }

    /** What the snapshot goes to. */
    SnapshotSink sink() {
        return sink;
    }

    /** Another replica gets it: before the snapshot begins. */
    void add(AttachedReplica link, long nowMs) {
        Feed feed = new Feed(link, nowMs);
        watchedAtMs = nowMs;
        feeds.add(feed);
        link.send(feed);
        link.sendLine(announcement);
    }

    /** The replicas that have not got all of it. */
    List<AttachedReplica> links() {
        return feeds.stream().map(feed -> feed.link).toList();
    }

    /**
     * To be called several times a second: sees for whom everybody waits. Where clients write much, a replica whose
     * link is slow makes them wait now and then, and may; one that makes them wait most of the time may not.
     *
     * @param writersWait whether clients that want to write wait for this copy
     * @return the replicas for which they have waited too long
     */
    List<AttachedReplica> watch(boolean writersWait, long nowMs) {
        long passedMs = Math.min(nowMs - watchedAtMs, WATCH_MS_MAX);
        watchedAtMs = nowMs;
        boolean replicasAwaited = writersWait && free.isEmpty();
        long fewest = feeds.stream().mapToLong(feed -> feed.piecesCount).min().orElse(0);
        for (Feed feed : feeds) {
            boolean awaited = replicasAwaited && feed.piecesCount == fewest;
            feed.heldUpMs = Math.max(0, feed.heldUpMs + (awaited ? passedMs : -passedMs));
        }
        return feeds.stream().filter(feed -> feed.heldUpMs >= HELD_UP_MS_MAX).map(feed -> feed.link).toList();
    }

    /** Whether all of it was made, if not sent. */
    boolean isWhole() {
        return whole;
    }

    /** What was not sent yet is not wanted any more. Nobody is told. */
    void abandon() {
        abandoned = true;
        free.add(NOT_WANTED);
    }

    /** Whether nothing of it goes on, and no memory is held. */
    boolean isOver() {
        return room == 0 && sink.isOver();
    }

    /** When there is no executor any more, and no replica: waits for the thread, and gives the memory back. */
    void close() {
        sink.close();
    }

    // ---- the thread

    private final class Pieces implements BackgroundSink.Destination {
        @Override
        public long take(long address, int length) throws IOException {
            long piece = awaitPiece();
            Memory.copy(address, piece, length);
            int bytes = packer == null ? length : packer.pack(piece, length);
            executor.execute(() -> add(piece, bytes, length));
            return address;
        }

        private long awaitPiece() throws IOException {
            try {
                long piece = free.take();
                if (piece == NOT_WANTED) throw new IOException("no replica is left");
                return piece;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }

        @Override
        public void release() {
            threadOver = true;
            releaseIfDone();
        }
    }

    // ---- what comes from there

    private void add(long address, int length, int plainBytes) {
        Piece piece = new Piece(address, length, plainBytes, feeds.size());
        last.next = piece;
        last = piece;
        if (feeds.isEmpty()) free.add(address);
        wakeAll();
    }

    private void encoded(IOException failure) {
        if (abandoned) return;
        if (failure != null) {
            listener.onFailed(failure);
            return;
        }
        whole = true;
        wakeAll();
    }

    private void wakeAll() {
        for (Feed feed : feeds) feed.wake();
    }

    private void releaseIfDone() {
        if (!threadOver || !feeds.isEmpty() || room == 0) return;
        allocator.free(room);
        room = 0;
    }

    private void done(Piece piece) {
        if (--piece.readersCount == 0) free.add(piece.address);
    }

    /** What one replica gets of it. */
    final class Feed implements AutoCloseable {
        private final AttachedReplica link;
        /** The piece that was sent last. */
        private Piece sent = last;
        private long piecesCount;
        private long progressAtMs;
        /** For so much longer than not clients that want to write have waited for this replica. */
        private long heldUpMs;
        /** It has had a piece in this turn of the executor: commands come before the next one. */
        private boolean rests;
        private boolean closed;

        private Feed(AttachedReplica link, long nowMs) {
            this.link = link;
            progressAtMs = nowMs;
        }

        private boolean hasNext() {
            return sent.next != null || whole;
        }

        private void wake() {
            if (!rests) link.client().connection().flushSoon();
        }

        boolean hasOutput() {
            return !rests && hasNext();
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
            piecesCount++;
            if (packer != null) out.raw(Lz4Packer.header(sent.length, sent.plainBytes));
            out.raw(sent.address, sent.length);
            done(sent);
            rest();
        }

        private void rest() {
            rests = true;
            executor.schedule(this::goOn, NEXT_TURN_NS, TimeUnit.NANOSECONDS);
        }

        private void goOn() {
            rests = false;
            if (!closed && hasNext()) wake();
        }

        /** Since when it has not taken what there is for it, or -1 if there is nothing. */
        long stuckSinceMs() {
            return hasNext() ? progressAtMs : -1;
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            feeds.remove(this);
            for (Piece piece = sent.next; piece != null; piece = piece.next) done(piece);
            if (!feeds.isEmpty()) return;
            releaseIfDone();
            if (abandoned) return;
            abandon();
            listener.onOver(whole);
        }
    }
}
