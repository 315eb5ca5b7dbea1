package io.jadis.store.keyspace;

/** Encoding codes of records: four bits. {@link #name} is what OBJECT ENCODING prints. */
public final class Encoding {
    public static final int RAW = 0, INT = 1, HASHTABLE = 2, INTSET = 6, SKIPLIST = 7, EMBSTR = 8, QUICKLIST = 9,
            STREAM = 10, LISTPACK = 11;

    /** Hashes in which fields expire: their roots lead to a {@link TimedPayload}. */
    public static final int LISTPACK_EX = 12, HASHTABLE_EX = 13;

    /** Hashes that have the names of their fields in common with others. */
    public static final int LISTPACK_SHARED = 14;

    private static final String[] NAMES = {"raw", "int", "hashtable", null, null, null, "intset", "skiplist", "embstr",
        "quicklist", "stream", "listpack", "listpackex", "hashtable", "listpack"};

    private Encoding() {}

    /** Whether the root of such a record leads to a {@link TimedPayload}. */
    static boolean isTimed(int encoding) {
        return encoding == LISTPACK_EX || encoding == HASHTABLE_EX;
    }

    public static String name(int encoding) {
        String name = encoding < NAMES.length ? NAMES[encoding] : null;
        return name == null ? "unknown" : name;
    }
}
