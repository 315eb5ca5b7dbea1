package io.jadis.protocol.server;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The listening sockets: TCP on the addresses of {@code bind}, and a unix socket. An address with a leading {@code -}
 * may be unavailable on this machine; {@code *} and {@code ::*} are all IPv4 and all IPv6 addresses.
 */
public final class Listeners implements AutoCloseable {
    private final EventLoops loops;
    private final SessionFactory sessions;
    private final ConnectionSettings settings;
    private final int backlog;
    private final Consumer<String> warnings;
    private List<Channel> tcp = List.of();
    private List<String> tcpAddresses = List.of();
    private int tcpPort;
    private Channel unix;
    private Path unixPath;

    /** @param warnings told of addresses that can't be had, in Redis's words */
    public Listeners(EventLoops loops, SessionFactory sessions, ConnectionSettings settings, int backlog,
            Consumer<String> warnings) {
        this.loops = loops;
        this.sessions = sessions;
        this.settings = settings;
        this.backlog = backlog;
        this.warnings = warnings;
    }

    /**
     * Listens on this port of these addresses instead of what it listened on before; port 0 or no address: on nothing.
     *
     * @throws IOException if a mandatory address can't be had; then everything is as it was
     */
    public void bindTcp(List<String> addresses, int port) throws IOException {
        List<Channel> bound = new ArrayList<>();
        List<Channel> before = tcp;
        if (port != 0) {
            boolean dualStack = addresses.stream().anyMatch(Listeners::isAnyIpv4) && addresses.stream().anyMatch(
                    Listeners::isAnyIpv6);
            for (String address : addresses) {
                boolean optional = address.startsWith("-");
                String host = optional ? address.substring(1) : address;
                // One socket takes both families: a second one for "::" would collide with it.
                if (dualStack && isAnyIpv6(address)) continue;
                try {
                    bound.add(loops.listen(socketAddress(host, port, dualStack), false, backlog, sessions, settings));
                } catch (IOException e) {
                    warnings.accept("Warning: Could not create server TCP listening socket " + printed(host) + ":"
                            + port + ": bind: " + reason(e));
                    if (optional) continue;
                    bound.forEach(Listeners::closeNow);
                    throw e;
                }
            }
        }
        tcp = bound;
        tcpAddresses = List.copyOf(addresses);
        tcpPort = port;
        before.forEach(Listeners::closeNow);
    }

    /** Listens on a unix socket with these permissions (octal digits as a number; 0 leaves them to the umask). */
    public void bindUnix(Path path, int permissions) throws IOException {
        Files.deleteIfExists(path);
        unix = loops.listen(loops.transport().unixAddress(path.toString()), true, backlog, sessions, settings);
        unixPath = path;
        if (permissions != 0) Files.setPosixFilePermissions(path, permissionsOf(permissions));
    }

    /** Each kind of listener as INFO shows it: {@code name=tcp,bind=*,bind=-::*,port=6379}. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        if (!tcp.isEmpty()) lines.add("name=tcp" + bindWords(tcpAddresses) + ",port=" + tcpPort);
        if (unix != null) lines.add("name=unix" + bindWords(List.of(unixPath.toString())));
        return lines;
    }

    private static String bindWords(List<String> addresses) {
        StringBuilder words = new StringBuilder();
        for (String address : addresses) words.append(",bind=").append(address);
        return words.toString();
    }

    /** The kinds of listeners: {@code tcp}, {@code unix}. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (!tcp.isEmpty()) names.add("tcp");
        if (unix != null) names.add("unix");
        return names;
    }

    /** How many sockets listen. */
    public int count() {
        return tcp.size() + (unix == null ? 0 : 1);
    }

    /** Stops listening and removes the unix socket's file. */
    @Override
    public void close() {
        tcp.forEach(Listeners::closeNow);
        tcp = List.of();
        if (unix == null) return;
        closeNow(unix);
        unix = null;
        try {
            Files.deleteIfExists(unixPath);
        } catch (IOException e) {
            warnings.accept("Could not remove the unix socket file " + unixPath + ": " + e.getMessage());
        }
    }

    private static void closeNow(Channel channel) {
        channel.close().awaitUninterruptibly();
    }

    private static boolean isAnyIpv4(String address) {
        return address.equals("*") || address.equals("-*");
    }

    private static boolean isAnyIpv6(String address) {
        return address.equals("::*") || address.equals("-::*");
    }

    private static InetSocketAddress socketAddress(String host, int port, boolean dualStack) throws IOException {
        if (host.equals("*")) return dualStack ? new InetSocketAddress(port) : new InetSocketAddress("0.0.0.0", port);
        if (host.equals("::*")) return new InetSocketAddress(InetAddress.getByName("::"), port);
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static String printed(String host) {
        return host.indexOf(':') >= 0 && !host.equals("::*") ? "[" + host + "]" : host;
    }

    /** The system's words out of Netty's "bind(..) failed with error(-98): Address already in use" and the like. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int colon = message.lastIndexOf(": ");
        return colon < 0 ? message : message.substring(colon + 2);
    }

    private static Set<PosixFilePermission> permissionsOf(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] byBit = {
            PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ,
        };
        for (int bit = 0; bit < byBit.length; bit++) {
            if ((mode & 1 << bit) != 0) permissions.add(byBit[bit]);
        }
        return permissions;
    }
}
