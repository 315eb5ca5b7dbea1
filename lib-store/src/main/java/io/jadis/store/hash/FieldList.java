package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;

/**
 * The fields of a small hash, as a listpack: field, value, field, value … or, where fields expire, field, value, time,
 * field, value, time …, the time in ms since 1970 or 0. Those that expire come first, the soonest first, as in Redis's
 * listpackex. Whether it is pairs or triples is the caller's to know: the width. Writers return the listpack's address.
 */
final class FieldList {
    static final int PAIR = 2, TRIPLE = 3;

    private static final int STAYS = 0;

    private final Allocator allocator;
    private final Listpack listpacks;

    FieldList(Allocator allocator) {
        this.allocator = allocator;
        listpacks = new Listpack(allocator);
    }

    long create() {
        return listpacks.create();
    }

    long copy(long list) {
        return listpacks.copy(list);
    }

    void free(long list) {
        listpacks.free(list);
    }

    static int size(long list, int width) {
        return Listpack.count(list) / width;
    }

    /** The entry of a field, or 0. */
    static long find(long list, int width, long fieldAddress, long fieldLength) {
        return Listpack.find(Listpack.first(list), width - 1, fieldAddress, fieldLength);
    }

    /** The entry of the field with this index. */
    static long at(long list, int width, int index) {
        return Listpack.at(list, index * width);
    }

    /** The entry of a field's value. */
    static long value(long field) {
        return Listpack.next(field);
    }

    /** The entry of the field behind this one, or 0. */
    static long next(long field, int width) {
        long at = field;
        for (int i = 0; i < width; i++) at = Listpack.next(at);
        return at;
    }

    /** When a field of triples expires, or {@link Record#NO_EXPIRY}. */
    static long expiresAtMs(long field) {
        long ms = Listpack.integer(time(field));
        return ms == STAYS ? Record.NO_EXPIRY : ms;
    }

    private static long time(long field) {
        return Listpack.next(value(field));
    }

    /** When the first field of triples expires, {@link TimedPayload#NEVER} if none does. */
    static long nextAtMs(long list) {
        long first = Listpack.first(list);
        long ms = first == 0 ? Record.NO_EXPIRY : expiresAtMs(first);
        return ms == Record.NO_EXPIRY ? TimedPayload.NEVER : ms;
    }

    /** Of triples, how many have expired before this moment. */
    static int countBefore(long list, long ms) {
        int count = 0;
        for (long at = Listpack.first(list); at != 0 && isBefore(expiresAtMs(at), ms); at = next(at, TRIPLE)) count++;
        return count;
    }

    private static boolean isBefore(long expiresAtMs, long ms) {
        return expiresAtMs != Record.NO_EXPIRY && expiresAtMs < ms;
    }

    /** Adds a field that is not there and stays; both are short enough for a listpack. */
    long add(long list, int width, long field, long fieldLength, long value, long valueLength) {
        long added = listpacks.appendPair(list, field, (int) fieldLength, value, (int) valueLength);
        return width == PAIR ? added : listpacks.appendInteger(added, STAYS);
    }

    /** Gives a field another value that is short enough for a listpack. */
    long setValue(long list, long field, long value, long valueLength) {
        return listpacks.replace(list, value(field), value, (int) valueLength);
    }

    long remove(long list, int width, long field) {
        return listpacks.deleteRange(list, field, width);
    }

    /** Removes so many fields at the front of triples. */
    long removeFirst(long list, int fields) {
        return listpacks.deleteRange(list, Listpack.first(list), fields * TRIPLE);
    }

    /**
     * Gives a field of triples another time, and the place that belongs to it.
     *
     * @param expiresAtMs or {@link Record#NO_EXPIRY}
     */
    long setExpiry(long list, long field, long fieldAddress, long fieldLength, long expiresAtMs) {
        long value = value(field);
        boolean isNumber = Listpack.isInteger(value);
        long number = isNumber ? Listpack.integer(value) : 0;
        int length = isNumber ? 0 : Listpack.stringLength(value);
        long kept = allocator.allocate(length);
        if (!isNumber) Memory.copy(Listpack.stringAddress(value), kept, length);

        long rest = remove(list, TRIPLE, field);
        long later = expiresAtMs == Record.NO_EXPIRY ? 0 : firstLater(rest, expiresAtMs);
        long written = later == 0 ? listpacks.append(rest, fieldAddress, (int) fieldLength)
                : listpacks.insertBefore(rest, later, fieldAddress, (int) fieldLength);
        written = isNumber ? listpacks.insertIntegerAfter(written, listpacks.entry(), number)
                : listpacks.insertAfter(written, listpacks.entry(), kept, length);
        written = listpacks.insertIntegerAfter(written, listpacks.entry(),
                expiresAtMs == Record.NO_EXPIRY ? STAYS : expiresAtMs);
        allocator.free(kept);
        return written;
    }

    /** The first field that expires later than that, or not at all; 0 if there is none. */
    private static long firstLater(long list, long ms) {
        long at = Listpack.first(list);
        while (at != 0) {
            long itsMs = expiresAtMs(at);
            if (itsMs == Record.NO_EXPIRY || itsMs > ms) return at;
            at = next(at, TRIPLE);
        }
        return 0;
    }

    /** Triples with the fields of these pairs; all stay. */
    long toTriples(long pairs) {
        long triples = listpacks.create();
        for (long at = Listpack.first(pairs); at != 0; at = next(at, PAIR)) {
            triples = listpacks.appendAnew(triples, at);
            triples = listpacks.appendAnew(triples, value(at));
            triples = listpacks.appendInteger(triples, STAYS);
        }
        listpacks.free(pairs);
        return triples;
    }
}
