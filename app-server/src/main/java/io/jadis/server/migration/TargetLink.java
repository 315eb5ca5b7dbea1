package io.jadis.server.migration;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/** A connection to a target: bytes out, lines in. Serves one migration at a time, and rests between two. */
final class TargetLink extends ChannelInboundHandlerAdapter {
    /** Whoever the link serves. */
    interface User {
        /** A reply, without its line end. */
        void onLine(String line);

        /** More can be written. */
        void onWritable();

        /** There won't be any more replies. */
        void onClosed();
    }

    static final int NO_DATABASE = -1;
    private static final int LINE_BYTES_MAX = 64 << 10;

    private final Target target;
    private final StringBuilder line = new StringBuilder();
    private ChannelHandlerContext context;
    private User user;
    private int database = NO_DATABASE;
    private long restsSinceMs;

    TargetLink(Target target, User user) {
        this.target = target;
        this.user = user;
    }

    Target target() {
        return target;
    }

    /** Null for a link that rests. */
    void user(User user) {
        this.user = user;
    }

    /** What is selected there, if that is known. */
    int database() {
        return database;
    }

    void database(int database) {
        this.database = database;
    }

    long restsSinceMs() {
        return restsSinceMs;
    }

    void restsSinceMs(long nowMs) {
        restsSinceMs = nowMs;
    }

    boolean isOpen() {
        return context != null && context.channel().isActive();
    }

    boolean isWritable() {
        return context.channel().isWritable();
    }

    /** A buffer for {@link #send}. */
    ByteBuf buffer(int bytes) {
        return context.alloc().directBuffer(bytes);
    }

    /** @param done called when all of it is in the system's hands */
    void send(ByteBuf bytes, Runnable done) {
        context.writeAndFlush(bytes).addListener(future -> {
            if (future.isSuccess()) done.run();
        });
    }

    /** Nobody wants it any more, nor to hear of its end. */
    void close() {
        user = null;
        if (context != null) context.close();
    }

    // ---- the channel

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                int c = bytes.readByte() & 0xFF;
                if (c != '\n') line.append((char) c);
                else endOfLine();
                if (line.length() > LINE_BYTES_MAX) ctx.close();
            }
        } finally {
            bytes.release();
        }
    }

    private void endOfLine() {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') line.setLength(end - 1);
        String reply = line.toString();
        line.setLength(0);
        // What nobody has asked for makes a link useless: the next reply would be taken for another one.
        if (user == null) context.close();
        else user.onLine(reply);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (user != null && isWritable()) user.onWritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        User told = user;
        user = null;
        if (told != null) told.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
