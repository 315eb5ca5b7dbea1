package io.jadis.protocol.config;

/** A directive whose values need a long, most of them amounts of memory in bytes. */
public final class LongDirective extends NumberDirective {
    LongDirective(int index, String names, Notation notation, long initial, long min, long max, Trait[] traits) {
        super(index, names, notation, initial, min, max, traits);
    }
}
