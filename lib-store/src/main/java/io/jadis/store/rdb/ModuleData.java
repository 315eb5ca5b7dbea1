package io.jadis.store.rdb;

import java.io.IOException;

/** What modules have put into a file. There are none here: it can be named and passed over. */
final class ModuleData {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int NAME_LENGTH = 9, VERSION_BITS = 10, CHARACTER_BITS = 6;

    private ModuleData() {}

    /** The name in a module's number: nine characters of six bits above ten bits of a version. */
    static String name(long id) {
        StringBuilder name = new StringBuilder(NAME_LENGTH);
        for (int i = NAME_LENGTH - 1; i >= 0; i--) {
            name.append(ALPHABET.charAt((int) (id >>> VERSION_BITS + i * CHARACTER_BITS) & 0x3F));
        }
        return name.toString();
    }

    /** Passes over the parts of a module's value up to its end. */
    static void skip(RdbInput in) throws IOException {
        while (true) {
            long part = in.readLength();
            if (part == RdbFormat.MODULE_EOF) return;
            if (part == RdbFormat.MODULE_SIGNED || part == RdbFormat.MODULE_UNSIGNED) in.readLength();
            else if (part == RdbFormat.MODULE_FLOAT) in.skip(4);
            else if (part == RdbFormat.MODULE_DOUBLE) in.skip(8);
            else if (part == RdbFormat.MODULE_STRING) in.readString();
            else throw RdbException.corrupt("Unknown part " + part + " in the data of a module");
        }
    }
}
