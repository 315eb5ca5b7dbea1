package io.jadis.protocol.config;

/** What a value must satisfy beyond its type. */
@FunctionalInterface
interface Check<T> {
    /** Anything goes. */
    static <T> Check<T> none() {
        return value -> {};
    }

    void check(T value) throws ConfigRefused;
}
