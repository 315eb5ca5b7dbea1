package io.jadis.protocol.server;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.ReplyChunks;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its query buffer, request reader and reply buffer, and the way between the thread that reads
 * and writes the socket (its I/O loop) and the executor. Without I/O threads both are one and nothing is handed over.
 *
 * <p>In: query buffer and reader belong to the I/O loop until it has read whole requests, then to the executor until
 * the batch is done ({@link #handedOver}); what arrives meanwhile is kept apart.
 *
 * <p>Out: replies collect in the reply buffer, which is the executor's. They go to the transport only while it holds
 * none of ours ({@link ReplySender}), so a slow reader's replies stay here: packed, counted, and dropped at once with the
 * client.
 *
 * <p>The end: {@link #closing} takes no more requests, {@link #closed} has told the session. The buffers go when the
 * channel is inactive, because until then the transport may still use them. A peer that sends no more may still read:
 * what it has asked for is answered before the connection is closed ({@link #endOfInput}).
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** What is sent in one turn; then others have theirs. */
    private static final int TURN_BYTES_MAX = ReplySender.SEND_BYTES_MAX;

    /**
     * A pipeline's replies, and one that is not short, are sent when all connections that had something to read have been
     * served, unless they are very long: a client, or a process that is many of them, wakes up once for all it gets, and
     * what it sends next comes together. Waking it for each costs a fifth of the executor's time. Where a client has one
     * request under way at a time, with a short reply, it is mostly awake.
     */
    private static final int GATHERED_BYTES_MIN = 512, GATHERED_BYTES_MAX = 64 * 1024;

    /** So much of a master's stream is taken in while the gate holds it: for the next sync to have enough to do. */
    private static final int HELD_STREAM_BYTES_MAX = 1 << 20;

    private final SessionFactory sessions;
    private final ConnectionSettings settings;
    private final EventLoop executor;
    private final ReplyChunks chunks;
    private final GatheredWrite gathered;
    private final Transport transport;
    private final boolean unix;
    private final RequestReader reader = new RequestReader(RequestLimits.UNAUTHENTICATED);
    private final QueryBuffer query = new QueryBuffer(reader);

    private ChannelHandlerContext context;
    /** The executor is the I/O loop. */
    private boolean inline;
    private Session session;
    private ReplyBuffer reply;
    private ReplySender sender;

    // ---- I/O loop only
    private boolean handedOver;
    /** What arrived while the executor had the query buffer. */
    private ByteBuf arrived;
    /** The executor asks, too. */
    private volatile int arrivedBytes, arrivedCapacityBytes;
    /** Nothing comes any more. */
    private boolean inputEnded;
    /** Other threads may see an old value for a moment. */
    private long receivedBytes;
    private long reportedCapacityBytes;

    // ---- executor only
    /** The session wants no requests for now. */
    private boolean parked;
    private boolean running;
    /** A task is to look for requests again. */
    private boolean goesOn;
    /** With I/O threads: the query buffer is ours, with requests in it. */
    private boolean hasBatch;
    /** The peer sends no more; all of it that is whole has been executed, or is in the batch at hand. */
    private boolean ended, drained;
    /** The last reply is written: who reads it has its time, and its limits, as before. */
    private boolean finishing;
    private boolean closed;
    private boolean flushScheduled;
    /**
     * What was executed before the last replies were written, and whether they wait for the gate; see {@link
     * OutputGate}.
     */
    private long gatePosition;
    private boolean held;
    /** The rest of a master's stream stays in the socket until the gate opens. */
    private boolean readsLater;
    private boolean closeScheduled;
    /** Gives more output when the replies have gone; null for nearly all. */
    private OutputSource source;

    /** What comes is to be obeyed: it has no limits. */
    private boolean trusted;

    /** Written by the executor; the I/O loop just stops to read a little later or sooner. */
    private volatile boolean closing;
    /** The executor wants to hear when all that the sender has is in the socket. */
    private volatile boolean moreToSend;

    // Tasks, made once: nothing is allocated when they are scheduled.
    private final Runnable flushTask = this::runFlush;
    private Runnable continueTask, handedOverTask, handBackTask;

    /**
     * @param chunks the executor's
     * @param gathered the executor's
     */
    Connection(SessionFactory sessions, ConnectionSettings settings, EventLoop executor, ReplyChunks chunks,
            GatheredWrite gathered, Transport transport, boolean unix) {
        this.sessions = sessions;
        this.settings = settings;
        this.executor = executor;
        this.chunks = chunks;
        this.gathered = gathered;
        this.transport = transport;
        this.unix = unix;
        if (transport == Transport.IO_URING) query.readsWait();
    }

    // ---- for the session, on the executor

    /** Where replies are written; they are sent after the batch, or after {@link #flushSoon}. */
    public ReplyBuffer reply() {
        return reply;
    }

    /** From now on this gives more output whenever the replies that were written have gone. */
    public void source(OutputSource source) {
        this.source = source;
    }

    /** Whether small writes go out at once ({@code TCP_NODELAY}), which is so at first. */
    public void noDelay(boolean on) {
        if (!unix) context.channel().config().setOption(ChannelOption.TCP_NODELAY, on);
    }

    /** Limits of the requests read from now on. */
    public void limits(RequestLimits limits) {
        reader.limits(limits);
    }

    /**
     * What comes is a master's stream: it has no limits, and the exact bytes of each request can be had. At the
     * beginning.
     */
    public void trust() {
        trusted = true;
        reader.keepBytes();
    }

    /**
     * Sends what another connection's command, or a timer, has written to {@link #reply()}: after the current batch.
     */
    public void flushSoon() {
        if (flushScheduled || running || closed) return;
        flushScheduled = true;
        executor.execute(flushTask);
    }

    /** As {@link #flushSoon}, but at once, as far as the socket takes it: the process is about to end. */
    public void flushNow() {
        if (!running && !closed) pass(Long.MAX_VALUE);
    }

    /**
     * Delivers requests again after {@link Session#onRequest} asked to park; not to be called before it has returned.
     * Requests come in a later turn of the loop.
     */
    public void resume() {
        if (!parked || closed) return;
        parked = false;
        goOn();
    }

    /** The gate is open for the position at which it was told to hold this connection's replies. */
    public void release() {
        held = false;
        if (closed) return;
        flush(TURN_BYTES_MAX);
        if (held || closing) return;
        if (readsLater) {
            readsLater = false;
            context.read();
        }
        // What has arrived meanwhile was not looked at: a peer that doesn't wait for replies must not outrun the gate.
        if (parked || !(inline ? query.unreadBytes() > 0 : hasBatch)) {
            endIfDone();
            return;
        }
        goOn();
    }

    private void goOn() {
        if (goesOn) return;
        goesOn = true;
        if (continueTask == null) continueTask = this::continueBatch;
        executor.execute(continueTask);
    }

    /** Whether it waits for the {@link OutputGate}: neither are replies sent nor requests executed. */
    public boolean isHeld() {
        return held;
    }

    /** Whether requests are held back until {@link #resume}. */
    public boolean isParked() {
        return parked;
    }

    /** Sends the replies written so far and closes; nothing more is read. */
    public void closeAfterReply() {
        closing = true;
        if (!running) flush(TURN_BYTES_MAX);
    }

    /**
     * Closes without sending what was not sent. The session hears of it before this returns; or, if one of its own
     * requests is under way, after that.
     */
    public void close() {
        if (closed) return;
        closing = true;
        reply.abandon();
        if (running) return;
        closed = true;
        context.close();
        if (session != null) session.onClosed();
    }

    /** As {@link #close}, but in a later turn of the loop: for who can't do with the session's end just now. */
    public void closeSoon() {
        if (closing && reply.isAbandoned()) return;
        closing = true;
        reply.abandon();
        if (running || closeScheduled) return;
        closeScheduled = true;
        executor.execute(this::close);
    }

    /** Whether the connection is gone or about to go. */
    public boolean isClosing() {
        return closing;
    }

    /** Reply bytes that the peer has not taken yet: written here, or waiting for the socket. */
    public long pendingOutputBytes() {
        return reply.pendingBytes() + sender.unsentBytes();
    }

    /** Whether there are replies that no {@link OutputGate} was asked about yet. */
    public boolean hasNewReplies() {
        return (running || flushScheduled) && reply.pendingBytes() > 0;
    }

    /** Of {@link #pendingOutputBytes}, those that the transport holds because the socket is full. */
    public long unsentBytes() {
        return sender.unsentBytes();
    }

    /** A number that changes whenever bytes have come or have gone. */
    public long transferredBytes() {
        return receivedBytes + sender.sentBytes();
    }

    /** Received bytes not yet worked off; those of the batch at hand count until it is done. */
    public long queryBytes() {
        return query.unreadBytes() + arrivedBytes;
    }

    /** How many empty lines have come so far, modulo 2<sup>32</sup>: requests of nothing that say the peer is there. */
    public int emptyLines() {
        return reader.emptyLines();
    }

    /** Size of the buffers that hold them. */
    public long queryCapacityBytes() {
        return query.capacityBytes() + arrivedCapacityBytes;
    }

    /** Memory of the reader's argument arrays. */
    public int argumentFootprintBytes() {
        return reader.footprintBytes();
    }

    /**
     * To be called about once a second: gives back memory that the connection doesn't need any more.
     *
     * @param idle whether it has been quiet for some seconds
     */
    public void trim(boolean idle) {
        if (query.isNull()) return;
        if (inline) query.trim(idle, context.alloc());
        else context.channel().eventLoop().execute(() -> trimUnlessHandedOver(idle));
    }

    private void trimUnlessHandedOver(boolean idle) {
        if (!handedOver && context.channel().isActive()) query.trim(idle, context.alloc());
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

    /** Whether no I/O thread stands between. */
    public boolean isServedByExecutor() {
        return inline;
    }

    // ---- from the transport, on the I/O loop

    /** The buffer for the next read. */
    ByteBuf bufferForRead(ByteBufAllocator allocator) {
        return handedOver ? allocator.directBuffer(QueryBuffer.READ_BYTES) : query.lend(allocator);
    }

    /** Whether what was read last ends within an argument that has room of its own. */
    boolean awaitsBigArgument() {
        return !closing && !handedOver && query.awaitsBigArgument();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        reply = new ReplyBuffer(chunks);
        inline = ctx.channel().eventLoop() == executor;
        sender = new ReplySender(this, ctx, reply, chunks, gathered, settings.network, inline,
                inline ? transport.socket(ctx.channel()) : null);
        settings.opened();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (inline) greet();
        else executor.execute(this::greet);
    }

    /** The channel was another handler's so far; on the executor, which is its loop. */
    void takeOver(ByteBuf early) {
        greet();
        if (early == null) return;
        if (closed) early.release();
        else channelRead(context, early);
    }

    private void greet() {
        if (closed) return;
        session = sessions.onAccepted(this);
        if (session == null) {
            closeAfterReply();
        } else if (inline) {
            context.read();
        } else {
            context.channel().eventLoop().execute(context::read);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        settings.network.read(bytes.readableBytes(), inline);
        receivedBytes += bytes.readableBytes();
        if (inline) {
            if (closing) {
                bytes.release();
                return;
            }
            query.received(bytes, ctx.alloc());
            if (!parked && !held) runBatches();
            else session.onFlushed();
            if (isOverLimit()) overflow(query.limit());
            if (settings.sharesQueryBuffers()) query.settle();
        } else if (handedOver) {
            arrived(join(arrived, bytes));
            if (!trusted && arrivedBytes > settings.queryBufferLimitBytes) overflowLater(arrivedBytes);
            else reportGrowth(arrivedCapacityBytes);
        } else {
            query.received(bytes, ctx.alloc());
            readRequests();
        }
    }

    private static ByteBuf join(ByteBuf before, ByteBuf bytes) {
        if (before == null) return bytes;
        int needed = before.writerIndex() + bytes.readableBytes();
        // By itself a large buffer grows by just what is missing, and is copied each time.
        if (needed > before.capacity()) before.capacity((int) Math.min(2L * needed, before.maxCapacity()));
        before.writeBytes(bytes);
        bytes.release();
        return before;
    }

    private void arrived(ByteBuf bytes) {
        arrived = bytes;
        arrivedBytes = bytes == null ? 0 : bytes.readableBytes();
        arrivedCapacityBytes = bytes == null ? 0 : bytes.capacity();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (closing || inputEnded) return;
        if (trusted && held && query.unreadBytes() >= HELD_STREAM_BYTES_MAX) readsLater = true;
        else ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) endOfInput();
    }

    private void endOfInput() {
        inputEnded = true;
        if (inline) ended(true);
        else drainedUnlessHandedOver();
        if (!inline || !closed) HalfClosed.keepWatched(context.channel());
    }

    private void drainedUnlessHandedOver() {
        boolean all = !handedOver;
        executor.execute(() -> ended(all));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        settings.closed();
        if (inline) {
            gone();
        } else {
            if (arrived != null) arrived.release();
            arrived(null);
            executor.execute(this::gone);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the peer and the like is no news: the close that follows tells the session.
        if (!(cause instanceof IOException)) LOG.error("Closing a connection after an internal error", cause);
        ctx.close();
    }

    /** The sender is ready for more. */
    void onSent() {
        if (moreToSend) executor.execute(flushTask);
    }

    /** As in Redis, arguments that are whole don't count, but a request has an end all the same. */
    private boolean isOverLimit() {
        if (trusted || closing || query.isNull()) return false;
        return query.unparsedBytes() > settings.queryBufferLimitBytes || query.limit() > settings.requestBytesMax;
    }

    // ---- I/O threads: the hand-over

    /** I/O loop: reads requests out of the query buffer and hands both over if there is a whole one. */
    private void readRequests() {
        reader.next(query.address());
        reader.read(query.address(), query.limit());
        if (reader.isInBatch() || reader.error() != null) {
            handedOver = true;
            reportedCapacityBytes = 0;
            if (handedOverTask == null) handedOverTask = this::runHandedOver;
            executor.execute(handedOverTask);
            return;
        }
        if (isOverLimit()) {
            overflowLater(query.limit());
            return;
        }
        query.expectMissing();
        reportGrowth(query.capacityBytes());
    }

    /** What no command answers takes memory that the session has to know of: a part of a request, or what waits. */
    private void reportGrowth(long capacityBytes) {
        if (capacityBytes <= 2 * Math.max(reportedCapacityBytes, QueryBuffer.READ_BYTES)) return;
        reportedCapacityBytes = capacityBytes;
        executor.execute(this::reportMemory);
    }

    private void runHandedOver() {
        hasBatch = true;
        continueBatch();
    }

    private void handBack() {
        hasBatch = false;
        if (handBackTask == null) handBackTask = this::takeBack;
        context.channel().eventLoop().execute(handBackTask);
    }

    /** I/O loop: the executor is done with the query buffer. */
    private void takeBack() {
        handedOver = false;
        // The executor gives back the memory of a connection that is gone, perhaps just now.
        if (!context.channel().isActive()) return;
        ByteBuf more = arrived;
        if (more == null && settings.sharesQueryBuffers()) query.settle();
        if (more != null) {
            arrived(null);
            query.received(more, context.alloc());
            readRequests();
        }
        if (inputEnded) drainedUnlessHandedOver();
    }

    private void reportMemory() {
        if (!closing) session.onFlushed();
    }

    private void overflowLater(long bytes) {
        executor.execute(() -> overflow(bytes));
    }

    // ---- requests, on the executor

    private void continueBatch() {
        goesOn = false;
        if (closed || parked || held) return;
        runBatches();
        if (!inline && !parked && !held && !closing) handBack();
        endIfDone();
    }

    /** Executes requests out of the query buffer until it has no whole one left. */
    private void runBatches() {
        running = true;
        int count = 0;
        try {
            session.onBatchBegin();
            count = runRequests();
            session.onBatchEnd();
        } catch (Throwable e) {
            LOG.error("Closing a connection after an internal error", e);
            closing = true;
            reply.abandon();
        }
        running = false;
        if (reply.isAbandoned()) {
            close();
            return;
        }
        if (closing) {
            pass(TURN_BYTES_MAX);
            return;
        }
        query.expectMissing();
        long replyBytes = reply.pendingBytes();
        if ((count > 1 || replyBytes >= GATHERED_BYTES_MIN) && replyBytes < GATHERED_BYTES_MAX) {
            flushSoon();
            return;
        }
        pass(TURN_BYTES_MAX);
        if (!closing) session.onFlushed();
    }

    /** Returns how many there were. */
    private int runRequests() {
        int count = 0;
        while (!closing && !query.isNull()) {
            count += runRead();
            if (parked || closing) return count;
            long base = query.address();
            reader.read(base, query.limit());
            if (!reader.isInBatch()) break;
        }
        if (!closing && reader.error() != null) {
            session.onProtocolError(reader.error());
            closing = true;
        }
        return count;
    }

    /** Executes what has been read, as far as the session wants it, and returns how many requests that were. */
    private int runRead() {
        int count = 0;
        long base = query.address();
        if (reader.readCount(base) > 1) session.onRequestsRead(reader);
        while (!closing && reader.next(base)) {
            count++;
            Session.Next next = session.onRequest(reader);
            if (next != Session.Next.CONTINUE) {
                parked = true;
                if (next == Session.Next.PARK_AND_RETRY) reader.previous();
                // The last one needs its bytes no more: who waits long shall not keep the buffer.
                else if (!reader.hasNext()) reader.next(base);
                break;
            }
        }
        return count;
    }

    private void overflow(long bytes) {
        if (closing) return;
        session.onQueryBufferOverflow(bytes);
        close();
    }

    // ---- out, on the executor

    private void runFlush() {
        flushScheduled = false;
        if (running) return;
        pass(TURN_BYTES_MAX);
        if (!closing) session.onFlushed();
    }

    /** As {@link #flush}, of replies that are new. */
    private void pass(long turnBytesMax) {
        OutputGate gate = settings.outputGate;
        if (gate != null) gatePosition = session == null ? gate.position() : session.gatePosition(gate);
        flush(turnBytesMax);
    }

    /** Sends the replies if the sender is ready for them; otherwise {@link #onSent} will lead here again. */
    private void flush(long turnBytesMax) {
        if (closed || held) return;
        OutputGate gate = settings.outputGate;
        if (gate != null && !gate.isOpen(gatePosition)) {
            held = true;
            gate.hold(this, gatePosition);
            return;
        }
        long sentBytes = 0;
        while (!sender.isSending() && hasOutput()) {
            if (sentBytes >= turnBytesMax) {
                goOnSoon();
                return;
            }
            moreToSend = false;
            if (reply.pendingBytes() == 0) source.refill(reply);
            // A source may end the connection instead.
            if (closed || reply.pendingBytes() == 0) return;
            sentBytes += sender.send();
        }
        if (!closing && !finishing && !hasOutput()) return;
        moreToSend = true;
        if (sender.isSending()) return;
        // It was sent between the two lines above, and nobody will call us.
        if (hasOutput()) flushSoon();
        else close();
    }

    private boolean hasOutput() {
        return reply.pendingBytes() > 0 || source != null && !closing && source.hasOutput();
    }

    /** A socket may take megabytes at once, as a replica's does: others have their turn in between. */
    private void goOnSoon() {
        if (flushScheduled) return;
        flushScheduled = true;
        // After a look at the sockets; a task comes before them.
        executor.schedule(flushTask, 1, TimeUnit.NANOSECONDS);
    }

    // ---- the end

    /** The peer sends no more, and all that is whole of what it has sent has been read, or just a part of that. */
    private void ended(boolean all) {
        ended = true;
        drained |= all;
        endIfDone();
    }

    /**
     * After the peer's last request: sends the replies and closes. Who waits or listens for others gets what the socket
     * takes at once.
     */
    private void endIfDone() {
        if (!ended || closing || finishing || held || goesOn) return;
        boolean atOnce = session.endsWithInput();
        if (parked ? !atOnce : !drained) return;
        finishing = !atOnce;
        pass(TURN_BYTES_MAX);
        if (atOnce && !held) close();
    }

    private void gone() {
        closing = true;
        reply.abandon();
        if (!closed) {
            closed = true;
            if (session != null) session.onClosed();
        }
        query.release();
    }
}
