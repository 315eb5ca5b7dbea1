package io.jadis.store.keyspace;

/** What became of an arithmetic operation on a string. */
public enum StringOutcome {
    OK,
    /** The value is no canonical 64-bit integer. */
    NOT_AN_INTEGER,
    /** The sum does not fit 64 bits. */
    OVERFLOW,
    /** The value, or the increment, is no number of extended precision. */
    NOT_A_FLOAT,
    /** The sum is infinite or no number. */
    NAN_OR_INFINITY
}
