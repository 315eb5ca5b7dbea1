package io.jadis.protocol.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directive that is one word of a few. */
public final class EnumDirective<E extends Enum<E> & Choice> extends Directive {
    private final E initial;

    EnumDirective(int index, String names, E initial, Trait[] traits) {
        super(index, names, traits);
        this.initial = initial;
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
        config.putObject(this, find(arguments.getFirst()).kept());
    }

    private E find(String word) throws ConfigRefused {
        E[] choices = initial.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (ByteText.sameIgnoringCase(choice.word(), word)) return choice;
        }
        throw refusal(Arrays.stream(choices).map(Choice::word));
    }

    static ConfigRefused refusal(Stream<String> words) {
        return new ConfigRefused(
                words.collect(Collectors.joining(", ", "argument(s) must be one of the following: ", "")));
    }

    @Override
    String render(Config config) {
        return config.get(this).word();
    }

    @Override
    void rewrite(Config config, RewriteLines lines) {
        lines.put(name() + " " + render(config), config.get(this) != initial);
    }
}
