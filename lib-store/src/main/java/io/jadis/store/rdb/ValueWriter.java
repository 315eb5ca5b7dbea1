package io.jadis.store.rdb;

/**
 * A value that is being written in pieces, as it was when its writing began. Unless it {@link #watch}es, it must not
 * change in between.
 */
abstract class ValueWriter {
    /** An element counts as one for the effort, and once more for each so many bytes of it. */
    private static final int BYTES_SHIFT = 6;

    RdbOutput out;

    /** Writes about so many elements. @return whether those were the last ones */
    abstract boolean more(int effort);

    /** From now on the value may change or go. */
    abstract void watch();

    /** At the end, or to give it up. */
    abstract void close();

    /** Bytes that it takes, on top of the value. */
    abstract long footprintBytes();

    /** What is written from now on, by {@link #more} or because the value changes, goes there. */
    final void redirect(RdbOutput out) {
        this.out = out;
    }

    static int effortOf(long bytes) {
        return 1 + (int) (bytes >>> BYTES_SHIFT);
    }
}
