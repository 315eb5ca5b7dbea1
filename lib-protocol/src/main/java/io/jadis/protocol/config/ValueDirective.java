package io.jadis.protocol.config;

import java.util.List;

/** A directive with a value and a syntax of its own. The values are immutable. */
public final class ValueDirective<T> extends Directive {
    private final ValueFormat<T> format;
    private final T initial;

    ValueDirective(int index, String names, ValueFormat<T> format, T initial, Trait[] traits) {
        super(index, names, traits);
        this.format = format;
        this.initial = initial;
    }

    @Override
    boolean takesList() {
        return format.takesList();
    }

    @Override
    void reset(Config config) {
        config.putObject(this, initial);
    }

    @Override
    void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused {
        config.putObject(this, format.parse(arguments, config.get(this), repeated));
    }

    @Override
    String render(Config config) {
        return format.render(config.get(this));
    }

    @Override
    void rewrite(Config config, RewriteLines lines) {
        format.rewrite(name(), config.get(this), initial, lines);
    }
}
