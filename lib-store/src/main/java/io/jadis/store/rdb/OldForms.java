package io.jadis.store.rdb;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/** Makes of what Redis once wrote what it writes now. */
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
}
