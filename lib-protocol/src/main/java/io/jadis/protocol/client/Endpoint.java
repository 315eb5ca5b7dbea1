package io.jadis.protocol.client;

import java.nio.file.Path;

/** Where a server listens. */
public sealed interface Endpoint {
    /**
     * A TCP port.
     *
     * @param host name or literal address, IPv6 without brackets
     * @param port 0 to 65535
     */
    record Tcp(String host, int port) implements Endpoint {
        /** Checks the port. */
        public Tcp {
            if (port < 0 || port > 65535) throw new IllegalArgumentException("port=" + port);
        }

        /** {@code host:port}, an IPv6 address in brackets. */
        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * A unix domain socket.
     *
     * @param path the socket file
     */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return path.toString();
        }
    }
}
