package io.jadis.protocol.server;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.ReplyChunks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * The way of one connection's replies into its socket. What the socket takes at once, which is nearly everything, goes
 * past the transport's queue. What it doesn't take is the transport's, and until it has gone nothing else is to be sent:
 * so a slow reader's replies stay in the reply buffer, where they are packed and counted.
 *
 * <p>For the executor, but for {@link #onSent}, which the I/O loop calls.
 */
final class ReplySender {
    /** What one {@link #send} takes. */
    static final int SEND_BYTES_MAX = 512 * 1024;

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final ReplyBuffer reply;
    private final ReplyChunks chunks;
    private final GatheredWrite gathered;
    private final NetworkStats network;
    /** The executor is the I/O loop. */
    private final boolean inline;
    /** Takes replies without a detour, or null. */
    private final Socket socket;
    private final SentSignal sent;

    private long givenBytes;
    private volatile boolean sending;

    /**
     * @param chunks the executor's
     * @param gathered the executor's
     * @param socket the connection's, if the executor may write to it itself, else null
     */
    ReplySender(Connection connection, ChannelHandlerContext context, ReplyBuffer reply, ReplyChunks chunks,
            GatheredWrite gathered, NetworkStats network, boolean inline, Socket socket) {
        this.connection = connection;
        this.context = context;
        this.reply = reply;
        this.chunks = chunks;
        this.gathered = gathered;
        this.network = network;
        this.inline = inline;
        this.socket = socket;
        sent = new SentSignal(context.channel(), this);
    }

    /** Whether the transport has replies that are not wholly in the socket yet. */
    boolean isSending() {
        return sending;
    }

    /** The transport holds none of our replies any more: they are in the socket, or lost with it. */
    void onSent() {
        sending = false;
        connection.onSent();
    }

    /** Bytes that the transport holds because the socket is full. */
    long unsentBytes() {
        if (!sending) return 0;
        ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    /** All that the socket has taken so far. */
    long sentBytes() {
        ChannelOutboundBuffer out = sending ? context.channel().unsafe().outboundBuffer() : null;
        // What is pending counts until the last byte of a chunk has gone.
        return out == null ? givenBytes : givenBytes - out.totalPendingWriteBytes() + out.currentProgress();
    }

    /**
     * One write, of a bounded number of chunks: what the socket doesn't take stays with the transport. There is a reply,
     * and nothing is {@linkplain #isSending being sent}.
     *
     * @return the bytes that have left the reply buffer
     */
    long send() {
        int sealedCount = reply.sealedChunkCount();
        if (sealedCount > 0 && sealedCount < GatheredWrite.CHUNKS_MAX && socket != null
                && reply.pendingBytes() <= SEND_BYTES_MAX && isQueueEmpty()) {
            return sendGathered();
        }
        ByteBuf chunk = reply.takeChunk();
        long bytes = chunk.readableBytes();
        if (sealedCount == 0 && socket != null && isTaken(chunk, (int) bytes)) {
            network.written(bytes, true);
            givenBytes += bytes;
            chunks.giveBack(chunk);
            return bytes;
        }
        sending = true;
        while (bytes < SEND_BYTES_MAX && reply.pendingBytes() > 0) {
            context.write(chunk, context.voidPromise());
            chunk = reply.takeChunk();
            bytes += chunk.readableBytes();
        }
        network.written(bytes, inline);
        givenBytes += bytes;
        context.writeAndFlush(chunk, sent);
        return bytes;
    }

    /**
     * Writes to the socket itself: most replies are one chunk, and the transport's queue costs as much as a short
     * command does. False if the socket has not taken all; what is left in the chunk, and an error, are the transport's.
     */
    private boolean isTaken(ByteBuf chunk, int bytes) {
        if (!isQueueEmpty()) return false;
        try {
            int taken = socket.sendAddress(chunk.memoryAddress(), chunk.readerIndex(), chunk.writerIndex());
            if (taken == bytes) return true;
            chunk.skipBytes(taken);
        } catch (IOException e) {
            // Written again, it fails again, and the transport closes the channel.
        }
        return false;
    }

    /** As {@link #isTaken}, of several chunks: all that is pending. */
    private long sendGathered() {
        long bytes = reply.pendingBytes();
        gathered.write(reply, socket);
        network.written(bytes, true);
        givenBytes += bytes;
        ByteBuf chunk = gathered.next();
        if (chunk == null) return bytes;
        sending = true;
        for (ByteBuf next = gathered.next(); next != null; next = gathered.next()) {
            context.write(chunk, context.voidPromise());
            chunk = next;
        }
        context.writeAndFlush(chunk, sent);
        return bytes;
    }

    private boolean isQueueEmpty() {
        ChannelOutboundBuffer queued = context.channel().unsafe().outboundBuffer();
        // A channel that is closed has no queue, and its socket's number may be another's by now.
        return queued != null && queued.isEmpty();
    }
}
