package io.jadis.store.rdb;

/** The codes of the format: those that stand where a type or a length does, and the numbers of the types. */
public final class RdbFormat {
    /**
     * The version that 7.2 writes, and the newest that is read: 7.4's, which came with times to live of hash fields.
     */
    public static final int VERSION = 11, VERSION_MAX = 12;

    static final String MAGIC = "REDIS";

    // From which version on there is a checksum, are functions.
    static final int CHECKSUM_SINCE = 5, FUNCTIONS_SINCE = 10;
    // From which version on listpacks stand for hashes, sorted sets and nodes of lists, and for sets.
    static final int LISTPACKS_SINCE = 10, SET_LISTPACKS_SINCE = 11;
    // From which version on the later forms of streams are known.
    static final int STREAMS_2_SINCE = 10, STREAMS_3_SINCE = 11;

    // The two top bits of a length's first byte, or all of it.
    static final int LENGTH_6 = 0, LENGTH_14 = 1, LENGTH_32 = 0x80, LENGTH_64 = 0x81, SPECIAL = 3;

    // First bytes of strings that are not stored as they are.
    static final int STRING_INT_8 = 0xC0, STRING_INT_16 = 0xC1, STRING_INT_32 = 0xC2, STRING_LZF = 0xC3;

    // What stands where a record's type would.
    static final int SLOT_INFO = 244, FUNCTION2 = 245, FUNCTION_PRE_GA = 246, MODULE_AUX = 247, IDLE = 248, FREQ = 249,
            AUX = 250, RESIZEDB = 251, EXPIRETIME_MS = 252, EXPIRETIME = 253, SELECTDB = 254, EOF = 255;

    // Types of values.
    static final int STRING = 0, LIST = 1, SET = 2, ZSET = 3, HASH = 4, ZSET_2 = 5, MODULE_PRE_GA = 6, MODULE_2 = 7,
            HASH_ZIPMAP = 9, LIST_ZIPLIST = 10, SET_INTSET = 11, ZSET_ZIPLIST = 12, HASH_ZIPLIST = 13,
            LIST_QUICKLIST = 14, STREAM_LISTPACKS = 15, HASH_LISTPACK = 16, ZSET_LISTPACK = 17, LIST_QUICKLIST_2 = 18,
            STREAM_LISTPACKS_2 = 19, SET_LISTPACK = 20, STREAM_LISTPACKS_3 = 21, HASH_METADATA_PRE_GA = 22,
            HASH_LISTPACK_EX_PRE_GA = 23, HASH_METADATA = 24, HASH_LISTPACK_EX = 25;

    // Parts of a module's value.
    static final int MODULE_EOF = 0, MODULE_SIGNED = 1, MODULE_UNSIGNED = 2, MODULE_FLOAT = 3, MODULE_DOUBLE = 4,
            MODULE_STRING = 5;

    private RdbFormat() {}

    /** Whether values of this type have elements in blocks that are taken over as they are. */
    static boolean isCompact(int typeCode) {
        return switch (typeCode) {
            case SET_INTSET, SET_LISTPACK, HASH_LISTPACK, HASH_LISTPACK_EX, ZSET_LISTPACK, LIST_QUICKLIST_2,
                    STREAM_LISTPACKS, STREAM_LISTPACKS_2, STREAM_LISTPACKS_3 -> true;
            default -> false;
        };
    }
}
