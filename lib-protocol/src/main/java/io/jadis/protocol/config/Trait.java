package io.jadis.protocol.config;

/** What is special about a directive. */
public enum Trait {
    /** Set at start-up only: {@code CONFIG SET} refuses it. */
    IMMUTABLE,
    /** {@code CONFIG SET} needs {@code enable-protected-configs}. */
    PROTECTED,
    /** Its value is a secret: kept out of the slow log and of {@code MONITOR}. */
    SENSITIVE,
    /** {@code CONFIG GET} shows it by its exact name only. */
    HIDDEN,
    /** Not to be set while the data set is loading. */
    DENY_LOADING,
    /** Applied on every set, changed or not: it names a file whose content may have changed. */
    VOLATILE,
    /** Of interest in a crash report. */
    DEBUG,
    /** Accepted and kept for the sake of existing files; nothing here depends on it. */
    INERT
}
