package io.jadis.protocol.server;

/**
 * Holds replies back until what they acknowledge is safe, on disk say. What was executed is ordered by a position that
 * only grows. Executor thread only.
 */
public interface OutputGate {
    /** The position behind everything that was executed so far. */
    long position();

    /** Whether everything up to a position may be acknowledged. */
    boolean isOpen(long position);

    /** The connection waits: {@link Connection#release} is to be called when the gate is open for this position. */
    void hold(Connection connection, long position);
}
