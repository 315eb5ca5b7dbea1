package io.jadis.protocol.config;

/** A directive whose values fit an int. */
public final class IntDirective extends NumberDirective {
    private final int keptMin;
    private final int keptMax;

    IntDirective(int index, String names, Notation notation, int initial, int min, int max, Trait[] traits) {
        this(index, names, notation, initial, min, max, min, max, traits);
    }

    /** @param keptMin an accepted value below it becomes it, one above {@code keptMax} becomes that */
    IntDirective(
            int index, String names, Notation notation, int initial, int min, int max, int keptMin, int keptMax,
            Trait[] traits) {
        super(index, names, notation, initial, min, max, traits);
        this.keptMin = keptMin;
        this.keptMax = keptMax;
    }

    @Override
    long kept(long value) {
        return Math.clamp(value, keptMin, keptMax);
    }
}
