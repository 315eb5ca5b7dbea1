package io.jadis.store.hash;

/** What came of an addition to a field's value. */
public enum FieldSum {
    OK,
    /** The value is no integer, or no float. */
    NOT_A_NUMBER,
    /** The sum is beyond 64 bits, or not finite. */
    OUT_OF_RANGE
}
