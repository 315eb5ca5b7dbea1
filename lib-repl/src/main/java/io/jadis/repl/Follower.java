package io.jadis.repl;

import io.jadis.protocol.config.MasterAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a master: connects, shakes hands, asks for what is missing of the master's stream or else for a
 * whole data set, and keeps watch over the stream. No sockets and no clock: events and the time come in, {@link
 * Actions} go out.
 *
 * <pre>
 * NONE ─follow→ CONNECT ─tick→ CONNECTING ─connected→ PING_SENT ─reply→ AUTH_SENT … CAPABILITIES_SENT ─reply→
 * PSYNC_SENT PSYNC_SENT ─+CONTINUE→ CONNECTED
 * PSYNC_SENT ─+FULLRESYNC, or SYNC→ PAYLOAD_AWAITED ─$…→ TRANSFER ─received→ LOADING ─loaded→ CONNECTED
 * any ─error, timeout, connection lost→ CONNECT
 * any ─unfollow→ NONE
 * </pre>
 */
public final class Follower {
    /** What the link wants to be done. None of it may call back before it returns. */
    public interface Actions {
        /** Opens a connection; {@link #onConnected} or {@link #onDisconnected} answers. */
        void connect(MasterAddress master);

        /** Closes the connection and forgets what came over it and wasn't used; nothing of it is heard of any more. */
        void disconnect();

        /** Sends a command. */
        void send(String... words);

        /** Sends bytes as they are. */
        void sendRaw(String bytes);

        /**
         * A whole data set follows: its bytes are to be kept, or loaded right away.
         *
         * @return false if that can't be done; the log says why
         */
        boolean receive(Payload payload);

        /** All bytes of the data set have come: it is to be loaded. {@link #onLoaded} answers. */
        void load();

        /** Our data set is the master's as it was at this point of its history. */
        void enterHistory(StreamStart start);

        /** From now on what comes over the connection is the master's stream. */
        void followStream();

        /** Tells the master how far its stream has been applied. */
        void acknowledge();

        /** The master has answered the PSYNC that was to make it take over. */
        void takeOverAnswered(boolean accepted);
    }

    /** Where the master's stream begins. */
    public sealed interface StreamStart {
        /** Where we left off; the master's history has this name now. */
        record Resumed(String replicationId) implements StreamStart {}

        /** Behind the data set that was loaded; offset -1 if the master is too old to count. */
        record AfterFullSync(String replicationId, long offset) implements StreamStart {}
    }

    /**
     * What the operator has configured, asked for anew with each use.
     *
     * @param announcedAddress empty if the master may see for itself
     * @param wantsPacked whether the data set may come packed, from a master that can do that
     */
    public record Settings(String user, String password, int announcedPort, String announcedAddress, long timeoutMs,
            boolean wantsPacked) {}

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int ID_LENGTH = ReplicationHistory.ID_LENGTH;
    private static final long UNKNOWN = -1;

    private final Actions actions;
    private final ReplicationHistory history;
    private final Supplier<Settings> settings;

    private FollowerState state = FollowerState.NONE;
    private MasterAddress master;
    /** The stream can go on at our position: what Redis calls a cached master. */
    private boolean resumable;
    /** The master is to take over from us. */
    private boolean takeOver;
    /** What the master has called the history that the data set belongs to. */
    private String syncId = "";
    private long syncOffset = UNKNOWN;
    private long heardAtMs;
    private long downSinceMs;
    private boolean lostWhileLoading;
    /** Of this handshake. */
    private boolean addressAnnounced;

    public Follower(Actions actions, ReplicationHistory history, Supplier<Settings> settings) {
        this.actions = actions;
        this.history = history;
        this.settings = settings;
    }

    // ---- facts

    public FollowerState state() {
        return state;
    }

    /** Empty while we are a master ourselves. */
    public Optional<MasterAddress> master() {
        return Optional.ofNullable(master);
    }

    public boolean isReplica() {
        return master != null;
    }

    public boolean isConnected() {
        return state == FollowerState.CONNECTED;
    }

    /** Whether the stream could go on where we are. */
    public boolean isResumable() {
        return resumable;
    }

    /** When the link went down, or 0 if it is up or never was. */
    public long downSinceMs() {
        return downSinceMs;
    }

    /** When the master was last heard of. */
    public long heardAtMs() {
        return heardAtMs;
    }

    /** Whether what comes next from the master is a line, not a part of a data set or of the stream. */
    public boolean awaitsLine() {
        return state.awaitsLine();
    }

    /** The name of the history that the data set belongs to which is on its way or being loaded. */
    public String syncId() {
        return syncId;
    }

    // ---- what the operator wants

    /** To be called at the start, if what was loaded from disk says where in a master's history it is. */
    public void resumable() {
        synthesize();
    }

    /**
     * Follows this master from now on.
     *
     * @param takeOver whether it is told to become the master in our place
     */
    public void follow(MasterAddress master, boolean takeOver, long nowMs) {
        boolean wasMaster = this.master == null;
        if (isConnected()) downSinceMs = nowMs;
        hangUp();
        this.master = master;
        this.takeOver = takeOver;
        if (wasMaster) synthesize();
        if (state != FollowerState.CONNECT) enter(FollowerState.CONNECT);
        connect(nowMs);
    }

    /** As {@link #follow} for the start: the first tick connects, and what we have belongs to nobody's history yet. */
    public void followFromStart(MasterAddress master) {
        this.master = master;
        enter(FollowerState.CONNECT);
    }

    /** We are a master ourselves from now on. */
    public void unfollow() {
        if (master == null) return;
        hangUp();
        master = null;
        takeOver = false;
        discard();
        downSinceMs = 0;
        enter(FollowerState.NONE);
    }

    /** What we have is another history's from now on: there is nothing to resume. */
    public void discard() {
        if (!resumable) return;
        LOG.info("Discarding previously cached master state.");
        resumable = false;
    }

    private void synthesize() {
        LOG.info("Before turning into a replica, using my own master parameters to synthesize a cached master: I may be able"
                + " to synchronize with the new master with just a partial transfer.");
        resumable = true;
    }

    private void hangUp() {
        if (!state.hasConnection()) return;
        if (state == FollowerState.CONNECTED) {
            LOG.info("Connection with master lost.");
            cache();
        }
        actions.disconnect();
        enter(FollowerState.CONNECT);
    }

    /** The takeover that was asked for is given up. */
    public void takeOverAborted() {
        takeOver = false;
    }

    // ---- what happens

    /** To be called once a second. */
    public void tick(long nowMs) {
        boolean silent = nowMs - heardAtMs > settings.get().timeoutMs();
        if (silent && (state == FollowerState.CONNECTING || state.isHandshake())) {
            LOG.warn("Timeout connecting to the MASTER...");
            restart(nowMs);
        } else if (silent && (state == FollowerState.PAYLOAD_AWAITED || state == FollowerState.TRANSFER)) {
            LOG.warn("Timeout receiving bulk data from MASTER... If the problem persists try to set the 'repl-timeout' "
                    + "parameter in redis.conf to a larger value.");
            restart(nowMs);
        } else if (silent && state == FollowerState.CONNECTED) {
            LOG.warn("MASTER timeout: no data nor PING received...");
            actions.disconnect();
            lost(true, nowMs);
        }
        switch (state) {
            case CONNECT -> {
                LOG.info("Connecting to MASTER {}:{}", master.host(), master.port());
                beginToConnect(nowMs);
            }
            case LOADING -> {
                if (!lostWhileLoading) actions.sendRaw("\n");
            }
            case CONNECTED -> {
                if (resumes()) actions.acknowledge();
            }
            default -> { }
        }
    }

    private boolean resumes() {
        return syncOffset != UNKNOWN;
    }

    private void connect(long nowMs) {
        LOG.info("Connecting to MASTER {}:{}", master.host(), master.port());
        beginToConnect(nowMs);
    }

    private void reconnect(long nowMs) {
        LOG.info("Reconnecting to MASTER {}:{} after failure", master.host(), master.port());
        beginToConnect(nowMs);
    }

    private void beginToConnect(long nowMs) {
        heardAtMs = nowMs;
        enter(FollowerState.CONNECTING);
        LOG.info("MASTER <-> REPLICA sync started");
        actions.connect(master);
    }

    public void onConnected(long nowMs) {
        LOG.info("Non blocking connect for SYNC fired the event.");
        heardAtMs = nowMs;
        enter(FollowerState.PING_SENT);
        actions.send("PING");
    }

    /** The connection could not be made, or is lost. */
    public void onDisconnected(String reason, long nowMs) {
        switch (state) {
            case NONE, CONNECT -> { }
            case CONNECTING -> {
                LOG.warn("Error condition on socket for SYNC: {}", reason);
                enter(FollowerState.CONNECT);
            }
            case PING_SENT, AUTH_SENT, PORT_SENT, ADDRESS_SENT, CAPABILITIES_SENT -> {
                LOG.warn("Failed to read response from the server: {}", reason);
                LOG.warn("Master did not respond to command during SYNC handshake");
                enter(FollowerState.CONNECT);
            }
            case PSYNC_SENT -> {
                LOG.warn("Failed to read response from the server: {}", reason);
                LOG.warn("Master did not reply to PSYNC, will try later");
                enter(FollowerState.CONNECT);
                answerTakeOver(false);
            }
            case PAYLOAD_AWAITED -> {
                LOG.warn("I/O error reading bulk count from MASTER: {}", reason);
                restart(nowMs);
            }
            case TRANSFER -> {
                LOG.warn("I/O error trying to sync with MASTER: {}", reason);
                restart(nowMs);
            }
            // What has come is whole: the stream can be resumed behind it.
            case LOADING -> lostWhileLoading = true;
            case CONNECTED -> lost(true, nowMs);
        }
    }

    /** What comes over the stream can't be understood: it must not be resumed there. */
    public void onBrokenStream(long nowMs) {
        actions.disconnect();
        lost(false, nowMs);
    }

    /** Bytes of the data set or of the stream have come. */
    public void heard(long nowMs) {
        heardAtMs = nowMs;
    }

    private void lost(boolean mayResume, long nowMs) {
        LOG.info("Connection with master lost.");
        if (mayResume) cache();
        downSinceMs = nowMs;
        enter(FollowerState.CONNECT);
        LOG.info("Reconnecting to MASTER {}:{}", master.host(), master.port());
        beginToConnect(nowMs);
    }

    private void cache() {
        LOG.info("Caching the disconnected master state.");
        resumable = resumes();
    }

    /** Gives up what is under way and begins anew, at once. */
    private void restart(long nowMs) {
        actions.disconnect();
        enter(FollowerState.CONNECT);
        reconnect(nowMs);
    }

    /** Gives up what is under way; the next tick begins anew. */
    private void giveUp() {
        actions.disconnect();
        enter(FollowerState.CONNECT);
    }

    // ---- the handshake

    /** A line has come, here without its end. */
    public void onLine(String line, long nowMs) {
        heardAtMs = nowMs;
        switch (state) {
            case PING_SENT -> onPingReply(line);
            case AUTH_SENT -> onAuthReply(line);
            case PORT_SENT -> {
                uncritical("listening-port", line);
                enter(addressAnnounced ? FollowerState.ADDRESS_SENT : FollowerState.CAPABILITIES_SENT);
            }
            case ADDRESS_SENT -> {
                uncritical("ip-address", line);
                enter(FollowerState.CAPABILITIES_SENT);
            }
            case CAPABILITIES_SENT -> {
                uncritical("capa", line);
                sendPsync();
            }
            // Empty ones say that the master is still at it.
            case PSYNC_SENT -> {
                if (!line.isEmpty()) onPsyncReply(line);
            }
            case PAYLOAD_AWAITED -> {
                if (!line.isEmpty()) onPayloadLine(line, nowMs);
            }
            default -> throw new IllegalStateException("state=" + state);
        }
    }

    private void onPingReply(String line) {
        // Old servers have no code for "authentication required".
        boolean willing = line.startsWith("+") || line.startsWith("-NOAUTH") || line.startsWith("-NOPERM")
                || line.startsWith("-ERR operation not permitted");
        if (!willing) {
            LOG.warn("Error reply to PING from master: '{}'", line);
            giveUp();
            return;
        }
        LOG.info("Master replied to PING, replication can continue...");
        shakeHands();
    }

    /** All in one go: the replies come in the same order. */
    private void shakeHands() {
        Settings current = settings.get();
        boolean authenticates = !current.password().isEmpty();
        if (authenticates && current.user().isEmpty()) actions.send("AUTH", current.password());
        else if (authenticates) actions.send("AUTH", current.user(), current.password());
        actions.send("REPLCONF", "listening-port", Integer.toString(current.announcedPort()));
        addressAnnounced = !current.announcedAddress().isEmpty();
        if (addressAnnounced) actions.send("REPLCONF", "ip-address", current.announcedAddress());
        if (current.wantsPacked()) {
            actions.send("REPLCONF", "capa", "eof", "capa", "psync2", "capa", Payload.PACKED_CAPABILITY);
        } else {
            actions.send("REPLCONF", "capa", "eof", "capa", "psync2");
        }
        enter(authenticates ? FollowerState.AUTH_SENT : FollowerState.PORT_SENT);
    }

    private void onAuthReply(String line) {
        if (line.startsWith("-")) {
            LOG.warn("Unable to AUTH to MASTER: {}", line);
            giveUp();
            return;
        }
        enter(FollowerState.PORT_SENT);
    }

    private static void uncritical(String option, String line) {
        if (line.startsWith("-")) LOG.info("(Non critical) Master does not understand REPLCONF {}: {}", option, line);
    }

    private void sendPsync() {
        syncId = "";
        syncOffset = UNKNOWN;
        String id = "?", offset = "-1";
        if (resumable) {
            id = history.id();
            offset = Long.toString(history.offset() + 1);
            LOG.info("Trying a partial resynchronization (request {}:{}).", id, offset);
        } else {
            LOG.info("Partial resynchronization not possible (no cached master)");
        }
        if (takeOver) actions.send("PSYNC", id, offset, "FAILOVER");
        else actions.send("PSYNC", id, offset);
        enter(FollowerState.PSYNC_SENT);
    }

    private void onPsyncReply(String line) {
        if (line.startsWith("+FULLRESYNC")) {
            readFullResync(line);
            enter(FollowerState.PAYLOAD_AWAITED);
            answerTakeOver(true);
        } else if (line.startsWith("+CONTINUE")) {
            LOG.info("Successful partial resynchronization with master.");
            resume(line.length() > 10 ? line.substring(10).trim() : "");
            answerTakeOver(true);
        } else if (line.startsWith("-NOMASTERLINK") || line.startsWith("-LOADING")) {
            LOG.info("Master is currently unable to PSYNC but should be in the future: {}", line);
            giveUp();
            answerTakeOver(false);
        } else {
            if (line.startsWith("-ERR")) {
                LOG.info("Master does not support PSYNC or is in error state (reply: {})", line);
            } else {
                LOG.warn("Unexpected reply to PSYNC from master: {}", line);
            }
            if (takeOver) {
                giveUp();
                answerTakeOver(false);
                return;
            }
            LOG.info("Retrying with SYNC...");
            actions.sendRaw("SYNC\r\n");
            enter(FollowerState.PAYLOAD_AWAITED);
        }
    }

    private void answerTakeOver(boolean accepted) {
        if (!takeOver) return;
        takeOver = false;
        actions.takeOverAnswered(accepted);
    }

    private void readFullResync(String line) {
        String[] words = line.split(" ");
        try {
            if (words.length == 3 && words[1].length() == ID_LENGTH) {
                syncOffset = Long.parseLong(words[2]);
                syncId = words[1];
                LOG.info("Full resync from master: {}:{}", syncId, syncOffset);
                return;
            }
        } catch (NumberFormatException e) {
            // Below.
        }
        // The data set is of use all the same, but nothing can be resumed.
        LOG.warn("Master replied with wrong +FULLRESYNC syntax.");
    }

    private void resume(String newId) {
        String id = history.id();
        if (newId.length() == ID_LENGTH && !newId.equals(id)) {
            LOG.info("Master replication ID changed to {}", newId);
            id = newId;
        }
        syncOffset = history.offset();
        resumable = false;
        LOG.info("MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
        actions.enterHistory(new StreamStart.Resumed(id));
        connected();
        actions.followStream();
    }

    private void connected() {
        downSinceMs = 0;
        enter(FollowerState.CONNECTED);
    }

    // ---- the data set

    private void onPayloadLine(String line, long nowMs) {
        if (line.startsWith("-")) {
            LOG.warn("MASTER aborted replication with an error: {}", line.substring(1));
            restart(nowMs);
            return;
        }
        Optional<Payload> payload = Payload.announcedBy(line);
        if (payload.isEmpty()) {
            LOG.warn("Bad protocol from MASTER, the first byte is not '$' (we received '{}'), are you sure the host and port "
                    + "are right?", line);
            restart(nowMs);
            return;
        }
        enter(FollowerState.TRANSFER);
        if (!actions.receive(payload.get())) giveUp();
    }

    /** All of the data set has come, or it is loaded as it comes. */
    public void onReceived() {
        lostWhileLoading = false;
        enter(FollowerState.LOADING);
        actions.load();
    }

    /** The data set could not be kept; the log says why. */
    public void onReceiveFailed(long nowMs) {
        restart(nowMs);
    }

    /**
     * The data set was loaded, or couldn't be.
     *
     * @param acknowledged whether the master waits to hear of us before it goes on
     */
    public void onLoaded(boolean loaded, boolean acknowledged, long nowMs) {
        if (!loaded) {
            restart(nowMs);
            return;
        }
        resumable = false;
        heardAtMs = nowMs;
        actions.enterHistory(new StreamStart.AfterFullSync(syncId, syncOffset));
        connected();
        LOG.info("MASTER <-> REPLICA sync: Finished with success");
        if (lostWhileLoading) {
            lost(true, nowMs);
            return;
        }
        actions.followStream();
        if (acknowledged) actions.acknowledge();
    }

    private void enter(FollowerState next) {
        assert state.mayBecome(next) : state + " → " + next;
        state = next;
    }
}
