package io.jadis.protocol.command;

import java.util.List;
import java.util.Locale;

/**
 * One element of a command's argument grammar, as COMMAND DOCS describes it.
 *
 * @param token the literal word that precedes the argument, or that it consists of; null if there is none
 * @param displayText how syntax lines call the argument; null for ONEOF and BLOCK
 * @param keySpecIndex the index in {@link Command#keySpecs()} of the spec that finds this key, or -1
 * @param optional may be left out
 * @param multiple may be repeated
 * @param multipleToken the token is repeated too
 * @param since the version that brought it, if later than the command; or null
 * @param deprecatedSince the version that advised against it, or null
 * @param arguments the alternatives of ONEOF, the sequence of BLOCK, otherwise empty
 */
public record ArgumentSpec(
        String name,
        Type type,
        String token,
        String displayText,
        int keySpecIndex,
        boolean optional,
        boolean multiple,
        boolean multipleToken,
        String since,
        String deprecatedSince,
        List<ArgumentSpec> arguments) {
    /** What an argument holds. */
    public enum Type {
        STRING,
        INTEGER,
        DOUBLE,
        KEY,
        PATTERN,
        UNIX_TIME,
        PURE_TOKEN,
        ONEOF,
        BLOCK;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The name in COMMAND DOCS. */
        public String label() {
            return label;
        }

        static Type labelled(String label) {
            for (Type type : values()) {
                if (type.label.equals(label)) return type;
            }
            throw new IllegalArgumentException("argument type '" + label + "'");
        }
    }

    /** Whether it consists of other arguments. */
    public boolean isCompound() {
        return type == Type.ONEOF || type == Type.BLOCK;
    }
}
