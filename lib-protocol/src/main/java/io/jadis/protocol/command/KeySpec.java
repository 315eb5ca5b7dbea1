package io.jadis.protocol.command;

/**
 * One rule for finding keys among a request's arguments: where to begin, and which arguments from there on are keys.
 *
 * @param flags bits of {@link KeyFlag}: how the command uses these keys
 * @param notes a remark for readers of COMMAND INFO, or null
 */
public record KeySpec(int flags, BeginSearch begin, FindKeys find, String notes) {
    /** Whether these are real keys. Shard channels are not, although a cluster routes by them. */
    public boolean isKey() {
        return !has(KeyFlag.NOT_KEY);
    }

    public boolean has(KeyFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** Index and range alone: positions that need no look at the arguments. */
    boolean isPlainRange() {
        return begin instanceof BeginSearch.Index && find instanceof FindKeys.Range;
    }
}
