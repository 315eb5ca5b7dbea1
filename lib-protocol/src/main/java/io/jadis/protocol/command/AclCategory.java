package io.jadis.protocol.command;

import java.util.Locale;

/** The categories by which ACL rules name commands, one bit each, in Redis's order. */
public enum AclCategory {
    KEYSPACE,
    READ,
    WRITE,
    SET,
    SORTEDSET,
    LIST,
    HASH,
    STRING,
    BITMAP,
    HYPERLOGLOG,
    GEO,
    STREAM,
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    BLOCKING,
    DANGEROUS,
    CONNECTION,
    TRANSACTION,
    SCRIPTING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** This category's bit in {@link Command#aclCategories()}. */
    public long bit() {
        return 1L << ordinal();
    }

    /** The name without the {@code @}. */
    public String label() {
        return label;
    }

    /** The category of that name, in any case and without the {@code @}, or null. */
    public static AclCategory named(String label) {
        for (AclCategory category : values()) {
            if (category.label.equalsIgnoreCase(label)) return category;
        }
        return null;
    }

    /** The categories that follow from flags, so that declarations needn't repeat them. */
    static long impliedBy(long flags, long declared) {
        long implied = 0;
        if (has(flags, CommandFlag.WRITE)) implied |= WRITE.bit();
        // What a script reads is the script's affair: EVAL_RO and its kin are not in @read.
        if (has(flags, CommandFlag.READONLY) && (declared & SCRIPTING.bit()) == 0) implied |= READ.bit();
        if (has(flags, CommandFlag.ADMIN)) implied |= ADMIN.bit() | DANGEROUS.bit();
        if (has(flags, CommandFlag.PUBSUB)) implied |= PUBSUB.bit();
        if (has(flags, CommandFlag.BLOCKING)) implied |= BLOCKING.bit();
        return implied | (has(flags, CommandFlag.FAST) ? FAST.bit() : SLOW.bit());
    }

    private static boolean has(long flags, CommandFlag flag) {
        return (flags & flag.bit()) != 0;
    }
}
