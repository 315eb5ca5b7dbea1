package io.jadis.protocol.server;

import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** What a listening socket accepts. */
enum AddressFamily {
    IPV4(SocketProtocolFamily.INET, Inet4Address.class, "*", "0.0.0.0"),
    IPV6(SocketProtocolFamily.INET6, Inet6Address.class, "::*", "::"),
    /** All of either, as far as the machine has them. */
    BOTH(null, InetAddress.class, "*", "::");

    final SocketProtocolFamily protocol;
    private final Class<? extends InetAddress> addresses;
    private final String word, any;

    AddressFamily(SocketProtocolFamily protocol, Class<? extends InetAddress> addresses, String word, String any) {
        this.protocol = protocol;
        this.addresses = addresses;
        this.word = word;
        this.any = any;
    }

    /** The family of an address of {@code bind}: what has a colon is IPv6. */
    static AddressFamily of(String host) {
        return host.indexOf(':') >= 0 ? IPV6 : IPV4;
    }

    /** Whether the address of {@code bind} stands for all of this family. */
    boolean isAny(String host) {
        return host.equals(word) || host.equals(any);
    }

    /** The address that a host has in this family. */
    InetSocketAddress resolve(String host, int port) throws UnknownHostException {
        if (this == BOTH) return new InetSocketAddress(port);
        if (isAny(host)) return new InetSocketAddress(InetAddress.getByName(any), port);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (addresses.isInstance(address)) return new InetSocketAddress(address, port);
        }
        throw new UnknownHostException("Name or service not known");
    }
}
