package io.jadis.server.replication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;

/**
 * The connection to a master until its stream begins: lines, then perhaps a data set. What comes behind that is kept.
 * Reads only while its listener wants something.
 */
final class MasterChannel extends ChannelInboundHandlerAdapter {
    /** What a connection brings. All of it on the executor. */
    interface Listener {
        void onConnected();

        /** Whether a line is wanted next. */
        boolean awaitsLine();

        void onLine(String line);

        /** Whether bytes of a data set are wanted, just now. */
        boolean awaitsPayload();

        /** Bytes have come; those that were made use of are skipped. */
        void onPayload(ByteBuf bytes);

        void onClosed(String reason);
    }

    private static final int LINE_BYTES_MAX = 64 * 1024;

    private final Listener listener;
    private ChannelHandlerContext context;
    /** What has come and wasn't wanted yet, or null. */
    private ByteBuf rest;
    private String failure = "Connection reset by peer";
    private boolean dropped;
    private boolean working;

    MasterChannel(Listener listener) {
        this.listener = listener;
    }

    /** Null before there is a connection. */
    Channel channel() {
        return context == null ? null : context.channel();
    }

    void send(String text) {
        if (dropped || context == null) return;
        ByteBuf bytes = context.alloc().directBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        context.writeAndFlush(bytes, context.voidPromise());
    }

    /** Nothing is heard of it any more. */
    void drop() {
        if (dropped) return;
        dropped = true;
        if (!working) releaseRest();
        if (context != null) context.close();
    }

    boolean isDropped() {
        return dropped;
    }

    /** The channel becomes somebody else's. @return what has come of his, or null */
    ByteBuf leave() {
        dropped = true;
        if (rest != null && !rest.isReadable()) releaseRest();
        ByteBuf left = rest;
        rest = null;
        return left;
    }

    /** More is wanted than before. */
    void goOn() {
        if (dropped || context == null) return;
        if (!working) work();
        readIfWanted();
    }

    private void releaseRest() {
        if (rest != null) rest.release();
        rest = null;
    }

    // ---- from the transport

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (dropped) ctx.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (dropped) return;
        listener.onConnected();
        readIfWanted();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (dropped) {
            bytes.release();
            return;
        }
        rest = join(ctx, rest, bytes);
        work();
    }

    private static ByteBuf join(ChannelHandlerContext ctx, ByteBuf before, ByteBuf bytes) {
        if (before == null) return bytes;
        ByteBuf joined = ctx.alloc().directBuffer(before.readableBytes() + bytes.readableBytes());
        joined.writeBytes(before).writeBytes(bytes);
        before.release();
        bytes.release();
        return joined;
    }

    private void work() {
        if (rest == null) return;
        working = true;
        // The listener may leave() in the middle of this: then what is left is the next one's.
        while (!dropped && rest.isReadable()) {
            if (listener.awaitsLine()) {
                if (!readLine()) break;
            } else if (listener.awaitsPayload()) {
                listener.onPayload(rest);
            } else {
                break;
            }
        }
        working = false;
        if (rest != null && (dropped || !rest.isReadable())) releaseRest();
    }

    private boolean readLine() {
        int length = rest.bytesBefore((byte) '\n');
        if (length < 0) {
            if (rest.readableBytes() > LINE_BYTES_MAX) {
                failure = "Too long a line";
                context.close();
            }
            return false;
        }
        int end = length > 0 && rest.getByte(rest.readerIndex() + length - 1) == '\r' ? length - 1 : length;
        String line = rest.toString(rest.readerIndex(), end, StandardCharsets.ISO_8859_1);
        rest.skipBytes(length + 1);
        listener.onLine(line);
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readIfWanted();
    }

    private void readIfWanted() {
        if (!dropped && (listener.awaitsLine() || listener.awaitsPayload())) context.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = text(cause);
        ctx.close();
    }

    /** The system's words out of the transport's. */
    static String text(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        for (String known : new String[] {"Connection refused", "Connection reset by peer", "Connection timed out",
            "No route to host", "Network is unreachable", "Host is unreachable"}) {
            if (message.contains(known)) return known;
        }
        return message;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (dropped) return;
        dropped = true;
        if (!working) releaseRest();
        listener.onClosed(failure);
    }
}
