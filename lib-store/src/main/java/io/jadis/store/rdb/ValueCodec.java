package io.jadis.store.rdb;

import java.io.IOException;

/**
 * How the values of one type go into an RDB and come out of it. A value is written in pieces, so that one with a million
 * elements doesn't stand in anybody's way: {@link #begin} writes its head and some elements, {@link #more} goes on. In
 * between the value must not change, unless its codec says how. One value at a time.
 */
interface ValueCodec {
    /** The type code under which this value is written in a file of that version. */
    int typeCode(long record, int version);

    /**
     * Writes the beginning of a value.
     *
     * @param effort how many elements or blocks, about, may be written
     * @return whether that was all of it
     */
    boolean begin(long record, RdbOutput out, int version, int effort);

    /** Writes more of the value that {@link #begin} began. @return whether that was the rest of it */
    default boolean more(RdbOutput out, int effort) {
        return true;
    }

    /** Nobody goes on with the value that {@link #begin} began. */
    default void abandon() {}

    /** Frees what it works with. */
    default void close() {}

    /**
     * Reads a value; {@code into} has it afterwards, or is empty if the value has no elements. If it throws, nothing is
     * left of it.
     *
     * @param deep whether to look for what is no danger to memory, but to sense: elements that occur twice above all
     */
    void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException;
}
