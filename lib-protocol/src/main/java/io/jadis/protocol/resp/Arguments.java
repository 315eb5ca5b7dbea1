package io.jadis.protocol.resp;

/**
 * The arguments of one request, the command's name at 0, as slices of native memory. A view: valid until the request
 * has been executed, and never kept beyond.
 */
public interface Arguments {
    /** How many arguments there are, the name included. */
    int count();

    /**
     * The native address of an argument's first byte.
     *
     * @param i from 0 to {@code count() - 1}
     */
    long address(int i);

    /**
     * The length of an argument in bytes.
     *
     * @param i from 0 to {@code count() - 1}
     */
    long length(int i);
}
