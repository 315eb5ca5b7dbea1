package io.jadis.server.pubsub;

import java.util.Arrays;

/** A channel's name or a pattern, by value. */
record Name(byte[] bytes) {
    /**
     * What it takes besides the bytes where one client alone has it: in that client's set, and a set of its own for its
     * clients.
     */
    static final int ENTRY_BYTES = 340;

    @Override
    public boolean equals(Object other) {
        return other instanceof Name that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
