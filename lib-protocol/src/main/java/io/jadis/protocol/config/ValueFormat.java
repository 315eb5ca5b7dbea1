package io.jadis.protocol.config;

import io.jadis.protocol.config.Directive.RewriteLines;
import java.util.List;

/** How the values of a {@link ValueDirective} are read and written. */
interface ValueFormat<T> {
    /** Whether there may be any number of arguments. */
    default boolean takesList() {
        return true;
    }

    /**
     * The new value.
     *
     * @param repeated the file that is being loaded has set it before
     */
    T parse(List<String> arguments, T current, boolean repeated) throws ConfigRefused;

    /** The value as {@code CONFIG GET} shows it. */
    String render(T value);

    /** Hands over the lines that make a file hold the value, none if it should hold none. */
    void rewrite(String name, T value, T initial, RewriteLines lines);
}
