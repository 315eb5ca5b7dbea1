package io.jadis.protocol.command;

import java.util.Locale;

/** The groups into which the documentation sorts commands. */
public enum CommandGroup {
    GENERIC,
    STRING,
    LIST,
    SET,
    SORTED_SET,
    HASH,
    PUBSUB,
    TRANSACTIONS,
    CONNECTION,
    SERVER,
    SCRIPTING,
    HYPERLOGLOG,
    CLUSTER,
    SENTINEL,
    GEO,
    STREAM,
    BITMAP;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in COMMAND DOCS. */
    public String label() {
        return label;
    }
}
