package io.jadis.protocol.config;

import io.jadis.protocol.config.Directives.Named;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The live values of all directives. The launcher fills it; after that the executor owns it and nobody else reads it.
 * Reading a value is a load from an array at an index that the JIT knows.
 *
 * <p>Rooms that must do something when a value changes register with {@link #onChange}.
 */
public final class Config {
    /** Carries a change out, on the executor, once all values of one {@code CONFIG SET} are in place. */
    @FunctionalInterface
    public interface Applier {
        /**
         * The values have changed. Called again, with the old values back in place, if this or a later applier refuses.
         *
         * @throws ConfigRefused if it can't be done; the message is shown to the client
         */
        void apply() throws ConfigRefused;
    }

    /** Numbers, and booleans as 0 and 1; at the indexes of other directives nothing. */
    private final long[] numbers;
    private final Object[] objects;
    private final List<List<Applier>> appliers;

    /**
     * All directives at their defaults.
     *
     * @param workingDirectory the directory of the process: the default of {@code dir}
     */
    public Config(Path workingDirectory) {
        int count = Directives.all().size();
        numbers = new long[count];
        objects = new Object[count];
        appliers = new ArrayList<>(count);
        for (Directive directive : Directives.all()) {
            directive.reset(this);
            appliers.add(new ArrayList<>(1));
        }
        put(Directives.DIR, ByteText.ofString(workingDirectory.toAbsolutePath().normalize().toString()));
    }

    /** Whether it is {@code yes}. */
    public boolean get(BoolDirective directive) {
        return numbers[directive.index] != 0;
    }

    /** The number, in the directive's own unit. */
    public int get(IntDirective directive) {
        return (int) numbers[directive.index];
    }

    /** The number, in the directive's own unit; memory is in bytes. {@link Directives} names those without a sign. */
    public long get(LongDirective directive) {
        return numbers[directive.index];
    }

    /** The text, as {@link ByteText}; empty if unset. */
    public String get(TextDirective directive) {
        return (String) objects[directive.index];
    }

    /** The word that holds. */
    @SuppressWarnings("unchecked") // only the directive itself puts values at its index
    public <E extends Enum<E> & Choice> E get(EnumDirective<E> directive) {
        return (E) objects[directive.index];
    }

    /** The words that hold; none is {@code default}. */
    @SuppressWarnings("unchecked")
    public <E extends Enum<E> & Choice> Set<E> get(EnumSetDirective<E> directive) {
        return (Set<E>) objects[directive.index];
    }

    /** The value, which is immutable. */
    @SuppressWarnings("unchecked")
    public <T> T get(ValueDirective<T> directive) {
        return (T) objects[directive.index];
    }

    /** The working directory: relative paths of other directives start there. */
    public Path directory() {
        try {
            return ByteText.path(get(Directives.DIR));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("dir=" + get(Directives.DIR), e); // it was a path when it was set
        }
    }

    /**
     * The path that a directive names, from the working directory on.
     *
     * @throws IOException if no path of this system can have that name
     */
    public Path path(TextDirective directive) throws IOException {
        return directory().resolve(ByteText.path(get(directive)));
    }

    /** The value as {@code CONFIG GET} shows it. */
    public String render(Directive directive) {
        return directive.render(this);
    }

    /**
     * Sets a number from within: for rooms that change a value themselves, as {@code maxclients} follows the limit of
     * open files. It isn't checked and nobody is told.
     */
    public void put(IntDirective directive, int value) {
        putNumber(directive, value);
    }

    /** Sets a number from within, as {@link #put(IntDirective, int)}. */
    public void put(LongDirective directive, long value) {
        putNumber(directive, value);
    }

    /** Sets a switch from within, as {@link #put(IntDirective, int)}. */
    public void put(BoolDirective directive, boolean value) {
        putNumber(directive, value ? 1 : 0);
    }

    /** Sets a text from within, as {@link #put(IntDirective, int)}. */
    public void put(TextDirective directive, String value) {
        putObject(directive, value);
    }

    /** Sets a word from within, as {@link #put(IntDirective, int)}. */
    public <E extends Enum<E> & Choice> void put(EnumDirective<E> directive, E value) {
        putObject(directive, value);
    }

    /** Sets a value from within, as {@link #put(IntDirective, int)}: REPLICAOF, for one, sets {@code replicaof}. */
    public <T> void put(ValueDirective<T> directive, T value) {
        putObject(directive, value);
    }

    /**
     * Registers what is to be done when one of the directives changes through {@code CONFIG SET}. It is called once for
     * a {@code CONFIG SET}, however many of its directives that sets.
     */
    public void onChange(Applier applier, Directive... directives) {
        for (Directive directive : directives) appliers.get(directive.index).add(applier);
    }

    /**
     * {@code CONFIG GET}: the directives that match any of the patterns, letter case ignored, by the name under which
     * they matched. A hidden directive must be named in full. A name without wildcards comes back as it was written.
     */
    public Map<String, String> getMatching(List<String> patterns) {
        return ConfigGet.run(this, patterns);
    }

    /**
     * {@code CONFIG SET}: sets all of the directives or, if one of them can't be set or applied, none.
     *
     * @param namesAndValues names and values in turn
     * @param clientIsLocal whether the client is connected through the loopback interface or the unix socket
     * @param loading whether the data set is being loaded
     * @return the error to reply, code and text; empty if all is set
     */
    public Optional<String> set(List<String> namesAndValues, boolean clientIsLocal, boolean loading) {
        // A reply is one line, whatever the names and values hold.
        return new ConfigSet(this, namesAndValues).run(clientIsLocal, loading)
                .map(error -> error.replace('\r', ' ').replace('\n', ' '));
    }

    /** Whether {@code CONFIG SET} of that name would carry a secret. */
    public static boolean isSensitive(String name) {
        return Directives.named(name).map(Named::directive).filter(d -> d.is(Trait.SENSITIVE)).isPresent();
    }

    long number(NumberDirective directive) {
        return numbers[directive.index];
    }

    void putNumber(Directive directive, long value) {
        numbers[directive.index] = value;
    }

    void putObject(Directive directive, Object value) {
        objects[directive.index] = value;
    }

    List<Applier> appliersOf(Directive directive) {
        return appliers.get(directive.index);
    }

    Snapshot snapshot() {
        return new Snapshot(numbers.clone(), objects.clone());
    }

    void restore(Snapshot snapshot) {
        System.arraycopy(snapshot.numbers, 0, numbers, 0, numbers.length);
        System.arraycopy(snapshot.objects, 0, objects, 0, objects.length);
    }

    /** All values at one moment. */
    record Snapshot(long[] numbers, Object[] objects) {
        boolean differs(Config config, Directive directive) {
            int index = directive.index;
            return numbers[index] != config.numbers[index]
                    || !Objects.equals(objects[index], config.objects[index]);
        }
    }
}
