package io.jadis.server.execution;

import io.jadis.protocol.resp.ReplyBuffer;

/** What a client that has waited in vain is told. */
@FunctionalInterface
public interface TimeoutReply {
    /** The null array: what every command that waits for a key answers. */
    TimeoutReply NIL_ARRAY = ReplyBuffer::nilArray;

    void send(ReplyBuffer reply);
}
