package io.jadis.store.aof;

/** A manifest that can't be understood. The server doesn't start with one: it can't know what the data set is. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient int line;
    private final transient String text;

    ManifestException(int line, String text, String message) {
        super(message);
        this.line = line;
        this.text = text;
    }

    /** The number of the line, from 1; 0 if it isn't one line's fault. */
    public int line() {
        return line;
    }

    /** The line without the blanks around it. */
    public String text() {
        return text;
    }
}
