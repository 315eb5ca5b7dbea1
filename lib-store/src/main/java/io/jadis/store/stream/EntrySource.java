package io.jadis.store.stream;

/** The fields and values of an entry that is to be added: field, value, field, value … */
public interface EntrySource {
    /** How many pairs. */
    int pairs();

    long address(int index);

    long length(int index);
}
