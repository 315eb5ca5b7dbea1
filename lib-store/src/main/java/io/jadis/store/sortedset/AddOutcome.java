package io.jadis.store.sortedset;

/** What has become of an element that was to be added. */
public enum AddOutcome {
    ADDED,
    /** It was there with another score. */
    UPDATED,
    /** It was there with that score. */
    UNCHANGED,
    /** The options were against it. */
    SKIPPED,
    /** Infinities of both signs don't add up. */
    NOT_A_NUMBER
}
