package io.jadis.protocol.config;

import java.util.List;

/** A directive that is {@code yes} or {@code no}. */
public final class BoolDirective extends Directive {
    private final boolean initial;

    BoolDirective(int index, String names, boolean initial, Trait[] traits) {
        super(index, names, traits);
        this.initial = initial;
    }

    @Override
    boolean takesList() {
        return false;
    }

    @Override
    void reset(Config config) {
        config.putNumber(this, initial ? 1 : 0);
    }

    @Override
    void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused {
        config.putNumber(this, parse(arguments.getFirst()) ? 1 : 0);
    }

    private static boolean parse(String word) throws ConfigRefused {
        if (ByteText.sameIgnoringCase(word, "yes")) return true;
        if (ByteText.sameIgnoringCase(word, "no")) return false;
        throw new ConfigRefused("argument must be 'yes' or 'no'");
    }

    @Override
    String render(Config config) {
        return config.get(this) ? "yes" : "no";
    }

    @Override
    void rewrite(Config config, RewriteLines lines) {
        lines.put(name() + " " + render(config), config.get(this) != initial);
    }
}
