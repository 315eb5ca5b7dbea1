package io.jadis.protocol.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;

/** The ways to talk to the kernel, and the channel classes of each. The directive {@code transport} names one. */
public enum Transport {
    EPOLL {
        @Override
        public boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ServerChannel listener(AddressFamily family) {
            return new EpollServerSocketChannel(family.protocol);
        }

        @Override
        ServerChannel unixListener() {
            return new EpollServerDomainSocketChannel();
        }

        @Override
        AddressFamily takesBoth() {
            return null;
        }

        @Override
        Class<? extends Channel> channel(boolean unix) {
            return unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }

        @Override
        Socket socket(Channel channel) {
            return (Socket) ((UnixChannel) channel).fd();
        }

        @Override
        void keepAlive(Channel channel, int idleSeconds, int intervalSeconds, int count) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, idleSeconds);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, intervalSeconds);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, count);
        }
    },

    IO_URING {
        @Override
        public boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        ServerChannel listener(AddressFamily family) {
            return new IoUringServerSocketChannel();
        }

        @Override
        ServerChannel unixListener() {
            return new IoUringServerDomainSocketChannel();
        }

        @Override
        Class<? extends Channel> channel(boolean unix) {
            return unix ? IoUringDomainSocketChannel.class : IoUringSocketChannel.class;
        }

        @Override
        void keepAlive(Channel channel, int idleSeconds, int intervalSeconds, int count) {
            channel.config().setOption(IoUringChannelOption.TCP_KEEPIDLE, idleSeconds);
            channel.config().setOption(IoUringChannelOption.TCP_KEEPINTVL, intervalSeconds);
            channel.config().setOption(IoUringChannelOption.TCP_KEEPCNT, count);
        }
    },

    KQUEUE {
        @Override
        public boolean isAvailable() {
            return KQueue.isAvailable();
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return KQueueIoHandler.newFactory();
        }

        @Override
        ServerChannel listener(AddressFamily family) {
            return new KQueueServerSocketChannel();
        }

        @Override
        ServerChannel unixListener() {
            return new KQueueServerDomainSocketChannel();
        }

        @Override
        Class<? extends Channel> channel(boolean unix) {
            return unix ? KQueueDomainSocketChannel.class : KQueueSocketChannel.class;
        }

        @Override
        Socket socket(Channel channel) {
            return (Socket) ((UnixChannel) channel).fd();
        }
    },

    NIO {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        ServerChannel listener(AddressFamily family) {
            return new NioServerSocketChannel(SelectorProvider.provider(), family.protocol);
        }

        @Override
        ServerChannel unixListener() {
            return new NioServerDomainSocketChannel();
        }

        @Override
        AddressFamily takesBoth() {
            return AddressFamily.IPV6;
        }

        @Override
        void onlyIpv6(ServerBootstrap bootstrap) {
            // Java's sockets have no such option.
        }

        @Override
        Class<? extends Channel> channel(boolean unix) {
            return unix ? NioDomainSocketChannel.class : NioSocketChannel.class;
        }

        @Override
        void keepAlive(Channel channel, int idleSeconds, int intervalSeconds, int count) {
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), idleSeconds);
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), intervalSeconds);
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), count);
        }

        @Override
        SocketAddress unixAddress(String path) {
            return UnixDomainSocketAddress.of(path);
        }
    };

    private static final int IPPROTO_IPV6 = 41;
    private static final ChannelOption<Integer> IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6,
            System.getProperty("os.name").equals("Linux") ? 26 : 27);

    /** Whether this machine and this kernel offer it. Loads native code on the first call. */
    public abstract boolean isAvailable();

    abstract IoHandlerFactory ioHandlerFactory();

    /** A socket to listen on. */
    abstract ServerChannel listener(AddressFamily family);

    abstract ServerChannel unixListener();

    /**
     * The family whose socket for all addresses can't help but take the other family's clients too; or null. The
     * sockets of io_uring and kqueue are always of IPv6, to which IPv4 addresses are mapped.
     */
    AddressFamily takesBoth() {
        return AddressFamily.IPV4;
    }

    /** The socket is to accept no IPv4, as far as the transport can say so. */
    void onlyIpv6(ServerBootstrap bootstrap) {
        bootstrap.option(IPV6_V6ONLY, 1);
    }

    abstract Class<? extends Channel> channel(boolean unix);

    /**
     * The channel's socket, for who writes to it past the channel; or null where the transport doesn't have that. It
     * doesn't block.
     */
    Socket socket(Channel channel) {
        return null;
    }

    /** Sets how the kernel probes a silent peer. kqueue's channels have no such options: there the system's hold. */
    void keepAlive(Channel channel, int idleSeconds, int intervalSeconds, int count) {}

    SocketAddress unixAddress(String path) {
        return new DomainSocketAddress(path);
    }

    /**
     * The transport that the directive names. {@code auto} takes the first that works of epoll, kqueue and NIO:
     * io_uring is only used when asked for, because it holds a read buffer for each idle connection.
     *
     * @throws IllegalStateException if the one named doesn't work here; the message says why
     */
    public static Transport named(String name) {
        if (name.equals("auto")) return EPOLL.isAvailable() ? EPOLL : KQUEUE.isAvailable() ? KQUEUE : NIO;
        Transport transport = valueOf(name.toUpperCase(Locale.ROOT));
        if (!transport.isAvailable()) throw new IllegalStateException("transport " + name + " is not available here");
        return transport;
    }

    /** The name as the directive has it. */
    public String directiveName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
