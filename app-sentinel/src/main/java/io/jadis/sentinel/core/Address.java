package io.jadis.sentinel.core;

/**
 * Where an instance is.
 *
 * @param host the name or address as somebody gave it
 * @param ip what it resolves to; empty while it doesn't
 */
public record Address(String host, String ip, int port) {
    static Address ofIp(String ip, int port) {
        return new Address(ip, ip, port);
    }

    /** The same place by its address or by its name; two that have no address may be anywhere. */
    boolean isSameAs(Address other) {
        return port == other.port && (!ip.isEmpty() && ip.equals(other.ip) || host.equalsIgnoreCase(other.host));
    }

    /** As it is told to others, and kept in the file: while there is no address the name is all that there is. */
    public String shown(boolean hostnames) {
        return hostnames || ip.isEmpty() ? host : ip;
    }

    /** {@code 10.0.0.1:6379}, {@code [::1]:6379}: the name of a replica. */
    String shownWithPort(boolean hostnames) {
        String shown = shown(hostnames);
        return shown.indexOf(':') >= 0 ? "[" + shown + "]:" + port : shown + ":" + port;
    }
}
