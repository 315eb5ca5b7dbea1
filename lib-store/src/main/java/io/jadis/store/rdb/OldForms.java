package io.jadis.store.rdb;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.memory.Allocator;

/** Makes of what Redis once wrote, or somebody else writes, what it writes now. */
final class OldForms {
    private OldForms() {}

    /** A listpack with the elements of a ziplist that was just opened, as far as it is whole. */
    static long toListpack(Allocator allocator, Ziplist ziplist) {
        Listpack listpacks = new Listpack(allocator);
        long listpack = listpacks.create();
        while (ziplist.next()) {
            listpack = ziplist.isInteger()
                    ? listpacks.appendInteger(listpack, ziplist.integer())
                    : listpacks.append(listpack, ziplist.stringAddress(), ziplist.stringLength());
        }
        return listpack;
    }

    /**
     * A listpack in which numbers are stored as such: the one given, or a new one in its place.
     *
     * @param width elements from one to the next that this matters of
     */
    static long withIntegers(Allocator allocator, long listpack, int width) {
        if (ListpackCheck.hasIntegersAsSuch(listpack, width)) return listpack;
        Listpack listpacks = new Listpack(allocator);
        long anew = listpacks.appendAllAnew(listpacks.create(), listpack);
        listpacks.free(listpack);
        return anew;
    }
}
