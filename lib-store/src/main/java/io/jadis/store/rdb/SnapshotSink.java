package io.jadis.store.rdb;

import java.io.IOException;

/**
 * Where the bytes of a snapshot go: a file, the base of an AOF, the sockets of replicas. What it gets is a whole RDB,
 * from its magic word to its checksum, in buffers that change hands. All methods are called on the executor thread and
 * must not block.
 *
 * <p>The order of calls: {@link #firstBuffer}, then {@link #take} any number of times, in between {@link #hasRoom} and
 * {@link #footprintBytes}, at last either {@link #end} or {@link #abandon}, and after that {@link #footprintBytes} only.
 *
 * <p><b>Buffers</b> are blocks of the keyspace's allocator, all {@link #BUFFER_BYTES} long and all the sink's:
 * {@link SnapshotBuffers} keeps them for a sink that is content with that. The snapshot fills one at a time, the one
 * that the sink has given last. A sink for several sockets sends each buffer to all of them and reuses it when the last
 * one is done with it.
 *
 * <p><b>Back-pressure.</b> While {@link #hasRoom} says no, the walk over the keys rests, but keys that clients are
 * about to change must be put down somewhere: first the snapshot keeps them, and it may go on to {@link #take} a buffer
 * now and then. What sink and snapshot hold counts against one bound; beyond it commands that write wait until there is
 * room again. So a sink that stands still for good has to be given up by its owner. When room comes back nobody need be
 * told: the snapshot asks again in half a millisecond.
 *
 * <p><b>Failure.</b> A sink that throws is not called again until {@link #abandon}, which follows soon: all that comes
 * after the failure is void. A failure that the sink meets on its own is thrown by the next {@link #take}; what fails
 * after {@link #end} is between the sink and its owner.
 */
public interface SnapshotSink extends RdbOutput.Sink {
    int BUFFER_BYTES = 256 << 10;

    /**
     * Whether it takes {@link Frames} instead of an RDB, and compresses and sums itself: so the executor has nothing to
     * do but to copy.
     */
    default boolean takesFrames() {
        return false;
    }

    /** A buffer to begin with. */
    long firstBuffer();

    /**
     * Takes a buffer with so many bytes in it. It is the sink's from now on.
     *
     * @return another buffer to go on with: there must be one even where there is no room
     * @throws IOException if nothing can be done with the bytes
     */
    @Override
    long take(long address, int length) throws IOException;

    /** Whether the walk may go on. */
    boolean hasRoom();

    /** Bytes of all buffers that there are, 0 when it was given everything and is done with it. */
    long footprintBytes();

    /** Everything was taken. The buffer that was given last is the sink's again. */
    void end();

    /** There will be no more, and what was taken is of no use. The buffer that was given last is the sink's again. */
    void abandon();
}
