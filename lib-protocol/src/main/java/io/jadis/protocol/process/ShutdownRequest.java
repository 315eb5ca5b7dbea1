package io.jadis.protocol.process;

/** What the signals that end a process mean to this server. Called on a thread of the JVM, never on the executor. */
public interface ShutdownRequest {
    /** Which signal it was. */
    enum Cause { SIGINT, SIGTERM, ANOTHER }

    /** Whether a shutdown has been asked for, by a signal or a command, and is still on its way. */
    boolean isUnderWay();

    /** Whether the data set is being loaded, so that nothing will be saved. */
    boolean isLoading();

    /** Asks the executor to shut down in good order; returns at once. */
    void begin(Cause cause);

    /** Ctrl-C for the second time: removes temporary files, ends the log's writer and the process, status 1. */
    void exitNow();
}
