package io.jadis.simulator;

/** Something that must be true. */
@FunctionalInterface
public interface Invariant {
    /** What is wrong, in words; null if nothing is. */
    String broken();
}
