package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;

/**
 * Keys that are going to be asked for one after the other. The processor fetches what it needs of the table, and then the
 * records, of all of them from memory side by side, where each look-up would wait for its own twice.
 */
public final class KeysAhead {
    private static final int KEYS_MAX = 64;
    /** To hash a longer one twice costs more than it brings. */
    private static final int KEY_BYTES_MAX = 256;

    private final long[] hashes = new long[KEYS_MAX];
    private int count;
    /** The key that came last: pipelines are often about one. */
    private long lastAddress, lastLength;

    /**
     * A key, or what is probably one; its bytes stay where they are until {@link #fetch}. Those beyond the first {@link
     * #KEYS_MAX} are not fetched.
     */
    public void add(long address, long length) {
        if (count == KEYS_MAX || length > KEY_BYTES_MAX) return;
        if (count > 0 && length == lastLength && Memory.equal(address, lastAddress, length)) return;
        lastAddress = address;
        lastLength = length;
        hashes[count++] = Memory.hash(address, length);
    }

    /** Fetches what there is of them in that database; then come others. */
    public void fetch(Database database) {
        // One key alone is at hand as soon as the first request has asked for it.
        if (count > 1) {
            database.touch(hashes, count);
            database.touchRecords(hashes, count);
        }
        count = 0;
    }
}
