package io.jadis.store.rdb;

import java.io.IOException;

/**
 * How the values of one type go into an RDB and come out of it. A large value is written in pieces, so that one with a
 * million elements doesn't stand in anybody's way, and several may be in the middle of that.
 */
interface ValueCodec {
    /** The type code under which this value is written in a file of that version. */
    int typeCode(long record, int version);

    /**
     * Writes a value, or the head of a large one.
     *
     * @return what writes the rest, to be closed in the end; null if there is none
     */
    ValueWriter begin(long record, RdbOutput out, int version);

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
