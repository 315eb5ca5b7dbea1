package io.jadis.protocol.server;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The listening sockets: TCP on the addresses of {@code bind}, and a unix socket. An address with a leading {@code -}
 * may be unavailable on this machine; {@code *} and {@code ::*} are all IPv4 and all IPv6 addresses. A socket of one
 * family accepts no clients of the other one.
 */
public final class Listeners implements AutoCloseable {
    /** strerror of ENOPROTOOPT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPFNOSUPPORT, EAFNOSUPPORT, and Java's word. */
    private static final Set<String> UNSUPPORTED = Set.of("Protocol not available", "Protocol not supported",
            "Socket type not supported", "Protocol family not supported", "Address family not supported by protocol",
            "Protocol family unavailable");

    /** {@code sockaddr_un} has so many for the path and the zero byte behind it. */
    private static final int SUN_PATH_BYTES = 108;

    private final EventLoops loops;
    private final SessionFactory sessions;
    private final ConnectionSettings settings;
    private final int backlog;
    private final Consumer<String> warnings;
    private Map<Place, Channel> tcp = Map.of();
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
     * What is listened on already stays; all else is closed first, since the new addresses may overlap it.
     *
     * @throws IOException if an address can't be had that must be: what Redis says as it ends for that. Then it listens
     *     on no more than what has stayed, and the caller may ask for what was before
     */
    public void bindTcp(List<String> addresses, int port) throws IOException {
        List<Place> places = port == 0 ? List.of() : places(addresses, port);
        Map<Place, Channel> bound = new LinkedHashMap<>();
        tcp.forEach((place, channel) -> {
            if (places.contains(place)) bound.put(place, channel);
            else closeNow(channel);
        });
        if (bound.size() < tcp.size()) loops.awaitClosed();
        tcp = bound;
        tcpAddresses = List.copyOf(addresses);
        tcpPort = port;
        Set<Place> stayed = new HashSet<>(bound.keySet());
        List<Channel> opened = new ArrayList<>();
        for (Place place : places) {
            if (stayed.remove(place)) continue;
            try {
                opened.add(loops.listen(place.address(), place.family, backlog, sessions, settings));
                bound.put(place, opened.getLast());
            } catch (IOException e) {
                warnings.accept("Warning: Could not create server TCP listening socket " + printed(place.host) + ":"
                        + port + ": bind: " + reason(e));
                if (isUnsupported(e) || addresses.contains("-" + place.host) && isUnavailable(e)) continue;
                opened.forEach(Listeners::closeNow);
                loops.awaitClosed();
                bound.values().removeAll(opened);
                throw new IOException("Failed listening on port " + port + " (tcp), aborting.", e);
            }
        }
    }

    /** The sockets that are to listen. */
    private List<Place> places(List<String> addresses, int port) {
        List<String> hosts = addresses.stream().map(host -> host.startsWith("-") ? host.substring(1) : host).toList();
        AddressFamily taker = loops.transport().takesBoth();
        boolean shared = taker != null && hosts.stream().anyMatch(taker::isAny)
                && hosts.stream().anyMatch(host -> AddressFamily.of(host) != taker);
        List<Place> places = new ArrayList<>();
        for (String host : hosts) {
            AddressFamily family = AddressFamily.of(host);
            if (!shared || family == taker && !taker.isAny(host)) places.add(new Place(host, family, port));
            // One socket takes both families: others would collide with it.
            else if (family == taker) places.add(new Place(host, AddressFamily.BOTH, port));
        }
        return places;
    }

    private record Place(String host, AddressFamily family, int port) {
        InetSocketAddress address() throws UnknownHostException {
            return family.resolve(host, port);
        }
    }

    /** The port that TCP clients connect to, or 0. */
    public int tcpPort() {
        return tcpPort;
    }

    /**
     * Listens on a unix socket with these permissions (octal digits as a number; 0 leaves them to the umask). As in
     * Redis it is no reason to stop if what lay there can't be removed, since then the socket can't be made either, or
     * if the permissions can't be set.
     *
     * @throws IOException if it can't be had: what Redis says as it ends for that
     */
    public void bindUnix(Path path, int permissions) throws IOException {
        int lengthBytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes >= SUN_PATH_BYTES) {
            throw new IOException("Failed opening Unix socket: unix socket path too long (" + lengthBytes
                    + "), must be under " + SUN_PATH_BYTES);
        }
        try {
            // Java would remove a directory, too.
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) Files.deleteIfExists(path);
        } catch (IOException e) {
            // The socket's error says why.
        }
        try {
            unix = loops.listen(path, backlog, sessions, settings);
        } catch (IOException e) {
            throw new IOException("Failed opening Unix socket: bind: " + reason(e), e);
        }
        unixPath = path;
        if (permissions == 0) return;
        try {
            Files.setPosixFilePermissions(path, permissionsOf(permissions));
        } catch (IOException e) {
            // They are the umask's.
        }
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
        tcp.values().forEach(Listeners::closeNow);
        tcp = Map.of();
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

    private static String printed(String host) {
        return host.indexOf(':') >= 0 && !host.equals("::*") ? "[" + host + "]" : host;
    }

    /** The system's words out of Netty's "bind(..) failed with error(-98): Address already in use" and the like. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int colon = message.lastIndexOf(": ");
        return colon < 0 ? message : message.substring(colon + 2);
    }

    private static boolean isUnavailable(IOException e) {
        return reason(e).contains("assign requested address");
    }

    /** The machine doesn't have the protocol: IPv6, say. */
    private static boolean isUnsupported(IOException e) {
        return UNSUPPORTED.contains(reason(e));
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
