package io.jadis.protocol.command;

/**
 * How a command uses a key. The first four say what happens to the key as a whole, and a real key has exactly one of
 * them; the next four say what happens to the user's data in it; the last three are remarks on the key spec.
 */
public enum KeyFlag {
    /** The value is not modified. */
    RO("RO"),
    /** The value is modified in a way that depends on what it was. */
    RW("RW"),
    /** The value is overwritten whatever it was. */
    OW("OW"),
    /** The key is removed. */
    RM("RM"),
    /** User data is returned, copied, or shows in the reply. */
    ACCESS("access"),
    /** Data may change or be replaced. */
    UPDATE("update"),
    /** Data is added and none changed. */
    INSERT("insert"),
    /** Data is removed. */
    DELETE("delete"),
    /** Not a key at all, but routed in a cluster as though it were one: a shard channel. */
    NOT_KEY("not_key"),
    /** The spec may miss some of the keys. */
    INCOMPLETE("incomplete"),
    /** The use depends on other arguments: only the command's {@link KeyProcedure} knows. */
    VARIABLE_FLAGS("variable_flags");

    private final String label;

    KeyFlag(String label) {
        this.label = label;
    }

    /** This flag's bit in {@link KeySpec#flags()} and {@link KeyReferences#flags}. */
    public int bit() {
        return 1 << ordinal();
    }

    /** The name in COMMAND INFO and COMMAND GETKEYSANDFLAGS. */
    public String label() {
        return label;
    }

    static int mask(KeyFlag... flags) {
        int mask = 0;
        for (KeyFlag flag : flags) mask |= flag.bit();
        return mask;
    }
}
