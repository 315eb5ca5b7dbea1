package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.server.AddressText;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.OutputGate;
import io.jadis.protocol.server.Session;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** A client of this Sentinel: who it is and what it has subscribed to. */
final class Client implements Session {
    /** What becomes of the replies. */
    enum ReplyMode { ON, OFF, SKIP_NEXT }

    private static final long BULK_BYTES_MAX = 1 << 20;

    final long id;
    final long createdAtMs;
    final Set<String> channels = new LinkedHashSet<>(), patterns = new LinkedHashSet<>();
    String name = "", libraryName = "", libraryVersion = "", lastCommand = "NULL";
    long lastInteractionMs;
    /** For {@link ClientLimits}; 0: it isn't. */
    long overSoftLimitSinceMs;
    ReplyMode replyMode = ReplyMode.ON;
    boolean tracking;
    private final Connection connection;
    private final Clients clients;
    private int protocol = 2;
    private User user;
    private boolean authenticated;
    /** The saves that its replies so far tell of. */
    private long toldPosition;
    /** The last request is to be answered later, and whether its reply is to be discarded. */
    private boolean owed, silent;

    Client(long id, Connection connection, Clients clients, long nowMs) {
        this.id = id;
        this.connection = connection;
        this.clients = clients;
        this.createdAtMs = nowMs;
        this.lastInteractionMs = nowMs;
        logOut();
    }

    ReplyBuffer reply() {
        return connection.reply();
    }

    Connection connection() {
        return connection;
    }

    int protocol() {
        return protocol;
    }

    void protocol(int version) {
        protocol = version;
        connection.reply().protocol(version);
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** As whom it may do what it may. */
    User user() {
        return user;
    }

    /** It has shown who it is. */
    void authenticate(User as) {
        user = as;
        authenticated = true;
        applyLimits();
    }

    /** It is nobody in particular, as one that has just come. */
    void logOut() {
        user = clients.users().defaultUser();
        authenticated = user.isOpen();
        applyLimits();
    }

    /** To be called again when the need of a password has changed. */
    void applyLimits() {
        boolean full = authenticated || clients.users().defaultUser().isOpen();
        connection.limits(full ? RequestLimits.ofBulkBytes(BULK_BYTES_MAX) : RequestLimits.UNAUTHENTICATED);
    }

    int subscriptionCount() {
        return channels.size() + patterns.size();
    }

    /** {@code 127.0.0.1:40000} */
    String address() {
        return text(connection.peer());
    }

    String localAddress() {
        return text(connection.local());
    }

    private static String text(InetSocketAddress address) {
        return address == null ? "" : AddressText.of(address);
    }

    /** A message that no request of its own has brought about. */
    void pushed() {
        connection.flushSoon();
        clients.checkLimits(this);
    }

    @Override
    public void onBatchBegin() {}

    @Override
    public Next onRequest(Arguments request) {
        silent = replyMode != ReplyMode.ON;
        if (replyMode == ReplyMode.SKIP_NEXT) replyMode = ReplyMode.ON;
        reply().discard(silent);
        clients.execute(this, request);
        reply().discard(false);
        return owed ? Next.PARK : Next.CONTINUE;
    }

    /** The request at hand is answered by {@link #answer}, not before it has returned; the following ones wait. */
    void owe() {
        owed = true;
    }

    boolean isOwed() {
        return owed;
    }

    void answer(Consumer<ReplyBuffer> answer) {
        owed = false;
        reply().discard(silent);
        answer.accept(reply());
        reply().discard(false);
        connection.flushSoon();
        connection.resume();
    }

    /** Its replies tell of so many saves. */
    void told(long position) {
        toldPosition = position;
    }

    @Override
    public long gatePosition(OutputGate gate) {
        return toldPosition;
    }

    @Override
    public void onBatchEnd() {
        clients.checkLimits(this);
    }

    @Override
    public void onFlushed() {}

    @Override
    public void onProtocolError(String error) {
        reply().error(ErrorReply.of("ERR Protocol error: " + error));
    }

    @Override
    public void onQueryBufferOverflow(long bytes) {}

    @Override
    public void onClosed() {
        clients.remove(this);
    }
}
