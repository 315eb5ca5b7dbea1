package io.jadis.protocol.server;

/** Greets accepted connections. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * A connection was accepted; called on the executor before anything is read from it.
     *
     * @return its session; or null to refuse it: what was written to its reply buffer is sent and it is closed
     */
    Session onAccepted(Connection connection);
}
