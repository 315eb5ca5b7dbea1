package io.jadis.protocol.command;

import java.util.Arrays;

/**
 * The keys that were found in a request: positions among its arguments and the use the command makes of each. Owned by
 * one thread and reused from request to request, so that finding keys makes no garbage; the content is valid until the
 * next search into it.
 */
public final class KeyReferences {
    /** Larger arrays, left by a huge request, are given back. */
    private static final int KEPT_MAX = 1024;

    private int[] positions = new int[16];
    private int[] flags = new int[16];
    private int count;

    public int count() {
        return count;
    }

    /** The i-th key's index among the arguments; the command's name has index 0. */
    public int position(int i) {
        assert i < count : "i=" + i + " count=" + count;
        return positions[i];
    }

    /** Bits of {@link KeyFlag}. */
    public int flags(int i) {
        assert i < count : "i=" + i + " count=" + count;
        return flags[i];
    }

    public boolean has(int i, KeyFlag flag) {
        return (flags(i) & flag.bit()) != 0;
    }

    void clear() {
        count = 0;
        if (positions.length > KEPT_MAX) {
            positions = new int[16];
            flags = new int[16];
        }
    }

    void truncate(int newCount) {
        count = newCount;
    }

    void add(int position, int keyFlags) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            flags = Arrays.copyOf(flags, count * 2);
        }
        positions[count] = position;
        flags[count++] = keyFlags;
    }
}
