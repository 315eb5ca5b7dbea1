package io.jadis.protocol.memory;

/** A wrong use of native memory that the checked mode caught; its cause, if known, shows where the block came from. */
public final class MemoryFault extends Error {
    private static final long serialVersionUID = 1L;

    /** @param origin where the block was allocated or freed; null if unknown */
    public MemoryFault(String message, Throwable origin) {
        super(message, origin);
    }
}
