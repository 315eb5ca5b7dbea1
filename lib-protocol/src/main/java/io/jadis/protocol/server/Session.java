package io.jadis.protocol.server;

import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.RequestReader;

/** What the application attaches to a {@link Connection}. All calls come on the executor. */
public interface Session {
    /** Requests have arrived and follow now. */
    void onBatchBegin();

    /**
     * One request, executed at once; its reply goes to {@link Connection#reply()}.
     *
     * @param request valid until this returns
     */
    Next onRequest(Arguments request);

    /** Several requests were read at once, and follow now one by one. */
    default void onRequestsRead(RequestReader requests) {}

    /** What a connection does after a request. */
    enum Next {
        /** Delivers the following request. */
        CONTINUE,
        /** Delivers no further request until {@link Connection#resume()}. */
        PARK,
        /** The request was not executed: it is delivered again after {@link Connection#resume()}. */
        PARK_AND_RETRY
    }

    /** The requests that had arrived are done (or the session is parked); the replies are sent next. */
    void onBatchEnd();

    /**
     * Up to where the gate has to be open for the replies that were written so far: all that was executed, unless the
     * session knows better.
     */
    default long gatePosition(OutputGate gate) {
        return gate.position();
    }

    /**
     * The peer sends no more, but may still read. Whether this session has no end of its own, because it waits or
     * listens for others: then it ends now, even if it's parked. Else it ends when all that was asked for is answered.
     */
    default boolean endsWithInput() {
        return false;
    }

    /** Replies were sent as far as the socket took them, or the query buffer has grown: memory may have changed. */
    void onFlushed();

    /** The peer sent what is not RESP; after the reply, which names the error, the connection is closed. */
    void onProtocolError(String error);

    /** More unread bytes than {@code client-query-buffer-limit}: the connection is closed after this. */
    void onQueryBufferOverflow(long bytes);

    /** The connection is gone, for whatever reason. Called once. */
    void onClosed();
}
