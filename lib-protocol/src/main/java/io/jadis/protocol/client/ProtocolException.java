package io.jadis.protocol.client;

import java.io.IOException;

/**
 * The peer sent bytes that are not RESP, or more than the {@link ReplyLimits} allow. What follows on that connection
 * can't be told apart any more: close it.
 */
public final class ProtocolException extends IOException {
    /** @param message what was wrong, with the offending value */
    public ProtocolException(String message) {
        super(message);
    }
}
