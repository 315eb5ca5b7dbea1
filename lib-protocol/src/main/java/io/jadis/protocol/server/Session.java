package io.jadis.protocol.server;

import io.jadis.protocol.resp.Arguments;

/** What the application attaches to a {@link Connection}. All calls come on the executor. */
public interface Session {
    /**
     * One request, executed at once; its reply goes to {@link Connection#reply()}.
     *
     * @param request valid until this returns
     * @return false to park the connection: no further request is delivered until {@link Connection#resume()}
     */
    boolean onRequest(Arguments request);

    /** The requests that had arrived are done (or the session is parked); the replies are sent next. */
    void onBatchEnd();

    /** The peer sent what is not RESP; after the reply, which names the error, the connection is closed. */
    void onProtocolError(String error);

    /** More unread bytes than {@code client-query-buffer-limit}: the connection is closed after this. */
    void onQueryBufferOverflow(long bytes);

    /** The connection is gone, for whatever reason. Called once. */
    void onClosed();
}
