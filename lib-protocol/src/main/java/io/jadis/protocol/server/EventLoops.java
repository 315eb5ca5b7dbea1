package io.jadis.protocol.server;

import io.jadis.protocol.process.Posix;
import io.jadis.protocol.resp.ReplyChunks;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The executor's event loop and, with {@code io-threads} above 1, the loops that serve connections for it. */
public final class EventLoops implements AutoCloseable {
    /** How the name of the executor's thread begins. */
    public static final String EXECUTOR_THREAD = "executor";

    private static final int ALLOCATOR_PAGE_BYTES = 8192, ALLOCATOR_MAX_ORDER = 5;

    private final Transport transport;
    private final ByteBufAllocator allocator;
    /** For the executor. */
    private final ReplyChunks chunks;
    private final GatheredWrite gathered;
    private final EventLoopGroup executorGroup;
    private final EventLoopGroup ioGroup;
    /** Accepting has a thread of its own so that the executor can wait for a bind: CONFIG SET port answers with it. */
    private final EventLoopGroup acceptorGroup;
    private final EventLoop executor;

    /**
     * Starts the threads.
     *
     * @param ioThreads 1 for the executor alone, N for N - 1 further loops that own all connections
     */
    public EventLoops(Transport transport, int ioThreads) {
        // One arena, small chunks: the pool serves query and reply buffers only, the data set has its own allocator.
        this(transport, ioThreads, new PooledByteBufAllocator(true, 0, 1, ALLOCATOR_PAGE_BYTES, ALLOCATOR_MAX_ORDER));
    }

    EventLoops(Transport transport, int ioThreads, ByteBufAllocator allocator) {
        this.transport = transport;
        this.allocator = allocator;
        this.chunks = new ReplyChunks(allocator);
        this.gathered = new GatheredWrite(chunks);
        this.executorGroup = group(1, EXECUTOR_THREAD);
        this.executor = executorGroup.next();
        this.acceptorGroup = group(1, "acceptor");
        this.ioGroup = ioThreads > 1 ? group(ioThreads - 1, "io_thd") : executorGroup;
    }

    private EventLoopGroup group(int threads, String name) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), transport.ioHandlerFactory());
        group.forEach(loop -> loop.execute(Posix::runPromptly));
        return group;
    }

    /** The thread that owns the data. */
    public EventLoop executor() {
        return executor;
    }

    /** Where the executor's connections have their replies' chunks from. */
    ReplyChunks chunks() {
        return chunks;
    }

    public Transport transport() {
        return transport;
    }

    /**
     * Listens for clients.
     *
     * @param backlog {@code tcp-backlog}
     * @throws IOException if the address can't be had; the message is the system's
     */
    Channel listen(InetSocketAddress address, AddressFamily family, int backlog, SessionFactory sessions,
            ConnectionSettings settings) throws IOException {
        ServerBootstrap bootstrap = listener(false, backlog, sessions, settings)
                .channelFactory(() -> transport.listener(family))
                .option(ChannelOption.SO_REUSEADDR, true);
        if (family == AddressFamily.IPV6) transport.onlyIpv6(bootstrap);
        return await(bootstrap.bind(address));
    }

    /**
     * Listening sockets that were closed are so for the system too after this: with NIO, the loop closes them when it
     * looks at its sockets the next time. A task that the loop schedules itself comes after that.
     */
    void awaitClosed() {
        EventLoop acceptor = acceptorGroup.next();
        CompletableFuture<Void> looked = new CompletableFuture<>();
        acceptor.execute(() -> acceptor.schedule(() -> looked.complete(null), 1, TimeUnit.NANOSECONDS));
        looked.join();
    }

    /** Listens for clients on a unix socket. */
    Channel listen(Path path, int backlog, SessionFactory sessions, ConnectionSettings settings) throws IOException {
        return await(listener(true, backlog, sessions, settings)
                .channelFactory(transport::unixListener)
                .bind(transport.unixAddress(path.toString())));
    }

    private ServerBootstrap listener(boolean unix, int backlog, SessionFactory sessions, ConnectionSettings settings) {
        return new ServerBootstrap()
                .group(acceptorGroup, ioGroup)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (!unix) tcpOptions(channel, settings.keepAliveSeconds);
                        attach(channel, new Connection(sessions, settings, executor, chunks, gathered, transport, unix));
                    }
                });
    }

    /**
     * Opens a connection to another server, served by the executor. Nothing is read until the handler says so.
     *
     * @param from our end, or null for any
     * @param handler gets the channel's events; {@link #serve} may take its place
     */
    public ChannelFuture connect(InetSocketAddress address, InetSocketAddress from, ConnectionSettings settings,
            ChannelHandler handler) {
        return new Bootstrap()
                .group(executorGroup)
                .channel(transport.channel(false))
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ConnectionReads())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tcpOptions(channel, settings.keepAliveSeconds);
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(address, from);
    }

    /**
     * Makes a client's connection of a channel that {@link #connect} has opened, in the place of its handler. On the
     * executor.
     *
     * @param early what has been read of the requests already, or null; is released
     */
    public void serve(Channel channel, ChannelHandler handler, ConnectionSettings settings, SessionFactory sessions,
            ByteBuf early) {
        Connection connection = new Connection(sessions, settings, executor, chunks, gathered, transport, false);
        ((ConnectionReads) channel.config().getRecvByteBufAllocator()).serve(connection);
        channel.pipeline().replace(handler, null, connection);
        connection.takeOver(early);
    }

    /**
     * Opens a plain connection to another server, served by the executor: the handler reads and writes what it likes.
     */
    public ChannelFuture dial(InetSocketAddress address, int timeoutMs, ConnectionSettings settings,
            ChannelHandler handler) {
        return new Bootstrap()
                .group(executorGroup)
                .channel(transport.channel(false))
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tcpOptions(channel, settings.keepAliveSeconds);
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(address);
    }

    private void attach(Channel channel, Connection connection) {
        channel.config().setRecvByteBufAllocator(new ConnectionReads(connection));
        channel.pipeline().addLast(connection);
    }

    private void tcpOptions(Channel channel, int keepAliveSeconds) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        if (keepAliveSeconds == 0) return;
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        // As Redis: the first probe after the interval, then three more within as long again.
        transport.keepAlive(channel, keepAliveSeconds, Math.max(1, keepAliveSeconds / 3), 3);
    }

    private static Channel await(ChannelFuture future) throws IOException {
        future.awaitUninterruptibly();
        if (future.isSuccess()) return future.channel();
        for (Throwable cause = future.cause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) throw io;
        }
        throw new IOException(future.cause());
    }

    /** Ends the threads and waits until they have ended. */
    @Override
    public void close() {
        List<EventLoopGroup> groups = List.of(acceptorGroup, ioGroup, executorGroup);
        for (EventLoopGroup group : groups) group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        for (EventLoopGroup group : groups) group.terminationFuture().awaitUninterruptibly();
        gathered.close();
        chunks.close();
    }
}
