package io.jadis.sentinel.daemon;

import io.jadis.protocol.config.OutputBufferLimits;
import io.jadis.protocol.config.OutputBufferLimits.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients may cost: {@code timeout} ends those that have been idle for too long, {@code
 * client-output-buffer-limit} those that don't read.
 */
final class ClientLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLimits.class);
    private static final long LOOK_EVERY_MS = 1000;

    private final Clients clients;
    private Limit normal, pubsub;
    private long timeoutMs;
    private long nextLookMs;

    ClientLimits(Clients clients) {
        this.clients = clients;
    }

    /** @param timeoutSeconds 0 for never */
    void set(int timeoutSeconds, OutputBufferLimits output) {
        timeoutMs = timeoutSeconds * 1000L;
        normal = output.normal();
        pubsub = output.pubsub();
    }

    /** To be called all the time. */
    void tick(long nowMs) {
        // A clock that is set back doesn't put it off.
        if (nowMs < nextLookMs && nextLookMs - nowMs <= LOOK_EVERY_MS) return;
        nextLookMs = nowMs + LOOK_EVERY_MS;
        for (Client client : clients.all()) {
            if (isIdle(client, nowMs)) {
                LOG.debug("Closing idle client");
                client.connection().close();
            } else {
                check(client, nowMs);
            }
        }
    }

    private boolean isIdle(Client client, long nowMs) {
        return timeoutMs != 0 && nowMs - client.lastInteractionMs > timeoutMs && client.subscriptionCount() == 0
                && !client.isOwed();
    }

    /** Ends a client that is over its limit. To be called after something was written for it. */
    void check(Client client, long nowMs) {
        Limit limit = client.subscriptionCount() > 0 ? pubsub : normal;
        if (limit.hardBytes() == 0 && limit.softBytes() == 0 || client.connection().isClosing()) return;
        long pendingBytes = client.connection().pendingOutputBytes();
        boolean over = limit.hardBytes() > 0 && pendingBytes >= limit.hardBytes();
        if (limit.softBytes() > 0 && pendingBytes >= limit.softBytes()) {
            if (client.overSoftLimitSinceMs == 0) client.overSoftLimitSinceMs = nowMs;
            else over |= nowMs - client.overSoftLimitSinceMs > limit.softSeconds() * 1000L;
        } else {
            client.overSoftLimitSinceMs = 0;
        }
        if (!over) return;
        LOG.warn("Client {} scheduled to be closed ASAP for overcoming of output buffer limits.",
                ClientCommands.line(client, nowMs).stripTrailing());
        client.connection().closeSoon();
    }
}
