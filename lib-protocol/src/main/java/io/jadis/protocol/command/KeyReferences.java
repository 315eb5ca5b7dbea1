package io.jadis.protocol.command;

import java.util.Arrays;

/**
 * The keys that were found in a request: positions among its arguments and the use the command makes of each. Owned by
 * one thread and reused from request to request, so that finding keys makes no garbage; the content is valid until the
 * next search into it.
 *
 * <p>Kept are runs of keys at equal distances, one or two for each key spec: a request of millions of keys takes no more
 * than a short one, and leaves nothing behind.
 */
public final class KeyReferences {
    /** More than any command has; it would do with more. */
    private static final int RUNS = 8;

    /** Of each run: which key its first one is, where that is, how far it is to the next, and the use of all of them. */
    private int[] firstIndexes = new int[RUNS], positions = new int[RUNS], steps = new int[RUNS], flags = new int[RUNS];
    private int runCount;
    private int count;

    public int count() {
        return count;
    }

    /** The i-th key's index among the arguments; the command's name has index 0. */
    public int position(int i) {
        int run = runOf(i);
        return positions[run] + (i - firstIndexes[run]) * steps[run];
    }

    /** Bits of {@link KeyFlag}. */
    public int flags(int i) {
        return flags[runOf(i)];
    }

    public boolean has(int i, KeyFlag flag) {
        return (flags(i) & flag.bit()) != 0;
    }

    private int runOf(int i) {
        assert i < count : "i=" + i + " count=" + count;
        int run = runCount - 1;
        while (firstIndexes[run] > i) run--;
        return run;
    }

    void clear() {
        runCount = 0;
        count = 0;
    }

    void add(int position, int keyFlags) {
        addRun(position, position, 1, keyFlags);
    }

    /** Every {@code step}-th argument from the first up to the last, which must not lie before it. */
    void addRun(int first, int last, int step, int keyFlags) {
        if (runCount == positions.length) makeRoom();
        firstIndexes[runCount] = count;
        positions[runCount] = first;
        steps[runCount] = step;
        flags[runCount++] = keyFlags;
        count += (last - first) / step + 1;
    }

    private void makeRoom() {
        firstIndexes = Arrays.copyOf(firstIndexes, runCount * 2);
        positions = Arrays.copyOf(positions, runCount * 2);
        steps = Arrays.copyOf(steps, runCount * 2);
        flags = Arrays.copyOf(flags, runCount * 2);
    }
}
