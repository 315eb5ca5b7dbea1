package io.jadis.repl;

/**
 * What a replica wants to have in its full copy. Replicas that share one must want the same.
 *
 * @param keys whether the keys are to be in it
 * @param functions whether the libraries of functions are to be in it
 */
public record CopyRequest(boolean keys, boolean functions) {
    public static final CopyRequest EVERYTHING = new CopyRequest(true, true);
}
