package io.jadis.server.client;

/**
 * What clients may take of the Java heap, as shares of its size. The data set isn't there, and neither are requests,
 * replies and queued commands; names of channels, watched keys and a few copies are. A full heap would end the process.
 */
public final class HeapBudget {
    private static final long HEAP_BYTES_MAX = Runtime.getRuntime().maxMemory();

    /**
     * All that clients leave on the heap together: beyond it those that have left most are disconnected. It is half of
     * what the collector keeps for what lives long.
     */
    public static final long CLIENTS_BYTES_MAX = HEAP_BYTES_MAX / 3;
    /** What one command may copy from its arguments. */
    public static final long COMMAND_BYTES_MAX = HEAP_BYTES_MAX / 16;
    /** An object for each argument, its place in a map and the like: what a copy takes besides its bytes, at least. */
    public static final int COPY_OVERHEAD_BYTES = 64;

    /** A text of one letter, and its place in a list. */
    public static final int WORD_BYTES = 48;

    private HeapBudget() {}
}
