package io.jadis.protocol.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directive that is a set of words; the word {@code default} stands for the empty set, which is the default. */
public final class EnumSetDirective<E extends Enum<E> & Choice> extends Directive {
    private static final String NONE = "default";

    private final Class<E> type;
    private final Check<Set<E>> check;

    EnumSetDirective(int index, String names, Class<E> type, Check<Set<E>> check, Trait[] traits) {
        super(index, names, traits);
        this.type = type;
        this.check = check;
    }

    @Override
    boolean takesList() {
        return true;
    }

    @Override
    void reset(Config config) {
        config.putObject(this, Set.of());
    }

    @Override
    void assign(Config config, List<String> arguments, boolean repeated) throws ConfigRefused {
        if (arguments.isEmpty()) throw refusal();
        Set<E> set = EnumSet.noneOf(type);
        for (String word : arguments) {
            if (!ByteText.sameIgnoringCase(word, NONE)) set.add(find(word));
        }
        check.check(set);
        config.putObject(this, Collections.unmodifiableSet(set));
    }

    private E find(String word) throws ConfigRefused {
        for (E choice : type.getEnumConstants()) {
            if (ByteText.sameIgnoringCase(choice.word(), word)) return choice;
        }
        throw refusal();
    }

    private ConfigRefused refusal() {
        Stream<String> words = Arrays.stream(type.getEnumConstants()).map(Choice::word);
        return EnumDirective.refusal(Stream.concat(Stream.of(NONE), words));
    }

    @Override
    String render(Config config) {
        Set<E> set = config.get(this);
        return set.isEmpty() ? NONE : set.stream().map(Choice::word).collect(Collectors.joining(" "));
    }

    @Override
    void rewrite(Config config, RewriteLines lines) {
        lines.put(name() + " " + render(config), !config.get(this).isEmpty());
    }
}
