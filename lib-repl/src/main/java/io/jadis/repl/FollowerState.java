package io.jadis.repl;

import java.util.EnumSet;
import java.util.Set;

/** Where a server is on its way to following a master. */
public enum FollowerState {
    /** There is no master. */
    NONE("none"),
    /** The next tick connects. */
    CONNECT("connect"),
    CONNECTING("connecting"),
    PING_SENT("handshake"),
    AUTH_SENT("handshake"),
    PORT_SENT("handshake"),
    ADDRESS_SENT("handshake"),
    CAPABILITIES_SENT("handshake"),
    PSYNC_SENT("handshake"),
    /** A whole data set will come: how it comes has still to be said. */
    PAYLOAD_AWAITED("sync"),
    TRANSFER("sync"),
    /** All of it is here, or comes as fast as it is loaded. */
    LOADING("sync"),
    /** The master's commands are applied as they come. */
    CONNECTED("connected");

    private final String roleName;

    FollowerState(String roleName) {
        this.roleName = roleName;
    }

    /** The word that ROLE has for it. */
    public String roleName() {
        return roleName;
    }

    /** Whether replies to the handshake's commands are awaited. */
    public boolean isHandshake() {
        return compareTo(PING_SENT) >= 0 && compareTo(PSYNC_SENT) <= 0;
    }

    /** Whether a full synchronization is under way: INFO's master_sync_in_progress. */
    public boolean isSync() {
        return compareTo(PAYLOAD_AWAITED) >= 0 && compareTo(LOADING) <= 0;
    }

    /** Whether what comes next from the master is a line of text. */
    boolean awaitsLine() {
        return isHandshake() || this == PAYLOAD_AWAITED;
    }

    /** Whether a connection is there or being made. */
    boolean hasConnection() {
        return compareTo(CONNECTING) >= 0;
    }

    /**
     * A handshake goes on step by step, may be given up at every one of them, and steps that aren't needed are left
     * out.
     */
    boolean mayBecome(FollowerState next) {
        return switch (this) {
            case NONE -> next == CONNECT;
            case CONNECT -> next == CONNECTING || next == NONE;
            case CONNECTING -> givenUp().contains(next) || next == PING_SENT;
            case PING_SENT, AUTH_SENT, PORT_SENT, ADDRESS_SENT, CAPABILITIES_SENT ->
                    givenUp().contains(next) || next.isHandshake() && next.compareTo(this) > 0;
            case PSYNC_SENT -> givenUp().contains(next) || next == PAYLOAD_AWAITED || next == CONNECTED;
            case PAYLOAD_AWAITED -> givenUp().contains(next) || next == TRANSFER || next == LOADING;
            case TRANSFER -> givenUp().contains(next) || next == LOADING;
            case LOADING -> givenUp().contains(next) || next == CONNECTED;
            case CONNECTED -> givenUp().contains(next);
        };
    }

    private static Set<FollowerState> givenUp() {
        return EnumSet.of(NONE, CONNECT);
    }
}
