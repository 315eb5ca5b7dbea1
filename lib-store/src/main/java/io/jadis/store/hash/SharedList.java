package io.jadis.store.hash;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/**
 * The values of a small hash whose fields have the names of others: a listpack of the number of these names, and the
 * values in their order. To its clients it is a listpack of pairs, and {@link #toPairs} makes that of it. Writers
 * return the listpack's address.
 */
final class SharedList {
    private final Listpack listpacks;
    private final SharedNames names;

    SharedList(Allocator allocator) {
        listpacks = new Listpack(allocator);
        names = new SharedNames(allocator);
    }

    /** Frees the names; no list is used after this. */
    void close() {
        names.close();
    }

    /** Frees the names if there is no list. */
    void dropUnusedNames() {
        names.dropIfUnused();
    }

    static int size(long list) {
        return Listpack.count(list) - 1;
    }

    /** The listpack of the names of its fields. */
    long names(long list) {
        return names.names(number(list));
    }

    private static int number(long list) {
        return (int) Listpack.integer(Listpack.first(list));
    }

    /** The entry of the first field's value. */
    static long firstValue(long list) {
        return Listpack.next(Listpack.first(list));
    }

    /** The entry of the value of the field with this index. */
    static long valueAt(long list, int index) {
        return Listpack.at(list, 1 + index);
    }

    /** The entry of a field's value, or 0. */
    long find(long list, long field, long fieldLength) {
        long first = Listpack.first(names(list));
        long found = Listpack.find(first, 0, field, fieldLength);
        if (found == 0) return 0;
        long value = firstValue(list);
        for (long name = first; name != found; name = Listpack.next(name)) value = Listpack.next(value);
        return value;
    }

    /** Gives a field another value. */
    long setValue(long list, long valueEntry, long value, long valueLength) {
        return listpacks.replace(list, valueEntry, value, (int) valueLength);
    }

    /** Adds a field that is not there; 0 if none of the names that others have are its names then. */
    long add(long list, long field, long fieldLength, long value, long valueLength) {
        int before = number(list), after = names.with(before, field, fieldLength);
        if (after == SharedNames.NONE) return 0;
        names.use(after);
        names.leave(before);
        long renamed = listpacks.replaceInteger(list, Listpack.first(list), after);
        return listpacks.append(renamed, value, (int) valueLength);
    }

    long copy(long list) {
        names.use(number(list));
        return listpacks.copy(list);
    }

    void free(long list) {
        names.leave(number(list));
        listpacks.free(list);
    }

    /** What takes the place of these pairs, which are freed then; 0 if their names are their own. */
    long ofPairs(long pairs) {
        int number = names.of(pairs);
        if (number == SharedNames.NONE) return 0;
        names.use(number);
        int valuesBytes = 0;
        for (long at = Listpack.first(pairs); at != 0; at = FieldList.next(at, FieldList.PAIR)) {
            valuesBytes += Listpack.entryBytes(FieldList.value(at));
        }
        long list = listpacks.appendInteger(listpacks.create(), number);
        list = listpacks.appendRoom(list, valuesBytes, FieldList.size(pairs, FieldList.PAIR));
        long to = listpacks.entry();
        for (long at = Listpack.first(pairs); at != 0; at = FieldList.next(at, FieldList.PAIR)) {
            to = Listpack.copyEntry(FieldList.value(at), to);
        }
        listpacks.free(pairs);
        return list;
    }

    /** A listpack of fields and values, beside the list. */
    long pairs(long list) {
        long its = names(list);
        int first = Listpack.entryBytes(Listpack.first(list));
        int bytes = Listpack.bytes(its) + Listpack.bytes(list) - 2 * Listpack.EMPTY_BYTES - first;
        long pairs = listpacks.appendRoom(listpacks.create(), bytes, 2 * size(list));
        long to = listpacks.entry(), value = firstValue(list);
        for (long name = Listpack.first(its); name != 0; name = Listpack.next(name)) {
            to = Listpack.copyEntry(value, Listpack.copyEntry(name, to));
            value = Listpack.next(value);
        }
        return pairs;
    }

    /** Pairs in the place of the list, which is freed. */
    long toPairs(long list) {
        long pairs = pairs(list);
        free(list);
        return pairs;
    }
}
