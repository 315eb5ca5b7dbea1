package io.jadis.protocol.config;

/**
 * A value that a directive can't have, or a change that a room can't carry out. The message is the reason as the client
 * reads it behind {@code CONFIG SET failed (possibly related to argument 'x') - }, or as it stands in the report on a
 * configuration file.
 */
public final class ConfigRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: it tells an operator of a value, not a programmer of a fault. */
    public ConfigRefused(String reason) {
        super(reason, null, false, false);
    }
}
