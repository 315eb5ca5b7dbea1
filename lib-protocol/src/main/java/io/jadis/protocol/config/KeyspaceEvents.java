package io.jadis.protocol.config;

import java.util.OptionalLong;

/**
 * The classes of keyspace events as bits of {@code notify-keyspace-events}. {@link #KEYSPACE} and {@link #KEYEVENT} say
 * which channels are used; without one of them nothing is published.
 */
public final class KeyspaceEvents {
    /** Publish on {@code __keyspace@db__:key}. */
    public static final int KEYSPACE = 1;
    /** Publish on {@code __keyevent@db__:event}. */
    public static final int KEYEVENT = 1 << 1;
    /** Events of any type: DEL, EXPIRE, RENAME and the like. */
    public static final int GENERIC = 1 << 2;
    /** Events of strings. */
    public static final int STRING = 1 << 3;
    /** Events of lists. */
    public static final int LIST = 1 << 4;
    /** Events of sets. */
    public static final int SET = 1 << 5;
    /** Events of hashes. */
    public static final int HASH = 1 << 6;
    /** Events of sorted sets. */
    public static final int ZSET = 1 << 7;
    /** A key has expired. */
    public static final int EXPIRED = 1 << 8;
    /** A key was evicted to stay within maxmemory. */
    public static final int EVICTED = 1 << 9;
    /** Events of streams. */
    public static final int STREAM = 1 << 10;
    /** A key that was read doesn't exist; not part of {@code A}. */
    public static final int KEY_MISS = 1 << 11;
    /** Events of module types. */
    public static final int MODULE = 1 << 13;
    /** A key was created; not part of {@code A}. */
    public static final int NEW = 1 << 14;

    /** In the order in which they are written. */
    private static final String LETTERS = "g$lshzxetdnKEm";
    private static final int[] BITS = {
        GENERIC, STRING, LIST, SET, HASH, ZSET, EXPIRED, EVICTED, STREAM, MODULE, NEW, KEYSPACE, KEYEVENT, KEY_MISS
    };
    /** {@code A} stands for the letters before this index. */
    private static final int ALL_END = LETTERS.indexOf('n');
    private static final int ALL = bitsOf(LETTERS.substring(0, ALL_END));

    private KeyspaceEvents() {}

    /** The bits of the letters; empty if one isn't known. */
    static OptionalLong parse(String letters) {
        int bits = bitsOf(letters);
        return bits < 0 ? OptionalLong.empty() : OptionalLong.of(bits);
    }

    private static int bitsOf(String letters) {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            int known = LETTERS.indexOf(letters.charAt(i));
            if (known >= 0) bits |= BITS[known];
            else if (letters.charAt(i) == 'A') bits |= ALL;
            else return -1;
        }
        return bits;
    }

    /** The letters of the bits. Beside {@code A} the letter n isn't written, just as in Redis. */
    static String render(int bits) {
        boolean all = (bits & ALL) == ALL;
        StringBuilder letters = new StringBuilder(all ? "A" : "");
        for (int i = all ? ALL_END + 1 : 0; i < BITS.length; i++) {
            if ((bits & BITS[i]) != 0) letters.append(LETTERS.charAt(i));
        }
        return letters.toString();
    }
}
