package io.jadis.protocol.resp;

/**
 * The arguments of one request, the command's name first, as views of native memory. A view is valid until the handler
 * of the request returns: who wants to keep an argument copies it.
 */
public interface Arguments {
    /** How many arguments there are, the command's name included. */
    int count();

    /** The address of argument {@code index}'s first byte. */
    long address(int index);

    /** The length of argument {@code index} in bytes. */
    int length(int index);
}
