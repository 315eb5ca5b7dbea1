package io.jadis.protocol.config;

import java.util.List;

/** A directive that is any text: a name, a path, a password; {@link ByteText}. */
public final class TextDirective extends Directive {
    private final String initial;
    private final boolean emptyIsUnset;
    private final Check<String> check;

    /** @param emptyIsUnset the empty text means that there is none, and isn't written to a file */
    TextDirective(
            int index, String names, String initial, boolean emptyIsUnset, Check<String> check, Trait[] traits) {
        super(index, names, traits);
        this.initial = initial;
        this.emptyIsUnset = emptyIsUnset;
        this.check = check;
    }

    @Override
    boolean takesList() {
        return false;
    }

    @Override
    void reset(Config config) {
        config.putObject(this, initial);
    }

    @Override
    void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused {
        String value = arguments.getFirst();
        // Only passwords may hold a NUL: the other texts end at one, as C strings do.
        int nul = is(Trait.SENSITIVE) ? -1 : value.indexOf(0);
        if (nul >= 0) value = value.substring(0, nul);
        check.check(value);
        config.putObject(this, value);
    }

    @Override
    String render(Config config) {
        return config.get(this);
    }

    @Override
    void rewrite(Config config, RewriteLines lines) {
        String value = config.get(this);
        if (value.isEmpty() && emptyIsUnset) return;
        lines.put(name() + " " + ArgumentSplitter.quote(value), !value.equals(initial));
    }
}
