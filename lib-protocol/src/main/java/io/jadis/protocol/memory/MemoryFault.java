package io.jadis.protocol.memory;

/** A wrong access to native memory that the checked mode caught; its cause shows where the block came from or went. */
public final class MemoryFault extends Error {
    private static final long serialVersionUID = 1L;

    MemoryFault(String message, Throwable origin) {
        super(message, origin);
    }
}
