package io.jadis.server.pubsub;

import java.util.Arrays;

/** A channel's name or a pattern, by value. */
record Name(byte[] bytes) {
    /** What an entry for it takes in a client's set besides the bytes. */
    static final int ENTRY_BYTES = 120;

    @Override
    public boolean equals(Object other) {
        return other instanceof Name that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
