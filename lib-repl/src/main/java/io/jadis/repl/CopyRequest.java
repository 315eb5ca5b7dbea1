package io.jadis.repl;

/** What a replica wants to have in its full copy. Replicas that share one must want the same. */
public enum CopyRequest {
    EVERYTHING,
    /** The libraries of functions without the keys. */
    FUNCTIONS,
    /** Neither: a copy to begin a stream with. */
    NOTHING;

    /** Whether the keys are to be in it. */
    public boolean keys() {
        return this == EVERYTHING;
    }

    /** Whether the libraries of functions are to be in it. */
    public boolean functions() {
        return this != NOTHING;
    }
}
