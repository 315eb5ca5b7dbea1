package io.jadis.server.info;

/** A section of INFO. */
public interface InfoSection {
    /** Its heading; lower-cased it is the word that asks for it. */
    String title();

    /** Whether plain INFO shows it. */
    default boolean isDefault() {
        return true;
    }

    /** Whether INFO ALL shows it. */
    default boolean isInAll() {
        return true;
    }

    void write(InfoText text);
}
