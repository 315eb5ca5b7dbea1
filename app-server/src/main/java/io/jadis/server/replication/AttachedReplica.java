package io.jadis.server.replication;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.server.AddressText;
import io.jadis.protocol.server.OutputSource;
import io.jadis.repl.Backlog;
import io.jadis.repl.Replica;
import io.jadis.server.client.Client;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A client that is a replica, or says that it is going to be one. What it gets: the replies until it asks to be
 * synchronized, then a copy, from a file or as it is made, then the stream out of the backlog.
 */
final class AttachedReplica implements Client.Replica, OutputSource {
    /** What goes to the socket at once. */
    private static final int PART_BYTES_MAX = 256 << 10;
    private static final byte[] NEWLINE = {'\n'};

    private final Client client;
    private final Replica replica = new Replica();
    private final Replicas replicas;
    private boolean attached;
    private FileFeed file;
    private DirectCopy.Feed copy;
    private int emptyLines;

    AttachedReplica(Client client, Replicas replicas) {
        this.client = client;
        this.replicas = replicas;
    }

    Client client() {
        return client;
    }

    Replica replica() {
        return replica;
    }

    // ---- for the client

    @Override
    public boolean isAttached() {
        return attached;
    }

    @Override
    public long pendingStreamBytes() {
        return replica.pendingBytes();
    }

    /** From now on nothing is sent to it but what replication sends. */
    void attach() {
        attached = true;
        client.connection().source(this);
    }

    // ---- names

    /** {@code 127.0.0.1:6380}, as logs show it. */
    String name() {
        String address = address();
        if (address == null) return "client id #" + client.id();
        if (replica.listeningPort() == 0) return address + ":<unknown-replica-port>";
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return host + ":" + replica.listeningPort();
    }

    /** How it wants to be known, or where it comes from; null if that is a unix socket. */
    String address() {
        if (!replica.announcedAddress().isEmpty()) return replica.announcedAddress();
        InetSocketAddress peer = client.connection().peer();
        return peer == null ? null : AddressText.of(peer.getAddress());
    }

    // ---- output

    /** A line of the protocol that comes before copy and stream. */
    void sendLine(String line) {
        client.reply().raw((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.connection().flushSoon();
    }

    /** Tells a replica that waits that its master is alive. */
    void sendNewline() {
        client.reply().raw(NEWLINE);
        client.connection().flushSoon();
    }

    /** Looks for the newlines by which a replica that loads its copy says that it is still there. */
    void listen(long nowMs) {
        int lines = client.connection().emptyLines();
        if (lines != emptyLines) replica.heard(nowMs);
        emptyLines = lines;
    }

    /** An error in the place of a copy, and the end. */
    void refuse(String error) {
        attached = false;
        client.reply().error(error);
        client.connection().closeAfterReply();
    }

    void send(FileFeed feed) {
        file = feed;
        sendLine("$" + feed.totalBytes());
    }

    void send(DirectCopy.Feed feed) {
        copy = feed;
    }

    boolean receivesDirectly() {
        return copy != null;
    }

    DirectCopy.Feed copy() {
        return copy;
    }

    /** Nothing of a copy comes any more. */
    void endCopy() {
        if (copy != null) copy.close();
        copy = null;
    }

    @Override
    public boolean hasOutput() {
        if (file != null) return file.hasOutput();
        if (copy != null) return copy.hasOutput();
        return replica.mayStream() && replica.pendingBytes() > 0;
    }

    @Override
    public void refill(ReplyBuffer out) {
        long before = out.pendingBytes();
        refillFromWhatIsDue(out);
        replicas.countOutput(out.pendingBytes() - before);
    }

    private void refillFromWhatIsDue(ReplyBuffer out) {
        if (file != null) {
            file.refill(out);
            if (!file.isOver()) return;
            file.close();
            file = null;
            replicas.fileSent(this);
        } else if (copy != null) {
            copy.refill(out, replicas.clock().steadyMs());
        } else {
            refillFromStream(out);
        }
    }

    private void refillFromStream(ReplyBuffer out) {
        Backlog.Reader reader = replica.reader();
        int room = PART_BYTES_MAX;
        for (int bytes; room > 0 && (bytes = Math.min(reader.readableBytes(), room)) > 0; room -= bytes) {
            out.raw(reader.address(), bytes);
            reader.skip(bytes);
        }
    }

    void close() {
        replica.close();
        if (file != null) file.close();
        file = null;
        endCopy();
    }
}
