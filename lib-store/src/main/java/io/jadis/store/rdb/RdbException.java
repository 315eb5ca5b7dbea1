package io.jadis.store.rdb;

import java.io.IOException;

/** What is read is no RDB, is damaged, or ends too early. The text is the one that Redis logs. */
public final class RdbException extends IOException {
    /** What is wrong. */
    public enum Kind {
        /** No RDB, or one of a later version: nothing of it was read. */
        FOREIGN,
        /** It ends before the data does; over a network that can be the peer's end and no damage. */
        SHORT,
        CORRUPT
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    private RdbException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static RdbException foreign(String message) {
        return new RdbException(Kind.FOREIGN, message);
    }

    static RdbException corrupt(String message) {
        return new RdbException(Kind.CORRUPT, message);
    }

    static RdbException shortRead() {
        return new RdbException(Kind.SHORT, "Unexpected EOF reading RDB file");
    }

    public Kind kind() {
        return kind;
    }
}
