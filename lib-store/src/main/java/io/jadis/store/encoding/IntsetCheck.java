package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;

/** Tells whether bytes that came from elsewhere are an {@link Intset}, not an empty one. */
public final class IntsetCheck {
    private IntsetCheck() {}

    /** Whether width and count are possible and fit the length: then every reader of {@link Intset} is safe. */
    public static boolean hasFrame(long intset, long length) {
        if (length < Intset.HEADER_BYTES) return false;
        int width = Memory.getInt(intset);
        if (width != Intset.SHORT_BYTES && width != Intset.INT_BYTES && width != Intset.LONG_BYTES) return false;
        int count = Intset.count(intset);
        return count > 0 && Intset.bytes(intset) == length;
    }

    /** Whether, beyond {@link #hasFrame}, the values are in order and none occurs twice. */
    public static boolean isAscending(long intset) {
        int count = Intset.count(intset);
        for (int i = 1; i < count; i++) {
            if (Intset.at(intset, i) <= Intset.at(intset, i - 1)) return false;
        }
        return true;
    }
}
