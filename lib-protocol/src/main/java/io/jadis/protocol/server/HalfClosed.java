package io.jadis.protocol.server;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket whose peer sends no more but may still read. Where nothing is left to wait for, Netty takes it out of
 * epoll's set, and fails to put it back when a write has to wait for room (4.2.18: {@code epoll_ctl} says ENOENT), which
 * loses what was to be written. So there is always something to wait for: data out of band, which doesn't come. Netty
 * has no other way to say so than the method that it uses itself.
 */
final class HalfClosed {
    private static final Logger LOG = LoggerFactory.getLogger(HalfClosed.class);
    private static final int EPOLLPRI = 2;
    /** Null if this version of Netty has no such method. */
    private static final MethodHandle SET_FLAG = setFlag();

    private HalfClosed() {}

    private static MethodHandle setFlag() {
        try {
            Class<?> channel = AbstractEpollStreamChannel.class.getSuperclass();
            return MethodHandles.privateLookupIn(channel, MethodHandles.lookup())
                    .findVirtual(channel, "setFlag", MethodType.methodType(void.class, int.class));
        } catch (ReflectiveOperationException e) {
            LOG.debug("Replies to a peer that has shut down its output may be lost: {}", e.toString());
            return null;
        }
    }

    /** On the channel's loop, before it has handled the end of input. */
    static void keepWatched(Channel channel) {
        if (SET_FLAG == null || !(channel instanceof AbstractEpollStreamChannel) || !channel.isOpen()) return;
        try {
            SET_FLAG.invoke(channel, EPOLLPRI);
        } catch (Throwable e) {
            LOG.debug("A channel can't be kept in epoll's set", e);
        }
    }
}
