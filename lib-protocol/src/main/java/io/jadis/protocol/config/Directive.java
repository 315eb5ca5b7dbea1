package io.jadis.protocol.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A directive of redis.conf: its names, its traits and how its values are read and written. The value itself is kept by
 * a {@link Config}, at the directive's index. All directives are declared in {@link Directives}.
 */
public abstract sealed class Directive
        permits BoolDirective, NumberDirective, EnumDirective, EnumSetDirective, TextDirective, ValueDirective {
    final int index;
    private final String name;
    private final String alias;
    private final Set<Trait> traits;

    /** @param names the name, or name and alias with a slash between them */
    Directive(int index, String names, Trait[] traits) {
        int slash = names.indexOf('/');
        this.index = index;
        this.name = slash < 0 ? names : names.substring(0, slash);
        this.alias = slash < 0 ? null : names.substring(slash + 1);
        this.traits = EnumSet.noneOf(Trait.class);
        this.traits.addAll(List.of(traits));
    }

    /** The name in redis.conf. */
    public final String name() {
        return name;
    }

    /** A second name, older as a rule, that files and clients may use as well. */
    public final Optional<String> alias() {
        return Optional.ofNullable(alias);
    }

    /** Whether the directive has a trait. */
    public final boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether it takes any number of arguments; otherwise exactly one. */
    abstract boolean takesList();

    /** Sets the default. */
    abstract void reset(Config config);

    /**
     * Reads the arguments and sets the value. A refused value leaves the old one as it was.
     *
     * @param repeated the directive has been set before in the file that is being loaded
     */
    abstract void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused;

    /** The value as {@code CONFIG GET} shows it. */
    abstract String render(Config config);

    /** Hands over the lines that make a file hold the value; none if the file is to leave the directive out. */
    abstract void rewrite(Config config, RewriteLines lines);

    @Override
    public final String toString() {
        return name;
    }

    /** Where {@code CONFIG REWRITE} collects the lines of a directive. */
    @FunctionalInterface
    interface RewriteLines {
        /** The next line; unless forced it is left out of a file that doesn't have the directive. */
        void put(String line, boolean forced);
    }
}
