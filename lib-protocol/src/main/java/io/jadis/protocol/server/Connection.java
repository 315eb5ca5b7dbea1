package io.jadis.protocol.server;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its query buffer, request reader and reply buffer, and the way between the thread that reads
 * and writes the socket (its I/O loop) and the executor.
 *
 * <p>Bytes are parsed where the transport has put them; only what remains of an unfinished request is kept. Query buffer
 * and reader belong to the I/O loop until requests have been read, then to the executor until the batch is done
 * ({@link #handedOver}). Without I/O threads both loops are one and the hand-over is a plain call.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** An unfinished request is kept in a buffer of at least this size. */
    private static final int QUERY_BYTES_MIN = 512;
    /** A query buffer doubles up to here and then grows by this much. */
    private static final int QUERY_GROWTH_MAX_BYTES = 16 * 1024 * 1024;

    private final SessionFactory sessions;
    private final ConnectionSettings settings;
    private final EventLoop executor;
    private final boolean unix;
    private final RequestReader reader = new RequestReader(RequestLimits.UNAUTHENTICATED);

    private ChannelHandlerContext context;
    private boolean inline;
    private Session session;
    private ReplyBuffer reply;

    /** Received and not yet worked off; null when there is nothing. */
    private ByteBuf query;
    /** With I/O threads: bytes that arrived while the executor had the query buffer. I/O loop only. */
    private ByteBuf arrived;
    /** With I/O threads: the executor has query and reader. I/O loop only. */
    private boolean handedOver;

    /** The session wants no requests for now. Executor only. */
    private boolean parked;
    private boolean running;
    /** No further request is taken; what has been replied is still sent. */
    private boolean closing;
    private boolean closed;
    private boolean flushScheduled;

    Connection(SessionFactory sessions, ConnectionSettings settings, EventLoop executor, boolean unix) {
        this.sessions = sessions;
        this.settings = settings;
        this.executor = executor;
        this.unix = unix;
    }

    // ---- for the session, on the executor

    /** Where replies are written; they are sent when the batch ends, or after {@link #flushSoon}. */
    public ReplyBuffer reply() {
        return reply;
    }

    /** Limits of the requests read from now on. */
    public void limits(RequestLimits limits) {
        reader.limits(limits);
    }

    /** Sends what another connection's command, or a timer, has written to {@link #reply()}: after the current batch. */
    public void flushSoon() {
        if (flushScheduled || running || closed) return;
        flushScheduled = true;
        executor.execute(this::flushScheduled);
    }

    private void flushScheduled() {
        flushScheduled = false;
        flush();
    }

    /** Delivers requests again after {@link Session#onRequest} asked to park. */
    public void resume() {
        if (!parked || closed) return;
        parked = false;
        executor.execute(this::continueBatch);
    }

    /** Whether requests are held back until {@link #resume}. */
    public boolean isParked() {
        return parked;
    }

    /** Sends the replies written so far and closes; nothing more is read. */
    public void closeAfterReply() {
        closing = true;
        if (running) return;
        flush();
        closeWhenSent();
    }

    /** Closes at once; replies that were not sent are lost. */
    public void close() {
        closing = true;
        if (closed) return;
        reply.release();
        context.close();
    }

    /** Whether the connection is gone or about to go. */
    public boolean isClosing() {
        return closing || closed;
    }

    /** Reply bytes that the peer has not taken yet: written here, or waiting for the socket. */
    public long pendingOutputBytes() {
        return reply.pendingBytes() + unsentBytes();
    }

    /** Of {@link #pendingOutputBytes}, those that the transport holds because the socket is full. */
    public long unsentBytes() {
        ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    /** Received bytes not yet worked off. */
    public int queryBytes() {
        ByteBuf buffer = query;
        return buffer == null ? 0 : Math.max(0, buffer.writerIndex() - (running ? 0 : reader.consumed()));
    }

    /** Size of the buffer that holds them. */
    public int queryCapacityBytes() {
        ByteBuf buffer = query;
        return buffer == null ? 0 : buffer.capacity();
    }

    /** Memory of the reader's argument arrays. */
    public int argumentFootprintBytes() {
        return reader.footprintBytes();
    }

    /** A number that the kernel knows it by, or -1 where the transport hides it. */
    public int fileDescriptor() {
        return context.channel() instanceof UnixChannel channel ? channel.fd().intValue() : -1;
    }

    public boolean isUnix() {
        return unix;
    }

    /** The peer, or null on a unix socket or once the connection is closed. */
    public InetSocketAddress peer() {
        return context.channel().remoteAddress() instanceof InetSocketAddress address ? address : null;
    }

    /** Our end, or null on a unix socket. */
    public InetSocketAddress local() {
        return context.channel().localAddress() instanceof InetSocketAddress address ? address : null;
    }

    /** Our end as the transport knows it. */
    public SocketAddress localSocketAddress() {
        return context.channel().localAddress();
    }

    /** Index of the I/O thread that serves it, for INFO and tests: 0 is the executor. */
    public boolean isServedByExecutor() {
        return inline;
    }

    // ---- from the transport, on the I/O loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        reply = new ReplyBuffer(ctx.alloc());
        inline = ctx.channel().eventLoop() == executor;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (inline) greet();
        else executor.execute(this::greet);
    }

    private void greet() {
        Session accepted = sessions.onAccepted(this);
        if (accepted == null) {
            closeAfterReply();
            return;
        }
        session = accepted;
        if (closed) {
            session.onClosed();
            return;
        }
        if (inline) context.read();
        else context.channel().eventLoop().execute(context::read);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        settings.network.read(bytes.readableBytes(), inline);
        if (inline) {
            if (closing) {
                bytes.release();
                return;
            }
            accept(bytes);
            if (query.writerIndex() > settings.queryBufferLimitBytes) overflow(query.writerIndex());
            else if (!parked) runBatches();
        } else if (handedOver) {
            arrived = append(arrived, bytes);
            int size = arrived.writerIndex();
            if (size > settings.queryBufferLimitBytes) executor.execute(() -> overflow(size));
        } else {
            accept(bytes);
            handOver();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!closing) ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (inline) gone();
        else executor.execute(this::gone);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the peer and the like is no news: the close that follows tells the session.
        if (!(cause instanceof IOException)) LOG.error("Closing a connection after an internal error", cause);
        ctx.close();
    }

    // ---- the query buffer

    private void accept(ByteBuf bytes) {
        query = append(query, bytes);
    }

    /** Joins what was left over with what has come. Takes over the ownership of {@code bytes}. */
    private ByteBuf append(ByteBuf before, ByteBuf bytes) {
        if (before == null) {
            if (bytes.hasMemoryAddress()) return bytes;
            ByteBuf direct = context.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
            return direct;
        }
        int needed = before.writerIndex() + bytes.readableBytes();
        if (needed > before.capacity()) {
            int room = Math.min(Math.max(before.capacity(), QUERY_BYTES_MIN), QUERY_GROWTH_MAX_BYTES);
            before.capacity((int) Math.min((long) needed + room, Integer.MAX_VALUE - 8));
        }
        before.writeBytes(bytes);
        bytes.release();
        return before;
    }

    /** Requests out of the query buffer until it has no whole one left. On the executor. */
    private void runBatches() {
        if (running) return;
        running = true;
        try {
            while (!closing && query != null) {
                long base = query.memoryAddress();
                if (!reader.hasNext()) {
                    if (reader.next(base)) throw new IllegalStateException("a batch appeared from nowhere");
                    reader.read(base, query.writerIndex());
                    if (!reader.hasNext()) break;
                }
                while (reader.next(base)) {
                    Session.Next next = session.onRequest(reader);
                    if (next != Session.Next.CONTINUE) {
                        parked = true;
                        if (next == Session.Next.PARK_AND_RETRY) reader.previous();
                        break;
                    }
                    if (closing) break;
                }
                if (parked) break;
            }
            if (query != null && !closing && !parked && reader.error() != null) {
                closing = true;
                session.onProtocolError(reader.error());
            }
            if (!closed) session.onBatchEnd();
        } finally {
            running = false;
        }
        if (!parked) trimQuery();
        flush();
        if (closing) closeWhenSent();
    }

    private void overflow(int size) {
        if (closing) return;
        session.onQueryBufferOverflow(size);
        close();
    }

    /** After a batch: keeps just the bytes of the unfinished request. */
    private void trimQuery() {
        if (query == null || reader.hasNext()) return;
        int consumed = closing ? query.writerIndex() : reader.consumed();
        int left = query.writerIndex() - consumed;
        if (left == 0) {
            reader.shifted(consumed);
            query.release();
            query = null;
            return;
        }
        if (consumed > 0 || query.capacity() > 2 * Math.max(left, QUERY_BYTES_MIN)) {
            long missing = reader.bytesMissing(query.writerIndex());
            int size = Math.max(QUERY_BYTES_MIN, (int) Math.min(left + Math.min(missing, left + 32L * 1024), 1 << 30));
            if (consumed > 0 || size < query.capacity() / 2) {
                ByteBuf kept = context.alloc().directBuffer(size);
                kept.writeBytes(query, consumed, left);
                query.release();
                query = kept;
                reader.shifted(consumed);
            }
        }
    }

    // ---- I/O threads: the hand-over

    /** I/O loop: reads requests and passes the connection to the executor. */
    private void handOver() {
        if (query.writerIndex() > settings.queryBufferLimitBytes) {
            int size = query.writerIndex();
            executor.execute(() -> overflow(size));
            return;
        }
        reader.next(query.memoryAddress());
        reader.read(query.memoryAddress(), query.writerIndex());
        handedOver = true;
        executor.execute(this::runHandedOver);
    }

    private void runHandedOver() {
        if (closing) return;
        if (!parked) runBatches();
        if (!parked && !closed) context.channel().eventLoop().execute(this::handBack);
    }

    /** I/O loop: the executor is done with the query buffer. */
    private void handBack() {
        handedOver = false;
        ByteBuf more = arrived;
        if (more == null) return;
        arrived = null;
        accept(more);
        handOver();
    }

    private void continueBatch() {
        if (closed || parked) return;
        runBatches();
        if (!inline && !parked && !closed) context.channel().eventLoop().execute(this::handBack);
    }

    // ---- out

    private void flush() {
        ReplyBuffer out = reply;
        ByteBuf chunk = out.takeChunk();
        if (chunk == null) return;
        if (closed) {
            chunk.release();
            out.release();
            return;
        }
        int written = 0;
        do {
            written += chunk.readableBytes();
            context.write(chunk, context.voidPromise());
        } while ((chunk = out.takeChunk()) != null);
        settings.network.written(written, inline);
        context.flush();
    }

    private void closeWhenSent() {
        if (closed) return;
        // Writes keep their order: the empty one is done when everything before it is in the socket.
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void gone() {
        if (closed) return;
        closed = true;
        closing = true;
        if (reply != null) reply.release();
        if (session != null) session.onClosed();
        if (!running) releaseQuery();
        else executor.execute(this::releaseQuery);
    }

    private void releaseQuery() {
        if (query != null) {
            query.release();
            query = null;
        }
        if (arrived != null) {
            arrived.release();
            arrived = null;
        }
    }
}
