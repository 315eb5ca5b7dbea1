package io.jadis.store.stream;

/**
 * When a node of a stream is full.
 *
 * @param nodeBytesMax {@code stream-node-max-bytes}, 0 for no limit
 * @param nodeEntriesMax {@code stream-node-max-entries}, 0 for no limit
 */
public record StreamConfig(long nodeBytesMax, long nodeEntriesMax) {
    public static final StreamConfig DEFAULT = new StreamConfig(4096, 100);
}
