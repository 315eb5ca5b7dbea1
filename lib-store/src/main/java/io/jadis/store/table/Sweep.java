package io.jadis.store.table;

/**
 * A walk over a large value in pieces that shows it as it was when the walk began. As long as it doesn't {@link #watch}
 * the value must not change.
 */
public interface Sweep {
    /** Shows a few elements. @return false if those were the last ones */
    boolean next();

    /** From now on the value may change or go: what is about to, and has not been shown, is shown or kept before. */
    void watch();

    /** Bytes that it takes, on top of the value. */
    long footprintBytes();

    /** At the end, however it ends. */
    void close();
}
