package io.jadis.sentinel.daemon;

import io.jadis.protocol.client.ProtocolException;
import io.jadis.protocol.client.ReplyLimits;
import io.jadis.protocol.client.ReplyParser;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.server.AddressText;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.protocol.server.EventLoops;
import io.jadis.sentinel.core.Address;
import io.jadis.sentinel.core.Channel;
import io.jadis.sentinel.core.Link;
import io.jadis.sentinel.core.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The connections to instances. Executor thread only. */
final class Links {
    /** What comes back over them. */
    interface Listener {
        void onReply(Link link, Request request, RespValue reply);

        void onMessage(Link link, RespValue message);

        void onClosed(Link link, Channel channel);
    }

    /** {@link EventLoops#connect} */
    interface Dialer {
        ChannelFuture connect(InetSocketAddress address, InetSocketAddress from, ConnectionSettings settings,
                ChannelHandler handler);
    }

    /** An INFO of a server with many replicas is long, but not that long. */
    private static final ReplyLimits LIMITS = new ReplyLimits(16 << 20, 1 << 16, 1 << 16, 8);

    private final Executor executor;
    private final Dialer dialer;
    private final ConnectionSettings settings;
    private final Listener listener;
    private final Map<Link, Map<Channel, Wire>> wires = new HashMap<>();
    private InetSocketAddress from;

    Links(Executor executor, Dialer dialer, ConnectionSettings settings, Listener listener) {
        this.executor = executor;
        this.dialer = dialer;
        this.settings = settings;
        this.listener = listener;
    }

    /** {@code bind-source-addr}; null for any. */
    void from(InetSocketAddress from) {
        this.from = from;
    }

    void open(Link link, Channel channel, Address to) {
        Wire wire = new Wire(link, channel);
        wires.computeIfAbsent(link, l -> new EnumMap<>(Channel.class)).put(channel, wire);
        try {
            wire.connect(new InetSocketAddress(InetAddress.getByName(to.ip()), to.port()));
        } catch (UnknownHostException e) {
            executor.execute(wire::ended);
        }
    }

    void send(Link link, Channel channel, Request request) {
        Wire wire = wire(link, channel);
        if (wire != null) wire.send(request);
    }

    void close(Link link, Channel channel) {
        Wire wire = wire(link, channel);
        if (wire != null) wire.close();
    }

    /** Our end, or null while that isn't known. */
    String localIp(Link link) {
        Wire wire = wire(link, Channel.COMMAND);
        if (wire == null || wire.netty == null) return null;
        if (!(wire.netty.localAddress() instanceof InetSocketAddress local)) return null;
        return AddressText.of(local.getAddress());
    }

    void closeAll() {
        for (Map<Channel, Wire> ofLink : List.copyOf(wires.values())) List.copyOf(ofLink.values()).forEach(Wire::close);
    }

    private Wire wire(Link link, Channel channel) {
        return wires.getOrDefault(link, Map.of()).get(channel);
    }

    private void forget(Wire wire) {
        Map<Channel, Wire> ofLink = wires.get(wire.link);
        if (ofLink == null || !ofLink.remove(wire.channel, wire)) return;
        if (ofLink.isEmpty()) wires.remove(wire.link);
    }

    private static byte[] encoded(List<String> words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] text = LosslessText.bytes(word);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(text);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }

    /** One connection. */
    private final class Wire extends ChannelInboundHandlerAdapter {
        private final Link link;
        private final Channel channel;
        private final ReplyParser parser = new ReplyParser(LIMITS);
        private final Deque<Request> awaiting = new ArrayDeque<>();
        /** What was sent before there was a connection. */
        private final ByteArrayOutputStream early = new ByteArrayOutputStream();
        private io.netty.channel.Channel netty;
        private boolean over;

        Wire(Link link, Channel channel) {
            this.link = link;
            this.channel = channel;
        }

        void connect(InetSocketAddress address) {
            ChannelFuture future = dialer.connect(address, from, settings, this);
            future.addListener(done -> {
                // Of a socket that can't be created, with too many files open, Netty tells on a thread of its own.
                if (!done.isSuccess()) executor.execute(this::ended);
                else if (over) future.channel().close();
            });
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (over) return;
            netty = context.channel();
            write(early.toByteArray());
            early.reset();
            context.read();
        }

        void send(Request request) {
            if (request.purpose() != Request.Purpose.SUBSCRIBE) awaiting.addLast(request);
            byte[] bytes = encoded(request.words());
            if (netty == null) early.writeBytes(bytes);
            else write(bytes);
        }

        private void write(byte[] bytes) {
            netty.writeAndFlush(Unpooled.wrappedBuffer(bytes), netty.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf arrived = (ByteBuf) message;
            byte[] bytes = new byte[arrived.readableBytes()];
            arrived.readBytes(bytes);
            arrived.release();
            parser.feed(bytes);
            try {
                for (RespValue value; !over && (value = parser.next()) != null;) take(value);
            } catch (ProtocolException e) {
                context.close();
            }
        }

        private void take(RespValue value) {
            Request request = awaiting.pollFirst();
            if (channel == Channel.COMMAND) {
                if (request != null) listener.onReply(link, request, value);
            } else if (request == null && value instanceof RespValue.ErrorReply) {
                // We may not subscribe: a connection that hears nothing is none.
                netty.close();
            } else if (request == null) {
                listener.onMessage(link, value);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (!over) context.read();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            // The peer has sent its last byte.
            if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        /** By itself: the core is told. */
        private void ended() {
            if (over) return;
            over = true;
            forget(this);
            listener.onClosed(link, channel);
        }

        /** By the core, which knows. */
        void close() {
            if (over) return;
            over = true;
            forget(this);
            if (netty != null) netty.close();
        }
    }
}
