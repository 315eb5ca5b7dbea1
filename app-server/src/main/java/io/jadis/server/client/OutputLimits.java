package io.jadis.server.client;

import io.jadis.protocol.config.OutputBufferLimits.Limit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code client-output-buffer-limit}: a client whose unread replies pass the hard limit of its class, or the soft limit
 * for too long, is disconnected before it takes the server's memory.
 */
public final class OutputLimits {
    private static final Logger LOG = LoggerFactory.getLogger(OutputLimits.class);

    private final Limit[] byClass = {
        new Limit(0, 0, 0), new Limit(256L << 20, 64L << 20, 60), new Limit(32L << 20, 8L << 20, 60),
                new Limit(0, 0, 0),
    };
    private LongSupplier backlogBytes = () -> 0;
    private long disconnectedCount;

    /** {@code repl-backlog-size}: no replica is disconnected for having less than that to take. */
    public void backlogBytes(LongSupplier bytes) {
        backlogBytes = bytes;
    }

    public void set(ClientClass of, Limit limit) {
        byClass[of.ordinal()] = limit;
    }

    public Limit get(ClientClass of) {
        return byClass[of.ordinal()];
    }

    /** Disconnects the client if it is over its limit. To be called after something was written for it. */
    public void check(Client client) {
        check(client, 0);
    }

    /** @param heldBytes of what is for it and not written yet */
    public void check(Client client, long heldBytes) {
        Limit limit = byClass[client.clientClass().ordinal()];
        if (limit.hardBytes() == 0 && limit.softBytes() == 0 || client.isClosing()) return;
        long pending = client.connection().pendingOutputBytes() + heldBytes;
        long hardBytes = limit.hardBytes();
        if (client.isReplica()) {
            pending += client.replica().pendingStreamBytes();
            // What the backlog keeps anyway costs nothing.
            if (hardBytes > 0) hardBytes = Math.max(hardBytes, backlogBytes.getAsLong());
        }
        boolean over = hardBytes > 0 && pending >= hardBytes;
        if (limit.softBytes() > 0 && pending >= limit.softBytes()) {
            long nowMs = client.registry().clock().steadyMs();
            if (client.softLimitSinceMs() == 0) client.softLimitSinceMs(nowMs);
            else over |= nowMs - client.softLimitSinceMs() > limit.softSeconds() * 1000L;
        } else {
            client.softLimitSinceMs(0);
        }
        if (!over) return;
        disconnectedCount++;
        LOG.warn("Client {} scheduled to be closed ASAP for overcoming of output buffer limits.",
                ClientLine.of(client));
        client.connection().closeSoon();
    }

    /** client_output_buffer_limit_disconnections */
    public long disconnectedCount() {
        return disconnectedCount;
    }

    void resetStatistics() {
        disconnectedCount = 0;
    }
}
