package io.jadis.store.stream;

import io.jadis.store.encoding.Listpack;

/**
 * Tells whether a listpack that came from elsewhere, and of which no more is known than that it is whole, is a node of
 * a stream as {@link StreamListpack} draws it, with at least one entry.
 */
public final class StreamListpackCheck {
    private static final int FLAGS_MAX = StreamNode.DELETED | StreamNode.SAME_FIELDS;

    /** The entry that is looked at next, 0 behind the last. */
    private long at;
    /** An upper bound for what any number of elements can be. */
    private int countMax;
    /** What {@link #readNumber} has read. */
    private long number;

    public boolean isSound(long listpack) {
        at = Listpack.first(listpack);
        countMax = Listpack.bytes(listpack);
        if (!readCount()) return false;
        long entries = number;
        if (!readCount()) return false;
        entries += number;
        if (!readCount()) return false;
        long fields = number;
        if (entries == 0 || !skip(fields) || !readNumber() || number != 0) return false;
        for (long i = 0; i < entries; i++) {
            if (!isEntry(fields)) return false;
        }
        return at == 0;
    }

    private boolean isEntry(long fieldsOfAll) {
        if (!readNumber() || number < 0 || number > FLAGS_MAX) return false;
        boolean sameFields = (number & StreamNode.SAME_FIELDS) != 0;
        if (!readNumber() || !readNumber()) return false;
        long elements = 3 + fieldsOfAll;
        if (!sameFields) {
            if (!readCount()) return false;
            elements = 4 + 2 * number;
            if (!skip(2 * number)) return false;
        } else if (!skip(fieldsOfAll)) {
            return false;
        }
        return readNumber() && number == elements;
    }

    private boolean readNumber() {
        if (at == 0 || !Listpack.isInteger(at)) return false;
        number = Listpack.integer(at);
        at = Listpack.next(at);
        return true;
    }

    private boolean readCount() {
        return readNumber() && number >= 0 && number <= countMax;
    }

    private boolean skip(long elements) {
        for (long i = 0; i < elements; i++) {
            if (at == 0) return false;
            at = Listpack.next(at);
        }
        return true;
    }
}
