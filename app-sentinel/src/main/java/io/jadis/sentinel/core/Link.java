package io.jadis.sentinel.core;

/**
 * The connections to one process and the signs of life that came over them. Instances of the same Sentinel under
 * several masters share one.
 */
public final class Link {
    int sharers = 1;
    /** Of a data node both connections are wanted, of a Sentinel the one for commands. */
    private final boolean pubsubWanted;
    boolean commandOpen, pubsubOpen;
    /** Replies that are still to come. */
    int pendingCount;
    long commandOpenedAtMs, pubsubOpenedAtMs;
    long pubsubHeardAtMs;
    /** The last reply to PING that counts as a sign of life, and the last of any kind. */
    long availableAtMs, pongAtMs;
    /** Since when a PING waits for a reply that counts; 0 if none does. */
    long pingPendingSinceMs;
    long pingSentAtMs;
    long reconnectAtMs;
    /**
     * Since when it isn't connected because it is to be known first where its name leads; 0 if that is known, or a sign
     * of life came since.
     */
    long nameAwaitedSinceMs;

    Link(boolean pubsubWanted, long nowMs) {
        this.pubsubWanted = pubsubWanted;
        // As if a PING had just been sent, so that one with whom no connection comes about is found to be down.
        pingPendingSinceMs = nowMs;
        availableAtMs = nowMs;
        pongAtMs = nowMs;
    }

    /** A connection is missing. */
    boolean isDisconnected() {
        return !commandOpen || pubsubWanted && !pubsubOpen;
    }

    boolean isOpen(Channel channel) {
        return channel == Channel.COMMAND ? commandOpen : pubsubOpen;
    }

    void closed(Channel channel) {
        if (channel == Channel.COMMAND) {
            commandOpen = false;
            pendingCount = 0;
        } else {
            pubsubOpen = false;
        }
    }

    /**
     * Gives the process as long as a new one has until it is found to be down. It is connected to at once: an attempt
     * at the one before it in the same second would otherwise leave it no time to answer where down-after is a second.
     */
    void forgive(long nowMs) {
        reconnectAtMs = 0;
        pingPendingSinceMs = nowMs;
        pingSentAtMs = 0;
        availableAtMs = nowMs;
        pongAtMs = nowMs;
    }
}
