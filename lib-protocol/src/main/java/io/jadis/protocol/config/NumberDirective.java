package io.jadis.protocol.config;

import java.util.List;

/** A numeric directive within bounds. */
abstract sealed class NumberDirective extends Directive permits IntDirective, LongDirective {
    /** The upper bound of the few directives that use all 64 bits without a sign. */
    static final long UNSIGNED_LONG_MAX = -1;

    private final Notation notation;
    private final long initial;
    private final long min;
    private final long max;

    NumberDirective(int index, String names, Notation notation, long initial, long min, long max, Trait[] traits) {
        super(index, names, traits);
        this.notation = notation;
        this.initial = initial;
        this.min = min;
        this.max = max;
    }

    @Override
    final boolean takesList() {
        return false;
    }

    @Override
    final void reset(Config config) {
        config.putNumber(this, initial);
    }

    @Override
    final void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused {
        long value = notation.parse(arguments.getFirst()).orElseThrow(() -> new ConfigRefused(notation.complaint));
        checkBounds(value);
        config.putNumber(this, kept(value));
    }

    private void checkBounds(long value) throws ConfigRefused {
        if (max == UNSIGNED_LONG_MAX) return; // such a directive begins at 0
        if (notation == Notation.MEMORY_OR_PERCENT && value < 0) {
            if (value < min) throw new ConfigRefused("percentage argument must be less or equal to " + -min);
        } else if (value < min || value > max) {
            throw new ConfigRefused("argument must be between " + bound(min) + " and " + bound(max) + " inclusive");
        }
    }

    private String bound(long value) {
        return notation == Notation.OCTAL ? Long.toOctalString(value) : Long.toString(value);
    }

    /** What is kept of an accepted value. */
    long kept(long value) {
        return value;
    }

    @Override
    final String render(Config config) {
        return notation.render(config.number(this));
    }

    @Override
    final void rewrite(Config config, RewriteLines lines) {
        long value = config.number(this);
        lines.put(name() + " " + notation.renderInFile(value), value != initial);
    }
}
