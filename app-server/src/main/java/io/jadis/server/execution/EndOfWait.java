package io.jadis.server.execution;

import io.jadis.protocol.resp.ErrorReply;

/** Ends the wait of a client that has blocked until some room says so. */
@FunctionalInterface
public interface EndOfWait {
    /**
     * The client gets its reply and goes on. Does nothing if it is gone. To be called on the executor, between
     * commands.
     *
     * @param error what it gets instead of the reply, or null
     */
    void end(ErrorReply error);
}
