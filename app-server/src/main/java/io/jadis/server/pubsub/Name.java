package io.jadis.server.pubsub;

import java.util.Arrays;

/**
 * A channel's name or a pattern, by value. In order, so that a map finds it among many which were chosen to have its
 * hash.
 */
record Name(byte[] bytes) implements Comparable<Name> {
    /**
     * What it takes besides the bytes where one client alone has it: in that client's set, and a set of its own for its
     * clients.
     */
    static final int ENTRY_BYTES = 340;

    @Override
    public int compareTo(Name other) {
        return Arrays.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Name that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
