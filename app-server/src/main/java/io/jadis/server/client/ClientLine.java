package io.jadis.server.client;

import io.jadis.protocol.server.AddressText;
import io.jadis.protocol.server.Connection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The line that CLIENT LIST, CLIENT INFO and the log show of a client: {@code id=3 addr=127.0.0.1:52555 …}. */
public final class ClientLine {
    /** Names may be as long as books; CLIENT GETNAME gives all of one. */
    private static final int NAME_LENGTH_MAX = 1024;

    private ClientLine() {}

    /** So much of a name as is shown. */
    public static String cut(String name) {
        return name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX) + "...";
    }

    /** Without a line end. */
    public static String of(Client client) {
        Connection connection = client.connection();
        if (connection == null) return "a stream of commands";
        long nowMs = client.registry().clock().steadyMs();
        client.noteTransfers(nowMs);
        Client.Transaction transaction = client.transaction();
        Client.Subscriptions subscriptions = client.subscriptions();
        long qbuf = connection.queryBytes();
        StringBuilder line = new StringBuilder(320)
                .append("id=").append(client.id())
                .append(" addr=").append(peerAddress(client))
                .append(" laddr=").append(localAddress(client))
                .append(" fd=").append(connection.fileDescriptor())
                .append(" name=").append(cut(client.name()))
                .append(" age=").append((nowMs - client.createdAtMs()) / 1000)
                .append(" idle=").append((nowMs - client.lastInteractionMs()) / 1000)
                .append(" flags=").append(flags(client))
                .append(" db=").append(client.database().index())
                .append(" sub=").append(subscriptions == null ? 0 : subscriptions.channelCount())
                .append(" psub=").append(subscriptions == null ? 0 : subscriptions.patternCount())
                .append(" ssub=").append(subscriptions == null ? 0 : subscriptions.shardChannelCount())
                .append(" multi=").append(client.isInMulti() ? transaction.queuedCount() : -1)
                .append(" qbuf=").append(qbuf)
                .append(" qbuf-free=").append(Math.max(0, connection.queryCapacityBytes() - qbuf))
                .append(" argv-mem=").append(connection.argumentFootprintBytes())
                .append(" multi-mem=").append(transaction == null ? 0 : transaction.queuedBytes())
                .append(" rbs=").append(connection.reply().chunkCapacityBytes())
                .append(" rbp=").append(connection.reply().peakBytes())
                .append(" obl=").append(connection.reply().chunkBytes())
                .append(" oll=").append(connection.reply().sealedChunkCount())
                .append(" omem=").append(connection.reply().sealedFootprintBytes() + connection.unsentBytes())
                .append(" tot-mem=").append(client.memoryBytes())
                .append(" events=r")
                .append(" cmd=").append(client.lastCommand())
                .append(" user=").append(client.user().name())
                .append(" redir=").append(client.tracking() == null ? -1 : client.tracking().redirection())
                .append(" resp=").append(client.protocol())
                .append(" lib-name=").append(cut(client.libraryName()))
                .append(" lib-ver=").append(cut(client.libraryVersion()));
        return line.toString();
    }

    private static String flags(Client client) {
        StringBuilder flags = new StringBuilder(4);
        if (client.isReplica()) flags.append('S');
        if (client.isMonitor()) flags.append('O');
        if (client.isMaster()) flags.append('M');
        if (client.isSubscriber()) flags.append('P');
        if (client.isInMulti()) flags.append('x');
        if (client.blocking() != null) flags.append('b');
        Client.Tracking tracking = client.tracking();
        if (tracking != null) flags.append('t');
        if (tracking != null && tracking.isBroken()) flags.append('R');
        if (tracking != null && tracking.isBroadcast()) flags.append('B');
        Client.Transaction transaction = client.transaction();
        if (transaction != null && transaction.isDirtyByWatch()) flags.append('d');
        if (client.isClosing()) flags.append('A');
        if (client.connection().isUnix()) flags.append('U');
        if (client.isNoEvict()) flags.append('e');
        if (client.isNoTouch()) flags.append('T');
        return flags.isEmpty() ? "N" : flags.toString();
    }

    /** {@code 127.0.0.1:52555}, {@code [::1]:52555}, or the path of the unix socket with port 0. */
    public static String peerAddress(Client client) {
        Connection connection = client.connection();
        if (connection == null) return "?:0";
        return connection.isUnix() ? unixPath(connection) + ":0" : print(connection.peer());
    }

    /** Our end, in the same form. */
    public static String localAddress(Client client) {
        Connection connection = client.connection();
        return connection.isUnix() ? unixPath(connection) + ":0" : print(connection.local());
    }

    /** Whence a command came, as MONITOR shows it: the address, or {@code unix:} and the path of the socket. */
    public static String monitorSource(Client client) {
        return client.connection().isUnix() ? "unix:" + unixPath(client.connection()) : peerAddress(client);
    }

    private static String unixPath(Connection connection) {
        SocketAddress address = connection.localSocketAddress();
        return address == null ? "" : address.toString();
    }

    private static String print(InetSocketAddress address) {
        return address == null ? "?:0" : AddressText.of(address);
    }
}
