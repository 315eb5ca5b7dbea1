package io.jadis.protocol.server;

import io.jadis.protocol.resp.ReplyBuffer;

/**
 * Output that a connection takes as fast as its peer reads: a stream or a file, however long, costs no more memory than
 * what is on its way. Who has something new to give calls {@link Connection#flushSoon}. Executor thread only.
 */
public interface OutputSource {
    /** Whether {@link #refill} would write something now. */
    boolean hasOutput();

    /** Writes the next part, which is of bounded size. All that was written before has gone. */
    void refill(ReplyBuffer out);
}
