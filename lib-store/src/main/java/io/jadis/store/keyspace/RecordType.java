package io.jadis.store.keyspace;

/** Type codes of records: three bits, the numbers of the RDB's object types. {@link #name} is what TYPE prints. */
public final class RecordType {
    public static final int STRING = 0, LIST = 1, SET = 2, SORTED_SET = 3, HASH = 4, MODULE = 5, STREAM = 6;

    /** How many type codes a record's three bits can hold. */
    static final int CODES = 8;

    private static final String[] NAMES = {"string", "list", "set", "zset", "hash", "module", "stream"};

    private RecordType() {}

    /** The word that TYPE and SCAN's TYPE option use. */
    public static String name(int type) {
        return NAMES[type];
    }

    /** The code of a type's word, in any case, or -1. */
    public static int byName(String name) {
        for (int type = 0; type < NAMES.length; type++) {
            if (NAMES[type].equalsIgnoreCase(name)) return type;
        }
        return -1;
    }
}
